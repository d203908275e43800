"""Killed at every named point between the door and the stored ts: no event is lost, no durable post is lost or said twice.

    pytest tests/faults/test_failpoints.py --kills 200

kills 200 times on each database; without, once at each of a few points. The seed is the number of the run.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing

import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.faults import CallFault, CallTrouble, HowOften
from knowledge.domain.failpoints import POINTS
from knowledge.domain.found import SuggestionOutcome
from knowledge.domain.ids import ChannelId, MessageRef, Ts
from knowledge.services.exporting import Exporting
from knowledge.storage import open_store, outbox, suggestions
from tests.faults.conftest import starts_in
from tests.faults.warm import Bot
from tests.workplace import Posted

CHANNEL = "#it"
FEW = ("outbox.sent", "inbox.written", "outbox.unknown", "door.committed", "outbox.stored")
"""Where a few kills are the most telling: acknowledged or not, captured or not, said or not"""
AFTER_A_KILL = {"outbox.looked": "outbox.sent"}
"""Points that are passed only after a kill at another"""
UNANSWERED = CallFault(CallTrouble.LOST, outbox.DURABLE, done=True, often=HowOften(times=1))
"""What makes the outcome of a post unknown: Slack has it, and its answer is lost"""


@pytest.mark.timeout(7200)
def test_killed_at_any_point_nothing_is_lost_and_nothing_said_twice(
    begin: Callable[..., Bot], quick_slack: SandboxServer, database: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = request.config.getoption("--kills")
    bot = begin()
    people = starts_in(bot, CHANNEL, "Ada", "Bo", "Cy")
    asked: list[Posted] = []
    called: list[Posted] = []
    killed: Counter[str] = Counter()
    began = time.monotonic()

    for run, points in enumerate(plan(wanted)):
        draw = random.Random(run)
        for point in points:
            if point == "outbox.unknown":
                quick_slack.order(UNANSWERED)
            bot.is_killed_at(point, 1 if point in AFTER_A_KILL or point == "outbox.unknown" else draw.randint(1, 2))
            for number in range(2):
                asked.append(draw.choice(people).asks(CHANNEL, f"Hur startar man om maskin nummer {run}-{point}-{number} i verkstaden?"))
                called.append(draw.choice(people).asks(CHANNEL, f"@Kollega hur startar man om maskin {run}-{point}-{number}?"))
            bot.workplace.eventually(bot.is_sprung, seconds=30)
            assert bot.is_gone() == -9
            killed[point] += 1
            bot.starts()
    bot.workplace.eventually(lambda: bot.workplace.has_everything() and bot.is_idle(), seconds=120)

    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\n{database.partition(':')[0][:10]}: {killed.total()} kills at {len(killed)} points in {took:.0f} s; {len(called)} posts")
    assert set(POINTS) - bot.reached == set(), "points that nobody passes"
    assert wanted < len(POINTS) or set(POINTS) - set(killed) == set(), "points where nobody was killed"
    replies = [len([m for m in people[0].thread(post) if m.raw["user"] == bot.workplace.app]) for post in called]
    assert [count for count in replies if count != 1] == []
    assert_captured_once(database, asked)
    assert bot.readiness()["dead"] == 0
    assert list(quick_slack.house.wire.lost) == []


def plan(kills: int) -> list[list[str]]:
    """So many runs of one kill (or two, where a point is passed only after another): each point as often as any other, in a drawn order."""
    if kills < len(POINTS):
        return [[point] for point in FEW[:kills]]
    runs = [[AFTER_A_KILL[point], point] if point in AFTER_A_KILL else [point] for point in (POINTS * (kills // len(POINTS) + 1))[:kills]]
    random.Random(20).shuffle(runs)
    return runs


def assert_captured_once(database: str, asked: list[Posted]) -> None:
    with closing(open_store(database)) as store:
        kept = Counter(line["ts"] for line in Exporting(store)() if line["kind"] == "question")
        with store.reading() as session:
            decided = [suggestions.of_question(session, MessageRef(ChannelId(post.channel), Ts(post.ts))) for post in asked]
    assert [post.ts for post in asked if kept[post.ts] != 1] == []
    assert [row.outcome if row else None for row in decided] == [SuggestionOutcome.SILENT] * len(asked)
