"""*Pass on* reaches only colleagues who can be asked, when they are at work."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import MessageRef, UserId
from knowledge.domain.later import Later
from knowledge.storage import asks
from tests.services.desk.conftest import MONDAY, Office
from tests.services.desk.test_asks_at_sending import sends, sets
from tests.services.desk.test_routing import DAY, Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def bo_is_asked(desk: Desk) -> tuple[UserId, MessageRef]:
    bo, question = desk.expert("bo"), desk.asks()
    desk.passes(question, hours=2)
    assert sends(desk) == [bo]
    return bo, question


UNFIT: dict[str, dict[str, Any]] = {
    "on leave": {"away_until": MONDAY + timedelta(days=2)},
    "wants none": {"asks_a_week": 0},
}


@pytest.mark.parametrize("why", UNFIT)
def test_who_cannot_be_asked_is_not_offered_and_not_asked(desk: Desk, why: str) -> None:
    bo, question = bo_is_asked(desk)
    cy = desk.expert("cy", replace(DAY, **UNFIT[why]))

    offered = desk.routing.colleagues(desk.ask_of(question), bo)
    with pytest.raises(NotAllowed):
        desk.routing.pass_on(desk.ask_of(question), bo, cy)

    assert offered == []
    assert desk.asked(question) == [(bo, "waiting")]


@pytest.mark.parametrize("policy", [replace(DAY, asks_a_week=1, open_asks=3), DAY], ids=["had enough", "has one"])
def test_who_has_enough_is_not_offered(desk: Desk, policy: Any) -> None:
    bo, question = bo_is_asked(desk)
    cy = desk.expert("cy", policy)
    second = desk.asks("Varför kopplar vpn ned efter en timme?")
    desk.passes(second, hours=2)

    assert desk.asked(second) == [(cy, "waiting")]
    assert desk.routing.colleagues(desk.ask_of(question), bo) == []


def test_who_went_away_while_the_form_was_open_is_not_asked(desk: Desk) -> None:
    bo, question = bo_is_asked(desk)
    cy = desk.expert("cy")
    offered = desk.routing.colleagues(desk.ask_of(question), bo)

    sets(desk, cy, replace(DAY, away_until=MONDAY + timedelta(days=9)))
    with pytest.raises(NotAllowed):
        desk.routing.pass_on(desk.ask_of(question), bo, cy)

    assert offered == [cy]
    assert desk.asked(question) == [(bo, "waiting")]


def test_who_is_not_at_work_is_told_when_they_are(desk: Desk) -> None:
    bo, question = bo_is_asked(desk)
    cy = desk.expert("cy", replace(DAY, start=time(16), end=time(23)))
    desk.expert("dag")

    desk.routing.pass_on(desk.ask_of(question), bo, cy)
    desk.routing.route(question)
    at_once = sends(desk)
    with desk.office.store.reading() as session:
        row = asks.of_question(session, question)[-1]
    assert row.next_at is not None
    desk.office.clock.at = row.next_at
    desk.routing.remind(row.id)

    assert at_once == []
    assert row.next_at.time() == time(16)
    assert desk.asked(question) == [(bo, "passed"), (cy, "waiting")]
    assert "ask" in desk.office.queued()
    assert sends(desk) == [cy]


def test_whoever_is_a_guest_by_now_passes_nothing_on_and_sees_no_names(desk: Desk) -> None:
    bo, cy = desk.expert("bo"), desk.expert("cy")
    question = desk.asks()
    desk.passes(question, hours=2)
    ask, first = desk.ask_of(question), UserId(desk.asked(question)[0][0])
    other = ({bo, cy} - {first}).pop()

    desk.office.person(first.removeprefix("U").lower(), guest=True)

    for pressed in (
        lambda: desk.routing.colleagues(ask, first),
        lambda: desk.routing.pass_on(ask, first, other),
        lambda: desk.routing.later(ask, first, Later.NEXT_DAY),
        lambda: desk.routing.not_mine(ask, first),
    ):
        with pytest.raises((NotFound, AlreadyDone)):
            pressed()
    assert desk.asked(question) == [(first, "unsent")]


def test_passed_on_after_the_first_who_was_asked_erased_their_words(desk: Desk) -> None:
    experts = {desk.expert("bo"), desk.expert("cy"), desk.expert("dag")}
    question = desk.asks()
    desk.passes(question, hours=2)
    ((first, _),) = desk.asked(question)
    second, third = sorted(experts - {first})
    desk.office.says_all()
    desk.routing.pass_on(desk.ask_of(question), UserId(first), second)
    desk.office.says_all()
    desk.office.privacy.erase(UserId(first), first)

    desk.routing.pass_on(desk.ask_of(question), second, third)

    assert desk.asked(question) == [(second, "passed"), (third, "waiting")]
