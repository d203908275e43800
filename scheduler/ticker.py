"""The clock that looks every second, and the table of what is done how often."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.bell import Bell

T = TypeVar("T")

log = logging.getLogger("kollega.tick")


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again, `every` so many seconds of the machine's own time. Safe to repeat."""

    name: str
    every: float
    do: Callable[[], None]


@dataclass
class Ticker:
    """Rings the bell every second and runs the jobs. What is due stands in the database, so a missed tick loses nothing."""

    bell: Bell
    jobs: Sequence[Job]
    _scheduler: BackgroundScheduler = field(init=False)

    def start(self) -> None:
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._scheduler.add_job(self.bell.ring, "interval", seconds=1, id="tick")
        for job in self.jobs:
            self._scheduler.add_job(_guarded(job), "interval", seconds=job.every, id=job.name)
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=True)


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
