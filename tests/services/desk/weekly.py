"""A channel with a digest, and the words in which the tests speak of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from knowledge.domain.digest import DIGEST, Digest
from knowledge.domain.ids import ChannelId, MessageRef, UserId
from knowledge.domain.weeks import Week
from knowledge.services.digest import Digests
from knowledge.storage import people, posts, slots
from knowledge.storage.outbox import ClaimedPost
from tests.services.desk.conftest import Office

STOCKHOLM = ZoneInfo("Europe/Stockholm")
W23, W24 = Week(2026, 23), Week(2026, 24)
NEXT_MONDAY = datetime(2026, 6, 15, 9, tzinfo=STOCKHOLM)
ADA, BO, CY = UserId("UADA"), UserId("UBO"), UserId("UCY")
VPN = ("Hur nollställer jag vpn på datorn?", "Öppna GlobalProtect, välj Refresh och logga in igen.")
MAIL = ("Var syns den delade brevlådan i Outlook?", "Högerklicka på ditt namn till vänster och välj Lägg till delad mapp.")


@pytest.fixture
def it(office: Office) -> ChannelId:
    """A channel whose digest is on, looked at on the Monday morning on which the tests begin."""
    for name in ("ada", "bo", "cy"):
        office.person(name, tz="Europe/Stockholm")
    office.clock.at = datetime(2026, 6, 8, 9, 30, tzinfo=STOCKHOLM).astimezone(UTC)
    return with_digest(office, "it")


def with_digest(office: Office, name: str, *, private: bool = False) -> ChannelId:
    channel = office.channel(name, [ADA, BO, CY], private=private)
    sets(office, channel, digest=True)
    looks(office)
    return channel


def sets(office: Office, channel: ChannelId, **changes: object) -> None:
    with office.store.writing() as session:
        policy = replace(people.policy_of(session, channel), tz="", **changes)  # type: ignore[arg-type]  # fields of the policy
        people.channel_row(session, channel).settings = policy.to_json()


def looks(office: Office, at: datetime | None = None) -> list[str]:
    """A tick, as the process has it every other second; the digests that wait to be sent then. Members are read before."""
    if at is not None:
        office.clock.at = at.astimezone(UTC)
    with office.store.writing() as session:
        for channel in people.members_older_than(session, office.clock.now()):
            people.set_members(session, channel, people.members(session, channel), office.clock.now())
    desk = digests(office)
    for channel in desk.due():
        desk.post_due(channel)
    assert desk.due() == []
    return [kind for kind in office.queued() if kind == DIGEST]


def digests(office: Office) -> Digests:
    return Digests(office.store, office.clock, office.stewards)


def outcomes(office: Office, channel: ChannelId, *weeks: Week) -> list[tuple[str, str | None]]:
    with office.store.reading() as session:
        rows = [slots.taken(session, DIGEST, channel, str(week)) for week in weeks]
    return [(row.outcome, row.merged_into) if row else ("", None) for row in rows]


def shown(office: Office, post: ClaimedPost) -> Digest | None:
    """What a worker would send now."""
    with office.store.reading() as session:
        return digests(office).shown(session, post.channel_id or ChannelId(""), post.body)


def stands(office: Office, channel: ChannelId, week: Week = W24) -> Digest | None:
    """What a posted digest shows when it is rendered anew."""
    with office.store.reading() as session:
        post = posts.by_key(session, f"digest:{channel}:{week}")
        assert post is not None
        return digests(office).shown(session, channel, post.body, post.at)


def posted(office: Office, at: datetime = NEXT_MONDAY) -> MessageRef:
    """The digest of the week stands in Slack."""
    assert looks(office, at) == [DIGEST]
    (post,) = office.takes_in_hand()
    return office.said(post)


def read(digest: Digest | None) -> tuple[list[str], list[str], list[str]]:
    """The questions of its learnings, of those that wait, and who is thanked."""
    if digest is None:
        return [], [], []
    return (
        [each.found.question for each in digest.learnings],
        [each.text for each in digest.help_wanted],
        [each.to.name for each in digest.thanks],
    )
