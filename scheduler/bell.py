"""Waking workers: a commit rings for whom it made something to do, and the tick for everybody."""

from __future__ import annotations

import threading
from collections import Counter

from knowledge.storage.store import ANY


class Bell:
    """Wakes those who wait for a kind of work; a ring while nobody waits is not lost."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = Counter[str]()

    def ring(self, work: str = ANY) -> None:
        """There may be work of a kind; without one, of any."""
        with self._condition:
            self._rings[work] += 1
            self._condition.notify_all()

    def heard(self, work: str = ANY) -> int:
        """How many rings for a kind of work there have been: take it before looking for work, hand it to `wait` after."""
        with self._condition:
            return self._count(work)

    def wait(self, heard: int, seconds: float, work: str = ANY) -> None:
        """Return at the next ring for a kind of work after `heard`, or after a time."""
        with self._condition:
            self._condition.wait_for(lambda: self._count(work) > heard, timeout=seconds)

    def _count(self, work: str) -> int:
        return self._rings[ANY] + (self._rings[work] if work != ANY else 0)
