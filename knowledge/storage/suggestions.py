"""Named queries on suggestions: what was offered to whom, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.domain.found import Nearest, SuggestionOutcome
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.storage.tables import SuggestionRow


def record(
    session: Session,
    question: MessageRef,
    asker: UserId,
    entry: EntryId | None,
    score: float,
    outcome: SuggestionOutcome,
    reason: str,
    at: datetime,
    nearest: Nearest | None = None,
) -> SuggestionRow | None:
    """Write down a decision on a question, once: None if one stands already. `nearest`: of what everybody in its channel may read."""
    if of_question(session, question) is not None:
        return None
    row = SuggestionRow(
        channel_id=question.channel, ts=question.ts, asker=asker, entry_id=entry, score=score, outcome=outcome, reason=reason, at=at
    )
    if nearest is not None:
        row.near_entry, row.near_chance, row.near_wanted = nearest.entry, nearest.chance, nearest.wanted
    session.add(row)
    session.flush()
    return row


def get(session: Session, suggestion: int) -> SuggestionRow | None:
    return session.get(SuggestionRow, suggestion)


def of_question(session: Session, question: MessageRef) -> SuggestionRow | None:
    return session.scalars(
        select(SuggestionRow).where(SuggestionRow.channel_id == question.channel, SuggestionRow.ts == question.ts)
    ).one_or_none()


def shown_among(session: Session, questions: Collection[MessageRef]) -> set[MessageRef]:
    """Those of some questions in whose thread an old answer was shown to everybody, and is still kept."""
    wanted = sorted({ref.ts for ref in questions})
    stands = SuggestionRow.outcome == SuggestionOutcome.SHOWN, SuggestionRow.entry_id.is_not(None)
    rows = session.execute(select(SuggestionRow.channel_id, SuggestionRow.ts).where(SuggestionRow.ts.in_(wanted), *stands))
    return {MessageRef(ChannelId(channel), Ts(ts)) for channel, ts in rows}.intersection(questions)


def of_asker(session: Session, asker: UserId) -> list[SuggestionRow]:
    """Every decision on a person's questions, the oldest first."""
    return list(session.scalars(select(SuggestionRow).where(SuggestionRow.asker == asker).order_by(SuggestionRow.id)))


def waiting_for(session: Session, asker: UserId) -> list[SuggestionRow]:
    """What was offered to a person and not yet decided, the newest first."""
    return list(
        session.scalars(
            select(SuggestionRow)
            .where(SuggestionRow.asker == asker, SuggestionRow.outcome == SuggestionOutcome.OFFERED)
            .order_by(SuggestionRow.id.desc())
        )
    )


def clicks(session: Session, channel: ChannelId, since: datetime) -> tuple[int, int]:
    """How many suggestions in a channel helped, and how many were put away as not wanted, since a moment."""
    here = (SuggestionRow.channel_id == channel, SuggestionRow.decided_at >= since)
    counts = Counter(session.scalars(select(SuggestionRow.outcome).where(*here)))
    return counts[SuggestionOutcome.SOLVED] + counts[SuggestionOutcome.SHOWN], counts[SuggestionOutcome.NOT_NEEDED]


def decide(session: Session, row: SuggestionRow, outcome: SuggestionOutcome, at: datetime) -> bool:
    """The asker's click; a second one changes nothing."""
    if row.outcome != SuggestionOutcome.OFFERED:
        return False
    row.outcome, row.decided_at = outcome, at
    session.flush()
    return True


def withdraw(session: Session, entry: EntryId, at: datetime) -> None:
    """An entry is gone: what was offered of it is offered no more."""
    for row in session.scalars(select(SuggestionRow).where(SuggestionRow.entry_id == entry)):
        row.entry_id = None
        if row.outcome == SuggestionOutcome.OFFERED:
            row.outcome, row.decided_at = SuggestionOutcome.WITHDRAWN, at
    session.flush()


def drop_about(session: Session, question: MessageRef) -> None:
    """A question is gone."""
    session.execute(delete(SuggestionRow).where(SuggestionRow.channel_id == question.channel, SuggestionRow.ts == question.ts))


def drop_of(session: Session, asker: UserId) -> None:
    session.execute(delete(SuggestionRow).where(SuggestionRow.asker == asker))
