"""People and channels as Slack describes them."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.payloads import channel_from, person_from
from knowledge.domain.people import ChannelKind


def test_a_person_is_read_from_an_answer_or_from_its_inside() -> None:
    user = {
        "id": "U1",
        "team_id": "T1",
        "tz": "Europe/Stockholm",
        "locale": "sv-SE",
        "is_owner": True,
        "profile": {"real_name": "Ada Ek", "display_name": "ada", "title": "VD"},
    }

    person = person_from(user)

    assert person_from({"ok": True, "user": user}) == person
    assert (person.name, person.title, person.tz, person.locale, person.is_admin) == ("Ada Ek", "VD", "Europe/Stockholm", "sv-SE", True)
    assert person.is_full_member
    assert person.workspaces == ("T1",)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"is_bot": True}, "is_bot"),
        ({"id": "USLACKBOT"}, "is_bot"),
        ({"is_restricted": True}, "is_guest"),
        ({"is_ultra_restricted": True}, "is_guest"),
        ({"is_stranger": True}, "is_outside"),
        ({"team_id": "T9"}, "is_outside"),
        ({"deleted": True}, "deleted"),
    ],
)
def test_who_is_no_full_member_is_told_why(fields: dict[str, Any], what: str) -> None:
    person = person_from({"id": "U1", "team_id": "T1", **fields}, home="T1")

    assert getattr(person, what)
    assert not person.is_full_member


def test_nobody_has_a_time_zone_of_null() -> None:
    assert person_from({"id": "U1", "tz": None, "profile": None}).tz == "UTC"


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, ChannelKind.PUBLIC),
        ({"is_private": True}, ChannelKind.PRIVATE),
        ({"is_group": True}, ChannelKind.PRIVATE),
        ({"is_mpim": True}, ChannelKind.PRIVATE),
        ({"is_im": True}, ChannelKind.DIRECT),
    ],
)
def test_a_channels_kind_decides_who_reads_it(fields: dict[str, Any], kind: ChannelKind) -> None:
    assert channel_from({"ok": True, "channel": {"id": "C1", "name": "x", **fields}}).kind is kind


def test_a_channel_shared_within_the_organisation_is_not_shared_with_strangers() -> None:
    assert not channel_from({"id": "C1", "is_shared": True, "is_org_shared": True}).is_shared
    assert channel_from({"id": "C1", "is_shared": True, "is_org_shared": True, "is_ext_shared": True}).is_shared


def test_members_that_are_not_told_are_not_known() -> None:
    assert channel_from({"id": "C1"}).members is None
    assert channel_from({"id": "C1", "members": []}).members == frozenset()
