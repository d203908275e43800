"""Durable work: what is to be done stands in the database, next to the data that it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base

OPEN = text("state IN ('due', 'unknown')")
"""Rows still to be done. Written out, so that the partial indexes on it serve: done rows cost a claim nothing."""
HELD = text("state IN ('due', 'unknown') AND (owner IS NOT NULL OR due_at > 0)")
"""Rows that were claimed or put off once: few, so a claim looks through them for lanes that must wait."""
DEAD = text("state = 'dead'")
DONE_ROWS = text("state = 'done'")


class InboxRow(Base):
    """An event as it came through the door, reduced and masked. `lane` is (channel, thread root): one at a time, in order.

    `due_at` and `lease_until` are seconds of the machine's own clock, which policy time never moves.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("event_id"),
        Index("ix_inbox_open", "seq", "lane", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_inbox_lane", "lane", "seq", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_inbox_held", "lane", sqlite_where=HELD, postgresql_where=HELD),
        Index("ix_inbox_dead", "seq", sqlite_where=DEAD, postgresql_where=DEAD),
        Index("ix_inbox_done", "arrived_at", sqlite_where=DONE_ROWS, postgresql_where=DONE_ROWS),
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    """Order of arrival"""
    event_id: Mapped[str]
    lane: Mapped[str]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="due")
    """due, done or dead; a done row keeps its id only, against the same event delivered again"""
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    due_at: Mapped[float] = mapped_column(default=0.0)
    lease_until: Mapped[float | None]
    arrived_at: Mapped[datetime]
    error: Mapped[str | None]


class TaskRow(Base):
    """Something to do at a moment of policy time."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_task_open", "run_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_task_dead", "id", sqlite_where=DEAD, postgresql_where=DEAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(default=dict)
    run_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    due_at: Mapped[float] = mapped_column(default=0.0)
    lease_until: Mapped[float | None]
    error: Mapped[str | None]


class OutboxRow(Base):
    """Something to say to Slack. `key` is random and travels in the message's metadata."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_open", "id", "lane", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_outbox_lane", "lane", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_outbox_held", "lane", sqlite_where=HELD, postgresql_where=HELD),
        Index("ix_outbox_dead", "id", sqlite_where=DEAD, postgresql_where=DEAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    lane: Mapped[str]
    """What keeps its order: the channel, else the person, else the row by itself"""
    method: Mapped[str]
    channel_id: Mapped[str | None]
    user_id: Mapped[str | None]
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]
    """What to say, as plain data: the view is built from it just before sending"""
    state: Mapped[str] = mapped_column(default="due")
    """due, unknown (sent, outcome not known), done, dead or cancelled"""
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None]
    due_at: Mapped[float] = mapped_column(default=0.0)
    lease_until: Mapped[float | None]
    slack_ts: Mapped[str | None]
    created_at: Mapped[datetime]
    error: Mapped[str | None]


class SlotRow(Base):
    """What may happen once for a kind, a target and a period (the ISO week covered)."""

    __tablename__ = "slot"

    kind: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    merged_into: Mapped[str | None]
    at: Mapped[datetime]


class ThrottleRow(Base):
    """Slack asked to wait with a method (and, where it counts so, a channel). Seconds of the database's clock."""

    __tablename__ = "throttle"

    method: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True, default="")
    asked_at: Mapped[float]
    not_before: Mapped[float]
