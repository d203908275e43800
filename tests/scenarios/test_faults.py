"""Slack refuses, hangs, drops, repeats and reorders: nothing durable is lost, and nothing is said twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.faults import CallTrouble, EventTrouble
from bot.sandbox.sockets import RETRY_SECONDS
from handlers.offered import offered
from knowledge.services.exporting import Exporting
from knowledge.storage import open_store
from scheduler.pace import Pace
from tests.scenarios.conftest import MONDAY, Bot, Team, team_of
from tests.workplace import Person, Posted, Workplace

QUICK = Pace(outbox_lease=8.0, call=1, reconcile_after=0.2, longest_wait=0.4)
"""Like the bot's own, only shorter: a call is given up after a second, and what became of it looked up soon after."""
LONG = 1000
POST, REPLIES = "chat.postMessage", "conversations.replies"


@pytest.fixture
def slack(request: pytest.FixtureRequest) -> Iterator[SandboxServer]:
    """Sends again sooner than Slack does, unless there is time: what is lost with a line comes by that, too."""
    retries = RETRY_SECONDS if request.config.getoption("--cut-events") >= LONG else (0.0, 1.0, 2.0, 4.0)
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False, retry_seconds=retries) as server:
        yield server


@pytest.fixture
def it(both_databases: str, start: Callable[..., Bot], workplace: Workplace) -> Team:
    """Kollega, in no mood to wait long, in #it."""
    return in_it(workplace, start(both_databases, QUICK))


def in_it(workplace: Workplace, bot: Bot) -> Team:
    team = team_of(workplace, bot)
    team.channel("#it", team.ada, team.bo)
    return team


def test_a_wait_for_one_channel_holds_back_nothing_else_and_no_clock_shortens_it(
    it: Team, slack: SandboxServer, request: pytest.FixtureRequest
) -> None:
    wait = 3 if request.config.getoption("--fault-seeds") == 1 else 30
    it.channel("#hr", it.ada)
    it.workplace.trouble.with_calls(CallTrouble.RATE_LIMITED, POST, channel="#it", seconds=wait, times=1)

    waits = calls_kollega(it.ada, "#it", 1)
    it.workplace.eventually(lambda: statuses(slack, it, "#it")[-1:] == [429])
    slack.run(lambda: slack.state.clock.move_to(slack.state.now() + timedelta(hours=3)))
    flows = calls_kollega(it.ada, "#hr", 2)

    it.workplace.eventually(lambda: replies(it.workplace, it.ada, flows))
    note = it.finds(it.bo, "hur startar man om maskinen?")
    assert note.text
    assert not replies(it.workplace, it.ada, waits)
    it.workplace.eventually(lambda: replies(it.workplace, it.ada, waits), seconds=wait + 10)
    assert gap_after_refusal(slack, it, "#it") >= wait
    assert said_once(it, [waits, flows])


def test_what_fails_hangs_or_gets_no_answer_is_looked_for_before_it_is_said_again(it: Team) -> None:
    troubles: dict[str, dict[str, Any]] = {
        "#it": {"trouble": CallTrouble.ERROR, "times": 5},
        "#dropped": {"trouble": CallTrouble.LOST, "done": True, "times": 1},
        "#lost": {"trouble": CallTrouble.LOST, "times": 2},
        "#hangs": {"trouble": CallTrouble.HANGING, "done": True, "seconds": 1.5, "times": 1},
        "#hangs-in-vain": {"trouble": CallTrouble.HANGING, "seconds": 1.5, "times": 1},
    }
    for name in list(troubles)[1:]:
        it.channel(name, it.ada)
    orders = [it.workplace.trouble.with_calls(method=POST, channel=name, **trouble) for name, trouble in troubles.items()]
    it.workplace.trouble.with_calls(CallTrouble.RATE_LIMITED, REPLIES, seconds=1, times=2)  # even while it is looked for

    asked = [calls_kollega(it.ada, name, number) for number, name in enumerate(troubles)]

    it.workplace.eventually(lambda: all(replies(it.workplace, it.ada, each) for each in asked), seconds=40)
    assert [it.workplace.trouble.has_struck(order) for order in orders] == [trouble["times"] for trouble in troubles.values()]
    assert said_once(it, asked)


def test_told_to_wait_before_it_may_look_for_one_post_it_says_the_others(it: Team, slack: SandboxServer) -> None:
    it.channel("#hr", it.ada)
    it.workplace.trouble.with_calls(CallTrouble.LOST, POST, channel="#it", done=True, times=1)
    told_to_wait = it.workplace.trouble.with_calls(CallTrouble.RATE_LIMITED, REPLIES, channel="#it", seconds=2, times=1)

    unknown = calls_kollega(it.ada, "#it", 1)
    it.workplace.eventually(lambda: it.workplace.trouble.has_struck(told_to_wait))
    flows = calls_kollega(it.ada, "#hr", 2)
    it.workplace.eventually(lambda: replies(it.workplace, it.ada, flows))

    looked = [call.status for call in list(slack.house.wire.calls) if call.method == REPLIES and call.channel == it.workplace.id_of("#it")]
    assert looked == [429]
    assert said_once(it, [unknown, flows])


def test_what_is_deleted_before_it_arrives_never_comes(it: Team) -> None:
    it.workplace.trouble.with_events(EventTrouble.DELAYED, "message", channel="#it", seconds=0.5, times=1)
    before = heard(it.workplace)

    it.ada.deletes(it.ada.asks("#it", "Hur nollställer jag lösenordet till tidrapporten?"))
    kept = it.ada.asks("#it", "Vilken skrivare har A3-papper?")

    it.workplace.eventually(lambda: heard(it.workplace) == before + 3)
    it.settles()
    assert [line["ts"] for line in questions(it.bot)] == [kept.ts]


def test_edits_that_arrive_backwards_leave_the_last_words(it: Team) -> None:
    for seconds in (0.9, 0.6, 0.3):
        it.workplace.trouble.with_events(EventTrouble.DELAYED, "message.message_changed", channel="#it", seconds=seconds, times=1)
    before = heard(it.workplace)

    asked = it.ada.asks("#it", "Hur nollställer jag lösenordet?")
    for words in ("till mejlen", "till portalen", "till tidrapporten"):
        it.ada.edits(asked, f"Hur nollställer jag lösenordet {words}?")

    it.workplace.eventually(lambda: heard(it.workplace) == before + 4)
    it.settles()
    assert [line["text"] for line in questions(it.bot)] == ["Hur nollställer jag lösenordet till tidrapporten?"]


@pytest.mark.postgres
def test_every_event_four_times_over_two_processes_is_one_event(
    new_postgres: Callable[[str], str], prepared_postgres: str, start: Callable[..., Bot], workplace: Workplace, slack: SandboxServer
) -> None:
    database = new_postgres(prepared_postgres)
    team = team_of(workplace, start(database, QUICK))
    start(database, QUICK)
    workplace.eventually(lambda: slack.house.sockets.connections == 2)
    team.channel("#it", team.ada, team.bo)
    workplace.trouble.with_events(EventTrouble.DUPLICATED, copies=4, spread=True)

    asked = [calls_kollega(team.ada, "#it", number) for number in range(8)]

    workplace.eventually(lambda: all(replies(workplace, team.ada, each) for each in asked), seconds=40)
    team.settles()
    assert said_once(team, asked)
    assert sorted(line["ts"] for line in questions(team.bot)) == sorted(each.ts for each in asked)


def test_whatever_goes_wrong_at_once_everything_is_answered_once(it: Team, request: pytest.FixtureRequest) -> None:
    asked: list[Posted] = []
    for seed in range(request.config.getoption("--fault-seeds")):
        trouble = it.workplace.trouble
        trouble.with_calls(CallTrouble.LOST, POST, channel="#it", done=True, probability=0.2, seed=seed)
        trouble.with_calls(CallTrouble.LOST, POST, channel="#it", probability=0.1, seed=seed)
        trouble.with_calls(CallTrouble.ERROR, "c*", channel="#it", probability=0.2, seed=seed)
        trouble.with_calls(CallTrouble.RATE_LIMITED, "conversations.*", seconds=1, probability=0.2, seed=seed)
        trouble.with_events(EventTrouble.DUPLICATED, probability=0.2, seed=seed)
        trouble.with_events(EventTrouble.REORDERED, window=4, seconds=0.2, seed=seed)
        these = [calls_kollega(it.ada, "#it", f"{seed}-{number}") for number in range(10)]
        asked += these
        it.workplace.eventually(lambda these=these: all(replies(it.workplace, it.ada, each) for each in these), seconds=60)  # type: ignore[misc]
        trouble.ends()

    assert said_once(it, asked)
    assert sorted(line["ts"] for line in questions(it.bot)) == sorted(each.ts for each in asked)


@pytest.mark.timeout(1500)
def test_cut_lines_lose_and_double_nothing(it: Team, slack: SandboxServer, request: pytest.FixtureRequest) -> None:
    count = request.config.getoption("--cut-events")
    every, pause = (10.0, 0.3) if count >= LONG else (1.0, 0.1)
    slack.cut_sockets_every(every)
    began = time.monotonic()

    asked = []
    for number in range(count):
        it.workplace.eventually(lambda number=number: time.monotonic() >= began + number * pause, seconds=60)  # type: ignore[misc]
        asked.append(calls_kollega(it.ada, "#it", number) if number % 4 == 0 else it.ada.asks("#it", QUESTION.format(number)))
    slack.mend()

    it.workplace.eventually(it.workplace.has_everything, seconds=420)  # Slack sends for the last time after five minutes
    called = asked[::4]
    it.workplace.eventually(lambda: all(replies(it.workplace, it.ada, each) for each in called), seconds=120)
    it.workplace.eventually(lambda: len(questions(it.bot)) >= count, seconds=120)
    assert said_once(it, called)
    assert [line["ts"] for line in questions(it.bot)] == sorted(each.ts for each in asked)


QUESTION = "Hur startar man om maskin nummer {} i verkstaden?"


def calls_kollega(person: Person, channel: str, number: object) -> Posted:
    """A question to which Kollega owes one answer in the thread."""
    return person.asks(channel, f"@Kollega {QUESTION.format(number)}")


def replies(workplace: Workplace, reader: Person, asked: Posted) -> int:
    return sum(message.raw["user"] == workplace.app for message in reader.thread(asked))


def said_once(team: Team, asked: list[Posted]) -> bool:
    """When nothing is left to do, each question has one answer, and nothing was put aside."""
    team.workplace.trouble.ends()
    team.workplace.eventually(lambda: team.workplace.is_quiet() and team.bot.health.look()[0], seconds=30)
    counts = [replies(team.workplace, team.ada, each) for each in asked]
    assert counts == [1] * len(asked)
    assert team.bot.health.look()[1]["dead"] == 0
    return True


def questions(bot: Bot) -> list[dict[str, Any]]:
    with closing(open_store(bot.database)) as store:
        return [line for line in Exporting(store)() if line["kind"] == "question"]


def statuses(slack: SandboxServer, team: Team, channel: str) -> list[int | None]:
    return [call.status for call in posts_in(slack, team, channel)]


def gap_after_refusal(slack: SandboxServer, team: Team, channel: str) -> float:
    """Seconds from the first 429 of a channel to the next attempt there."""
    calls = posts_in(slack, team, channel)
    refused = next(number for number, call in enumerate(calls) if call.status == 429)
    return float(calls[refused + 1].received_at - calls[refused].received_at)


def posts_in(slack: SandboxServer, team: Team, channel: str) -> list[Any]:
    there = team.workplace.id_of(channel)
    return [call for call in list(slack.house.wire.calls) if call.method == POST and call.channel == there]


def heard(workplace: Workplace) -> int:
    """How many events about what was said the app has acknowledged so far."""
    deliveries = list(workplace.slack.house.wire.deliveries)
    return sum(each.event_type == "message" and each.acknowledged_at is not None for each in deliveries)
