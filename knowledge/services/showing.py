"""Entries as a person may be shown them: with people, badges and the answer as written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge.domain.found import Badge, BadgeKind, Found, FoundAnswer, Speaker
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.language import Language
from knowledge.domain.messages import AcceptedBy, Said
from knowledge.storage import Session, entries, messages, people
from knowledge.storage.tables import EntryRow

MOST_OTHER_WAYS = 2
"""Ways besides the first that are shown of a question about experiences"""


def found(session: Session, rows: Sequence[tuple[EntryRow, float]], outdated: Collection[EntryId] = ()) -> list[Found]:
    """Entries with their scores, dressed for a view. The caller has made sure that they may be read.

    `outdated`: those of them that a newer answer, which may be read too, has changed.
    """
    names = people.channel_names(session) if rows else {}
    ways = {EntryId(row.id): _other_ways(session, row) for row, _ in rows if row.experience}
    who: set[str] = {said.user for several in ways.values() for said in several}
    for row, _ in rows:
        who |= {row.asker, *([row.answerer] if row.answerer else []), *_confirmers(row)}
    speakers = people.speakers(session, who)
    dressed = []
    for row, score in rows:
        one = _found(row, score, names, speakers, is_outdated=EntryId(row.id) in outdated)
        others = [FoundAnswer(said.message.ref, speakers[said.user], said.message.text) for said in ways.get(one.entry, ())]
        dressed.append(replace(one, other_ways=tuple(others)))
    return dressed


def _other_ways(session: Session, row: EntryRow) -> list[Said]:
    """A few answers besides the best one, by others than who gave that."""
    shown = MessageRef(ChannelId(row.answer_channel or ""), Ts(row.answer_ts or ""))
    ranked = sorted(row.answers, key=lambda answer: -(len(answer["confirmed_by"]) + len(answer["also_helped"])))
    refs = [MessageRef(ChannelId(answer["channel"]), Ts(answer["ts"])) for answer in ranked]
    said = [messages.get(session, ref) for ref in refs if ref != shown and ref.channel == row.channel_id]
    by_person = {each.user: each for each in reversed(said) if each is not None and each.message.text.strip() and each.user != row.answerer}
    return list(reversed(by_person.values()))[:MOST_OTHER_WAYS]


def _found(
    row: EntryRow, score: float, names: dict[ChannelId, str], speakers: dict[UserId, Speaker], *, is_outdated: bool = False
) -> Found:
    channel = ChannelId(row.channel_id)
    return Found(
        entry=EntryId(row.id),
        score=score,
        channel=channel,
        channel_name=names.get(channel, ""),
        ts=Ts(row.ts),
        asker=speakers[UserId(row.asker)],
        asked_at=row.asked_at,
        lang=Language(row.lang),
        question=row.text,
        answer=_answer(row, speakers),
        badges=badges(row, is_outdated=is_outdated),
        confirmed_by=tuple(speakers[user] for user in _confirmers(row)),
    )


def is_as_shown(session: Session, found: Found) -> bool:
    """Whether an entry still says what it was found with."""
    row = entries.get(session, found.entry)
    return row is not None and (row.text, row.answer_text) == (found.question, found.answer.text if found.answer else None)


def badges(row: EntryRow, *, is_outdated: bool = False) -> tuple[Badge, ...]:
    """What may be said of an entry's answer, the weightiest first."""
    if row.answer_text is None:
        return (Badge(BadgeKind.NO_ANSWER),)
    shown: list[Badge] = []
    if is_outdated:
        shown.append(Badge(BadgeKind.NEWER_ANSWER))
    if row.doubted_at is not None or is_outdated:
        shown.append(Badge(BadgeKind.IN_DOUBT, at=row.doubted_at))
    match row.accepted_by:
        case AcceptedBy.EXPERT | AcceptedBy.STEWARD:
            shown.append(Badge(BadgeKind.ENDORSED))
        case AcceptedBy.ASKER:
            shown.append(Badge(BadgeKind.ACCEPTED))
        case AcceptedBy.WORDS:
            shown.append(Badge(BadgeKind.SAID_THANKS))
        case _:
            pass
    if row.helped:
        shown.append(Badge(BadgeKind.HELPED, count=row.helped))
    if row.confirmed_at is not None:
        shown.append(Badge(BadgeKind.CONFIRMED, at=row.confirmed_at))
    elif not row.helped:
        shown.append(Badge(BadgeKind.NOT_CONFIRMED))
    return tuple(shown)


def _answer(row: EntryRow, speakers: dict[UserId, Speaker]) -> FoundAnswer | None:
    if row.answer_text is None or row.answer_channel is None or row.answer_ts is None or row.answerer is None:
        return None
    return FoundAnswer(MessageRef(ChannelId(row.answer_channel), Ts(row.answer_ts)), speakers[UserId(row.answerer)], row.answer_text)


def _confirmers(row: EntryRow) -> list[UserId]:
    for answer in row.answers:
        if answer["ts"] == row.answer_ts and answer["channel"] == row.answer_channel:
            return [UserId(user) for user in answer["confirmed_by"]]
    return []
