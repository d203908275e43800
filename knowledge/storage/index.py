"""The search index that fits the database."""

from __future__ import annotations

from knowledge.domain.ports import SearchIndex
from knowledge.storage.postgres_index import PostgresIndex
from knowledge.storage.sqlite_index import SqliteIndex
from knowledge.storage.store import Store


def open_index(store: Store) -> SearchIndex:
    """One for each process: on SQLite it holds the vectors in memory, read at the first search."""
    return SqliteIndex(store) if store.dialect == "sqlite" else PostgresIndex()
