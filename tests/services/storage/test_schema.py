"""Migrations: from nothing to what the tables say, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from knowledge.domain.errors import NotTheSchema
from knowledge.storage import Store, open_store
from knowledge.storage.schema import current, head, require_head, upgrade
from knowledge.storage.tables import Base


@pytest.fixture
def empty(empty_database: str) -> Iterator[Store]:
    with closing(open_store(empty_database)) as store:
        yield store


def test_migrating_from_nothing_gives_what_the_tables_say(empty: Store) -> None:
    upgrade(empty)

    assert current(empty) == head()
    assert differences(empty) == []


def test_migrating_twice_changes_nothing(empty: Store) -> None:
    upgrade(empty)

    upgrade(empty)

    require_head(empty)


def test_two_processes_may_migrate_at_once(empty: Store, empty_database: str) -> None:
    def migrate() -> str | None:
        with closing(open_store(empty_database)) as store:
            upgrade(store)
            return current(store)

    with ThreadPoolExecutor(4) as processes:
        reached = [running.result() for running in [processes.submit(migrate) for _ in range(4)]]

    assert reached == [head()] * 4


def test_a_database_without_tables_is_refused_until_it_is_migrated(empty: Store) -> None:
    with pytest.raises(NotTheSchema) as refused:
        require_head(empty)

    assert refused.value == NotTheSchema(None, head())


def test_a_database_of_a_newer_program_is_left_alone(empty: Store) -> None:
    upgrade(empty)
    with empty.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NotTheSchema) as refused:
        upgrade(empty)

    assert refused.value == NotTheSchema("9999", head())


def test_a_migration_that_fails_leaves_nothing_behind(empty: Store) -> None:
    with empty.writing() as session:
        session.execute(text("CREATE TABLE entry_vector (in_the_way integer)"))

    with pytest.raises(Exception, match="vector"):
        upgrade(empty)

    assert current(empty) is None
    with empty.writing() as session:
        session.execute(text("CREATE TABLE entry (was_rolled_back integer)"))


def differences(store: Store) -> list[Any]:
    def ours(thing: Any, name: str | None, kind: str, reflected: bool, _with: Any) -> bool:
        if kind == "table" and not reflected:
            return bool(thing.info.get("only", store.dialect) == store.dialect)
        # The word index of SQLite and the graphs of PostgreSQL are no tables or indexes that metadata can say.
        if kind == "table":
            return not (store.dialect == "sqlite" and (name or "").startswith("entry_words"))
        return not (name or "").startswith("ix_entry_vector_graph_")

    with store.reading() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True, "include_object": ours})
        return list(compare_metadata(context, Base.metadata))
