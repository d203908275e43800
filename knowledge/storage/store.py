"""The database, open: transactions, waking up, the machine's seconds."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import URL, Engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge.domain.errors import DatabaseUnavailable
from knowledge.storage import engines
from knowledge.storage.trouble import unavailable
from knowledge.storage.turns import Turns

_CHANNEL = "kollega_due"
_WAKES = "kollega_wakes"
_NOTIFY = text("SELECT pg_notify(:channel, :work)")
ANY = ""
INBOX, OUTBOX, TASKS, VECTORS = "inbox", "outbox", "tasks", "vectors"
"""Kinds of work that a commit may make due"""
# A process that is stopped (or cut off) in the middle of a write keeps its locks: PostgreSQL ends that write for it, and the
# others go on. A write of ours takes milliseconds.
_GIVE_UP = text("SET LOCAL idle_in_transaction_session_timeout = '10s'")
ROOM_BYTES = 50_000_000
"""Below this a day of events may not fit on the disk."""
_CHANGES_KEPT = 50_000
_LISTEN_SECONDS = 1.0  # how soon the listening thread notices that it is to stop
_SECONDS = {
    # SQLite: milliseconds, the same for one statement. PostgreSQL: the server's clock, one for all processes.
    "sqlite": text("SELECT (julianday('now') - 2440587.5) * 86400.0"),
    "postgresql": text("SELECT extract(epoch FROM clock_timestamp())::float8"),
}


@dataclass
class Store:
    """One database. `writing` and `reading` are the only ways in."""

    url: URL
    writer: Engine
    reader: Engine
    _wakers: list[Callable[[str], None]] = field(default_factory=list)
    _turns: Turns = field(default_factory=Turns)

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        return cast(Literal["sqlite", "postgresql"], self.url.get_backend_name())

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: a clean exit commits, an exception rolls back, nobody else commits.

        On SQLite there is one writer at a time, over all processes. Raises DatabaseUnavailable where the database
        cannot be reached; everything else comes as it is.
        """
        with self._turn(), Session(self.writer, expire_on_commit=False) as session:
            try:
                session.connection()
                if self.dialect == "postgresql":
                    session.execute(_GIVE_UP)
                yield session
                session.flush()
                if self.dialect == "postgresql":
                    for work in sorted(session.info.get(_WAKES, ())):
                        session.execute(_NOTIFY, {"channel": _CHANNEL, "work": work})
                session.commit()
            except BaseException as error:
                session.rollback()
                self._translate(error)
                raise
            wakes = session.info.get(_WAKES, ())
        for work in sorted(wakes):
            self._ring(work)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that cannot write. All that it reads is as it was at one moment, however many queries that takes."""
        with Session(self.reader, expire_on_commit=False) as session:
            try:
                session.connection()
                yield session
            except BaseException as error:
                session.rollback()
                self._translate(error)
                raise

    def add_waker(self, waker: Callable[[str], None]) -> None:
        """Call `waker` after each commit of this process that made something due, with the kind of work. It must not block."""
        self._wakers.append(waker)

    def listen(self, callback: Callable[[str], None], stop: threading.Event) -> None:
        """Call back whenever any process made something due, with the kind of work ("": any), until `stop`. For a thread of its own.

        On SQLite nothing can be heard from other processes: it returns at once, and their rows wait for the tick.
        """
        if self.dialect == "sqlite":
            return
        pause = 0.1
        while not stop.is_set():
            try:
                with self.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.detach()
                    connection.exec_driver_sql(f"LISTEN {_CHANNEL}")
                    callback(ANY)  # what was said while nobody listened
                    pause = 0.1
                    driver = connection.connection.dbapi_connection
                    assert driver is not None
                    while not stop.is_set():
                        for said in driver.notifies(timeout=_LISTEN_SECONDS, stop_after=1):
                            callback(said.payload)
            except Exception as error:
                if not isinstance(error, DBAPIError) and not _of_driver(error):
                    raise
                stop.wait(pause)
                pause = min(10.0, pause * 2)

    @staticmethod
    def now_seconds(session: Session) -> float:
        """Seconds of the database's own clock, for leases and waits. Policy time never moves it."""
        return now_seconds(session)

    def check(self, room_bytes: int = ROOM_BYTES) -> None:
        """Raise DatabaseUnavailable, with one line for the operator, where the database cannot be reached, read or written."""
        with self.writing() as session:
            session.execute(_SECONDS[self.dialect])
        if self.dialect == "sqlite":
            folder = Path(self.url.database or "").absolute().parent
            if shutil.disk_usage(folder).free < room_bytes:
                raise DatabaseUnavailable(f"The disk of {folder} has less than {room_bytes // 1_000_000} MB left")

    def scrub(self) -> None:
        """Make deleted words unreadable in the file too. SQLite leaves them in its word index and its log until then.

        PostgreSQL does it by itself (autovacuum).
        """
        if self.dialect != "sqlite":
            return
        with self.writing() as session:
            session.execute(text("INSERT INTO entry_words (entry_words) VALUES ('optimize')"))
            # Who has not looked for so many changes reads all vectors again.
            session.execute(
                text("DELETE FROM entry_vector_change WHERE seq < (SELECT max(seq) FROM entry_vector_change) - :kept"),
                {"kept": _CHANGES_KEPT},
            )
        # Outside any transaction, so past the engine's own BEGIN.
        with closing(self.writer.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection; one that a thread still uses, as soon as it gives it back."""
        for pool in {self.writer.pool, self.reader.pool}:
            event.listen(pool, "checkin", _close)
        self.writer.dispose()
        self.reader.dispose()

    def _turn(self) -> AbstractContextManager[None]:
        return self._turns.mine() if self.dialect == "sqlite" else nullcontext()

    def _ring(self, work: str) -> None:
        for waker in self._wakers:
            waker(work)

    def _translate(self, error: BaseException) -> None:
        if isinstance(error, DBAPIError | PoolTimeout):
            reason = unavailable(self.url, error)
            if reason is not None:
                raise reason from None


def open_store(url: str) -> Store:
    """A store on `sqlite:////path/file.db`, a bare path, or `postgresql://…`.

    Makes the SQLite file where there is none, readable by its owner only. PostgreSQL is not spoken to yet: `check` does that.
    Raises DatabaseUnavailable.
    """
    parsed = engines.parse(url)
    if parsed.get_backend_name() == "postgresql":
        engine = engines.postgres_engine(parsed)
        # What is counted in several queries would else miss a row that moves from one table to the other meanwhile.
        reader = engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
        return Store(parsed, engine, reader)
    try:
        engines.make_file(Path(parsed.database or ""))
    except OSError as error:
        raise unavailable(parsed, error) or error from None
    return Store(parsed, engines.sqlite_engine(parsed, writes=True), engines.sqlite_engine(parsed, writes=False))


def wake(session: Session, work: str) -> None:
    """Once a transaction has committed, whoever waits for a kind of work ("": any) looks again; in every process on PostgreSQL."""
    session.info.setdefault(_WAKES, set()).add(work)


def now_seconds(session: Session) -> float:
    """Seconds of the database's own clock."""
    return float(session.execute(_SECONDS[session.get_bind().dialect.name]).scalar_one())


def _close(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    record.close()


def _of_driver(error: Exception) -> bool:
    # A connection lost while listening is reported by the driver itself, not through SQLAlchemy.
    return type(error).__module__.startswith("psycopg")
