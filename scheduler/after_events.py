"""Events first: what may wait lets them go before it where many of them wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.domain.ports import Stopwatch
from knowledge.storage import Store, inbox
from scheduler.workers import Work

MANY = 100
"""So many events wait only in a burst, or when what was missed for hours is read; everybody's are older by then"""
LONGEST_SECONDS = 5.0
"""However many there are, what waits for them goes on so often"""
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class AfterEvents:
    """Another work, a piece of which begins when few events wait. All share one interpreter: events would be worked on more slowly."""

    work: Work
    store: Store
    stopwatch: Stopwatch
    wait: Callable[[float], bool]
    """Waits so many seconds; True: everything is to stop"""

    @property
    def name(self) -> str:
        return self.work.name

    @property
    def rung(self) -> str:
        return self.work.rung

    def once(self, owner: str) -> bool:
        until = self.stopwatch.seconds() + LONGEST_SECONDS
        while self._many() and self.stopwatch.seconds() < until and not self.wait(_LOOK_SECONDS):
            pass
        return self.work.once(owner)

    def _many(self) -> bool:
        with self.store.reading() as session:
            return inbox.waiting(session, MANY) == MANY
