"""What is to happen, and when: an export read into a workplace as it was at the beginning, and everything since in the order of time.

An export holds only a message's last words: they are said at its `ts`, and `edited` follows at its own. It holds no time of a
reaction: reactions come when the last reply of their thread is there. Whoever is deactivated goes after their last words, and
a channel that is archived is so after its last message.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from handlers.export import DayFile, Export
from handlers.payloads.fields import stamp
from knowledge.domain.ids import ChannelId, Ts, ts_key, ts_time

Raw = Mapping[str, Any]
Happening = dict[str, Any]
Moment = tuple[int, int]  # whole seconds and microseconds

COMES = frozenset({"channel_join", "group_join"})
BEFORE = timedelta(hours=1)
"""How long before the first message the replay begins: Kollega is invited and started meanwhile."""
_AT_ONCE, _EDITED, _REACTED, _ENDED = range(4)  # of what happens at one moment


@dataclass
class _Talk:
    """What the first reading of a channel finds."""

    channel: dict[str, Any]
    private: bool
    days: Sequence[DayFile]
    first: dict[str, bool] = field(default_factory=dict)  # who appears, and whether by coming in
    last_reply: dict[Ts, Ts] = field(default_factory=dict)
    last: Ts | None = None


@dataclass(frozen=True)
class Starter:
    """Who invites Kollega to a channel and starts it there. `steward`: only a workspace steward has the right to."""

    channel: ChannelId
    user: str
    steward: bool


@dataclass(frozen=True)
class Score:
    """A whole export, read through once. `messages` counts its records, `begins` is policy time at the beginning."""

    messages: int
    begins: datetime
    people: list[dict[str, Any]]
    starters: list[Starter]
    team: str
    _talks: dict[ChannelId, _Talk]
    _last_words: dict[str, Ts]

    def write_workplace(self, folder: Path) -> None:
        """The workplace at the beginning, as an export without messages."""
        folder.mkdir()
        channels = [(talk.private, self._at_first(talk)) for talk in self._talks.values()]
        for name, content in (
            ("users", self.people),
            ("channels", [channel for private, channel in channels if not private]),
            ("groups", [channel for private, channel in channels if private]),
        ):
            (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        about = {"team": {"id": self.team} if self.team else {}, "now": self.begins.isoformat()}
        (folder / "workplace.json").write_text(json.dumps(about), encoding="utf-8")

    def happenings(self) -> Iterator[Happening]:
        """Everything in the order of time; `at` is a ts. One channel's day in memory, and what is to follow later."""
        streams = [self._of_channel(talk) for talk in self._talks.values()]
        gone = [(ts_key(ts), _ENDED, {"kind": "person", "at": ts, "user": user, "deleted": True}) for user, ts in self._last_words.items()]
        streams.append(iter(sorted(gone, key=lambda each: each[0])))
        for _, _, happening in heapq.merge(*streams, key=lambda each: each[:2]):
            yield happening

    def _of_channel(self, talk: _Talk) -> Iterator[tuple[Moment, int, Happening]]:
        channel = talk.channel["id"]
        later: list[tuple[Moment, int, int, Happening]] = []
        count = 0
        for day in talk.days:
            for raw in sorted(_written(day.records()), key=lambda raw: ts_key(Ts(raw["ts"]))):
                now = ts_key(Ts(raw["ts"]))
                while later and later[0][0] <= now:
                    when, order, _, happening = heapq.heappop(later)
                    yield when, order, happening
                yield now, _AT_ONCE, {"kind": "message", "at": raw["ts"], "channel": channel, "message": dict(raw)}
                for order, happening in _following(talk, raw):
                    count += 1
                    heapq.heappush(later, (max(now, ts_key(Ts(happening["at"]))), order, count, happening))
        while later:
            when, order, _, happening = heapq.heappop(later)
            yield when, order, happening
        if talk.channel.get("is_archived") and talk.last is not None:
            by = talk.channel.get("creator") or next(iter(talk.first), "USLACKBOT")
            yield ts_key(talk.last), _ENDED, {"kind": "archive", "at": talk.last, "channel": channel, "user": by}

    def _at_first(self, talk: _Talk) -> dict[str, Any]:
        """A channel with who was in it before the first message: not those who come in later, but whoever speaks or invites Kollega."""
        came = {user for user, by_coming in talk.first.items() if by_coming}
        starters = [each.user for each in self.starters if each.channel == talk.channel["id"]]
        everybody = dict.fromkeys([*(talk.channel.get("members") or []), *talk.first])
        members = dict.fromkeys([*starters, *(user for user in everybody if user not in came)])
        return talk.channel | {"members": list(members), "is_archived": bool(talk.channel.get("is_archived")) and talk.last is None}


def read_score(export: Export) -> Score:
    """Read an export through once. Nothing of it is kept but who, where and when."""
    talks: dict[ChannelId, _Talk] = {}
    last_words: dict[str, Ts] = {}
    messages, first = 0, None
    days = {channel.channel_id: export.days(channel) for channel in export.channels()}
    for private in (False, True):
        for channel in export.raw_channels(private=private):
            talk = talks[ChannelId(channel["id"])] = _Talk(channel, private, days[ChannelId(channel["id"])])
            for raw in (raw for day in talk.days for raw in _written(day.records())):
                messages += 1
                _note(talk, raw, last_words)
                first = min(first or Ts(raw["ts"]), Ts(raw["ts"]), key=ts_key)
    people = _everybody(export, talks)
    teams = Counter(str(person.get("team_id") or "") for person in people)
    left = {person["id"]: last_words[person["id"]] for person in people if person.get("deleted") and person["id"] in last_words}
    at_first = [person | {"deleted": bool(person.get("deleted")) and person["id"] not in left} for person in people]
    return Score(
        messages=messages,
        begins=ts_time(first or Ts("946684800.000000")) - BEFORE,
        people=at_first,
        starters=[starter for talk in talks.values() if (starter := _starter(talk, at_first)) is not None],
        team=teams.most_common(1)[0][0] if teams else "",
        _talks=talks,
        _last_words=left,
    )


def _note(talk: _Talk, raw: Raw, last_words: dict[str, Ts]) -> None:
    ts, user, thread = Ts(raw["ts"]), raw.get("user"), stamp(raw, "thread_ts")
    if talk.last is None or ts_key(ts) > ts_key(talk.last):
        talk.last = ts
    if thread and ts_key(ts) > ts_key(talk.last_reply.get(thread, thread)):
        talk.last_reply[thread] = ts
    if user:
        talk.first.setdefault(user, raw.get("subtype") in COMES)
        last_words[user] = max(last_words.get(user, ts), ts, key=ts_key)


def _following(talk: _Talk, raw: Raw) -> Iterator[tuple[int, Happening]]:
    """What becomes of a message later: its edit, and the reactions to it."""
    ts, channel = Ts(raw["ts"]), talk.channel["id"]
    edited = raw.get("edited") or {}
    if (edited_at := stamp(edited, "ts")) is not None:
        yield _EDITED, {"kind": "edit", "at": edited_at, "channel": channel, "ts": ts, "edited": dict(edited)}
    at = talk.last_reply.get(stamp(raw, "thread_ts") or ts, ts)
    for reaction in raw.get("reactions") or []:
        for user in dict.fromkeys(reaction.get("users") or []):
            yield _REACTED, {"kind": "react", "at": at, "channel": channel, "ts": ts, "user": user, "name": reaction["name"]}


def _starter(talk: _Talk, people: list[dict[str, Any]]) -> Starter | None:
    """Who may start Kollega there, best by what Kollega asks of everybody: the creator, an admin, in a public channel any member."""
    if talk.last is None and talk.channel.get("is_archived"):
        return None
    known = {person["id"]: person for person in people if _is_full_member(person)}
    inside = [user for user in dict.fromkeys([*(talk.channel.get("members") or []), *talk.first]) if user in known]
    admins = [user for user in known if known[user].get("is_admin") or known[user].get("is_owner")]
    creator = talk.channel.get("creator")
    for user in [*([creator] if creator and creator in known else []), *(user for user in admins if user in inside)]:
        return Starter(ChannelId(talk.channel["id"]), user, steward=False)
    anybody = next(iter(inside or admins or known), None)
    return Starter(ChannelId(talk.channel["id"]), anybody, steward=talk.private) if anybody else None


def _is_full_member(person: Raw) -> bool:
    flags = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    return not any(person.get(flag) for flag in flags) and person["id"] != "USLACKBOT"


def _everybody(export: Export, talks: Mapping[ChannelId, _Talk]) -> list[dict[str, Any]]:
    """The people of the export, and those whom it names without describing them."""
    people = {raw["id"]: raw | {"name": raw.get("name") or raw["id"].lower()} for raw in export.raw_people()}
    for talk in talks.values():
        for user in (*(talk.channel.get("members") or []), *talk.first, talk.channel.get("creator")):
            if user and user not in people:
                people[user] = {"id": user, "name": user.lower()}
    return list(people.values())


def _written(records: Iterator[Raw]) -> Iterator[Raw]:
    return (raw for raw in records if raw.get("type", "message") == "message" and stamp(raw, "ts"))
