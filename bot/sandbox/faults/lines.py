"""Trouble with the sockets themselves: cut again and again, and nobody let in for a while."""

import asyncio
import time
from collections.abc import Callable


class Lines:
    """`cut` cuts every connection."""

    def __init__(self, cut: Callable[[], None], real: Callable[[], float] = time.monotonic) -> None:
        self._cut = cut
        self._real = real
        self._refused_until = 0.0
        self._every: float | None = None
        self._cutting: asyncio.Task[None] | None = None

    @property
    def refused(self) -> bool:
        return self._real() < self._refused_until

    def refuse(self, seconds: float) -> None:
        """Let nobody connect for a while; what is connected stays."""
        self._refused_until = self._real() + seconds

    def cut_every(self, seconds: float) -> None:
        """Cut all connections again and again, until `mend`."""
        self._stop_cutting()
        self._every = seconds
        self._cutting = asyncio.get_running_loop().create_task(self._keep_cutting(seconds))

    def mend(self) -> None:
        self._refused_until = 0.0
        self._stop_cutting()

    def told(self) -> dict[str, float | None]:
        """What stands, in seconds: how often all is cut, and for how long nobody is let in yet."""
        return {"cut_every": self._every, "refused_for": max(0.0, self._refused_until - self._real()) or None}

    async def _keep_cutting(self, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            self._cut()

    def _stop_cutting(self) -> None:
        if self._cutting is not None:
            self._cutting.cancel()
            self._cutting = self._every = None
