"""Told to stop, the process is gone in time whatever hangs, and what it had begun is done once by the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from bot.sandbox import SandboxServer
from tests.faults.between import Between, between
from tests.faults.conftest import leases_run_out, starts_in
from tests.faults.warm import Bot

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DRAIN, LEAVE = 1.5, 3.0


@pytest.fixture
def way(quick_slack: SandboxServer) -> Iterator[Between]:
    with between(quick_slack.origin) as opened:
        yield opened


def test_an_idle_bot_stops_at_once(begin: Callable[..., Bot]) -> None:
    bot = begin()
    bot.starts()
    bot.workplace.eventually(bot.is_idle)

    began = time.monotonic()
    bot.is_told_to_stop()

    assert bot.is_gone() == 0
    assert time.monotonic() - began < 3


def test_calls_jobs_and_the_encoder_may_hang_the_process_goes_all_the_same(begin: Callable[..., Bot], way: Between) -> None:
    bot = begin(slack_api_url=way.api)
    ada, bo = starts_in(bot, "#it", "Ada", "Bo")
    bot.is_told_to_stop()
    bot.is_gone()
    bot.pace["call"] = 60
    bot.pace["outbox_lease"] = 100.0
    bot.starts(drain_seconds=DRAIN, leave_seconds=LEAVE, slow_encoder=True)
    way.hang |= {"chat.postMessage", "conversations.members"}
    bot.workplace.time.passes(hours=2)  # members are read anew
    question = ada.asks("#it", "Hur startar man om maskinen i verkstaden?")
    called = bo.asks("#it", "@Kollega hur startar man om maskinen?")
    bot.workplace.eventually(lambda: way.hung.keys() >= way.hang)

    began = time.monotonic()
    bot.is_told_to_stop()

    assert bot.is_gone() == 0
    assert time.monotonic() - began < LEAVE + 2

    way.hang.clear()
    next_one = begin(slack_api_url=way.api)
    next_one.starts()
    leases_run_out(next_one)  # the post's was long, as the call was
    next_one.workplace.eventually(next_one.is_idle, seconds=30)
    assert len([m for m in ada.thread(called) if m.raw["user"] == bot.workplace.app]) == 1
    assert ada.thread(question) == []
