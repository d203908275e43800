"""Who may read what. The one rule for searching, sharing, suggesting and posting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import ChannelKind, Person

MEMBERSHIP_LIMIT = timedelta(hours=24)
"""How old the mirror of a channel's members may be; older, it is closed to all who read it only because they are members."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel with what decides who can read it. `checked_at` is when its members were last known to be true."""

    channel_id: ChannelId
    kind: ChannelKind
    members: frozenset[UserId]
    has_guests: bool
    """A guest or an outside person is a member, or the channel is shared with another organisation."""
    checked_at: datetime | None


def may_read(person: Person, place: Place, now: datetime) -> bool:
    """Whether a person could read a channel in Slack, as far as the mirror can vouch for it."""
    if person.deleted or person.is_bot:
        return False
    match place.kind:
        case ChannelKind.PUBLIC:
            return person.is_full_member or (person.user_id in place.members and _fresh(place, now))
        case ChannelKind.PRIVATE | ChannelKind.DIRECT:
            return person.user_id in place.members and _fresh(place, now)


def readable(person: Person, places: Iterable[Place], now: datetime) -> frozenset[ChannelId]:
    """All channels of `places` that a person could read in Slack."""
    return frozenset(place.channel_id for place in places if may_read(person, place, now))


def may_post(source: Place, target: Place, now: datetime) -> bool:
    """Whether content from `source` may be shown to everybody in `target`.

    The same channel always may. A public channel's content may go where only full members can read.
    """
    return source.channel_id == target.channel_id or (source.kind is ChannelKind.PUBLIC and is_among_colleagues(target, now))


def is_among_colleagues(place: Place, now: datetime) -> bool:
    """Whether only full members read a place. One whose members are not known for certain may have a guest among them."""
    return not place.has_guests and _fresh(place, now)


def _fresh(place: Place, now: datetime) -> bool:
    return place.checked_at is not None and now - place.checked_at <= MEMBERSHIP_LIMIT
