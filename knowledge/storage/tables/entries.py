"""Entries: what can be found. Derived from messages and facts, so they can always be made again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class EntryRow(Base):
    """A question with its best answer, or a learning. Unique by what it was made from."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("kind", "channel_id", "ts"),
        Index(None, "channel_id", "state"),
        Index(None, "asker"),
        Index(None, "answerer"),
        Index(None, "answer_channel", "answer_ts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """question or learning"""
    channel_id: Mapped[str]
    ts: Mapped[str]
    asker: Mapped[str]
    lang: Mapped[str]
    experience: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]
    parts: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[str]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Every answer in the order written: {channel, ts, user, accepted, by, confirmed_by, also_helped}"""
    answer_channel: Mapped[str | None]
    answer_ts: Mapped[str | None]
    answerer: Mapped[str | None]
    answer_text: Mapped[str | None]
    accepted_by: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    helped: Mapped[int] = mapped_column(default=0)
    wondering: Mapped[list[str]] = mapped_column(default=list)
    doubted_at: Mapped[datetime | None]
    doubt_reason: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime]
    indexed_text: Mapped[str] = mapped_column(default="")
    """A digest of the texts that the index was last filled with; empty where it waits for its vector."""


class EntryTopicRow(Base):
    """An entry is about a topic."""

    __tablename__ = "entry_topic"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)


class VectorRow(Base):
    """An entry's vector by one encoder, half precision, little endian. On PostgreSQL the search reads `entry_halfvec` beside it."""

    __tablename__ = "vector"
    __table_args__ = (Index(None, "channel_id", "encoder"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    encoder: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    lang: Mapped[str]
    halves: Mapped[bytes] = mapped_column(LargeBinary)


class LanguageMeanRow(Base):
    """The sum and count of the vectors in one language, from which its mean is taken away."""

    __tablename__ = "language_mean"

    encoder: Mapped[str] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    total: Mapped[bytes] = mapped_column(LargeBinary)


class LearningRow(Base):
    """A shared learning (`/tips`)."""

    __tablename__ = "learning"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str | None]
    user_id: Mapped[str]
    text: Mapped[str]
    link: Mapped[str | None]
    lang: Mapped[str]
    at: Mapped[datetime]
    consented_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
