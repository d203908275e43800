"""Taking turns: whoever waits longest is next.

SQLite itself is not fair: who waits for the write lock looks again every so often, and under load may wait until it gives
up (15 s) while others pass. Within one process nobody has to.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Turns:
    """A lock that is handed on in the order in which it was asked for. Not to be taken twice by one thread."""

    _waiting: deque[threading.Event] = field(default_factory=deque)
    _taken: bool = False
    _state: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def mine(self) -> Iterator[None]:
        """Wait for one's turn and have it until the block ends."""
        turn = threading.Event()
        with self._state:
            if self._taken:
                self._waiting.append(turn)
            else:
                self._taken = True
                turn.set()
        turn.wait()
        try:
            yield
        finally:
            with self._state:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._taken = False
