"""Two processes on one PostgreSQL and one Slack, their policy clocks a minute apart: everything once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bot.sandbox import SandboxServer
from knowledge.services.exporting import Exporting
from knowledge.storage import open_store
from tests.faults.between import Between, between
from tests.faults.conftest import starts_in
from tests.faults.warm import Bot
from tests.workplace import Posted

ROUNDS = 8
QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Välj Återställ lösenord under Inställningar i tidrapporten."


@pytest.fixture
def way(quick_slack: SandboxServer) -> Iterator[Between]:
    with between(quick_slack.origin) as opened:
        yield opened


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_two_processes_with_clocks_a_minute_apart_do_everything_once(begin: Callable[..., Bot], way: Between, database: str) -> None:
    way.ahead = timedelta(seconds=60)
    one, other = begin(), begin(clock_url=way.clock)
    ada, bo, cy = starts_in(one, "#it", "Ada", "Bo", "Cy")
    workplace = one.workplace
    other.starts()

    def said_below(post: Posted) -> int:
        return len([message for message in ada.thread(post) if message.raw["user"] == workplace.app])

    first = ada.asks("#it", QUESTION)
    ada.reacts(bo.replies(first, ANSWER), "white_check_mark")
    workplace.eventually(lambda: workplace.has_everything() and one.is_idle() and other.is_idle(), seconds=30)

    again = [cy.asks("#it", f"{QUESTION} ({number})") for number in range(ROUNDS)]
    called = [bo.asks("#it", f"@Kollega {QUESTION} ({number})") for number in range(ROUNDS)]
    workplace.eventually(lambda: workplace.has_everything() and one.is_idle() and other.is_idle(), seconds=60)
    assert len(cy.notes) == ROUNDS
    for note in cy.notes:
        cy.clicks(note, "Det här löser det")
    workplace.eventually(lambda: all(said_below(post) for post in again), seconds=30)
    workplace.eventually(lambda: workplace.has_everything() and one.is_idle() and other.is_idle(), seconds=30)

    by_app = [said_below(post) for post in [*again, *called]]
    with closing(open_store(database)) as store:
        kept = [line["ts"] for line in Exporting(store)() if line["kind"] == "question"]
    assert by_app == [1] * len(by_app)  # the line about who helped, and the reply to whoever called
    assert [kept.count(post.ts) for post in again] == [1] * ROUNDS
    assert one.readiness()["dead"] == 0
    assert min(handled(bot) for bot in (one, other)) > 0, "one process did nothing"


def handled(bot: Bot) -> int:
    """How many events a process has worked on."""
    return round(bot.metric("kollega_events_handled_total", outcome="done"))
