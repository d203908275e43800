"""The bot as a program of its own, so that it can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.sandbox import SandboxServer
from handlers.offered import offered
from knowledge.storage import open_store
from knowledge.storage.tables import InboxRow, OutboxRow, TaskRow
from tests.faults.warm import Bot, Parent, metric, warm_parent
from tests.workplace import Person, Workplace

MONDAY = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
START = "Starta här · Start here"


@dataclass
class Program:
    """`kollega run`, started and killed as an operating system does it."""

    environment: dict[str, str]
    log: Path
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def starts(self) -> None:
        with self.log.open("ab") as log:
            command = [str(Path(sys.executable).with_name("kollega")), "run"]
            self._running.append(subprocess.Popen(command, env=self.environment, stderr=log, stdout=log))

    def is_killed(self) -> None:
        program = self._running[-1]
        program.send_signal(signal.SIGKILL)
        program.wait()

    def ends(self) -> None:
        for program in self._running:
            program.terminate()
        for program in self._running:
            try:
                program.wait(30)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()

    def readiness(self) -> dict[str, Any]:
        """What the readiness page says; empty while the program is not there yet."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.environment['KOLLEGA_HEALTH_PORT']}/readyz", timeout=5) as page:
                return dict(json.load(page))
        except urllib.error.HTTPError as unready:
            with unready:
                return dict(json.load(unready))
        except OSError:
            return {}

    def metric(self, name: str, **labels: str) -> float:
        return metric(self.environment["KOLLEGA_HEALTH_PORT"], name, **labels)

    def is_ready(self) -> bool:
        told = self.readiness()
        return bool(told.get("connected")) and told.get("encoder") == "ready" and told.get("due") == 0


@pytest.fixture
def slack() -> Iterator[SandboxServer]:
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False, retry_seconds=(1.0,) * 60) as server:
        yield server


@pytest.fixture
def workplace(slack: SandboxServer) -> Workplace:
    return Workplace(slack)


@pytest.fixture
def program(slack: SandboxServer, database: str, tmp_path: Path, free_port: int) -> Iterator[Program]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KOLLEGA_")}
    environment = {
        **inherited,
        "HF_HUB_OFFLINE": "1",
        "KOLLEGA_SLACK_BOT_TOKEN": slack.bot_token,
        "KOLLEGA_SLACK_APP_TOKEN": slack.app_token,
        "KOLLEGA_SLACK_API_URL": slack.api,
        "KOLLEGA_CLOCK_URL": f"{slack.origin}/clock",
        "KOLLEGA_DATABASE_URL": database if "://" in database else f"sqlite:///{database}",
        "KOLLEGA_LANGUAGE": "sv",
        "KOLLEGA_HEALTH_PORT": str(free_port),
    }
    run = Program(environment, tmp_path / "kollega.log")
    yield run
    run.ends()


@pytest.fixture
def started_channel(workplace: Workplace, program: Program) -> Callable[[str], tuple[str, list[Person]]]:
    """Starts the program and makes a channel where Kollega was started."""

    def made(name: str) -> tuple[str, list[Person]]:
        program.starts()
        people = [workplace.person(who) for who in ("Ada", "Bo", "Cy", "Dag")]
        workplace.eventually(program.is_ready, seconds=60)
        workplace.channel(name, members=people, with_app=False)
        people[0].invites(workplace.app, name)
        (hello,) = workplace.eventually(lambda: [m for m in people[0].sees(name) if START in m.labels])
        people[0].clicks(hello, START)
        workplace.eventually(lambda: not [m for m in people[0].sees(name) if START in m.labels])
        return name, people

    return made


@pytest.fixture(scope="session")
def parent() -> Iterator[Parent]:
    """A process that has loaded the bot, from which bots are begun."""
    begun = warm_parent()
    yield begun
    begun.ends()


@pytest.fixture
def quick_slack() -> Iterator[SandboxServer]:
    """A Slack that sends again soon, for bots that are away for a moment only."""
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False, retry_seconds=(0.2,) * 300) as server:
        yield server


@pytest.fixture
def begin(quick_slack: SandboxServer, parent: Parent, database: str, tmp_path: Path) -> Iterator[Callable[..., Bot]]:
    """Makes bots: on the test's database and Slack, each with a folder and a port of its own; not yet started."""
    made: list[Bot] = []

    def one(**other: Any) -> Bot:
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        settings = {
            "slack_bot_token": quick_slack.bot_token,
            "slack_app_token": quick_slack.app_token,
            "slack_api_url": quick_slack.api,
            "clock_url": f"{quick_slack.origin}/clock",
            "database_url": database if "://" in database else f"sqlite:///{database}",
            "language": "sv",
            "health_port": any_port(),
            **other,
        }
        made.append(Bot(parent, Workplace(quick_slack), settings, folder))
        return made[-1]

    yield one
    for bot in made:
        bot.ends()


def any_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def starts_in(bot: Bot, name: str, *names: str) -> list[Person]:
    """The bot runs and was started in a channel with these people in it."""
    workplace = bot.workplace
    people = [workplace.person(who) for who in names]
    bot.starts()
    workplace.eventually(bot.is_idle, seconds=30)
    workplace.channel(name, members=people, with_app=False)
    people[0].invites(workplace.app, name)
    (hello,) = workplace.eventually(lambda: [m for m in people[0].sees(name) if START in m.labels])
    people[0].clicks(hello, START)
    workplace.eventually(lambda: not [m for m in people[0].sees(name) if START in m.labels])
    workplace.eventually(bot.is_idle)
    return people


def leases_run_out(bot: Bot) -> None:
    """As if so much time had passed since the bot went that nothing is in its hands any more. For a bot that is gone."""
    with closing(open_store(bot.settings["database_url"])) as store, store.writing() as session:
        for table in (InboxRow, TaskRow, OutboxRow):
            session.execute(update(table).where(table.lease_until.is_not(None)).values(lease_until=0.0))
