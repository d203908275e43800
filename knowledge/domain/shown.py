"""What people are shown of settings, and their App Home, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from knowledge.domain.found import MyQuestion, Speaker
from knowledge.domain.ids import ChannelId
from knowledge.domain.policy import ChannelPolicy, PersonPolicy


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """What somebody is shown of a channel's settings. `policy.tz` is never empty."""

    channel: ChannelId
    channel_name: str
    policy: ChannelPolicy
    may_change: bool
    stewards: tuple[Speaker, ...]
    zones: tuple[str, ...]
    """Time zones to choose among: those of people here"""
    usual_zone: str
    """The zone that holds where none is set"""
    last_asked: Speaker | None = None
    """The person who is asked last, where it is one"""
    has_agreed: bool = False
    """Whether they have said yes to it"""
    changed_by: Speaker | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnSettings:
    """What somebody has set for themselves. `asked` is how often they were asked in the last seven days: shown to nobody else."""

    policy: PersonPolicy
    tz: str
    muted_until: datetime | None
    asked: int
    last_in: tuple[tuple[ChannelId, str], ...] = ()
    """Channels, with their names, where they said yes to being asked last"""


@dataclass(frozen=True, slots=True)
class DigestIn:
    """A channel that has a weekly digest, and when it comes."""

    channel_name: str
    day: int
    at: time


@dataclass(frozen=True, slots=True)
class HomePage:
    """Somebody's App Home. `own` is None for those to whom nothing is written: who takes no part, or is not here any more."""

    questions: tuple[MyQuestion, ...]
    opted_out_at: datetime | None
    own_language: str | None
    own: OwnSettings | None = None
    is_asked: bool = False
    """Whether they can be asked as an expert: not guests, nor people from outside"""
    topics: tuple[str, ...] = ()
    """The names of what they said yes to being asked about"""
    digests: tuple[DigestIn, ...] = ()
    may_change_channels: bool = False
    paused: bool = False
    """They did not react to their last two asks, and are asked nothing until they say so"""
