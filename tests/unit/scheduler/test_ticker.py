"""The ticks go on when the machine's clock is set back or forth."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from bot.process import liveness
from scheduler.bell import Bell
from scheduler.ticker import MISSED_SECONDS, Job, Ticker

EVERY = 0.1
Start = Callable[..., "Begun"]


class SetClock(tzinfo):
    """UTC as a machine shows it whose clock is wrong by `wrong`. APScheduler reads the time through its zone.

    It also puts moments that it has worked out into its zone; those stand a tick from now, and are left as they are.
    """

    def __init__(self) -> None:
        self.wrong = timedelta()

    def utcoffset(self, at: datetime | None) -> timedelta:
        return timedelta()

    def dst(self, at: datetime | None) -> timedelta:
        return timedelta()

    def tzname(self, at: datetime | None) -> str:
        return "UTC"

    def fromutc(self, at: datetime) -> datetime:
        is_now = abs(at.replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(seconds=EVERY / 4)
        return at + self.wrong if is_now else at


class MovedStopwatch:
    def __init__(self) -> None:
        self.at = 1000.0

    def seconds(self) -> float:
        return self.at


class Begun:
    """A ticker that runs, and its rings."""

    def __init__(self, *jobs: Job) -> None:
        self.bell, self.clock, self.stopwatch = Bell(), SetClock(), MovedStopwatch()
        self.ticker = Ticker(self.bell, jobs, self.stopwatch, EVERY, self.clock)
        self.ticker.start()

    def ticks(self, seconds: float = 10 * EVERY) -> bool:
        """Whether the scheduler ticks by itself within a while."""
        heard = self.bell.heard()
        self.bell.wait(heard, seconds)
        return self.bell.heard() > heard


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Begun] = []

    def begun(*jobs: Job) -> Begun:
        running.append(Begun(*jobs))
        return running[-1]

    yield begun
    for each in running:
        each.ticker.stop()


@pytest.mark.parametrize("hours", [-1, 1, -72, 72, 30 * 365 * 24])
def test_ticks_go_on_after_the_clock_was_set(start: Start, hours: int) -> None:
    begun = start()
    assert begun.ticks()

    begun.clock.wrong += timedelta(hours=hours)
    begun.ticks()  # the one that was waited for already
    begun.stopwatch.at += MISSED_SECONDS + 1

    assert begun.ticks()
    assert begun.ticks()


def test_set_back_the_scheduler_alone_would_sleep_for_an_hour(start: Start) -> None:
    begun = start()
    begun.clock.wrong -= timedelta(hours=1)

    begun.ticks()
    assert not begun.ticks()


def test_a_job_that_hangs_does_not_hold_up_the_ticks_nor_the_end(start: Start) -> None:
    hangs, may_end = threading.Event(), threading.Event()

    def hang() -> None:
        hangs.set()
        may_end.wait(30)

    begun = start(Job("hangs", 0.1, hang))
    assert hangs.wait(5)

    assert begun.ticks()
    begun.ticker.stop()
    may_end.set()


def test_a_process_without_a_tick_for_half_a_minute_does_not_live(start: Start) -> None:
    begun = start()
    begun.ticker.stop()

    begun.stopwatch.at += 29
    assert liveness(begun.ticker)[0]
    begun.stopwatch.at += 2
    assert liveness(begun.ticker) == (False, {"alive": False, "last_tick_seconds": 31.0})
