"""A question that waits for somebody: whether it still does, and what of it is shown to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, ts_key
from knowledge.domain.lifecycle import QuestionState
from knowledge.domain.messages import Said, Verdict
from knowledge.domain.routing import OPEN, Asked, AskState
from knowledge.services import audiences
from knowledge.storage import Session, asks, entries, facts, messages, people, suggestions
from knowledge.storage.tables import EntryRow

_TOO_OLD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that waits, as somebody besides the experts is shown it."""

    text: str
    asker: UserId
    channel_name: str


def needs_somebody(session: Session, row: EntryRow, now: datetime) -> bool:
    """Whether a question still waits for anybody: open, nobody but the asker has spoken, no old answer was shown, nobody stopped it."""
    question, channel = question_of(row), people.known_channel(session, ChannelId(row.channel_id))
    if row.state != QuestionState.OPEN or now - row.asked_at > _TOO_OLD:
        return False
    if not audiences.at_work(channel):
        return False
    if not people.policy_of(session, question.channel).routing:
        return False
    if people.opted_out_since(session, UserId(row.asker)) is not None:
        return False
    if suggestions.shown_among(session, [question]):
        return False
    _, rulings = facts.of_questions(session, question.channel, [question.ts])
    if any(ruling.verdict is Verdict.ASK_NOBODY and ruling.revoked_at is None for ruling in rulings):
        return False
    said = messages.get(session, question)
    spoken = messages.thread(session, question.channel, said.message.thread_ts) if said else []
    return all(each.user == row.asker for each in _after(spoken, question))


def shown(session: Session, ask: int, now: datetime) -> Asked | None:
    """What an ask's DM says now; None where the expert may not read the question any more, or it is gone."""
    row = asks.get(session, ask)
    entry = entries.by_question(session, asks.question_of(row)) if row else None
    if row is None or entry is None:
        return None
    expert, question = UserId(row.expert), asks.question_of(row)
    if not audiences.may_be_read(session, expert, question.channel, now):
        return None
    if AskState(row.state) in OPEN and people.opted_out_since(session, expert) is not None:
        return None
    suggestion = suggestions.of_question(session, question)
    return Asked(
        row.id,
        expert,
        AskState(row.state),
        question,
        entry.text,
        UserId(entry.asker),
        entry.asked_at,
        people.channel_names(session).get(question.channel, ""),
        tuple(row.why),
        suggestion is not None and suggestion.outcome == "not_needed",
        row.next_at,
    )


def being_asked_about(session: Session, question: MessageRef) -> str | None:
    """The words of a question about which somebody is being asked; None where nobody is."""
    entry = entries.by_question(session, question)
    return entry.text if entry is not None and asks.open_of(session, question) else None


def for_fallback(session: Session, question: MessageRef, place: ChannelId, now: datetime, *, stands: bool) -> OpenQuestion | None:
    """A question as a group or another channel is shown it; None where not everybody there may read it, or it waits no more.

    `stands`: it was shown there already, and stays whether or not it waits.
    """
    entry = entries.by_question(session, question)
    if entry is None or not (stands or needs_somebody(session, entry, now)):
        return None
    if not audiences.may_be_posted(session, question.channel, place, now):
        return None
    return OpenQuestion(entry.text, UserId(entry.asker), people.channel_names(session).get(question.channel, ""))


def question_of(row: EntryRow) -> MessageRef:
    return MessageRef(ChannelId(row.channel_id), Ts(row.ts))


def _after(said: Sequence[Said], question: MessageRef) -> list[Said]:
    return [each for each in said if ts_key(each.ts) > ts_key(question.ts)]
