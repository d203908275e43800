"""How many events a second the bot takes in, over its real socket and door, with its workers running.

    pytest tests/faults/test_ingest.py --ingest-seconds 120

A measure, not run by default. Three events of four are talk, one is a question. Lag: from an event being sent to its being worked on.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from bot.sandbox import SandboxServer
from handlers.offered import offered
from tests.faults.conftest import MONDAY, starts_in
from tests.faults.warm import Bot

PER_SECOND = {"sqlite": 50, "postgresql": 300}
BURST = 10_000
STEP = 0.05
_NUMBERS = count(1)


@pytest.fixture
def quick_slack() -> Iterator[SandboxServer]:
    """Slack as it is: what is not acknowledged in 3 s comes again at once, then after a minute."""
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False) as server:
        yield server


@dataclass
class Handled:
    """How many events the bot had worked on, seen every so often."""

    bot: Bot
    before: int
    seen: list[tuple[int, float]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        while not self.over.wait(0.1):
            done = round(self.bot.metric("kollega_events_handled_total", outcome="done")) - self.before
            self.seen.append((done, time.monotonic()))

    def at(self, number: int) -> float:
        """When so many were done."""
        return self.seen[bisect_left(self.seen, (number, 0.0))][1]


@pytest.mark.timeout(1200)
def test_as_many_events_as_wanted_are_taken_in_and_worked_on(
    begin: Callable[..., Bot], quick_slack: SandboxServer, database: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    seconds = request.config.getoption("--ingest-seconds")
    if not seconds:
        pytest.skip("a measure: give --ingest-seconds")
    kind = "postgresql" if "://" in database else "sqlite"
    bot = begin()
    people = starts_in(bot, "#it", "Ada", "Bo", "Cy")
    channel, users = bot.workplace.id_of("#it"), [person.id for person in people]

    sent, handled = steadily(bot, quick_slack, channel, users, PER_SECOND[kind], seconds)
    lags = sorted(handled.at(number) - at for number, at in enumerate(sent, 1))
    began = time.monotonic()
    tell(quick_slack, channel, users, BURST)
    bot.workplace.eventually(lambda: done(bot) >= handled.before + len(sent) + BURST, seconds=600)
    drained = time.monotonic() - began
    bot.workplace.eventually(bot.is_idle, seconds=600)
    encoded = time.monotonic() - began

    with capsys.disabled():
        print(
            f"\n{kind}: {len(sent) / (sent[-1] - sent[0]):.0f} events/s for {seconds} s, lag p50 {share(lags, 0.5):.2f} s "
            f"p99 {share(lags, 0.99):.2f} s; a burst of {BURST} worked on in {drained:.1f} s, encoded in {encoded:.1f} s"
        )
    assert bot.readiness()["dead"] == 0
    assert share(lags, 0.99) < 10
    assert drained <= 60


def steadily(bot: Bot, slack: SandboxServer, channel: str, users: list[str], rate: int, seconds: int) -> tuple[list[float], Handled]:
    """Sends so many events a second. When each was sent, and what was seen of the bot meanwhile."""
    handled = Handled(bot, done(bot))
    watching = threading.Thread(target=handled, daemon=True)
    watching.start()
    sent: list[float] = []
    began = time.monotonic()
    pause = threading.Event()
    while (now := time.monotonic()) < began + seconds:
        due = int((now - began) * rate) - len(sent)
        if due:
            tell(slack, channel, users, due)
            sent += [now] * due
        pause.wait(STEP)
    bot.workplace.eventually(lambda: handled.seen and handled.seen[-1][0] >= len(sent), seconds=300)
    handled.over.set()
    watching.join()
    return sent, handled


def tell(slack: SandboxServer, channel: str, users: list[str], many: int) -> None:
    events = [message(channel, users, next(_NUMBERS)) for _ in range(many)]
    conversation = slack.state.conversation(channel)
    slack.run(lambda: [slack.state.tell_app(event, conversation) for event in events])


def message(channel: str, users: list[str], number: int) -> dict[str, Any]:
    is_question = number % 4 == 0
    text = f"Hur startar man om maskin nummer {number} i verkstaden?" if is_question else f"Låda {number} är packad och står vid dörren."
    ts = f"{int(MONDAY.timestamp()) + number // 100}.{number % 100:04d}00"
    return {
        "type": "message",
        "channel": channel,
        "channel_type": "channel",
        "user": users[number % len(users)],
        "text": text,
        "ts": ts,
        "event_ts": ts,
    }


def done(bot: Bot) -> int:
    return round(bot.metric("kollega_events_handled_total", outcome="done"))


def share(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
