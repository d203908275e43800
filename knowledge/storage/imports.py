"""Named queries of imports: how far they came, and what they leave behind."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts
from knowledge.storage.tables import DoubtRow, EntryRow, ImportedFileRow, MessageRow, ReactionRow, TombstoneRow
from knowledge.storage.tables.entries import WAITING

SOURCE = "import"


@dataclass(frozen=True, slots=True)
class Totals:
    """What some channels hold."""

    questions: int
    answers: int
    accepted: int


def counts_of(session: Session, content: str, path: str) -> dict[str, Any] | None:
    """What was counted in a file when it was imported; None if a file of this content never was, wholly."""
    row = session.get(ImportedFileRow, (content, path))
    return dict(row.counts) if row else None


def file_done(session: Session, content: str, path: str, counts: dict[str, Any], at: datetime) -> None:
    """A file is wholly in the base."""
    session.merge(ImportedFileRow(export=content, path=path, at=at, counts=counts))


def drop_unlinked(session: Session, channel: ChannelId) -> int:
    """Drop what an import brought into a channel and belongs to no question. What came live waits for its time. How many went."""
    loose = select(MessageRow.ts).where(MessageRow.channel_id == channel, MessageRow.forget_at.is_not(None), MessageRow.source == SOURCE)
    session.execute(delete(ReactionRow).where(ReactionRow.channel_id == channel, ReactionRow.ts.in_(loose)))
    session.execute(delete(DoubtRow).where(DoubtRow.answer_channel == channel, DoubtRow.answer_ts.in_(loose)))
    gone = session.scalars(
        delete(MessageRow)
        .where(MessageRow.channel_id == channel, MessageRow.forget_at.is_not(None), MessageRow.source == SOURCE)
        .returning(MessageRow.ts)
        .execution_options(synchronize_session=False)
    ).all()
    return len(gone)


def kept_though_deleted(session: Session, channel: ChannelId) -> list[MessageRef]:
    """Messages with a tombstone: they were deleted in Slack in the very moment in which they were imported."""
    rows = session.scalars(
        select(MessageRow.ts)
        .join(TombstoneRow, (TombstoneRow.channel_id == MessageRow.channel_id) & (TombstoneRow.ts == MessageRow.ts))
        .where(MessageRow.channel_id == channel)
    )
    return [MessageRef(channel, Ts(ts)) for ts in rows]


def waiting_for_vectors(session: Session) -> int:
    """How many entries the index knows by their words only."""
    return session.scalar(select(func.count()).select_from(EntryRow).where(WAITING)) or 0


def totals(session: Session, channels: Collection[ChannelId]) -> Totals:
    """How many questions and answers some channels hold, and to how many questions an answer was accepted."""
    questions = answers = accepted = 0
    for channel in sorted(channels):
        rows = session.scalars(
            select(EntryRow.answers).where(EntryRow.kind == "question", EntryRow.channel_id == channel).execution_options(yield_per=500)
        )
        for found in rows:
            questions += 1
            answers += len(found)
            accepted += any(answer["accepted"] for answer in found)
    return Totals(questions, answers, accepted)
