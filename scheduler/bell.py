"""Waking workers: a commit rings, and so does the tick."""

from __future__ import annotations

import threading


class Bell:
    """Wakes everybody who waits; a ring while nobody waits is not lost."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def heard(self) -> int:
        """How many rings there have been: take it before looking for work, hand it to `wait` after."""
        with self._condition:
            return self._rings

    def wait(self, heard: int, seconds: float) -> None:
        """Return at the next ring after `heard`, or after a time."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings > heard, timeout=seconds)
