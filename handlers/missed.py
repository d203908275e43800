"""Whether something may have been missed, and what follows from it: a look back after every new line to Slack, and every refused event."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from handlers.mirror import SlackMirror
from knowledge.domain.ports import Clock
from knowledge.services.catching_up import SHORT, CatchingUp


@dataclass
class Missed:
    """Told by the connection; works in a thread of its own (`step`). Until the readings are asked for, cursors stand still."""

    catching_up: CatchingUp
    clock: Clock
    mirror: SlackMirror
    ring: Callable[[], None]
    _wanted: threading.Event = field(default_factory=threading.Event)
    _whole: threading.Event = field(default_factory=threading.Event)
    _line: threading.Event = field(default_factory=threading.Event)
    _one: threading.Lock = field(default_factory=threading.Lock)
    """Connection, door and worker tell things at the same time"""
    _long: bool = True
    _heard_at: datetime | None = None
    _mirroring: threading.Thread | None = None
    _mirror_again: bool = False

    @property
    def is_whole(self) -> bool:
        """Connected, and the look back is asked for (not: done)."""
        return self._whole.is_set()

    def line_lost(self) -> None:
        with self._one:
            self._line.clear()
            self._whole.clear()

    def line_opened(self) -> None:
        """Slack said hello on a new line: the first one, one after a cut, or the one it asks for every few hours."""
        self._line.set()
        self._look_back()

    def event_refused(self) -> None:
        """The database did not take an event. Until it takes the wish to read what was missed, something is missing."""
        self._look_back()

    def step(self) -> bool:
        """Ask for what a new line, or an event that was refused, calls for."""
        if self._wanted.is_set():
            self._wanted.clear()
            try:
                self.catching_up.missed(long=self._long or self._was_away())
            except BaseException:
                self._wanted.set()
                raise
            self._long, self._heard_at, self._mirror_again = False, self.clock.now(), True
            with self._one:
                if self._line.is_set() and not self._wanted.is_set():
                    self._whole.set()
            self.ring()  # what waited for it
        if self._mirror_again and (self._mirroring is None or not self._mirroring.is_alive()):
            self._mirror_again, self._mirroring = False, self.mirror.everything_soon()
        return False

    def tick(self) -> None:
        """Every few seconds: note that the line stands, and how long nobody looked (a machine that slept is away without a cut)."""
        if self._was_away():
            self._long = True
        if self.is_whole:
            self._heard_at = self.clock.now()
        self.catching_up.sweep()

    def advance(self) -> None:
        """Every minute: what was heard need not be read."""
        if self.is_whole:
            self.catching_up.advance()

    def _look_back(self) -> None:
        with self._one:
            self._whole.clear()
            self._wanted.set()
        self.ring()

    def _was_away(self) -> bool:
        return self._heard_at is not None and not self._heard_at <= self.clock.now() <= self._heard_at + SHORT
