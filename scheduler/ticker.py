"""The clock that looks every second, and the table of what is done how often."""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import TypeVar

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from knowledge.domain.ports import Stopwatch
from scheduler.bell import Bell

T = TypeVar("T")

log = logging.getLogger("kollega.tick")

MISSED_SECONDS = 5.0
"""No tick for so long: the scheduler waits for a moment that a clock step has put far ahead, or its thread has ended."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again, `every` so many seconds of the machine's own time. Safe to repeat."""

    name: str
    every: float
    do: Callable[[], None]


@dataclass
class Ticker:
    """Rings the bell and runs the jobs. What is due stands in the database, so a missed tick loses nothing.

    APScheduler goes by the machine's clock, read through `zone`. When that clock is set back, it would sleep until the old time
    comes again: a watchdog on the stopwatch begins it anew.
    """

    bell: Bell
    jobs: Sequence[Job]
    stopwatch: Stopwatch
    every: float = 1.0
    """Seconds from tick to tick, and from look to look of the watchdog"""
    zone: tzinfo = UTC
    _scheduler: BackgroundScheduler = field(init=False)
    _ticked_at: float = field(init=False)
    _stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self._ticked_at = self.stopwatch.seconds()
        self._begin()
        threading.Thread(target=self._watch, name="kollega-watchdog", daemon=True).start()

    def stop(self) -> None:
        """No more ticks. A job that is being done goes on by itself: it may hang, and everything that it does may be repeated."""
        self._stopped.set()
        self._end()

    @property
    def age(self) -> float:
        """Seconds since the last tick."""
        return self.stopwatch.seconds() - self._ticked_at

    def look(self) -> bool:
        """Begin anew if the ticks have stopped. Whether they had."""
        missed = self.age
        if missed <= MISSED_SECONDS:
            return False
        log.warning("ticks_missed", extra={"seconds": round(missed)})
        self._end()
        self._begin()
        self._tick()
        return True

    def _watch(self) -> None:
        while not self._stopped.wait(self.every):
            try:
                self.look()
            except Exception as error:
                log.error("watchdog_failed", extra={"error": type(error).__name__, "incident": uuid.uuid4().hex[:8]})

    def _begin(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone=self.zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_job(self._tick, _After(self.every), id="tick")
        for job in self.jobs:
            self._scheduler.add_job(_guarded(job), _After(job.every), id=job.name)
        self._scheduler.start()

    def _end(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _tick(self) -> None:
        self._ticked_at = self.stopwatch.seconds()
        self.bell.ring()


class _After(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """So many seconds after the last look, whenever that was.

    APScheduler's own interval counts from the time before. After a clock was set forth it works out every moment in between, and
    keeps them all: seconds for some days, and more memory than there is where a machine without a clock has begun in 1970.
    """

    def __init__(self, seconds: float) -> None:
        self._wait = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._wait


def each(name: str, due: Callable[[], Sequence[T]], do: Callable[[T], object]) -> Callable[[], None]:
    """Does something for each of what is due; one that fails keeps no other waiting."""

    def run() -> None:
        for one in due():
            _try(name, partial(do, one))

    return run


def _guarded(job: Job) -> Callable[[], None]:
    return lambda: _try(job.name, job.do)


def _try(name: str, do: Callable[[], object]) -> None:
    try:
        do()
    except Exception as error:
        log.error("job_failed", extra={"job": name, "error": type(error).__name__, "incident": uuid.uuid4().hex[:8]})
