"""How many events a second the bot takes in, over its real socket and door, with its workers running.

    TMPDIR=/var/tmp pytest tests/faults/test_ingest.py --ingest-seconds 120

A measure, not run by default. What is said is spread over channels, and is said when it is sent: of ten events four are talk,
two are questions, three are replies in their threads, and one is the asker's check mark on a reply. Lag: from an event being
sent to its being worked on, and nothing before it left. PostgreSQL is the tests' server, whose commits do not wait for the
disk, unless `--ingest-durable` is given.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle
from typing import Any

import psycopg
import pytest

from bot.sandbox import SandboxServer
from handlers.offered import offered
from tests.faults.conftest import MONDAY, START, Program, any_port
from tests.workplace import Person, Workplace

PER_SECOND = {"sqlite": 50, "postgresql": 300}
BURST = 10_000
CHANNELS = 40
STEP = 0.05
PATTERN = ("talk", "question", "reply", "talk", "reply", "question", "talk", "reply", "check", "talk")
WORDS = {
    "talk": "Låda {} är packad och står vid dörren.",
    "question": "Hur startar man om maskin nummer {} i verkstaden?",
    "reply": "Håll in den röda knappen på maskin {} i tio sekunder.",
}


@pytest.fixture
def slack() -> Iterator[SandboxServer]:
    """Slack as it is: what is not acknowledged in 3 s comes again at once, then after a minute."""
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False) as server:
        yield server


@dataclass
class Talk:
    """What is said in one channel, event by event. Nobody but the bot hears of it."""

    slack: SandboxServer
    channel: str
    users: list[str]
    pattern: Iterator[str] = field(default_factory=lambda: cycle(PATTERN))
    number: int = 0
    question: dict[str, Any] = field(default_factory=dict)
    reply: dict[str, Any] = field(default_factory=dict)

    def event(self) -> dict[str, Any]:
        what = next(self.pattern)
        self.number += 1
        ts = self.slack.state.clock.next_ts()
        if what == "check":
            item = {"type": "message", "channel": self.channel, "ts": self.reply["ts"]}
            asker, writer = self.question["user"], self.reply["user"]
            return {
                "type": "reaction_added",
                "user": asker,
                "reaction": "white_check_mark",
                "item": item,
                "item_user": writer,
                "event_ts": ts,
            }
        said = {
            "type": "message",
            "channel": self.channel,
            "channel_type": "channel",
            "user": self.users[self.number % len(self.users)],
            "text": WORDS[what].format(self.number),
            "ts": ts,
            "event_ts": ts,
        }
        if what == "question":
            self.question = said
        if what == "reply":
            said["thread_ts"] = self.question["ts"]
            self.reply = said
        return said


@dataclass
class Everybody:
    """Talks in all channels, in turn."""

    slack: SandboxServer
    talks: Iterator[Talk]

    def say(self, many: int) -> None:
        def tell() -> None:
            for _ in range(many):
                talk = next(self.talks)
                self.slack.state.tell_app(talk.event(), self.slack.state.conversation(talk.channel))

        self.slack.run(tell)


@dataclass
class Handled:
    """How many events the bot had worked on, seen every so often."""

    programs: Sequence[Program]
    before: int
    seen: list[tuple[int, float]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        while not self.over.wait(0.25):
            self.seen.append((done(self.programs) - self.before, time.monotonic()))

    def at(self, number: int) -> float:
        """When so many were done."""
        return self.seen[bisect_left(self.seen, (number, 0.0))][1]


@pytest.mark.timeout(1800)
def test_as_many_events_as_wanted_are_taken_in_and_worked_on(
    slack: SandboxServer,
    workplace: Workplace,
    program: Program,
    database: str,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    seconds = request.config.getoption("--ingest-seconds")
    if not seconds:
        pytest.skip("a measure: give --ingest-seconds")
    kind = "postgresql" if "://" in database else "sqlite"
    rate = request.config.getoption("--ingest-rate") or PER_SECOND[kind]
    people = [workplace.person(name) for name in ("Ada", "Bo", "Cy")]
    names = [f"#grupp-{number}" for number in range(request.config.getoption("--ingest-channels") or CHANNELS)]
    programs = [program, *another(program, request.config.getoption("--ingest-processes") - 1)]
    starts_everywhere(programs, workplace, people, names)
    everybody = Everybody(slack, cycle([Talk(slack, workplace.id_of(name), [person.id for person in people]) for name in names]))

    with durable(database if request.config.getoption("--ingest-durable") and kind == "postgresql" else None):
        sent, handled = steadily(programs, workplace, everybody, rate, seconds)
        lags = sorted(handled.at(number) - at for number, at in enumerate(sent, 1))
        claims = claimed(programs)
        began = time.monotonic()
        everybody.say(BURST)
        workplace.eventually(lambda: done(programs) >= handled.before + len(sent) + BURST, seconds=600)
        drained = time.monotonic() - began
        claims = claimed(programs) - claims
        with capsys.disabled():
            print(
                f"\n{kind}: {len(sent) / (sent[-1] - sent[0]):.0f} events/s in {len(names)} channels for {seconds} s, "
                f"{len(programs)} process(es): lag p50 {share(lags, 0.5):.2f} s p99 {share(lags, 0.99):.2f} s; "
                f"a burst of {BURST} worked on in {drained:.1f} s, {BURST / claims:.0f} at a time"
            )
        workplace.eventually(lambda: all(each.is_ready() for each in programs), seconds=1200)
        with capsys.disabled():
            print(f"all matched and encoded {time.monotonic() - began:.1f} s after the burst")

    assert program.readiness()["dead"] == 0
    assert share(lags, 0.99) < 10
    assert drained <= 60


def another(program: Program, count: int) -> list[Program]:
    """More processes on the same database and Slack."""
    return [replace(program, environment={**program.environment, "KOLLEGA_HEALTH_PORT": str(any_port())}) for _ in range(count)]


def starts_everywhere(programs: Sequence[Program], workplace: Workplace, people: list[Person], names: list[str]) -> None:
    ada = people[0]
    for program in programs:
        program.starts()
        workplace.eventually(program.is_ready, seconds=60)
    for name in names:
        workplace.channel(name, members=people, with_app=False)
        ada.invites(workplace.app, name)
    for name in names:
        find = partial(lambda name: [message for message in ada.sees(name) if START in message.labels], name)
        (hello,) = workplace.eventually(find, seconds=60)
        ada.clicks(hello, START)
        workplace.eventually(lambda find=find: not find(), seconds=60)  # type: ignore[misc]  # bound now, not late
    workplace.eventually(lambda: all(program.is_ready() for program in programs), seconds=60)


@contextmanager
def durable(url: str | None) -> Iterator[None]:
    """A PostgreSQL server's commits wait for the disk meanwhile."""
    if url is None:
        yield
        return
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        for state in ("on", "off"):
            connection.execute(f"ALTER SYSTEM SET fsync = {state}")
            connection.execute(f"ALTER SYSTEM SET synchronous_commit = {state}")
            connection.execute("SELECT pg_reload_conf()")
            if state == "on":
                yield


def steadily(
    programs: Sequence[Program], workplace: Workplace, everybody: Everybody, rate: int, seconds: int
) -> tuple[list[float], Handled]:
    """Sends so many events a second. When each was sent, and what was seen of the bot meanwhile."""
    handled = Handled(programs, done(programs))
    watching = threading.Thread(target=handled, daemon=True)
    watching.start()
    sent: list[float] = []
    began = time.monotonic()
    pause = threading.Event()
    while (now := time.monotonic()) < began + seconds:
        due = int((now - began) * rate) - len(sent)
        if due:
            everybody.say(due)
            sent += [now] * due
        pause.wait(STEP)
    workplace.eventually(lambda: handled.seen and handled.seen[-1][0] >= len(sent), seconds=300)
    handled.over.set()
    watching.join()
    return sent, handled


def done(programs: Sequence[Program]) -> int:
    return sum(round(program.metric("kollega_events_handled_total", outcome="done")) for program in programs)


def claimed(programs: Sequence[Program]) -> int:
    return sum(round(program.metric("kollega_handling_seconds_count", work="inbox")) for program in programs)


def share(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]
