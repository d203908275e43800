"""Durable work: what is to be done stands in the database, next to the data that it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class InboxRow(Base):
    """An event as it came through the door, reduced and masked. `lane` is (channel, thread root): one at a time, in order.

    `due_at` and `lease_until` are seconds of the machine's own clock, which policy time never moves.
    """

    __tablename__ = "inbox"
    __table_args__ = (UniqueConstraint("event_id"), Index(None, "state", "lane", "seq"))

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
    __table_args__ = (UniqueConstraint("key"), Index(None, "state", "run_at"))

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
    __table_args__ = (UniqueConstraint("key"), Index(None, "state", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
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
    not_before: Mapped[float]
