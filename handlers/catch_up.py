"""Reading what was missed in a channel, piece by piece: a page of its history, a few of its threads.

What is read goes through the door into the inbox like what is heard. Each piece is one task in hand, and ends with where
the next one begins, so that a crash repeats one piece; repeating changes nothing.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from slack_sdk.errors import SlackApiError

from handlers.calm import NOT_THERE, Interrupted
from handlers.door import Door, masked_of
from handlers.history import SlackHistory
from knowledge.domain.history import Known, Phase, Reading, Shown
from knowledge.domain.ids import ChannelId, MessageRef, Ts, ts_key
from knowledge.domain.occurrences import Deleted, Edited, Kind, Occurrence, Posted, Reacted
from knowledge.domain.ports import Clock
from knowledge.services.catching_up import CatchingUp, threads_to_read
from knowledge.services.comparing import Rules, news, rules_for
from knowledge.services.starting import Starting
from knowledge.storage import Session, Store, histories, inbox, tasks
from knowledge.storage.tasks import ClaimedTask

log = logging.getLogger("kollega.catch_up")

_THREADS = 10  # threads read in one piece
_ROWS = 200  # occurrences handed on in one transaction
_LOOK_AGAIN_SECONDS = 0.2  # while the inbox works on what was handed on
_MARK = "history:"


@dataclass(frozen=True)
class CatchUp:
    """Does the tasks that `CatchingUp` asks for."""

    store: Store
    clock: Clock
    history: SlackHistory
    door: Door
    catching_up: CatchingUp
    starting: Starting
    suggesting: bool

    def step(self, task: ClaimedTask) -> None:
        """One piece. Raises whatever keeps it from being whole: then nothing of it is judged, and it is done again later."""
        reading = Reading.from_json(task.body)
        with self.store.reading() as session:
            rules = rules_for(session, reading, self.clock.now())
        if rules is None:
            return  # stopped meanwhile: nothing is read, and the task is done
        try:
            match reading.phase:
                case Phase.HISTORY:
                    self._page(task, reading, rules)
                case Phase.THREADS:
                    self._some_threads(task, reading, rules)
                case Phase.SETTLING:
                    self._settle(task, reading)
        except Interrupted:
            self._go_on(task, reading)
        except SlackApiError as error:
            self._refused(task, reading, error)

    def _page(self, task: ClaimedTask, reading: Reading, rules: Rules) -> None:
        asked_at = self.clock.now()
        page = self.history.page(reading.channel, reading.wanted.back_to, reading.cursor)
        stamps = [shown.ref.ts for shown in page.shown]
        spans = reading.spans(stamps, last=not page.cursor, is_limited=page.is_limited)
        with self.store.reading() as session:
            found = news(session, rules, [shown for shown in page.shown if not shown.is_reply])
            unseen = [row for after, before in spans for row in histories.top_level(session, reading.channel, after, before)]
            threads = {*reading.threads, *self._threads(session, reading, rules, page.shown)}
            if not page.cursor:
                threads = {*threads_to_read(session, reading, threads)}
        gone = self._gone(reading.channel, [row for row in unseen if row.ts not in set(stamps)])
        self._hand_on([*found, *gone], asked_at)
        further = replace(reading.with_page(stamps, page.cursor), threads=tuple(sorted(threads, key=ts_key)))
        self._go_on(task, further if page.cursor else replace(further, phase=Phase.THREADS))

    @staticmethod
    def _threads(session: Session, reading: Reading, rules: Rules, shown: Sequence[Shown]) -> set[Ts]:
        """The threads under a page with replies that were missed; in a sweep also late ones under what is kept."""
        kept = histories.some(session, reading.channel, [one.ref.ts for one in shown]) if reading.wanted.sweep else {}
        found = {one.thread_ts for one in shown if one.is_reply and ts_key(one.ref.ts) > ts_key(rules.since)}
        for one in shown:
            since = rules.swept if one.ref.ts in kept else rules.since
            if one.latest_reply is not None and ts_key(one.latest_reply) > ts_key(since):
                found.add(one.ref.ts)
        return found

    def _some_threads(self, task: ClaimedTask, reading: Reading, rules: Rules) -> None:
        done = 0
        for root in reading.threads[:_THREADS]:
            if self.history.stop.is_set():
                break
            self._thread(reading.channel, root, rules)
            done += 1
        left = reading.threads[done:]
        self._go_on(task, replace(reading, threads=left, phase=Phase.THREADS if left else Phase.SETTLING))

    def _thread(self, channel: ChannelId, root: Ts, rules: Rules) -> None:
        asked_at = self.clock.now()
        shown = self.history.thread(channel, root) or []
        stamps = {one.ref.ts for one in shown}
        with self.store.reading() as session:
            found = news(session, rules, shown)
            kept = histories.in_thread(session, channel, root)
        self._hand_on([*found, *self._gone(channel, [row for row in kept if row.ts not in stamps])], asked_at)

    def _gone(self, channel: ChannelId, unseen: Sequence[Known]) -> list[Occurrence]:
        """Those of some kept messages that are deleted. Each is looked for once more: what came while a page was read is not on it."""
        threads: dict[Ts, list[Known]] = defaultdict(list)
        for row in unseen:
            threads[row.thread_ts].append(row)
        top = [rows[0].ts for root, rows in threads.items() if rows[0].ts == root]
        gone = self._gone_from_top(channel, top)
        for root, rows in threads.items():
            if replies := [row.ts for row in rows if row.ts != root]:
                gone += self._gone_from_thread(channel, root, replies)
        roots = {row.ts: row.thread_ts for row in unseen}
        return [Deleted(channel, ts, roots[ts]) for ts in sorted(gone, key=ts_key)]

    def _gone_from_top(self, channel: ChannelId, unseen: Sequence[Ts]) -> list[Ts]:
        if not unseen:
            return []
        shown = self.history.between(channel, min(unseen, key=ts_key), max(unseen, key=ts_key))
        return [] if shown is None else _without(unseen, shown)

    def _gone_from_thread(self, channel: ChannelId, root: Ts, unseen: Sequence[Ts]) -> list[Ts]:
        shown = self.history.thread(channel, root)
        if shown is None and not self._gone_from_top(channel, [root]):
            return []  # its first message stands, or is hidden: nothing is known of the thread
        return _without(unseen, shown or [])

    def _hand_on(self, found: Sequence[Occurrence], asked_at: datetime) -> None:
        masked = iter([(_event_id(one, asked_at), masked_of(one)) for one in found])
        for some in iter(lambda: list(islice(masked, _ROWS)), []):
            with self.store.writing() as session:
                # Reactions have no version: what was heard since Slack was asked is the later word.
                heard = inbox.lanes_since(session, Kind.REACTED, asked_at) if any(_is_reaction(one.occurrence) for _, one in some) else ()
                told = [(id_, one) for id_, one in some if not (_is_reaction(one.occurrence) and one.occurrence.lane in heard)]
                self.door.let_in(session, told)

    def _settle(self, task: ClaimedTask, reading: Reading) -> None:
        with self.store.writing() as session:
            if inbox.is_open(session, f"{_MARK}{reading.channel}:"):
                tasks.go_on(session, task, _with_asked(session, task, reading).to_json(), _LOOK_AGAIN_SECONDS)
                return
            self.catching_up.settled(session, reading, suggesting=self.suggesting)
            self._end(session, task, reading)

    def _end(self, session: Session, task: ClaimedTask, reading: Reading) -> None:
        asked = _with_asked(session, task, reading).again
        if asked is not None:
            tasks.go_on(session, task, Reading(reading.channel, asked).to_json())
        else:
            tasks.finish(session, task)

    def _refused(self, task: ClaimedTask, reading: Reading, error: SlackApiError) -> None:
        code = error.response.get("error")
        if code == "invalid_cursor":  # it grew too old while Kollega was away
            self._go_on(task, Reading(reading.channel, reading.wanted))
        elif code in NOT_THERE:
            log.info("channel_not_there", extra={"channel": reading.channel, "code": code})
            with self.store.writing() as session:
                self.starting.removed(session, reading.channel)
                tasks.finish(session, task)
        else:
            raise error

    def _go_on(self, task: ClaimedTask, reading: Reading) -> None:
        with self.store.writing() as session:
            tasks.go_on(session, task, _with_asked(session, task, reading).to_json())


def _with_asked(session: Session, task: ClaimedTask, reading: Reading) -> Reading:
    """With what was asked for while the piece was done."""
    standing = tasks.standing(session, task.key)
    return replace(reading, again=Reading.from_json(standing.body).again) if standing else reading


def _without(unseen: Sequence[Ts], shown: Iterable[Shown]) -> list[Ts]:
    standing = {one.ref.ts for one in shown}
    return [ts for ts in unseen if ts not in standing]


def _is_reaction(occurrence: Occurrence) -> bool:
    return isinstance(occurrence, Reacted)


def _event_id(occurrence: Occurrence, asked_at: datetime) -> str:
    """The same for the same version of a message, however often it is read. A reaction may come and go: each reading counts."""
    match occurrence:
        case Posted(written) | Edited(written):
            ref, version = written.message.ref, str(written.message.version)
        case Reacted():
            ref, version = MessageRef(occurrence.channel, occurrence.ts), f"{occurrence.user}:{occurrence.name}:{asked_at.isoformat()}"
        case Deleted():
            ref, version = MessageRef(occurrence.channel, occurrence.ts), "deleted"
        case _:
            raise ValueError(type(occurrence).__name__)
    return f"{_MARK}{ref.channel}:{ref.ts}:{version}"
