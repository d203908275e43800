"""Workers: threads that do one kind of work until they are told to stop.

What is done comes in as functions; a worker knows rows, leases and failures, nothing of Slack or of knowledge.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from knowledge.domain.errors import DatabaseUnavailable
from knowledge.domain.ports import Stopwatch
from knowledge.storage.store import ANY
from scheduler.bell import Bell
from scheduler.pace import no_rest

log = logging.getLogger("kollega.work")

LONGEST_REST = 2.0  # seconds between pieces of what can wait
IDLE_SECONDS = 5.0  # the tick rings every second; this only bounds how long a missed ring can matter


class Work(Protocol):
    """One kind of due rows."""

    @property
    def name(self) -> str: ...

    @property
    def rung(self) -> str:
        """For which kind of work the bell rings when there may be some; with the tick it rings for everybody."""
        ...

    def once(self, owner: str) -> bool:
        """Claim and do what is due. False: nothing was due."""
        ...


@dataclass
class Worker:
    """One thread that does one kind of work until it is told to stop."""

    work: Work
    bell: Bell
    stop: threading.Event
    owner: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name=f"kollega-{self.work.name}", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        while not self.stop.is_set():
            heard = self.bell.heard(self.work.rung)
            try:
                busy = self.work.once(self.owner)
            except DatabaseUnavailable as error:
                log.warning("database_unavailable", extra={"work": self.work.name, "reason": error.reason})
                busy = False
            except Exception:
                log.exception("worker_failed", extra={"work": self.work.name, "incident": uuid.uuid4().hex[:8]})
                busy = False
            if not busy:
                self.bell.wait(heard, IDLE_SECONDS, self.work.rung)


@dataclass(frozen=True)
class Background:
    """Work that is no row: `step` does a piece and says whether there is more.

    It rests between pieces, three times as long as each took: what changes again meanwhile is done once, and what people wait
    for comes first.
    """

    name: str
    step: Callable[[], bool]
    stopwatch: Stopwatch
    rest: Callable[[float], object] = no_rest
    rung: str = ANY

    def once(self, owner: str) -> bool:
        began = self.stopwatch.seconds()
        more = self.step()
        if more:
            self.rest(min(3 * (self.stopwatch.seconds() - began), LONGEST_REST))
        return more


def every_worker(works: Sequence[tuple[Work, int]], bell: Bell, stop: threading.Event) -> list[threading.Thread]:
    """Start as many threads of each work as wanted."""
    return [Worker(work, bell, stop).start() for work, count in works for _ in range(count)]
