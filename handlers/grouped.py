"""Writing together what several threads have to write at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from knowledge.domain.errors import DatabaseUnavailable

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


@dataclass(eq=False)
class _Place(Generic[Item, Outcome]):
    item: Item
    outcomes: list[Outcome] = field(default_factory=list)
    error: Exception | None = None
    called: threading.Event = field(default_factory=threading.Event)
    """Its item is written, or it is the first in the queue and writes the next group"""

    @property
    def is_done(self) -> bool:
        return bool(self.outcomes) or self.error is not None


@dataclass
class Grouped(Generic[Item, Outcome]):
    """Whoever comes while a group is written waits, and all who wait are written next, by the first of them.

    `write` is one transaction: it takes items and gives an outcome for each. If it fails for a group, each is written alone, so
    that what cannot be written keeps nothing else out; but where the database is not there, it is so for all.
    """

    write: Callable[[Sequence[Item]], Sequence[Outcome]]
    most: int = 100
    _queue: list[_Place[Item, Outcome]] = field(default_factory=list)
    _state: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, item: Item) -> Outcome:
        """Return when the item is written; raise what kept it from it."""
        place = _Place[Item, Outcome](item)
        with self._state:
            self._queue.append(place)
            waits = len(self._queue) > 1
        if waits:
            place.called.wait()
        if not place.is_done:
            self._lead()
        if place.error is not None:
            raise place.error
        return place.outcomes[0]

    def _lead(self) -> None:
        """Those who wait, from the first, who is the caller. They stay in the queue meanwhile: who comes sees that somebody writes."""
        with self._state:
            group = self._queue[: self.most]
        try:
            self._all(group)
        finally:
            with self._state:
                del self._queue[: len(group)]
                follower = self._queue[0] if self._queue else None
            for place in group:
                place.error = place.error or (None if place.is_done else RuntimeError("whoever wrote it has ended"))
                place.called.set()
            if follower is not None:
                follower.called.set()

    def _all(self, group: Sequence[_Place[Item, Outcome]]) -> None:
        try:
            outcomes = self.write([place.item for place in group])
        except Exception as error:  # noqa: BLE001 - it is raised where it belongs
            if len(group) == 1 or isinstance(error, DatabaseUnavailable):
                for place in group:
                    place.error = error
            else:
                for place in group:
                    self._all([place])
        else:
            for place, outcome in zip(group, outcomes, strict=True):
                place.outcomes.append(outcome)
