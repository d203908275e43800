"""The database is away while somebody speaks, for longer than Slack sends again: nothing that was said is missing afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from bot.sandbox import SandboxServer
from handlers.offered import offered
from tests.scenarios.conftest import MONDAY, Bot, team_of
from tests.scenarios.test_faults import questions
from tests.workplace import Workplace


@pytest.fixture
def slack() -> Iterator[SandboxServer]:
    """Sends again once, soon, and never more."""
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False, retry_seconds=(0.1,)) as server:
        yield server


@pytest.mark.postgres
def test_what_was_said_meanwhile_is_read_and_until_then_kollega_is_not_ready(
    new_postgres: Callable[[str], str],
    prepared_postgres: str,
    postgres_url: str,
    start: Callable[..., Bot],
    workplace: Workplace,
    slack: SandboxServer,
) -> None:
    team = team_of(workplace, start(new_postgres(prepared_postgres)))
    team.channel("#it", team.ada, team.bo)
    team.settles()

    with away(postgres_url, str(make_url(team.bot.database).database)):
        asked = team.ada.asks("#it", "Hur nollställer jag lösenordet till tidrapporten?")
        workplace.eventually(lambda: list(slack.house.wire.lost))
        assert not team.bot.health.look()[0]

    workplace.eventually(lambda: team.bot.health.look()[0], seconds=30)
    workplace.eventually(lambda: [line["ts"] for line in questions(team.bot)] == [asked.ts])


@contextmanager
def away(server: str, name: str) -> Iterator[None]:
    """A database that lets nobody in, and has thrown out who was there."""
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        yield
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
