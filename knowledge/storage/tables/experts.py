"""Topics, who knows what, and who was asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class TopicRow(Base):
    """A topic of the curated list, with its synonyms in both languages."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    synonyms: Mapped[list[str]] = mapped_column(default=list)
    home_channel: Mapped[str | None]
    host: Mapped[str | None]
    user_group: Mapped[str | None]


class ExpertiseRow(Base):
    """Somebody and a topic: declared, invited, accepted, declined or paused."""

    __tablename__ = "expertise"

    user_id: Mapped[str] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str]
    since: Mapped[datetime]
    evidence: Mapped[dict[str, Any]] = mapped_column(default=dict)


class AskRow(Base):
    """One expert asked about one question, once."""

    __tablename__ = "ask"
    __table_args__ = (
        UniqueConstraint("channel_id", "ts", "step"),
        Index(None, "expert", "state"),
        # An id is never given twice: the message about an erased ask must not be taken for another's.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    ts: Mapped[str]
    step: Mapped[int]
    expert: Mapped[str]
    state: Mapped[str]
    why: Mapped[list[str]] = mapped_column(default=list)
    asked_at: Mapped[datetime]
    reacted_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
