"""Killed without warning after an event was acknowledged: nothing is lost, nothing is said twice."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing

import pytest

from bot.sandbox import SandboxServer
from knowledge.services.exporting import Exporting
from knowledge.storage import open_store, queue
from tests.faults.conftest import MONDAY, Program
from tests.workplace import Person, Posted, Workplace

BURST = 6


@pytest.mark.timeout(900)
def test_a_kill_between_acknowledgement_and_capture_loses_and_doubles_nothing(
    workplace: Workplace,
    slack: SandboxServer,
    program: Program,
    database: str,
    started_channel: Callable[[str], tuple[str, list[Person]]],
    request: pytest.FixtureRequest,
) -> None:
    kills = request.config.getoption("--kills")
    draw = random.Random(20)
    channel, people = started_channel("#it")
    asked: list[Posted] = []
    called: list[Posted] = []
    in_hand = 0

    for kill in range(kills):
        before = len(acknowledged(slack))
        for number in range(BURST):
            asked.append(draw.choice(people).asks(channel, f"Hur startar man om maskin nummer {kill}-{number} i verkstaden?"))
            called.append(draw.choice(people).asks(channel, f"@Kollega hur startar man om maskin {kill}-{number}?"))
        wait_for_acknowledgements(workplace, slack, before + draw.randint(1, 2 * BURST))
        program.is_killed()
        in_hand += unfinished(database)
        program.starts()
        workplace.eventually(lambda: program.readiness().get("connected"), seconds=60)
    workplace.eventually(program.is_ready, seconds=180)

    with closing(open_store(database)) as store:
        kept = [(line["ts"], line["text"]) for line in Exporting(store)() if line["kind"] == "question"]
    replies = [len([m for m in people[0].thread(post) if m.raw["user"] == workplace.app]) for post in called]
    assert in_hand > 0, "no kill met an event between acknowledgement and capture"
    assert [post.ts for post in asked if [ts for ts, _ in kept].count(post.ts) != 1] == []
    assert [count for count in replies if count != 1] == []
    assert program.readiness()["dead"] == 0


def wait_for_acknowledgements(workplace: Workplace, slack: SandboxServer, goal: int) -> None:
    workplace.eventually(lambda: len(acknowledged(slack)) >= goal, seconds=30)


def acknowledged(slack: SandboxServer) -> list[str]:
    deliveries = list(slack.house.wire.deliveries)
    return [each.envelope_id for each in deliveries if each.event_type in {"message", "app_mention"} and each.acknowledged_at]


def unfinished(database: str) -> int:
    """Events that the killed program had acknowledged and not yet worked on."""
    with closing(open_store(database)) as store, store.reading() as session:
        return queue.counts(session, MONDAY).inbox_due
