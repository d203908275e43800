"""How each database is opened: what every connection is told before it is used."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from knowledge.domain.errors import DatabaseUnavailable

_BUSY_MS = 15_000  # a writer waits this long for another's commit; no transaction of ours lasts near it
_CONNECT_SECONDS = 5
_LOOK_AGAIN_SECONDS = 0.02


def parse(url: str) -> URL:
    """A database's address; a bare path is a SQLite file."""
    if "://" not in url:
        return URL.create("sqlite", database=url)
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The address itself is not repeated: it may hold a password.
        raise DatabaseUnavailable("The database address cannot be read; write a path, sqlite:////path/file.db or postgresql://…") from None
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise DatabaseUnavailable(f"Kollega keeps its data in SQLite or PostgreSQL, not in {parsed.get_backend_name()}")
    if parsed.get_backend_name() == "sqlite" and (not parsed.database or parsed.query or parsed.database.startswith(":")):
        raise DatabaseUnavailable("The database address must name a file and nothing else; write a path or sqlite:////path/file.db")
    return parsed


def sqlite_engine(url: URL, *, writes: bool) -> Engine:
    """An engine on one SQLite file. `writes`: every transaction takes the write lock at once; otherwise none may write."""
    engine = create_engine(url, pool_size=10, max_overflow=20, pool_timeout=30, connect_args={"timeout": _BUSY_MS / 1000})
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine, "connect")
    def _tell(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: a plain BEGIN that writes later meets 'database is locked'.
        connection.isolation_level = None
        _write_ahead(connection)
        for setting in (
            f"busy_timeout = {_BUSY_MS}",
            # What was committed survives a killed process: it is in the operating system's hands. A power cut may take the
            # last commits; then Slack's history is read again from each channel's cursor.
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "cache_size = -65536",
            *(() if writes else ("query_only = ON",)),
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _write_ahead(connection: Any) -> None:
    """Switch the file to write-ahead logging. While several open a new file at once, SQLite refuses this without waiting."""
    until = time.monotonic() + _BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return


def postgres_engine(url: URL) -> Engine:
    """An engine on one PostgreSQL database."""
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=20,
        pool_timeout=30,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "kollega"},
    )

    @event.listens_for(engine, "connect")
    def _tell(connection: Any, _record: Any) -> None:
        # A generic plan took a filter that keeps 1 % from 1.3 to 65 ms.
        connection.execute(
            "SET plan_cache_mode = force_custom_plan; SET timezone = 'UTC'; SET idle_in_transaction_session_timeout = '5min'"
        )
        connection.commit()

    return engine


def make_file(path: Path) -> None:
    """The database file, readable by its owner only; so is its folder where it had to be made. SQLite's side files take after it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_uid == os.geteuid():
        path.chmod(0o600)
