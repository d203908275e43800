"""The whole bot, unmodified, connected to a make-believe Slack over its own protocols."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import platformdirs
import psycopg
import pytest

os.environ["HF_HUB_OFFLINE"] = "1"

from bot.health import HealthPage
from bot.process import Process
from bot.sandbox import SandboxServer
from handlers.offered import offered
from knowledge.domain.ports import Encoders
from knowledge.language.background import BackgroundEncoders
from knowledge.language.encoders import open_encoder
from knowledge.services.indexing import Indexing
from knowledge.storage import open_store
from knowledge.storage.index import open_index
from scheduler.pace import Pace
from tests.bot_settings import settings_on
from tests.conftest import BOTH, named
from tests.workplace import Person, Shown, Workplace

MONDAY = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
_PREPARED = "kollega_prepared"
START = "Starta här · Start here"


@dataclass
class Bot:
    """A running process of Kollega."""

    process: Process
    thread: threading.Thread
    health: HealthPage
    database: str
    failure: list[BaseException] = field(default_factory=list)

    def stops(self) -> None:
        self.process.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


@pytest.fixture(scope="session")
def encoders() -> Encoders:
    cache = platformdirs.user_cache_path("kollega")
    return Encoders(open_encoder("builtin:multilingual", cache), open_encoder("builtin:english", cache))


@pytest.fixture(scope="session")
def prepared_sqlite(migrated_sqlite: Path, encoders: Encoders) -> Path:
    """A SQLite file that has met the encoders: its first second is the same in every test."""
    path = migrated_sqlite.with_name("prepared.db")
    shutil.copy(migrated_sqlite, path)
    _meet(str(path), encoders)
    return path


@pytest.fixture(scope="session")
def prepared_postgres(postgres_url: str, migrated_postgres: str, encoders: Encoders) -> str:
    """The same on PostgreSQL: the name of a database to make others from."""
    with closing(psycopg.connect(postgres_url, autocommit=True)) as connection:
        connection.execute(f"CREATE DATABASE {_PREPARED} TEMPLATE {migrated_postgres} STRATEGY file_copy")
    _meet(named(postgres_url, _PREPARED), encoders)
    return _PREPARED


def _meet(database: str, encoders: Encoders) -> None:
    with closing(open_store(database)) as store:
        Indexing(store, open_index(store)).measure(encoders)


@pytest.fixture
def database(prepared_sqlite: Path, tmp_path: Path) -> str:
    """Where the bot keeps what it knows: SQLite, unless a test asks for `both_databases`."""
    path = tmp_path / "kollega.db"
    shutil.copy(prepared_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=BOTH)
def both_databases(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return str(request.getfixturevalue("database"))
    new_postgres: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return new_postgres(request.getfixturevalue("prepared_postgres"))


@pytest.fixture
def slack() -> Iterator[SandboxServer]:
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False) as server:
        yield server


@pytest.fixture
def workplace(slack: SandboxServer) -> Workplace:
    return Workplace(slack)


@pytest.fixture
def start(slack: SandboxServer, encoders: Encoders, tmp_path: Path) -> Iterator[Callable[..., Bot]]:
    """Starts the bot on a database and waits until it is connected and knows who is there. `pace`: the seconds of its durable work."""
    running: list[Bot] = []

    def started(database: str, pace: Pace | None = None) -> Bot:
        settings = settings_on(slack, database_url=database, data_dir=tmp_path, language="sv")
        health = HealthPage(0)
        connected = threading.Event()
        process = Process(
            settings, health, connected.set, open_encoders=lambda _: BackgroundEncoders(lambda: encoders), pace=pace or Pace()
        )
        bot = Bot(process, threading.Thread(daemon=True), health, database)

        def run() -> None:
            try:
                process.run()
            except BaseException as failure:
                bot.failure.append(failure)
                connected.set()
                raise

        bot.thread = threading.Thread(target=run, name="kollega", daemon=True)
        bot.thread.start()
        running.append(bot)
        assert connected.wait(20), "the bot did not connect"
        assert not bot.failure
        slack.readiness = f"{health.address}/readyz"
        Workplace(slack).eventually(lambda: health.look()[0])
        return bot

    yield started
    for bot in running:
        bot.stops()


@pytest.fixture
def bot(start: Callable[..., Bot], database: str) -> Bot:
    return start(database)


@dataclass
class Team:
    """Colleagues who know each other, and the app among them."""

    workplace: Workplace
    bot: Bot
    ada: Person
    bo: Person
    cy: Person
    guest: Person

    def channel(self, name: str, *members: Person, private: bool = False, started: bool = True) -> str:
        """A channel with the app in it, started by its first member as people do it: by the button."""
        self.workplace.channel(name, members=members, private=private, with_app=False)
        members[0].invites(self.workplace.app, name)
        (hello,) = self.workplace.eventually(lambda: [m for m in members[0].sees(name) if START in m.labels])
        if started:
            members[0].clicks(hello, START)
            self.workplace.eventually(lambda: [m for m in members[0].sees(name) if members[0].name in m.text_of_blocks])
            self.workplace.eventually(lambda: [note for note in members[0].notes if "veckobrev" in note.text])
            members[0].reloads()  # the question about a weekly digest is gone, as notes go
        return name

    def solved(self, channel: str, question: str, answer: str) -> None:
        """Ada asks, Bo answers, Ada checks the answer."""
        asked = self.ada.asks(channel, question)
        self.ada.reacts(self.bo.replies(asked, answer), "white_check_mark")
        self.settles()

    def settles(self) -> None:
        """Wait until everything that was said is worked on, vectors too."""
        self.workplace.eventually(lambda: self.workplace.is_quiet() and self.bot.health.look()[0])

    def finds(self, person: Person, query: str, channel: str | None = None) -> Shown:
        """The private answer to `/ask`."""
        before = len(person.notes)
        person.runs("/ask", query, channel)
        self.workplace.eventually(lambda: len(person.notes) > before)
        return person.notes[-1]


@pytest.fixture
def team(workplace: Workplace, bot: Bot) -> Team:
    return team_of(workplace, bot)


def team_of(workplace: Workplace, bot: Bot) -> Team:
    ada, bo, cy = (workplace.person(name) for name in ("Ada", "Bo", "Cy"))
    return Team(workplace, bot, ada, bo, cy, workplace.person("Gus", guest=True))
