"""The same tests on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from knowledge.domain.ports import SearchIndex
from knowledge.storage import Store, open_store
from knowledge.storage.index import open_index

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a migrated, empty database."""
    if request.param == "sqlite":
        path = tmp_path / "kollega.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return str(path)
    new_postgres: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return new_postgres(request.getfixturevalue("migrated_postgres"))


@pytest.fixture(params=BOTH)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return str(tmp_path / "kollega.db")
    new_postgres: Callable[[], str] = request.getfixturevalue("new_postgres")
    return new_postgres()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with closing(open_store(database)) as opened:
        yield opened


@pytest.fixture
def index(store: Store) -> SearchIndex:
    return open_index(store)
