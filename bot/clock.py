"""The two clocks. Policy time may be moved; the stopwatch never is."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from knowledge.domain.errors import KollegaError


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SystemStopwatch:
    """The machine's monotonic seconds."""

    def seconds(self) -> float:
        return time.monotonic()


class NoClock(KollegaError):
    """The movable clock does not answer, or not to this token."""


@dataclass
class RemoteClock:
    """The policy clock of a make-believe Slack, over loopback. Read anew at most every `fresh_seconds`; it runs on between."""

    url: str
    token: str
    fresh_seconds: float = 0.2
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _read_at: float = -1e9
    _told: datetime | None = None

    def now(self) -> datetime:
        with self._lock:
            passed = time.monotonic() - self._read_at
            if self._told is None or passed > self.fresh_seconds:
                self._told, passed = self._ask(), 0.0
                self._read_at = time.monotonic()
            return self._told + timedelta(seconds=passed)

    def _ask(self) -> datetime:
        request = urllib.request.Request(self.url, headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310 - set by the sandbox, loopback
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - as above
                return datetime.fromisoformat(json.load(answer)["now"])
        except OSError as error:
            raise NoClock(f"the clock at {self.url} cannot be read: {error}") from None
