"""Entries: what can be found. Derived from messages and facts, so they can always be made again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base, halves


def _of_entry() -> ForeignKeyConstraint:
    """The row lives with its entry: it moves with it to another channel id, and goes with it."""
    columns = ["entry_id", "channel_id"]
    return ForeignKeyConstraint(columns, ["entry.id", "entry.channel_id"], onupdate="CASCADE", ondelete="CASCADE")


WAITING = text("indexed_text = ''")
"""Written out, not bound: SQLite uses a partial index only where it sees the same words."""


class EntryRow(Base):
    """A question with its best answer, or a learning. Unique by what it was made from."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("kind", "channel_id", "ts"),
        Index(None, "channel_id", "state"),
        Index(None, "asker"),
        Index(None, "answerer"),
        Index(None, "answer_channel", "answer_ts"),
        Index("ix_entry_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        UniqueConstraint("id", "channel_id"),
        # An id is never given twice: a queued post or a suggestion that still names a deleted entry must not find another.
        {"sqlite_autoincrement": True},
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
    thanks: Mapped[list[str]] = mapped_column(default=list)
    """What the asker said of the answers: kept as long as the question, so that what it confirms can be derived again"""
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
    indexed_text: Mapped[str] = mapped_column(default="")
    """A digest of the texts that the index was last filled with; empty where it waits for its vector."""


class EntryTopicRow(Base):
    """An entry is about a topic."""

    __tablename__ = "entry_topic"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)


class VectorRow(Base):
    """An entry's vector by one encoder, of any length, not of unit length."""

    __tablename__ = "entry_vector"
    __table_args__ = (_of_entry(), Index(None, "channel_id", "encoder", "lang"))

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    encoder: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    lang: Mapped[str]
    halves: Mapped[NDArray[np.float32]] = mapped_column(halves())


class VectorChangeRow(Base):
    """A vector was put, moved or removed. Triggers write it, so that the blocks that processes hold in memory follow. SQLite only."""

    __tablename__ = "entry_vector_change"
    __table_args__ = {"sqlite_autoincrement": True, "info": {"only": "sqlite"}}  # noqa: RUF012 - SQLAlchemy's own form

    seq: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int]
    encoder: Mapped[str]


class WordsRow(Base):
    """An entry's stems. PostgreSQL only: on SQLite the FTS5 table of the same name holds them, by the entry's id."""

    __tablename__ = "entry_words"
    __table_args__ = (
        _of_entry(),
        Index(None, "words", postgresql_using="gin"),
        Index(None, "channel_id"),
        {"info": {"only": "postgresql"}},
    )

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    words: Mapped[str] = mapped_column(TSVECTOR)
    length: Mapped[int]
    """How many stems, repeated ones counted"""


class LanguageMeanRow(Base):
    """The mean vector of one language, which is taken away before meanings are compared.

    `typical` is the mean of what people at work usually write, with which an empty base begins; `measured_to` the id of the
    newest entry when `mean` was last measured (-1: it is to be measured anew).
    """

    __tablename__ = "language_mean"

    encoder: Mapped[str] = mapped_column(primary_key=True)
    lang: Mapped[str] = mapped_column(primary_key=True)
    typical: Mapped[bytes] = mapped_column(LargeBinary)
    mean: Mapped[bytes] = mapped_column(LargeBinary)
    measured_to: Mapped[int]


class LearningRow(Base):
    """A shared learning (`/tips`)."""

    __tablename__ = "learning"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's own form

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
