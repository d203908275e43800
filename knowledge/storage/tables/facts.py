"""Facts: each with who, when, and when it was taken back. State is derived from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class ReactionRow(Base):
    """An emoji that stands on a kept message (only those that mean something to Kollega)."""

    __tablename__ = "reaction"

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime | None]
    """When it was put there, as far as anybody says so"""


class AcceptanceRow(Base):
    """Somebody confirmed an answer. The answer may stand in another channel than the question (a suggestion that solved it)."""

    __tablename__ = "acceptance"
    __table_args__ = (
        UniqueConstraint("question_channel", "question_ts", "answer_channel", "answer_ts", "by_user", "kind"),
        Index(None, "answer_channel", "answer_ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_channel: Mapped[str]
    question_ts: Mapped[str]
    answer_channel: Mapped[str]
    answer_ts: Mapped[str]
    by_user: Mapped[str]
    kind: Mapped[str]
    via: Mapped[str]
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class RulingRow(Base):
    """A verdict on a question or on one message as its answer (`Verdict`)."""

    __tablename__ = "ruling"
    __table_args__ = (
        UniqueConstraint("question_channel", "question_ts", "on_channel", "on_ts", "verdict", "by_user"),
        Index(None, "on_channel", "on_ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_channel: Mapped[str]
    question_ts: Mapped[str]
    on_channel: Mapped[str]
    on_ts: Mapped[str]
    verdict: Mapped[str]
    by_user: Mapped[str]
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class DoubtRow(Base):
    """Somebody said of an answer, with the button, that it does not hold any more. A 👎 is a reaction."""

    __tablename__ = "doubt"
    __table_args__ = (UniqueConstraint("answer_channel", "answer_ts", "by_user"), Index(None, "by_user"))

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_channel: Mapped[str]
    answer_ts: Mapped[str]
    by_user: Mapped[str]
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class MergeRow(Base):
    """One question is the same as another (the first of the family). Can be undone."""

    __tablename__ = "merge"
    __table_args__ = (UniqueConstraint("channel_id", "ts", "into_channel", "into_ts"), Index(None, "into_channel", "into_ts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    into_channel: Mapped[str]
    into_ts: Mapped[str]
    proposed: Mapped[bool] = mapped_column(default=True)
    by_user: Mapped[str | None]
    at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
