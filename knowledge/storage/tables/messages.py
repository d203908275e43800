"""Kept messages, what was deleted, and how far each channel was read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class MessageRow(Base):
    """A message from a started channel, masked. `forget_at` is set on what is only read for linking (three days)."""

    __tablename__ = "message"
    __table_args__ = (Index(None, "channel_id", "thread_ts"), Index(None, "user_id"), Index(None, "forget_at"))

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
    thread_ts: Mapped[str]
    user_id: Mapped[str]
    text: Mapped[str]
    version: Mapped[str]
    broadcast: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str]
    probability: Mapped[float]
    is_question: Mapped[bool | None]
    lang: Mapped[str]
    gratitude: Mapped[str | None]
    mentions: Mapped[list[str]] = mapped_column(default=list)
    source: Mapped[str] = mapped_column(default="live")
    """live, import or backfill"""
    forget_at: Mapped[datetime | None]


class TombstoneRow(Base):
    """A deleted message, without its text: later arrivals, imports and backfills obey it."""

    __tablename__ = "tombstone"

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
    thread_ts: Mapped[str]
    """The thread that it stood in, as far as is known; else its own ts"""
    at: Mapped[datetime]


class CursorRow(Base):
    """How far a channel's history is known to be read."""

    __tablename__ = "cursor"

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    read_to: Mapped[str]
    swept_at: Mapped[datetime | None]
