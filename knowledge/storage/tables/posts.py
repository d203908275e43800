"""What Kollega said: suggestions, durable posts, and what each post was made from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class SuggestionRow(Base):
    """An entry offered privately to somebody who asked. The durable copy of an ephemeral note."""

    __tablename__ = "suggestion"
    __table_args__ = (
        UniqueConstraint("channel_id", "ts"),
        Index(None, "asker"),
        Index(None, "entry_id"),
        # An id is never given twice: an old note's button names its suggestion.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    asker: Mapped[str]
    entry_id: Mapped[int | None]
    score: Mapped[float]
    outcome: Mapped[str]
    """offered, solved, not_needed, shown, withdrawn, or silent"""
    reason: Mapped[str] = mapped_column(default="")
    """Why it stayed silent."""
    near_entry: Mapped[int | None]
    """Of what everybody in the channel could read then: the entry that came nearest"""
    near_chance: Mapped[float | None]
    """The chance that it answers; None where nobody had confirmed it"""
    near_wanted: Mapped[float | None]
    """The chance from which it would have been suggested then"""
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class PostRow(Base):
    """A durable post of Kollega's own, once Slack has said its ts."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("channel_id", "ts"), UniqueConstraint("outbox_key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    outbox_key: Mapped[str]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Ids only: from these the post is rendered again when a source changes"""
    channel_id: Mapped[str]
    ts: Mapped[str]
    at: Mapped[datetime]


class PostSourceRow(Base):
    """A message that a queued or sent post was made from: edits, deletions and narrowed audiences reach the post through it."""

    __tablename__ = "post_source"
    __table_args__ = (Index(None, "channel_id", "ts"),)

    outbox_key: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
