"""Named queries for seeing, exporting and erasing a person's data, and for remembering that it was done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import (
    AcceptanceRow,
    AskRow,
    DoubtRow,
    ErasureRow,
    ExpertiseRow,
    MessageRow,
    ReactionRow,
    ReadingRow,
    RulingRow,
)

_ERASED_AMONG = (
    select(ErasureRow.user_id, func.max(ErasureRow.up_to_ts))
    .where(ErasureRow.user_id.in_(bindparam("users", expanding=True)))
    .group_by(ErasureRow.user_id)
)
"""Asked for every message, so it is made once"""


def note_reading(session: Session, who: str, for_user: UserId, what: str, at: datetime) -> None:
    """Log that somebody's data were read, exported or erased on their behalf: who, when, for whom."""
    session.add(ReadingRow(who=who, for_user=for_user, what=what, at=at))


def note_erasure(session: Session, user: UserId, up_to: Ts, by: str, at: datetime) -> None:
    """Remember an erasure, so that imports and restores obey it."""
    session.add(ErasureRow(user_id=user, up_to_ts=up_to, at=at, by_user=by))


def erasures(session: Session) -> dict[UserId, Ts]:
    """Up to which ts each erased person's words stay erased."""
    rows = session.execute(select(ErasureRow.user_id, func.max(ErasureRow.up_to_ts)).group_by(ErasureRow.user_id))
    return {UserId(user): Ts(ts) for user, ts in rows}


def is_erased(session: Session, user: UserId, ts: Ts) -> bool:
    """Whether a person's message is one that was erased: it stays out, however late it comes."""
    erased = select(ErasureRow.id).where(ErasureRow.user_id == user, ErasureRow.up_to_ts >= ts).limit(1)
    return session.scalars(erased).first() is not None


def erased_among(session: Session, users: Collection[UserId]) -> dict[UserId, Ts]:
    """Up to which ts the words of some people stay erased; those who were never erased are left out."""
    found: dict[UserId, Ts] = {}
    for some in pieces(users):
        found |= {UserId(user): Ts(ts) for user, ts in session.execute(_ERASED_AMONG, {"users": some})}
    return found


def readings_of(session: Session, user: UserId) -> list[ReadingRow]:
    return list(session.scalars(select(ReadingRow).where(ReadingRow.for_user == user).order_by(ReadingRow.id)))


def message_refs_of(session: Session, user: UserId) -> list[MessageRef]:
    """Every kept message that a person wrote."""
    rows = session.execute(select(MessageRow.channel_id, MessageRow.ts).where(MessageRow.user_id == user).order_by(MessageRow.ts))
    return [MessageRef(ChannelId(channel), Ts(ts)) for channel, ts in rows]


def reacted_to(session: Session, user: UserId) -> list[MessageRef]:
    """Messages with this person's reactions on them."""
    rows = session.execute(select(ReactionRow.channel_id, ReactionRow.ts).where(ReactionRow.user_id == user).distinct())
    return [MessageRef(ChannelId(channel), Ts(ts)) for channel, ts in rows]


def fact_count(session: Session, user: UserId) -> int:
    """How many confirmations, verdicts, doubts and reactions a person gave."""
    total = 0
    for query in (
        select(func.count()).select_from(AcceptanceRow).where(AcceptanceRow.by_user == user),
        select(func.count()).select_from(RulingRow).where(RulingRow.by_user == user),
        select(func.count()).select_from(DoubtRow).where(DoubtRow.by_user == user),
        select(func.count()).select_from(ReactionRow).where(ReactionRow.user_id == user),
    ):
        total += session.scalar(query) or 0
    return total


def drop_rows_of(session: Session, user: UserId) -> None:
    """Delete what a person did besides writing: facts, reactions, expertise, asks."""
    session.execute(delete(AcceptanceRow).where(AcceptanceRow.by_user == user))
    session.execute(delete(RulingRow).where(RulingRow.by_user == user))
    session.execute(delete(DoubtRow).where(DoubtRow.by_user == user))
    session.execute(delete(ReactionRow).where(ReactionRow.user_id == user))
    session.execute(delete(ExpertiseRow).where(ExpertiseRow.user_id == user))
    session.execute(delete(AskRow).where(AskRow.expert == user))
