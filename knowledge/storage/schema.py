"""The database's schema: which migration it stands at, and bringing it to the program's own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from knowledge.domain.errors import DatabaseUnavailable, NotTheSchema
from knowledge.storage.store import Store

_LOCK = 0x6B6F6C6C  # any number that nobody else locks in this database
_PGVECTOR = (0, 8)  # filtered searches need its iterative scans


def upgrade(store: Store) -> None:
    """Bring the database to this program's schema, wholly or not at all. Safe to repeat, and for two processes at once.

    Raises DatabaseUnavailable where PostgreSQL lacks pgvector, and NotTheSchema for a database that a newer program made.
    """
    with store.writing() as session:
        connection = session.connection()
        if store.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            _need_pgvector(connection)
        # On SQLite the transaction began with the write lock: whoever comes second finds the work done.
        found = _stands_at(connection)
        if found == head():
            return
        if found is not None and not knows(found):
            raise NotTheSchema(found, head())
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def current(store: Store) -> str | None:
    """The migration that the database stands at; None where it was never made."""
    with store.reading() as session:
        return _stands_at(session.connection())


@cache
def head() -> str:
    """The migration that this program wants."""
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    assert wanted is not None
    return wanted


def knows(revision: str) -> bool:
    """Whether a migration is one of this program's. Otherwise a newer program made the database."""
    return revision in {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def require_head(store: Store) -> None:
    """Raise NotTheSchema where the database stands at another migration than the program's."""
    found = current(store)
    if found != head():
        raise NotTheSchema(found, head())


def _config() -> Config:
    config = Config()
    # Alembic reads % as the start of a variable.
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _stands_at(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _need_pgvector(connection: Connection) -> None:
    installed = connection.scalar(text("SELECT extversion FROM pg_extension WHERE extname = 'vector'"))
    version = installed or connection.scalar(text("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'"))
    if version is None:
        raise DatabaseUnavailable("The PostgreSQL server has no pgvector; install the extension pgvector 0.8 or newer there")
    if tuple(int(part) for part in str(version).split(".")[:2]) < _PGVECTOR:
        raise DatabaseUnavailable(f"The PostgreSQL server has pgvector {version}; Kollega needs 0.8 or newer")
    if installed is None:
        try:
            connection.execute(text("CREATE EXTENSION IF NOT EXISTS vector"))
        except ProgrammingError:
            raise DatabaseUnavailable(
                "The database has no pgvector and this user may not add it; have a database administrator run: CREATE EXTENSION vector"
            ) from None
