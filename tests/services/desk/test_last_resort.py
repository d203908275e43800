"""Who is asked last in a channel is weighed like everybody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest

from knowledge.domain.ids import UserId
from knowledge.domain.policy import ChannelPolicy
from tests.services.desk.conftest import MONDAY, Office
from tests.services.desk.test_asks_at_sending import sends, sets
from tests.services.desk.test_routing import DAY, Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def is_asked_last(desk: Desk, user: UserId, **changes: Any) -> UserId:
    """Somebody agreed to be asked last in the channel."""
    sets(desk, user, replace(DAY, answers_for=(desk.it,), **changes))
    desk.channel_sets(ChannelPolicy(fallback=user))
    return user


def test_the_asker_is_not_asked_last_either(desk: Desk) -> None:
    is_asked_last(desk, desk.asker)
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_who_was_asked_as_an_expert_is_not_asked_last_too(desk: Desk) -> None:
    bo = is_asked_last(desk, desk.expert("bo"))
    question = desk.asks()
    desk.passes(question, hours=2)

    desk.routing.not_mine(desk.ask_of(question), bo)
    desk.routing.route(question)

    assert desk.asked(question) == [(bo, "not_mine")]


def test_who_is_not_at_work_is_asked_when_they_are(desk: Desk) -> None:
    eve = is_asked_last(desk, desk.office.person("eve"), start=time(13), end=time(21))
    question = desk.asks()

    desk.passes(question, hours=2)
    before = desk.asked(question)
    desk.passes(question, hours=4)

    assert before == []
    assert desk.asked(question) == [(eve, "waiting")]
    assert sends(desk) == [eve]


@pytest.mark.parametrize("changes", [{"away_until": MONDAY + timedelta(days=12)}, {"asks_a_week": 0}], ids=["on leave", "wants none"])
def test_who_cannot_be_asked_soon_is_as_nobody(desk: Desk, changes: dict[str, Any]) -> None:
    is_asked_last(desk, desk.office.person("eve"), **changes)
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []
    assert "ask" not in desk.office.queued()


def test_no_more_a_week_than_they_want(desk: Desk) -> None:
    eve = is_asked_last(desk, desk.office.person("eve"), asks_a_week=1, open_asks=3)
    first, second = desk.asks(), desk.asks("Varför kopplar vpn ned efter en timme?")

    desk.passes(first, hours=2)
    desk.passes(second)

    assert desk.asked(first) == [(eve, "waiting")]
    assert desk.asked(second) == []
