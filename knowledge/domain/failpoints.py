"""Named points on the way of a durable row, where a test may end the process or hold it.

Nothing in the product installs a hook: without one, passing a point costs a comparison and does nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

POINTS: Final = (
    "door.written",  # in the inbox, not committed
    "door.committed",  # committed, not acknowledged
    "inbox.claimed",
    "inbox.read",  # models and Slack were asked, nothing is written
    "inbox.written",  # captured, not committed
    "inbox.committed",
    "task.claimed",
    "task.done",  # what it does is committed, its end is not
    "task.finished",
    "outbox.claimed",
    "outbox.rendered",
    "outbox.looked",  # an unknown outcome was looked up
    "outbox.sent",  # Slack has it, nobody here knows
    "outbox.unknown",  # written down: the outcome is not known
    "outbox.stored",  # the ts is written, not committed
    "outbox.committed",
)

_hook: Callable[[str], None] | None = None


def reached(point: str) -> None:
    """Pass a point."""
    if _hook is not None:
        _hook(point)


def install(hook: Callable[[str], None]) -> None:
    """Call `hook` at every point from now on. For the test launcher only."""
    global _hook  # noqa: PLW0603 - one process, one hook, set before anything runs
    _hook = hook
