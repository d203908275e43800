"""Named queries on doubts said with the button. One with `revoked_at` was taken back and counts for nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.messages import Doubt
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import DoubtRow

_STANDING = (
    select(DoubtRow)
    .where(
        DoubtRow.answer_channel == bindparam("channel"),
        DoubtRow.answer_ts.in_(bindparam("wanted", expanding=True)),
        DoubtRow.revoked_at.is_(None),
    )
    .order_by(DoubtRow.id)
)
"""Asked for whatever is settled, so it is made once"""


def doubt(session: Session, fact: Doubt) -> None:
    """Add a doubt; one that was taken back, or stood before, stands from now on."""
    row = _row(session, fact.answer, fact.by)
    if row is None:
        row = DoubtRow(answer_channel=fact.answer.channel, answer_ts=fact.answer.ts, by_user=fact.by)
        session.add(row)
    row.at, row.revoked_at = fact.at, None
    session.flush()


def take_back(session: Session, answer: MessageRef, by: UserId, at: datetime) -> bool:
    """A person's doubt counts no more. False where none stood."""
    row = _row(session, answer, by)
    if row is None or row.revoked_at is not None:
        return False
    row.revoked_at = at
    session.flush()
    return True


def of_answers(session: Session, channel: ChannelId, answers: Collection[Ts]) -> list[Doubt]:
    """Everybody's standing doubts of some answers in one channel."""
    return [_doubt(row) for some in pieces(answers) for row in session.scalars(_STANDING, {"channel": channel, "wanted": some})]


def of_person(session: Session, user: UserId) -> list[Doubt]:
    """A person's own doubts, those taken back too."""
    return [_doubt(row) for row in session.scalars(select(DoubtRow).where(DoubtRow.by_user == user).order_by(DoubtRow.id))]


def drop_about(session: Session, answer: MessageRef) -> None:
    """An answer is gone for good."""
    session.execute(delete(DoubtRow).where(DoubtRow.answer_channel == answer.channel, DoubtRow.answer_ts == answer.ts))


def _row(session: Session, answer: MessageRef, by: UserId) -> DoubtRow | None:
    return session.scalars(
        select(DoubtRow).where(DoubtRow.answer_channel == answer.channel, DoubtRow.answer_ts == answer.ts, DoubtRow.by_user == by)
    ).one_or_none()


def _doubt(row: DoubtRow) -> Doubt:
    return Doubt(MessageRef(ChannelId(row.answer_channel), Ts(row.answer_ts)), UserId(row.by_user), row.at, row.revoked_at)
