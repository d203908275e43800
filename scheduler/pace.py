"""How long durable work may take, how long it waits after a failure, and how failures are told."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.storage import Session

log = logging.getLogger("kollega.work")

ATTEMPTS = 8
"""With doubling waits a row is tried for about two minutes before it is put aside for a steward to see."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of real time that durable work goes by. A test may shorten them all together.

    A lease is how long a row stays with who claimed it, and so how long it waits after a kill. An event takes milliseconds, a
    suggestion tenths of a second; a post may wait for Slack twice as long as one call may take (looking and sending).
    """

    inbox_lease: float = 15.0
    task_lease: float = 30.0
    reading_lease: float = 120.0  # no lease may be longer (`queue.LONGEST_SECONDS`)
    """A piece of a reading waits as long as Slack asks, which is a minute or less"""
    outbox_lease: float = 35.0
    call: int = 15
    """How long one call of Slack may take"""
    reconcile_after: float = 5.0
    """An unknown outcome is looked up when Slack has surely settled it"""
    longest_wait: float = 60.0
    """What failed waits twice as long each time, up to this"""

    def wait(self, attempts: int) -> float:
        """How long a row waits after so many failures."""
        return min(self.longest_wait, 0.5 * 2.0**attempts)


USUAL = Pace()

Buried = Callable[[Session, str, str], None]
"""Told, in the same transaction, that a row of a queue was put aside: (queue, kind)."""


def no_rest(_seconds: float) -> None:
    """Go on at once."""


def failed(event: str, error: Exception, **fields: object) -> str:
    incident = uuid.uuid4().hex[:8]
    # The kind of failure only: a message may quote a row, and a row holds people's words.
    log.error(event, extra={"incident": incident, "error": type(error).__name__, **fields}, exc_info=log.isEnabledFor(logging.DEBUG))
    return f"{type(error).__name__} {incident}"
