"""Who may start Kollega where, and who is told."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, UserId
from knowledge.storage import people
from tests.services.desk.conftest import Office


def invited(office: Office, channel: ChannelId, by: UserId | None) -> None:
    with office.store.writing() as session:
        office.starting.invited(session, channel, by, office.clock.now())


def removed(office: Office, channel: ChannelId) -> None:
    with office.store.writing() as session:
        office.starting.removed(session, channel)


def capture_of(office: Office, channel: ChannelId) -> str:
    with office.store.reading() as session:
        row = people.known_channel(session, channel)
    assert row is not None
    return row.capture


def may_start(office: Office, channel: ChannelId, who: UserId) -> bool:
    try:
        office.starting.start(channel, who, None)
    except NotAllowed:
        return False
    return True


# who asks to start it · may do so in a public channel, in a private one
RIGHTS = [
    ("inviter", {}, True, False),
    ("creator", {}, False, True),
    ("colleague", {}, False, False),
    ("steward", {}, True, True),
    ("admin", {"admin": True}, False, False),
    ("inviter", {"guest": True}, False, False),
    ("inviter", {"outside": True}, False, False),
    ("inviter", {"deleted": True}, False, False),
    ("inviter", {"bot": True}, False, False),
    ("creator", {"guest": True}, False, False),
    ("steward", {"deleted": True}, False, False),
]


@pytest.mark.parametrize(("role", "kind", "in_public", "in_private"), RIGHTS)
def test_who_may_start(office: Office, role: str, kind: dict[str, Any], in_public: bool, in_private: bool) -> None:
    creator, inviter = office.person("creator"), office.person("inviter")
    who = office.person(role, **kind)
    public = office.channel("it", [creator, inviter, who], started=False)
    private = office.channel("hr", [creator, inviter, who], private=True, started=False)
    invited(office, public, inviter)
    invited(office, private, inviter)

    allowed = (may_start(office, public, who), may_start(office, private, who))

    assert allowed == (in_public, in_private)
    assert [capture_of(office, channel) == "started" for channel in (public, private)] == [in_public, in_private]


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
def test_slacks_admins_may_where_no_stewards_are_named(office: Office, private: bool) -> None:
    unnamed = Office(office.store, office.index, office.clock, stewards=frozenset())
    creator, admin, colleague = unnamed.person("creator"), unnamed.person("admin", admin=True), unnamed.person("colleague")
    channel = unnamed.channel("it", [creator, admin, colleague], private=private, started=False)

    refused = may_start(unnamed, channel, colleague)
    allowed = may_start(unnamed, channel, admin)

    assert (refused, allowed) == (False, True)


def test_whom_nobody_knows_starts_nothing(office: Office) -> None:
    channel = office.channel("it", [office.person("creator")], started=False)
    invited(office, channel, UserId("UNOBODY"))

    assert not may_start(office, channel, UserId("UNOBODY"))


def test_an_archived_channel_is_not_started(office: Office) -> None:
    inviter = office.person("inviter")
    channel = office.channel("it", [inviter], archived=True, started=False)
    invited(office, channel, inviter)

    assert not may_start(office, channel, inviter)
    assert not may_start(office, channel, office.person("steward"))


def test_a_channel_without_kollega_is_not_started(office: Office) -> None:
    steward = office.person("steward")
    channel = office.channel("it", [steward], started=False)
    removed(office, channel)

    with pytest.raises(NotFound):
        office.starting.start(channel, steward, None)


def test_whoever_starts_it_looks_after_the_channel(office: Office) -> None:
    inviter = office.person("inviter")
    channel = office.channel("it", [inviter], started=False)
    invited(office, channel, inviter)

    office.starting.start(channel, inviter, None)

    with office.store.reading() as session:
        assert people.stewards(session, channel) == {inviter}


def test_the_second_click_finds_it_started(office: Office) -> None:
    steward = office.person("steward")
    channel = office.channel("it", [steward], started=False)
    office.starting.start(channel, steward, None)

    with pytest.raises(AlreadyDone):
        office.starting.start(channel, steward, None)


def test_leaving_stops_and_a_new_invitation_begins_anew(office: Office) -> None:
    first, second = office.person("first"), office.person("second")
    channel = office.channel("it", [office.person("creator"), first, second], started=False)
    invited(office, channel, first)
    office.starting.start(channel, first, None)

    removed(office, channel)
    stopped = capture_of(office, channel)
    invited(office, channel, second)

    assert (stopped, capture_of(office, channel)) == ("stopped", "stopped")
    assert office.queued() == ["introduction", "introduction"]
    assert may_start(office, channel, second)


def test_an_invitation_into_a_started_channel_says_nothing_again(office: Office) -> None:
    channel = office.channel("it", [office.person("creator")])

    invited(office, channel, office.person("inviter"))

    assert (office.queued(), capture_of(office, channel)) == ([], "started")


def newcomer(office: Office, channel: ChannelId, who: UserId) -> None:
    with office.store.writing() as session:
        office.starting.newcomer(session, channel, who, office.clock.now())


def test_who_joins_a_started_channel_is_told_once(office: Office) -> None:
    channel = office.channel("it", [office.person("creator")])
    new = office.person("new")

    newcomer(office, channel, new)
    office.says_all()
    newcomer(office, channel, new)

    assert office.queued() == []


def test_newcomers_to_two_channels_are_told_in_each(office: Office) -> None:
    creator, new = office.person("creator"), office.person("new")

    for name in ("it", "hr"):
        newcomer(office, office.channel(name, [creator]), new)

    assert office.queued() == ["newcomer", "newcomer"]


def test_nobody_is_told_where_nothing_is_kept_and_bots_never_are(office: Office) -> None:
    creator, new, bot = office.person("creator"), office.person("new"), office.person("robot", bot=True)
    started, unstarted, left = (office.channel(name, [creator], started=name != "b") for name in ("a", "b", "c"))
    removed(office, left)

    newcomer(office, started, bot)
    newcomer(office, unstarted, new)
    newcomer(office, left, new)

    assert office.queued() == []
