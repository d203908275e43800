"""Slack's own identifiers, told apart by type."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NewType

ChannelId = NewType("ChannelId", str)
UserId = NewType("UserId", str)
Ts = NewType("Ts", str)
"""A message's time as Slack writes it: seconds, a dot, six decimals. Compare with `ts_key`, never as text of unequal length."""
EntryId = NewType("EntryId", int)


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """One message: (channel, ts) is its key everywhere."""

    channel: ChannelId
    ts: Ts


# Capture compares the same few thousand again and again; looking one up takes a fifth of the time of reading it, or less.
_remembered = lru_cache(maxsize=65_536)


@_remembered
def ts_key(ts: str) -> tuple[int, int]:
    """A ts as two whole numbers, for ordering; floats would lose the last decimals."""
    seconds, _, micros = ts.partition(".")
    return int(seconds), int((micros or "0").ljust(6, "0")[:6])


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@_remembered
def ts_time(ts: str) -> datetime:
    """When a message was written, in UTC."""
    seconds, micros = ts_key(ts)
    return _EPOCH + timedelta(seconds=seconds, microseconds=micros)


def time_ts(at: datetime) -> Ts:
    """The ts of a moment, to the microsecond."""
    delta = at.astimezone(UTC) - _EPOCH
    return Ts(f"{delta.days * 86400 + delta.seconds}.{delta.microseconds:06d}")
