"""Who may read what: every combination against the rule as a person would say it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from knowledge.domain.audience import MEMBERSHIP_LIMIT, Place, may_post, may_read, readable
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import ChannelKind, Person

NOW = datetime(2026, 6, 8, 7, tzinfo=UTC)
STALE = NOW - MEMBERSHIP_LIMIT - timedelta(seconds=1)
U = UserId("U1")

PEOPLE = {
    "member": Person(U, "Ada"),
    "guest": Person(U, "Gäst", is_guest=True),
    "outside": Person(U, "Utifrån", is_outside=True),
    "deactivated": Person(U, "Slutat", deleted=True),
    "bot": Person(U, "Bot", is_bot=True),
}


def place(kind: ChannelKind, *, inside: bool, checked: datetime | None = NOW, guests: bool = False, name: str = "C1") -> Place:
    return Place(ChannelId(name), kind, frozenset({U}) if inside else frozenset(), has_guests=guests, checked_at=checked)


@pytest.mark.parametrize(("who", "kind", "inside", "fresh"), list(product(PEOPLE, ChannelKind, [True, False], [True, False])))
def test_reading_follows_slack(who: str, kind: ChannelKind, inside: bool, fresh: bool) -> None:
    channel = place(kind, inside=inside, checked=NOW if fresh else STALE)

    allowed = may_read(PEOPLE[who], channel, NOW)

    if who in {"deactivated", "bot"}:
        assert not allowed
    elif kind is ChannelKind.PUBLIC:
        assert allowed == (who == "member" or (inside and fresh))
    else:
        assert allowed == (inside and fresh)


def test_a_private_channel_whose_members_were_never_checked_is_closed() -> None:
    assert not may_read(PEOPLE["member"], place(ChannelKind.PRIVATE, inside=True, checked=None), NOW)


def test_readable_lists_only_what_may_be_read() -> None:
    places = [place(ChannelKind.PUBLIC, inside=False, name="C1"), place(ChannelKind.PRIVATE, inside=False, name="C2")]

    assert readable(PEOPLE["member"], places, NOW) == {"C1"}


@pytest.mark.parametrize(
    ("source", "target", "guests", "allowed"),
    [
        (ChannelKind.PUBLIC, ChannelKind.PUBLIC, False, True),
        (ChannelKind.PUBLIC, ChannelKind.PRIVATE, False, True),
        (ChannelKind.PUBLIC, ChannelKind.DIRECT, False, True),
        (ChannelKind.PUBLIC, ChannelKind.PUBLIC, True, False),
        (ChannelKind.PUBLIC, ChannelKind.PRIVATE, True, False),
        (ChannelKind.PRIVATE, ChannelKind.PUBLIC, False, False),
        (ChannelKind.PRIVATE, ChannelKind.PRIVATE, False, False),
        (ChannelKind.DIRECT, ChannelKind.PUBLIC, False, False),
    ],
)
def test_posting_needs_everybody_there_to_read_the_source(source: ChannelKind, target: ChannelKind, guests: bool, allowed: bool) -> None:
    assert may_post(place(source, inside=True, name="C1"), place(target, inside=True, guests=guests, name="C2"), NOW) == allowed


def test_a_channels_own_content_may_always_stand_in_it() -> None:
    private = place(ChannelKind.PRIVATE, inside=True, guests=True)

    assert may_post(private, private, NOW)


def test_a_private_place_whose_members_are_not_known_takes_nothing_from_elsewhere() -> None:
    target = place(ChannelKind.PRIVATE, inside=True, checked=STALE, name="C2")

    assert not may_post(place(ChannelKind.PUBLIC, inside=True), target, NOW)
