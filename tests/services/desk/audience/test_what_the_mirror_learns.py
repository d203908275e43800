"""Kollega sees Slack in a mirror: what it does not know opens nothing, and what it learns takes out what may not stand any more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from handlers.texts import SV
from handlers.views import hours
from handlers.views.home import home
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, UserId
from knowledge.domain.people import Person
from knowledge.services import audiences
from knowledge.services.homes import HomeDesk
from knowledge.services.mirroring import Mirroring, close_channel, save_people
from knowledge.storage import people
from tests.services.desk.conftest import Office
from tests.unit.views.shown import link

QUESTION = "Hur fyller man på toner i skrivaren?"
ANSWER = "Ring växeln, de ordnar det samma dag."
ADA, BO, KIM = UserId("UADA"), UserId("UBO"), UserId("UKIM")


def standing(office: Office) -> MessageRef:
    """A post made from `source` that stands in `place`, where ada, bo and kim are."""
    asked, _ = office.solved(ADA, BO, office.channel("source", [ADA, BO]), QUESTION, ANSWER)
    place = office.channel("place", [ADA, BO, KIM])
    office.sharing.share(EntryId(office.entry(asked).id), place, ADA)
    (post,) = office.takes_in_hand()
    return office.said(post)


def taken_out(office: Office) -> list[str]:
    return [body["ts"] for kind, body in office.says_all() if kind == "remove"]


BECOMES: dict[str, tuple[Callable[[Office], object], Callable[[Office], object]]] = {
    "a guest": (lambda office: office.person("kim"), lambda office: office.person("kim", guest=True)),
    "somebody from outside": (lambda office: office.person("kim"), lambda office: office.person("kim", outside=True)),
    "a guest who is back": (
        lambda office: office.person("kim", guest=True, deleted=True),
        lambda office: office.person("kim", guest=True),
    ),
}


@pytest.mark.parametrize("becomes", BECOMES)
def test_what_came_from_elsewhere_is_taken_out_where_somebody_becomes_a_stranger(office: Office, becomes: str) -> None:
    before, after = BECOMES[becomes]
    office.person("ada"), office.person("bo"), before(office)
    post = standing(office)

    after(office)

    assert taken_out(office) == [post.ts]


def test_nothing_is_taken_out_where_a_colleague_gets_another_title(office: Office) -> None:
    office.person("ada"), office.person("bo"), office.person("kim")
    standing(office)

    office.person("kim", admin=True)

    assert office.queued() == []


def test_what_came_from_elsewhere_is_taken_out_when_a_closed_place_is_read_again_with_a_guest_in_it(office: Office) -> None:
    office.person("ada"), office.person("bo"), office.person("kim")
    gun = office.person("gun", guest=True)
    post = standing(office)
    with office.store.writing() as session:
        close_channel(session, post.channel, office.clock.now())

    Mirroring(office.store, office.clock).members_seen(post.channel, [ADA, BO, KIM, gun])

    assert taken_out(office) == [post.ts]


@pytest.mark.parametrize(("team", "finds"), [("THOME", [QUESTION]), ("TAWAY", [])])
def test_who_belongs_to_another_workspace_is_from_outside_whether_slack_says_so_or_not(office: Office, team: str, finds: list[str]) -> None:
    office.person("ada"), office.person("bo"), office.person("kim")
    standing(office)
    with office.store.writing() as session:
        people.save_workspace(session, "THOME", "Home", "home", None)

    with office.store.writing() as session:
        save_people(session, [Person(KIM, "kim", workspaces=(team,))], office.clock.now())

    assert office.finds(KIM, QUESTION) == finds


def test_a_place_with_somebody_of_whom_slack_told_nothing_takes_nothing_from_elsewhere(office: Office) -> None:
    office.person("ada"), office.person("bo")
    source, place = office.channel("source", [ADA, BO]), office.channel("place", [ADA, KIM])

    with office.store.writing() as session:
        people.opt_out(session, KIM, office.clock.now())

    with office.store.reading() as session:
        assert not audiences.may_be_posted(session, source, place, office.clock.now())


def leaves(office: Office, channel: ChannelId) -> None:
    with office.store.writing() as session:
        people.left(session, channel, KIM)


def is_unheard_of(office: Office, channel: ChannelId) -> None:
    office.clock.passes(hours=25)


@pytest.mark.parametrize("loses", [leaves, is_unheard_of])
def test_an_app_home_names_no_channel_that_may_not_be_read_any_more(office: Office, loses: Callable[[Office, ChannelId], None]) -> None:
    office.person("ada"), office.person("kim")
    secret = office.channel("secret", [ADA, KIM], private=True)
    with office.store.writing() as session:
        people.channel_row(session, secret).settings = {"digest": True}
    office.settings.change_own(KIM, {"answers_for": (secret,)})
    before = home_of(office)

    loses(office, secret)

    assert before.count("#secret") == 2
    assert "secret" not in home_of(office)


def test_a_yes_in_a_channel_that_is_not_shown_stays_when_other_hours_are_set(office: Office) -> None:
    office.person("ada"), office.person("kim")
    secret, it = office.channel("secret", [ADA, KIM], private=True), office.channel("it", [ADA, KIM])
    office.settings.change_own(KIM, {"answers_for": (secret, it)})
    is_unheard_of(office, secret)
    with office.store.reading() as session:
        own = office.settings.own(session, KIM)

    said = hours.changes(own, {"answers_for": (), "asks_a_week": ("3",)})

    assert said["answers_for"] == (secret,)


def home_of(office: Office) -> str:
    pages = HomeDesk(office.clock, office.answering, office.settings)
    with office.store.reading() as session:
        return str(home(pages.page(session, KIM), SV, link))
