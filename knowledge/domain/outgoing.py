"""What can come of saying something to Slack."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.errors import KollegaError
from knowledge.domain.ids import ChannelId, MessageRef, Ts


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has it. `ts` where it is a message, `sources` the messages whose words it shows."""

    ts: Ts | None = None
    sources: tuple[MessageRef, ...] = ()
    channel: ChannelId | None = None
    """Where it stands, for a direct message: it was queued for a person"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Looked at just before sending, it was not to be said any more; `reason` is one of a few words, never text."""

    reason: str


@dataclass
class Throttled(KollegaError):
    """Slack asks to wait with this method (429)."""

    method: str
    channel: str
    seconds: float


@dataclass
class Refused(KollegaError):
    """Slack will never take it; `code` is Slack's own word."""

    code: str


@dataclass
class OutcomeUnknown(KollegaError):
    """It was sent and no answer came: Slack may have it or not."""

    reason: str
