"""The store: one transaction at a time, waking up, the machine's seconds, and one line where the database cannot be used."""

from __future__ import annotations

import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from knowledge.domain.errors import DatabaseUnavailable
from knowledge.storage import Store, inbox, open_store, outbox, queue, tasks
from knowledge.storage.store import ANY, INBOX, OUTBOX, wake
from knowledge.storage.tables import InboxRow
from knowledge.storage.trouble import unavailable

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


def test_a_clean_exit_commits_and_an_exception_rolls_back(store: Store) -> None:
    with store.writing() as session:
        inbox.add(session, [inbox.NewEvent("kept", "C1", "message", {}, NOW)])
    with pytest.raises(InterruptedError), store.writing() as session:
        inbox.add(session, [inbox.NewEvent("lost", "C1", "message", {}, NOW)])
        raise InterruptedError

    with store.reading() as session:
        assert list(session.scalars(select(InboxRow.event_id))) == ["kept"]


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises((DBAPIError, DatabaseUnavailable)), store.reading() as session:
        inbox.add(session, [inbox.NewEvent("Ev1", "C1", "message", {}, NOW)])


def test_all_that_is_read_in_one_transaction_is_as_it_was_at_one_moment(store: Store) -> None:
    with store.reading() as session:
        assert queue.counts(session, NOW).inbox_due == 0
        with store.writing() as other:
            inbox.add(other, [inbox.NewEvent("Ev1", "C1", "message", {}, NOW)])
        assert queue.counts(session, NOW).inbox_due == 0

    with store.reading() as session:
        assert queue.counts(session, NOW).inbox_due == 1


@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_what_is_in_use_when_the_store_is_closed_is_closed_when_it_is_given_back(store: Store, kind: str) -> None:
    with getattr(store, kind)() as session:
        used = session.connection().connection.dbapi_connection
        store.close()
        session.execute(text("SELECT 1"))

    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        used.execute("SELECT 1")


@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_what_is_opened_after_the_store_was_closed_is_closed_when_it_is_given_back(store: Store, kind: str) -> None:
    store.close()

    with getattr(store, kind)() as session:
        used = session.connection().connection.dbapi_connection

    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        used.execute("SELECT 1")


def test_writers_wait_for_each_other_and_lose_nothing(store: Store) -> None:
    def write(name: int) -> None:
        for number in range(25):
            with store.writing() as session:
                inbox.add(session, [inbox.NewEvent(f"Ev{name}-{number}", "C1", "message", {}, NOW)])

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as session:
        assert len(session.scalars(select(InboxRow.seq)).all()) == 100


def test_what_became_due_rings_after_the_commit_and_not_without_one(store: Store) -> None:
    rung: list[str] = []
    store.add_waker(rung.append)

    with store.writing() as session:
        inbox.add(session, [inbox.NewEvent("Ev1", "C1", "message", {}, NOW)])
        outbox.add(session, method="m", channel_id=None, user_id=None, kind="k", body={}, created_at=NOW)
        assert rung == []
    assert rung == [INBOX, OUTBOX]

    with store.writing() as session:
        assert not inbox.add(session, [inbox.NewEvent("Ev1", "C1", "message", {}, NOW)])
    with store.reading() as session:
        store.now_seconds(session)
    with pytest.raises(InterruptedError), store.writing() as session:
        tasks.add(session, "later", "k", NOW)
        raise InterruptedError
    assert rung == [INBOX, OUTBOX]

    with store.writing() as session:
        wake(session, ANY)
    assert rung == [INBOX, OUTBOX, ANY]


def test_another_process_hears_at_once_on_postgresql_and_returns_at_once_on_sqlite(store: Store, database: str) -> None:
    heard, stop = threading.Semaphore(0), threading.Event()
    with closing(open_store(database)) as other:
        listening = threading.Thread(target=other.listen, args=(lambda _: heard.release(), stop))
        listening.start()
        if store.dialect == "postgresql":
            assert heard.acquire(timeout=20), "listening began"
            with store.writing() as session:
                inbox.add(session, [inbox.NewEvent("Ev1", "C1", "message", {}, NOW)])
            assert heard.acquire(timeout=20), "the commit was heard"
        stop.set()
        listening.join(20)

    assert not listening.is_alive()


def test_listening_comes_back_after_the_connection_is_lost(store: Store, database: str, postgres_url: str) -> None:
    if store.dialect == "sqlite":
        pytest.skip("nothing is heard on SQLite")
    heard, stop = threading.Semaphore(0), threading.Event()
    listening = threading.Thread(target=store.listen, args=(lambda _: heard.release(), stop))
    listening.start()
    assert heard.acquire(timeout=20)
    with closing(psycopg.connect(postgres_url, autocommit=True)) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = %s",
            [database.split("/")[3].split("?", maxsplit=1)[0]],
        )

    assert heard.acquire(timeout=20), "listening began again"

    stop.set()
    listening.join(20)


def test_the_machines_seconds_go_on_within_a_transaction(store: Store) -> None:
    with store.reading() as session:
        first = store.now_seconds(session)
        assert abs(first - datetime.now(UTC).timestamp()) < 60
        deadline = time.monotonic() + 10
        while store.now_seconds(session) == first:
            assert time.monotonic() < deadline


def test_a_good_database_passes_its_check(store: Store) -> None:
    store.check(room_bytes=0)


def test_the_database_file_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "kollega.db"

    with closing(open_store(str(path))) as store:
        store.check(room_bytes=0)
        with store.writing() as session:
            session.execute(text("CREATE TABLE some (words text)"))

        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("write", [str, "sqlite:///{}".format])
def test_a_path_and_a_sqlite_address_mean_the_same_file(tmp_path: Path, write: Callable[[Path], str]) -> None:
    path = tmp_path / "kollega.db"

    with closing(open_store(write(path))) as store:
        store.check(room_bytes=0)

    assert path.read_bytes()[:15] == b"SQLite format 3"


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Kom ihåg mjölken. " * 100)

    assert refusal(str(path)) == "The database file notes.txt is not a SQLite database"
    assert path.read_text().startswith("Kom ihåg")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    assert refusal(str(tmp_path / "file" / "kollega.db")) == f"The database file {tmp_path}/file/kollega.db cannot be used: File exists"


def test_a_file_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    # A right that is missing in the file system would not stop root, so SQLite is told to only read.
    path = tmp_path / "kollega.db"
    path.touch()
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(f"file:{path}?mode=ro", uri=True))

    with pytest.raises(OperationalError) as raised, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE some (words text)")
    engine.dispose()

    told = unavailable(make_url(f"sqlite:///{path}"), raised.value)
    assert told is not None
    assert told.reason == "The database file kollega.db may not be written; give Kollega the right to write the file and its folder"


def test_a_file_that_another_program_holds_is_told(tmp_path: Path) -> None:
    path = tmp_path / "kollega.db"
    with closing(sqlite3.connect(path)) as other, closing(sqlite3.connect(path, timeout=0)) as ours:
        other.execute("BEGIN IMMEDIATE")
        engine = create_engine("sqlite://", creator=lambda: ours)
        with pytest.raises(OperationalError) as raised, engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE some (words text)")
        engine.dispose()

    told = unavailable(make_url(f"sqlite:///{path}"), raised.value)
    assert told is not None
    assert told.reason == "The database file kollega.db is held by another program; try again when that has ended"


def test_a_full_disk_is_told_before_anything_is_lost(tmp_path: Path) -> None:
    with closing(open_store(str(tmp_path / "kollega.db"))) as store, pytest.raises(DatabaseUnavailable) as refused:
        store.check(room_bytes=10**18)

    assert refused.value.reason == f"The disk of {tmp_path} has less than 1000000000000 MB left"


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    assert refusal("postgresql://kollega:hemligt@127.0.0.1:1/kollega") == "The PostgreSQL server at 127.0.0.1 cannot be reached"
    assert refusal("postgresql://kollega:hem@ligt@127.0.0.1:1/kollega").startswith("The PostgreSQL server at 127.0.0.1 ")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://root@localhost/x",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file:x.db?uri=true",
        "postgresql://[",
        "postgresql://u:p@host:port/db",
        "://",
    ],
)
def test_an_address_that_cannot_be_used_is_told_in_one_line(url: str) -> None:
    assert "\n" not in refusal(url)


@pytest.mark.postgres
def test_a_database_that_does_not_exist_is_told(postgres_url: str) -> None:
    assert refusal(postgres_url.replace("/postgres?", "/elsewhere?")).endswith("has no such database or user")


@pytest.mark.postgres
def test_a_wrong_password_is_told_without_repeating_it(postgres_url: str) -> None:
    with closing(psycopg.connect(postgres_url, autocommit=True)) as administrator:
        administrator.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
        row = administrator.execute("SHOW hba_file").fetchone()
        assert row is not None
        rules = Path(row[0])
        rules.write_text("local all guarded scram-sha-256\n" + rules.read_text())
        administrator.execute("SELECT pg_reload_conf()")

    said = refusal(postgres_url.replace("postgres:@", "guarded:hemligt@"))

    assert said.endswith("refuses the user or the password")
    assert "hemligt" not in said


@pytest.mark.postgres
def test_a_connection_lost_in_the_middle_is_told_and_the_next_one_works(
    migrated_postgres: str, new_postgres: Callable[[str], str], postgres_url: str
) -> None:
    with closing(open_store(new_postgres(migrated_postgres))) as store:
        with pytest.raises(DatabaseUnavailable) as told, store.writing() as session:
            pid = session.scalar(text("SELECT pg_backend_pid()"))
            with closing(psycopg.connect(postgres_url, autocommit=True)) as administrator:
                administrator.execute("SELECT pg_terminate_backend(%s)", [pid])
            session.execute(text("SELECT 1"))

        assert "\n" not in told.value.reason
        store.check()


def refusal(url: str) -> str:
    with pytest.raises(DatabaseUnavailable) as refused, closing(open_store(url)) as store:
        store.check(room_bytes=0)
    return refused.value.reason
