"""Looking a database over without changing it: for `kollega doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, func, inspect, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from knowledge.domain.errors import DatabaseUnavailable
from knowledge.domain.ids import ChannelId
from knowledge.domain.people import Capture, ChannelKind
from knowledge.storage import engines
from knowledge.storage.store import Store
from knowledge.storage.tables import Base, ChannelRow, InboxRow, OutboxRow, TaskRow, WorkspaceRow
from knowledge.storage.tables.work import DEAD

_BESIDE = ("alembic_version", "sqlite_", "entry_words")
"""How tables begin that hold nothing of their own: the migration's, SQLite's, and those of its word index"""


@dataclass(frozen=True, slots=True)
class ChannelLook:
    """A channel that Kollega is in. `members_checked_at` is when its members were last read."""

    channel_id: ChannelId
    name: str
    is_private: bool
    is_started: bool
    members_checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Work that was put aside: how often, of which kind, and the last error's name. Never what was said."""

    queue: str
    kind: str
    error: str
    count: int


def sqlite_file(url: str) -> Path | None:
    """The file that a database is; None for a server's. Raises DatabaseUnavailable where the address cannot be read."""
    parsed = engines.parse(url)
    return Path(parsed.database or "").absolute() if parsed.get_backend_name() == "sqlite" else None


def holds_anything(session: Session) -> bool:
    """Whether a database holds anything, of Kollega's or of somebody else's. Kollega's tables by themselves are nothing."""
    connection = session.connection()
    own = {table.name: table for table in Base.metadata.sorted_tables}
    for name in inspect(connection).get_table_names():
        if name in own:
            if session.execute(select(literal(1)).select_from(own[name]).limit(1)).first() is not None:
                return True
        elif not name.startswith(_BESIDE):
            return True
    return False


def size_bytes(session: Session) -> int:
    """How much room a database takes on its disk; SQLite's log beside the file not counted."""
    if session.get_bind().dialect.name == "sqlite":
        return int(session.scalar(text("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")) or 0)
    return int(session.scalar(text("SELECT pg_database_size(current_database())")) or 0)


def refresh_statistics(store: Store) -> None:
    """What PostgreSQL does by itself within a minute after much has changed. SQLite needs none."""
    if store.dialect == "postgresql":
        with store.writing() as session:
            session.execute(text("ANALYZE"))


def described(url: str) -> str:
    """Which database it is, without user and password."""
    parsed = engines.parse(url)
    if parsed.get_backend_name() == "sqlite":
        return f"the file {parsed.database}"
    return f"PostgreSQL database {parsed.database or ''} at {_host(parsed)}"


def journal_mode(session: Session) -> str:
    """How SQLite keeps what is not yet in its file: `wal` wherever the file system allows it."""
    return str(session.scalar(text("PRAGMA journal_mode")))


def pgvector(session: Session) -> str | None:
    """The version of pgvector in a PostgreSQL database."""
    found = session.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'vector'"))
    return str(found) if found else None


def try_writing(store: Store) -> None:
    """Write a row and take it back. What the database says against it is raised as it is (see `refusals_told`)."""
    with suppress(_TakenBack), store.writing() as session:
        session.add(WorkspaceRow(team_id="kollega doctor"))
        session.flush()
        raise _TakenBack


@contextmanager
def refusals_told() -> Iterator[None]:
    """What a database refuses that is not a matter of reaching it (rights, a standby): DatabaseUnavailable with its own first line."""
    try:
        yield
    except DBAPIError as error:
        raise DatabaseUnavailable(str(error.orig).strip().partition("\n")[0]) from None


def channels(session: Session) -> list[ChannelLook]:
    """The channels that Kollega is in, by name; archived ones not."""
    rows = session.scalars(select(ChannelRow).where(ChannelRow.is_member, ~ChannelRow.is_archived).order_by(ChannelRow.name))
    return [
        ChannelLook(
            ChannelId(row.channel_id),
            row.name,
            row.kind == ChannelKind.PRIVATE,
            row.capture == Capture.STARTED,
            row.members_checked_at,
        )
        for row in rows
        if row.kind != ChannelKind.DIRECT
    ]


def dead(session: Session) -> list[DeadLetters]:
    """What was put aside in each queue, the most first."""
    tables: tuple[tuple[str, Any], ...] = (("inbox", InboxRow), ("outbox", OutboxRow), ("task", TaskRow))
    found = []
    for queue, table in tables:
        counted = select(table.kind, table.error, func.count()).where(DEAD).group_by(table.kind, table.error)
        found += [DeadLetters(queue, kind, error or "", count) for kind, error, count in session.execute(counted)]
    return sorted(found, key=lambda letters: -letters.count)


def _host(url: URL) -> str:
    host = url.host or url.query.get("host") or "this machine"
    return host if isinstance(host, str) else ", ".join(host)


class _TakenBack(Exception):
    """Ends a transaction that must leave nothing behind."""
