"""Two processes on one PostgreSQL and one Slack: everything once, with clocks a minute apart, and killed both at the same time.

    pytest tests/faults/test_two_processes.py --kills 200

kills both 200 times; without, four times. The seed is the number of the run.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from bot.sandbox import SandboxServer
from knowledge.domain.failpoints import POINTS
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.working import zone_of
from knowledge.services.exporting import Exporting
from knowledge.storage import open_store
from tests.faults.asking import EXPERT, HELP, PATIENCE, STOCKHOLM, asked, has_topic, sets, steps, told, when_due
from tests.faults.between import Between, between
from tests.faults.conftest import starts_in
from tests.faults.test_failpoints import AFTER_A_KILL, UNANSWERED, assert_captured_once
from tests.faults.warm import Bot
from tests.workplace import Posted

ON_POSTGRESQL = pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
AT_WORK = tuple(point for point in POINTS if point not in AFTER_A_KILL)
ROUNDS = 8
QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Välj Återställ lösenord under Inställningar i tidrapporten."


@pytest.fixture
def way(quick_slack: SandboxServer) -> Iterator[Between]:
    with between(quick_slack.origin) as opened:
        yield opened


@ON_POSTGRESQL
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


@ON_POSTGRESQL
def test_two_processes_with_clocks_a_minute_apart_take_each_step_of_asking_and_post_each_digest_once(
    begin: Callable[..., Bot], quick_slack: SandboxServer, way: Between, database: str
) -> None:
    way.ahead = timedelta(seconds=60)
    one, other = begin(), begin(clock_url=way.clock)
    ada, bo = starts_in(one, "#it", "Ada", "Bo")
    workplace = one.workplace
    workplace.channel(HELP, members=[bo])
    sets(one, "#it", ChannelPolicy(fallback=workplace.id_of(HELP), digest=True, tz=STOCKHOLM.tz))
    topics = [has_topic(one, word, f"Elsa {word}", f"Omar {word}") for word in ("certifikat", "passerkort", "dockningsstation")]
    other.starts()
    quick_slack.readiness = lambda: one.is_idle() and other.is_idle()  # time that passes waits for it

    questions = [ada.asks("#it", topic.question()) for topic in topics]
    workplace.eventually(lambda: workplace.has_everything() and one.is_idle() and other.is_idle(), seconds=30)
    states: list[list[list[str]]] = []
    for minutes in (PATIENCE, EXPERT, EXPERT):
        workplace.time.goes_to(when_due(workplace.time.now, minutes) + way.ahead)
        states.append([[state for _, state in steps(database, question)] for question in questions])
    workplace.time.goes_to_next("monday 09:02", zone_of(STOCKHOLM.tz))

    first, second, last = states
    assert first == [["waiting"]] * len(topics)
    assert second == [["lapsed", "waiting"]] * len(topics)
    assert last == [["lapsed", "lapsed"]] * len(topics)
    for topic in topics:
        assert [len(messages) for messages in asked(topic).values()] == [1, 1]
        assert len(told(one, topic)) == 1
    assert len([post for post in workplace.said_by_the_app("#it") if post.text_of_blocks.startswith("Veckobrev ·")]) == 1
    assert one.readiness()["dead"] == 0


@ON_POSTGRESQL
@pytest.mark.timeout(7200)
def test_killed_both_at_once_nothing_is_lost_and_nothing_said_twice(
    begin: Callable[..., Bot], quick_slack: SandboxServer, database: str, request: pytest.FixtureRequest
) -> None:
    one, other = begin(), begin()
    people = starts_in(one, "#it", "Ada", "Bo", "Cy")
    workplace = one.workplace
    other.starts()
    asked, called = list[Posted](), list[Posted]()

    for run in range(request.config.getoption("--kills")):
        draw = random.Random(run)
        if (point := draw.choice(AT_WORK)) == "outbox.unknown":
            quick_slack.order(UNANSWERED)
        for bot in (one, other):
            bot.is_killed_at(point, 1)
        for number in range(3):
            asked.append(draw.choice(people).asks("#it", f"Hur startar man om maskin nummer {run}-{number} i verkstaden?"))
            called.append(draw.choice(people).asks("#it", f"@Kollega hur startar man om maskin {run}-{number}?"))
        workplace.eventually(lambda: one.is_sprung() or other.is_sprung(), seconds=30)
        for bot in (one, other):
            bot.ends()
        for bot in (one, other):
            bot.starts()
    workplace.eventually(lambda: workplace.has_everything() and one.is_idle() and other.is_idle(), seconds=120)

    replies = [len([m for m in people[0].thread(post) if m.raw["user"] == workplace.app]) for post in called]
    assert [count for count in replies if count != 1] == []
    assert_captured_once(database, asked)
    assert one.readiness()["dead"] == 0
    assert list(quick_slack.house.wire.lost) == []


def handled(bot: Bot) -> int:
    """How many events a process has worked on."""
    return round(bot.metric("kollega_events_handled_total", outcome="done"))
