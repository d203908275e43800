"""Killed before, in and after each step of asking experts: each is asked once, one after the other, and nobody else.

    pytest tests/faults/test_killed_asking.py --kills 200

kills 200 times on each database, four times in each run; without, four times at the most telling points. The seed is the number
of the run.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.faults import CallFault, CallTrouble, HowOften
from knowledge.domain.failpoints import POINTS
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.routing import AskState
from knowledge.storage import outbox
from tests.faults.asking import EXPERT, HELP, PATIENCE, Topic, a_morning, asked, has_topic, sets, steps, told, when_due
from tests.faults.conftest import leases_run_out, starts_in
from tests.faults.warm import Bot
from tests.workplace import Person, Posted

CHANNEL = "#it"
STEPS = 3
"""The first expert, the second, the channel that is told last"""
FEW = ("inbox.written", "task.done", "outbox.sent", "task.claimed")
HEARING = ("door.written", "door.committed", "inbox.claimed", "inbox.read", "inbox.written", "inbox.committed")
ASKING = tuple(point for point in POINTS if point not in HEARING)
AFTER_A_KILL = {"outbox.looked": "outbox.sent"}
UNANSWERED = CallFault(CallTrouble.LOST, outbox.DURABLE, done=True, often=HowOften(times=1))
ASKING_SOMEBODY = "jag har frågat en kollega"


@pytest.mark.timeout(7200)
def test_killed_at_any_step_each_expert_is_asked_once_in_turn(
    begin: Callable[..., Bot], quick_slack: SandboxServer, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    bot = begin()
    ada, bo = starts_in(bot, CHANNEL, "Ada", "Bo")
    bot.workplace.channel(HELP, members=[bo])
    sets(bot, CHANNEL, ChannelPolicy(fallback=bot.workplace.id_of(HELP), tz="Europe/Stockholm"))
    killed: Counter[str] = Counter()
    began = time.monotonic()

    for run, points in enumerate(plan(request.config.getoption("--kills"))):
        draw = random.Random(run)
        topic = has_topic(bot, f"{''.join(draw.choices('bdfgklmnprstv', k=3))}yx{run}", f"Elsa {run}", f"Omar {run}")
        if run:
            bot.workplace.time.goes_to(a_morning(bot.workplace.time.now))
        question = nobody_answers(bot, quick_slack, ada, topic, points, killed)

        assert_each_was_asked_once_in_turn(bot, topic, question)
        assert_the_asker_sees_that_it_waits(bot, ada, topic)
        assert bot.readiness()["dead"] == 0, points

    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\n{killed.total()} kills at {len(killed)} points, {run + 1} questions, in {took:.0f} s")


def plan(kills: int) -> list[list[list[str]]]:
    """So many kills or a few more: runs of four steps, at each of which the bot is killed at a point, or at two of which one follows the other."""
    if kills <= len(FEW):
        return [[[point] for point in FEW]]
    draw = random.Random(20)
    runs = []
    hearing, asking = list[str](), list[str]()
    while sum(len(points) for run in runs for points in run) < kills:
        hearing, asking = _enough(hearing, HEARING, 1, draw), _enough(asking, ASKING, STEPS, draw)
        points = [hearing.pop(), *(asking.pop() for _ in range(STEPS))]
        runs.append([[AFTER_A_KILL[point], point] if point in AFTER_A_KILL else [point] for point in points])
    return runs


def _enough(left: list[str], points: tuple[str, ...], wanted: int, draw: random.Random) -> list[str]:
    """Each point as often as any other, in a drawn order."""
    return left if len(left) >= wanted else [*draw.sample(points, len(points)), *left]


def nobody_answers(
    bot: Bot, slack: SandboxServer, ada: Person, topic: Topic, points: list[list[str]], killed: Counter[str]
) -> Posted:
    """Ada asks; time passes from step to step, and at each the bot is killed."""
    hearing, *asking = points
    bot.is_killed_at(hearing[0], 1)
    question = ada.asks(CHANNEL, topic.question())
    is_killed(bot, hearing, slack, killed)
    for minutes, at in zip((PATIENCE, EXPERT, EXPERT), asking, strict=True):
        if at[0] == "outbox.unknown":
            slack.order(UNANSWERED)
        bot.is_killed_at(at[0], 1)
        bot.workplace.time.goes_to(when_due(bot.workplace.time.now, minutes))
        is_killed(bot, at, slack, killed)
        slack.mend()
    return question


def is_killed(bot: Bot, points: list[str], slack: SandboxServer, killed: Counter[str]) -> None:
    for number, point in enumerate(points):
        bot.workplace.eventually(bot.is_sprung, seconds=30)
        assert bot.is_gone() == -9
        killed[point] += 1
        leases_run_out(bot)
        bot.starts()
        if number + 1 < len(points):
            bot.is_killed_at(points[number + 1], 1)
    bot.workplace.eventually(lambda: bot.workplace.has_everything() and bot.is_idle(), seconds=60)


def assert_each_was_asked_once_in_turn(bot: Bot, topic: Topic, question: Posted) -> None:
    stood = steps(bot.settings["database_url"], question)
    first, second = (expert for expert, _ in stood)
    messages = asked(topic)
    last = told(bot, topic)

    assert {first, second} == {expert.id for expert in topic.experts}
    assert [state for _, state in stood] == [AskState.LAPSED, AskState.LAPSED]
    assert {expert: len(seen) for expert, seen in messages.items()} == {first: 1, second: 1}
    assert len(last) == 1
    assert messages[first] < messages[second] < last
    for expert in topic.experts:
        assert "gått vidare" in expert.dms[-1].text_of_blocks


def assert_the_asker_sees_that_it_waits(bot: Bot, ada: Person, topic: Topic) -> None:
    """Somebody was asked, said at most once; nobody is being asked any more."""
    notes = [note for note in ada.notes if topic.word in note.text_of_blocks]
    ada.opens_home()

    home = bot.workplace.eventually(lambda: (shown := ada.home) and topic.word in shown.text_of_blocks and shown)
    assert len(notes) <= 1
    assert ASKING_SOMEBODY not in home.text_of_blocks
    assert "Fråga ingen" not in home.labels
