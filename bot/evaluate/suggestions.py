"""A labelled workplace lived through: as it was at the beginning, then everything since in the order of time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.evaluate.data import LabelledExport
from bot.replay import Score, read_score
from bot.replay.score import COMES, Happening
from bot.wiring import Desk
from handlers.door import masked_of
from handlers.export import open_export
from handlers.payloads import person_from, written
from handlers.payloads.messages import reaction_name
from knowledge.domain.ids import ChannelId, Ts, UserId
from knowledge.domain.occurrences import Joined, PersonChanged, Posted, Reacted
from knowledge.domain.ports import Encoders
from knowledge.services.evaluating import replaying
from knowledge.services.evaluating.replaying import StandingClock, Workplace
from knowledge.services.evaluating.stages import Tell
from knowledge.services.evaluating.suggestions import Course, Suggestions


def measure(desk: Desk, encoders: Encoders, data: LabelledExport, tell: Tell) -> Course:
    """Live through an export on an empty desk, and what came of it."""
    with open_export(data.export) as export:
        score = read_score(export)
        workplace = Workplace(desk.store, desk.index, StandingClock(score.begins))
        _furnish(desk, workplace, score)
        suggestions = Suggestions(workplace, desk.search, desk.indexing, encoders)
        return suggestions(_happenings(score), data.labels, score.messages, tell)


def _furnish(desk: Desk, workplace: Workplace, score: Score) -> None:
    with tempfile.TemporaryDirectory(prefix="kollega-evaluate-") as folder:
        at_first = Path(folder) / "workplace"
        score.write_workplace(at_first)
        with open_export(at_first) as export:
            workplace.furnish(list(export.people()), export.channels())
    for starter in score.starters:
        workplace.start(desk.starting, starter.channel, UserId(starter.user))


def _happenings(score: Score) -> Iterator[tuple[Ts, replaying.Happening]]:
    """What the desk hears of it. Edits are passed by: an export holds a message's last words only."""
    people = {raw["id"]: raw for raw in score.people}
    for happening in score.happenings():
        heard = _heard(happening, people, score.team)
        if heard is not None:
            yield Ts(happening["at"]), heard


def _heard(happening: Happening, people: dict[str, Happening], team: str) -> replaying.Happening | None:
    match happening["kind"]:
        case "message":
            return _said(happening)
        case "react":
            channel, ts, user = ChannelId(happening["channel"]), Ts(happening["ts"]), UserId(happening["user"])
            return Reacted(channel, ts, user, reaction_name(happening["name"]), None, removed=False, event_ts=None)
        case "person":
            return PersonChanged(person_from(people[happening["user"]] | {"deleted": True}, team or None))
        case _:
            return None


def _said(happening: Happening) -> Posted | Joined | None:
    raw, channel = happening["message"], ChannelId(happening["channel"])
    if raw.get("subtype") in COMES and raw.get("user"):
        return Joined(channel, UserId(raw["user"]))
    said = written(raw, channel)
    if said is None or said.deleted:
        return None
    clean = masked_of(Posted(said)).occurrence
    assert isinstance(clean, Posted)
    return clean
