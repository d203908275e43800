"""What can come of saying something to Slack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from knowledge.domain.errors import KollegaError
from knowledge.domain.ids import ChannelId, MessageRef, Ts


def always(_session: Any) -> bool:
    """What a post says does not depend on what becomes of its sources."""
    return True


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has it. `ts` where it is a message, `sources` the messages whose words it shows."""

    ts: Ts | None = None
    sources: tuple[MessageRef, ...] = ()
    channel: ChannelId | None = None
    """Where it stands, for a direct message: it was queued for a person"""
    is_still_true: Callable[[Any], bool] = always
    """Asked in the transaction that writes it down: whether its sources say, and may be shown, what they did when it was rendered"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Looked at just before sending, it was not to be said any more; `reason` is one of a few words, never text."""

    reason: str


@dataclass
class Throttled(KollegaError):
    """Slack asks to wait with this method (429); `channel` (or person) is empty where it counts over all of them."""

    method: str
    channel: str
    seconds: float


@dataclass
class Refused(KollegaError):
    """Slack will never take it; `code` is Slack's own word."""

    code: str


class LostLease(KollegaError):
    """The lease ran out, or would before the work was done: the row is somebody else's, and nothing more is done with it here."""


@dataclass
class OutcomeUnknown(KollegaError):
    """It was sent and no answer came: Slack may have it or not."""

    reason: str
