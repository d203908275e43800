"""What stands in a digest: chosen as ids when it is queued, shown from those ids when it is sent and whenever a source changes.

Nothing is shown but what everybody who reads the channel may read at that moment; what is gone by then, or belongs to
somebody who takes no part any more, is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from knowledge.domain.digest import DIGEST, Change, Changed, Digest, Learning, SlotOutcome, Thanks, ThanksFor, Wanted, due_at, is_late
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, ts_key, ts_time
from knowledge.domain.learnings import Candidate, choose, first_few
from knowledge.domain.lifecycle import QuestionState
from knowledge.domain.messages import AcceptedBy
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.weeks import Week
from knowledge.domain.working import zone_of
from knowledge.language.words import stems
from knowledge.services import audiences, showing
from knowledge.services.search import suggestible
from knowledge.storage import Session, digests, entries, people, slots, suggestions
from knowledge.storage.tables import EntryRow

MOST_CHANGES = 5
MOST_WANTED = 3
OPEN_FOR = timedelta(weeks=4)
"""How old an open question may be to be asked about once more; what nobody knew for so long, a digest will not find."""
SHOWN_AGAIN_AFTER = timedelta(weeks=26)

EVERY_DAY = (0, 6)

_OWN_WORD = (AcceptedBy.ASKER, AcceptedBy.WORDS)


def gather(session: Session, channel: ChannelId, policy: ChannelPolicy, weeks: Sequence[Week], now: datetime) -> dict[str, Any]:
    """What the digest of a channel for some weeks is made of: ids only, as they stand in the queue and with the post."""
    begin, end = weeks[0].span(policy.tz, weeks[-1])
    readers = _readers(session, channel, now)
    recent = [row for row in digests.asked(session, channel, begin - OPEN_FOR, end) if readers.may_see(row)]
    solved = _confirmed_in(session, channel, begin, end)
    answered = [row for row in {row.id: row for row in [*recent, *solved]}.values() if readers.may_see(row, answer=True)]
    changed = _changed(session, channel, answered, begin, end, readers)
    known = {EntryId(entry) for entry, _ in changed} | _shown_before(session, channel, now)
    new_since = _new_since(session, channel, policy, weeks[0])
    candidates = [
        _candidate(row, solved.get(row, 0), begin)
        for row in answered
        if row.id not in known and suggestible(row) and (row in solved or new_since <= _answered_at(row) < end)
    ]
    rows = {EntryId(row.id): row for row in answered}
    waiting = _waiting(session, recent, end, readers)
    wanted = first_few([(EntryId(row.id), row.asked_at, len(row.wondering)) for row in waiting], MOST_WANTED)
    return {
        "weeks": [str(week) for week in weeks],
        "begin": begin.isoformat(),
        "end": end.isoformat(),
        "due": due_at(weeks[-1], policy).isoformat(),
        "learnings": [[entry, rows[entry].answer_ts] for entry in choose(candidates)],
        "changed": [[entry, what.value] for entry, what in changed[:MOST_CHANGES]],
        "help": wanted,
        "help_more": [row.id for row in waiting if row.id not in wanted],
        "asked": [row.id for row in recent if begin <= row.asked_at < end],
        "answered": [row.id for row in recent if _answers(row, begin, end)],
    }


def show(session: Session, channel: ChannelId, policy: ChannelPolicy, body: dict[str, Any], *, at: datetime, now: datetime) -> Digest:
    """A digest as it may stand in its channel now. `at` is when it was posted, or is to be."""
    begin, end = datetime.fromisoformat(body["begin"]), datetime.fromisoformat(body["end"])
    weeks = tuple(Week.parse(week) for week in body["weeks"])
    readers = _readers(session, channel, now)
    rows = {entry: row for entry, row in digests.some(session, _ids(body)).items() if readers.may_see(row)}
    asked = [row for entry in body["asked"] if (row := rows.get(entry)) and row.state != QuestionState.WITHDRAWN]
    answered = [row for entry in body["answered"] if (row := rows.get(entry))]
    learnt = [row for entry, ts in body["learnings"] if (row := rows.get(entry)) and row.answer_ts == ts and suggestible(row)]
    changed = [(row, Change(what)) for entry, what in body["changed"] if (row := rows.get(entry)) and _stands(row, Change(what))]
    waiting, more = (_still_open(session, [row for entry in body[part] if (row := rows.get(entry))]) for part in ("help", "help_more"))
    known = people.known_channel(session, channel)
    days = policy.days or EVERY_DAY
    return Digest(
        channel=channel,
        channel_name=known.name if known else "",
        weeks=weeks,
        first_day=weeks[0].monday + timedelta(days=min(days)),
        last_day=weeks[-1].monday + timedelta(days=max(days)),
        at=at.astimezone(zone_of(policy.tz)),
        late=is_late(weeks, datetime.fromisoformat(body["due"]), at),
        learnings=_learnings(session, [row for row in learnt if readers.may_see(row, answer=True)]),
        changed=_changes(session, [(row, what) for row, what in changed if readers.may_see(row, answer=True)]),
        help_wanted=_help_wanted(session, waiting, policy),
        thanks=tuple(_thanks(session, asked, answered, begin, end, readers)),
        questions=len(asked),
        solved=sum(row.state == QuestionState.RESOLVED for row in asked),
        sources=tuple(dict.fromkeys(ref for row in rows.values() for ref in entries.answer_refs(row))),
        more_wanted=len(more),
    )


@dataclass(frozen=True, slots=True)
class _Readers:
    """What everybody in a channel may read, and who is not to be shown there."""

    session: Session
    allowed: frozenset[ChannelId]
    out: frozenset[UserId]

    def may_see(self, row: EntryRow, *, answer: bool = False) -> bool:
        """The question (and the answer) are everybody's to read, and whoever wrote them takes part."""
        return row.channel_id in self.allowed and row.asker not in self.out and not (answer and row.answerer in self.out)

    def may_name(self, user: str) -> bool:
        """Somebody who takes part and is still there."""
        person = people.person(self.session, UserId(user))
        return person is not None and bool(person.name.strip()) and not (person.deleted or person.is_bot) and user not in self.out


def _readers(session: Session, channel: ChannelId, now: datetime) -> _Readers:
    return _Readers(session, audiences.visible_in(session, channel, now), people.opted_out(session))


def _new_since(session: Session, channel: ChannelId, policy: ChannelPolicy, first: Week) -> datetime:
    """From when on answers are new to a digest: its own week. A check mark may come in the week after the answer, and nobody knows
    when it came: what the digest before could not show yet comes into this one, but the first digest tells of no time before it."""
    before = slots.taken(session, DIGEST, channel, str(first.later(-1)))
    was_due = before is not None and before.outcome != SlotOutcome.SKIPPED
    return (first.later(-1) if was_due else first).span(policy.tz)[0]


def _confirmed_in(session: Session, channel: ChannelId, begin: datetime, end: datetime) -> dict[EntryRow, int]:
    """Entries whose answer somebody confirmed in a time, here or for a question from here; how many questions of others it solved."""
    found: dict[EntryRow, int] = {}
    for question, answer in digests.confirmations(session, channel, begin, end):
        for row in entries.by_answer(session, answer):
            if row.answer_text is not None:
                found[row] = found.get(row, 0) + (MessageRef(ChannelId(row.channel_id), Ts(row.ts)) != question)
    return found


def _shown_before(session: Session, channel: ChannelId, now: datetime) -> set[EntryId]:
    stand = digests.posted(session, DIGEST, channel, now - SHOWN_AGAIN_AFTER)
    return {EntryId(entry) for post in stand for entry, _ in post.body["learnings"]}


def _candidate(row: EntryRow, solved: int, begin: datetime) -> Candidate:
    return Candidate(
        entry=EntryId(row.id),
        answerer=UserId(row.answerer or ""),
        answered_at=_answered_at(row),
        stems=frozenset(stems(row.text)),
        length=len(row.answer_text or ""),
        accepted_by=AcceptedBy(row.accepted_by) if row.accepted_by else None,
        helped=row.helped,
        solved=solved,
        is_new=_answered_at(row) >= begin,
    )


def _answered_at(row: EntryRow) -> datetime:
    """When the answer that is shown was written; the question's time where there is none."""
    return ts_time(row.answer_ts) if row.answer_ts else row.asked_at


def _changed(
    session: Session, channel: ChannelId, rows: Sequence[EntryRow], begin: datetime, end: datetime, readers: _Readers
) -> list[tuple[EntryId, Change]]:
    """What colleagues may have relied on and should not any more, by the time when it was asked."""
    found: dict[EntryRow, Change] = {row: Change.NEWER for row in rows if _has_newer(row, begin, end)}
    for ref in digests.taken_back(session, channel, begin, end):
        row = entries.by_question(session, ref)
        if row is not None and row.answer_text is not None and row.accepted_by is None and not row.helped:
            found[row] = Change.TAKEN_BACK
    for row in digests.doubted(session, channel, begin, end):
        if row.answer_text is not None:
            found[row] = Change.DOUBTED if row.retired_at is None else Change.RETIRED
    in_order = sorted(found.items(), key=lambda each: (each[0].asked_at, each[0].id))
    return [(EntryId(row.id), what) for row, what in in_order if readers.may_see(row, answer=True)]


def _stands(row: EntryRow, what: Change) -> bool:
    """What was doubted may be in no doubt any more."""
    return what is not Change.DOUBTED or row.doubted_at is not None


def _has_newer(row: EntryRow, begin: datetime, end: datetime) -> bool:
    """The answer shown was accepted and written in that time, and an accepted one stood there before."""
    if row.accepted_by is None or not begin <= _answered_at(row) < end:
        return False
    return any(answer["accepted"] and ts_time(answer["ts"]) < begin for answer in row.answers)


def _waiting(session: Session, rows: Sequence[EntryRow], end: datetime, readers: _Readers) -> list[EntryRow]:
    """The questions that may be asked about once more."""
    return _still_open(session, [row for row in rows if row.asked_at >= end - OPEN_FOR and readers.may_name(row.asker)])


def _still_open(session: Session, rows: Sequence[EntryRow]) -> list[EntryRow]:
    """Those that nobody answered, and in whose thread no old answer was shown to everybody."""
    still_open = {MessageRef(ChannelId(row.channel_id), Ts(row.ts)): row for row in rows if row.state == QuestionState.OPEN}
    shown = suggestions.shown_among(session, still_open.keys())
    return [row for ref, row in still_open.items() if ref not in shown]


def _answers(row: EntryRow, begin: datetime, end: datetime) -> list[tuple[MessageRef, UserId]]:
    """The answers of others that were written in a time."""
    return [
        (MessageRef(ChannelId(answer["channel"]), Ts(answer["ts"])), UserId(answer["user"]))
        for answer in row.answers
        if answer["user"] != row.asker and begin <= ts_time(answer["ts"]) < end
    ]


def _ids(body: dict[str, Any]) -> list[EntryId]:
    several = [*body["help"], *body["help_more"], *body["asked"], *body["answered"]]
    return [EntryId(entry) for entry in [*several, *(each[0] for each in [*body["learnings"], *body["changed"]])]]


def _learnings(session: Session, rows: Sequence[EntryRow]) -> tuple[Learning, ...]:
    found = showing.found(session, [(row, 1.0) for row in rows])
    return tuple(
        Learning(
            found=each,
            helped=each.asker if row.accepted_by in _OWN_WORD and row.asker != row.answerer else None,
            others=row.helped,
            endorsed=row.accepted_by in {AcceptedBy.EXPERT, AcceptedBy.STEWARD},
        )
        for row, each in zip(rows, found, strict=True)
    )


def _changes(session: Session, rows: Sequence[tuple[EntryRow, Change]]) -> tuple[Changed, ...]:
    found = showing.found(session, [(row, 1.0) for row, _ in rows])
    return tuple(Changed(each, what) for (_, what), each in zip(rows, found, strict=True))


def _help_wanted(session: Session, rows: Sequence[EntryRow], policy: ChannelPolicy) -> tuple[Wanted, ...]:
    who = people.speakers(session, [row.asker for row in rows])
    return tuple(
        Wanted(
            ref=MessageRef(ChannelId(row.channel_id), Ts(row.ts)),
            asker=who[UserId(row.asker)],
            text=row.text,
            since=row.asked_at.astimezone(zone_of(policy.tz)),
            wondering=len({row.asker, *row.wondering}),
        )
        for row in rows
    )


def _thanks(
    session: Session, asked: Sequence[EntryRow], answered: Sequence[EntryRow], begin: datetime, end: datetime, readers: _Readers
) -> Iterator[Thanks]:
    """Who asked and who answered, each once, in the order of the week: no ranking."""
    questions = [(MessageRef(ChannelId(row.channel_id), Ts(row.ts)), UserId(row.asker)) for row in asked]
    answers = sorted((each for row in answered for each in _answers(row, begin, end)), key=lambda each: ts_key(each[0].ts))
    for what, said in ((ThanksFor.ASKING, questions), (ThanksFor.ANSWERING, answers)):
        first: dict[UserId, MessageRef] = {}
        for ref, user in said:
            first.setdefault(user, ref)
        who = people.speakers(session, first)
        yield from (Thanks(who[user], what, ref) for user, ref in first.items() if readers.may_name(user))
