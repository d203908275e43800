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
from itertools import zip_longest

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
Kill = tuple[str, int]
"""A point, and at which passing of it"""
STEPS = 3
"""The first expert, the second, the channel that is told last"""
FEW = ("inbox.written", "outbox.sent", "task.done", "outbox.unknown")
"""Where a few kills are the most telling, one in each step: captured or not, asked or not, done or to be done again"""
TWO_POSTS = {"outbox.claimed", "outbox.rendered", "outbox.sent", "outbox.stored", "outbox.committed"}
"""Points that are passed twice or more in each step: what is asked, and what is said about it to the asker or to who was asked before"""
HEARING = ("door.written", "door.committed", "inbox.claimed", "inbox.read", "inbox.written", "inbox.committed")
ASKING = tuple(point for point in POINTS if point not in HEARING)
AFTER_A_KILL = {"outbox.looked": "outbox.unknown"}
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

    for run, kills in enumerate(plan(request.config.getoption("--kills"))):
        draw = random.Random(run)
        topic = has_topic(bot, f"{''.join(draw.choices('bdfgklmnprstv', k=3))}yx{run}", f"Elsa {run}", f"Omar {run}")
        if run:
            bot.workplace.time.goes_to(a_morning(bot.workplace.time.now))
        question = nobody_answers(bot, quick_slack, ada, topic, kills, killed)

        assert_each_was_asked_once_in_turn(bot, topic, question)
        assert_the_asker_sees_that_it_waits(bot, ada, topic)
        assert bot.readiness()["dead"] == 0, kills

    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\n{killed.total()} kills at {len(killed)} points, {run + 1} questions, in {took:.0f} s")


def plan(kills: int) -> list[list[list[Kill]]]:
    """So many kills or a few more: runs of four steps, each with one, or with two where one follows from the other."""
    if kills <= len(FEW):
        return [[[(point, 1)] for point in FEW]]
    draw, runs = random.Random(20), list[list[list[Kill]]]()
    hearing, asking = list[str](), list[str]()
    while sum(len(at) for run in runs for at in run) < kills:
        hearing, asking = _enough(hearing, HEARING, 1, draw), _enough(asking, ASKING, STEPS, draw)
        points = [hearing.pop(), *(asking.pop() for _ in range(STEPS))]
        runs.append([_at(point, draw) for point in points])
    return runs


def _enough(left: list[str], points: tuple[str, ...], wanted: int, draw: random.Random) -> list[str]:
    """Each point as often as any other, in a drawn order."""
    return left if len(left) >= wanted else [*draw.sample(points, len(points)), *left]


def _at(point: str, draw: random.Random) -> list[Kill]:
    if point in AFTER_A_KILL:
        return [(AFTER_A_KILL[point], 1), (point, 1)]
    return [(point, draw.randint(1, 2) if point in TWO_POSTS else 1)]


def nobody_answers(bot: Bot, slack: SandboxServer, ada: Person, topic: Topic, kills: list[list[Kill]], killed: Counter[str]) -> Posted:
    """Ada asks; time passes from step to step, and at each the bot is killed."""
    hearing, *asking = kills
    bot.is_killed_at(*hearing[0])
    question = ada.asks(CHANNEL, topic.question())
    is_killed(bot, hearing, killed)
    expected = ([AskState.WAITING], [AskState.LAPSED, AskState.WAITING], [AskState.LAPSED, AskState.LAPSED])
    for minutes, at, states in zip((PATIENCE, EXPERT, EXPERT), asking, expected, strict=True):
        if at[0][0] == "outbox.unknown":
            slack.order(UNANSWERED)
        bot.is_killed_at(*at[0])
        bot.workplace.time.goes_to(when_due(bot.workplace.time.now, minutes))
        is_killed(bot, at, killed)
        slack.mend()
        assert [state for _, state in steps(bot.settings["database_url"], question)] == states, at
    return question


def is_killed(bot: Bot, at: list[Kill], killed: Counter[str]) -> None:
    """The bot reaches each point and is killed there; begun anew, it does what was left."""
    for point, following in zip_longest(at, at[1:]):
        bot.workplace.eventually(bot.is_sprung, seconds=30)
        assert bot.is_gone() == -9
        killed[point[0]] += 1
        leases_run_out(bot)
        bot.starts(killed_at=following)
    bot.workplace.eventually(lambda: bot.workplace.has_everything() and bot.is_idle(), seconds=60)


def assert_each_was_asked_once_in_turn(bot: Bot, topic: Topic, question: Posted) -> None:
    stood = steps(bot.settings["database_url"], question)
    first, second = (expert for expert, _ in stood)
    messages = asked(topic)
    last = told(bot, topic)

    assert {first, second} == {expert.id for expert in topic.experts}
    assert {expert: len(seen) for expert, seen in messages.items()} == {first: 1, second: 1}
    assert len(last) == 1
    assert messages[first] < messages[second] < last
    ends = {expert.id: expert.dms[-1].text_of_blocks for expert in topic.experts}
    assert "gått vidare" in ends[first]
    assert "Tiden har gått ut" in ends[second]


def assert_the_asker_sees_that_it_waits(bot: Bot, ada: Person, topic: Topic) -> None:
    """Somebody was asked, said at most once; nobody is being asked any more."""
    notes = [note for note in ada.notes if topic.word in note.text_of_blocks]
    ada.opens_home()

    home = bot.workplace.eventually(lambda: (shown := ada.home) and topic.word in shown.text_of_blocks and shown)
    assert len(notes) <= 1
    assert ASKING_SOMEBODY not in home.text_of_blocks
    assert "Fråga ingen" not in home.labels
