"""The clock that looks every second, and the table of what is done how often."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.bell import Bell

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


def _guarded(job: Job) -> Callable[[], None]:
    def run() -> None:
        try:
            job.do()
        except Exception as error:
            log.error("job_failed", extra={"job": job.name, "error": type(error).__name__, "incident": uuid.uuid4().hex[:8]})

    return run
