"""How often a method may be called: Slack's tiers, per method and workspace, in real time."""

import math
import time
from collections import deque
from collections.abc import Callable

MINUTE = 60.0
TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
POSTING = 300  # "several hundred a minute" in a workspace
HUNDREDS = 600  # "hundreds a minute"
CONNECTIONS = 30  # tier 1 by the book; but ten connections may be opened one after the other, so one a minute cannot hold

POSTS_A_SECOND = 1.0  # chat.postMessage in one channel; short bursts are let through
POST_BURST = 3.0


class RateLimits:
    """Counts calls in a sliding minute. `take` answers how many seconds to wait; 0 means that the call is let through."""

    def __init__(self, *, enabled: bool = True, real: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._real = real
        self._calls: dict[str, deque[float]] = {}
        self._channels: dict[str, tuple[float, float]] = {}

    def take(self, method: str, per_minute: int) -> int:
        if not self.enabled:
            return 0
        now = self._real()
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= per_minute:
            return max(1, math.ceil(MINUTE - (now - calls[0])))
        calls.append(now)
        return 0

    def take_post(self, channel: str) -> int:
        """One message a second and channel."""
        if not self.enabled:
            return 0
        now = self._real()
        allowance, since = self._channels.get(channel, (POST_BURST, now))
        allowance = min(POST_BURST, allowance + (now - since) * POSTS_A_SECOND)
        if allowance < 1:
            self._channels[channel] = (allowance, now)
            return max(1, math.ceil((1 - allowance) / POSTS_A_SECOND))
        self._channels[channel] = (allowance - 1, now)
        return 0
