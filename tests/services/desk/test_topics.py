"""The list of topics is kept by stewards; who is asked about what is everybody's own choice."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import UserId
from knowledge.domain.routing import Agreement
from knowledge.services.topics import Topics, topics_of
from knowledge.storage import topics as kept
from tests.services.desk.conftest import Office


@pytest.fixture
def list_of(office: Office) -> Topics:
    office.person("steward")
    return Topics(office.store, office.clock, office.stewards)


STEWARD = UserId("USTEWARD")


def test_a_steward_adds_a_topic_and_invites_and_nobody_is_asked_before_saying_yes(office: Office, list_of: Topics) -> None:
    bo = office.person("bo")

    list_of.save(STEWARD, None, "vpn", ["fjärranslutning", " remote access "], None, [bo])

    (topic,) = list_of.of(bo).every
    assert topic.words == ("vpn", "fjärranslutning", "remote access")
    assert (list_of.of(bo).mine, list_of.of(bo).invited) == ((), (topic,))
    assert office.queued() == ["topic_invitation"]
    list_of.answer_invitation(bo, topic.id, yes=True)
    assert list_of.of(bo).mine == (topic,)


def test_a_no_stays_a_no_however_often_they_are_invited(office: Office, list_of: Topics) -> None:
    bo = office.person("bo")
    list_of.save(STEWARD, None, "vpn", [], None, [bo])
    (topic,) = list_of.of(bo).every
    list_of.answer_invitation(bo, topic.id, yes=False)

    list_of.save(STEWARD, topic.id, "vpn", [], None, [bo])

    with office.store.reading() as session:
        assert kept.agreement(session, bo, topic.id) is Agreement.DECLINED
    assert office.queued() == ["topic_invitation"]


def test_only_stewards_keep_the_list(office: Office, list_of: Topics) -> None:
    bo, starter = office.person("bo"), office.person("starter")
    office.channel("it", [starter])

    with pytest.raises(NotAllowed):
        list_of.save(bo, None, "vpn", [], None, [])
    list_of.save(starter, None, "vpn", [], None, [])

    (topic,) = list_of.of(bo).every
    with pytest.raises(NotAllowed):
        list_of.take_off(bo, topic.id)
    list_of.take_off(STEWARD, topic.id)
    assert list_of.of(bo).every == ()


def test_one_name_is_one_topic_whatever_its_case(office: Office, list_of: Topics) -> None:
    list_of.save(STEWARD, None, "vpn", ["fjärranslutning"], None, [])

    for name in ("VPN", "Fjärranslutning"):
        with pytest.raises(AlreadyDone):
            list_of.save(STEWARD, None, name, [], None, [])


def test_a_channel_that_the_steward_may_not_read_is_no_home(office: Office, list_of: Topics) -> None:
    secret = office.channel("secret", [office.person("bo")], private=True)

    with pytest.raises(NotFound):
        list_of.save(STEWARD, None, "lön", [], secret, [])


def test_one_declares_oneself_by_name_or_synonym_and_takes_it_back(office: Office, list_of: Topics) -> None:
    bo, guest = office.person("bo"), office.person("guest", guest=True)
    list_of.save(STEWARD, None, "vpn", ["remote access"], None, [])

    done = list_of.declare(bo, ["Remote Access", "kaffe"], [])
    undone = list_of.declare(bo, [], ["vpn"])

    assert (done.added, done.unknown) == (("vpn",), ("kaffe",))
    assert undone.removed == ("vpn",)
    assert (done.synonyms, undone.synonyms) == ((("Remote Access", "vpn"),), ())
    assert list_of.of(bo).mine == ()
    with pytest.raises(NotAllowed):
        list_of.declare(guest, ["vpn"], [])
    with pytest.raises(NotAllowed):
        list_of.of(guest)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Funkar VPN hemifrån?", ["vpn"]),
        ("How do I get remote access?", ["vpn"]),
        ("Fjärranslutningen strular, någon mer?", ["vpn"]),
        ("Har vi fjärrkontroll i salen?", []),
        ("Vem har access till arkivet?", []),
    ],
)
def test_a_question_is_about_what_it_names(office: Office, list_of: Topics, text: str, about: list[str]) -> None:
    list_of.save(STEWARD, None, "vpn", ["fjärranslutning", "remote access"], None, [])

    with office.store.reading() as session:
        assert [topic.name for topic in topics_of(session, office.channel("it", []), text)] == about


def test_whoever_is_a_guest_by_now_cannot_say_yes_to_an_old_invitation(office: Office, list_of: Topics) -> None:
    bo = office.person("bo")
    list_of.save(STEWARD, None, "vpn", [], None, [bo])
    (topic,) = list_of.of(bo).every
    office.person("bo", guest=True)

    with pytest.raises(NotFound):
        list_of.answer_invitation(bo, topic.id, yes=True)

    list_of.answer_invitation(bo, topic.id, yes=False)
