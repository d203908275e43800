"""Asking experts while clocks are set back and forth, change for summer and winter, or nobody was there: one step at a time.

Patience is working time by policy time. On both databases.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from knowledge.domain.ids import MessageRef, UserId
from knowledge.domain.later import Later
from knowledge.domain.policy import ChannelPolicy, PersonPolicy
from knowledge.services.routing import REMIND, ROUTE
from knowledge.storage import tasks
from tests.services.desk.conftest import Office
from tests.services.desk.test_routing import QUESTION, Desk
from tests.services.desk.weekly import STOCKHOLM

MOST = 20
OVER_CHANGES = pytest.mark.parametrize(
    ("last", "next_day"),
    [
        (date(2026, 3, 27), date(2026, 3, 30)),
        (date(2026, 10, 23), date(2026, 10, 26)),
        (date(2026, 12, 30), date(2027, 1, 4)),
    ],
    ids=["to summer time", "to winter time", "in week 53, over New Year"],
)


@pytest.fixture
def desk(office: Office) -> Desk:
    """Two experts in Stockholm, and a channel that is told last."""
    made = Desk(office)
    made.expert("bo", PersonPolicy(), tz="Europe/Stockholm")
    made.expert("cy", PersonPolicy(), tz="Europe/Stockholm")
    made.channel_sets(ChannelPolicy(fallback=office.channel("helpers", [made.asker]), tz="Europe/Stockholm"))
    return made


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return local(date(2026, month, day), hour, minute)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), STOCKHOLM)


def asked_at(desk: Desk, moment: datetime, text: str = QUESTION) -> MessageRef:
    desk.office.clock.at = moment.astimezone(UTC)
    return desk.asks(text)


def works(desk: Desk, moment: datetime | None = None) -> None:
    """It is a moment, and the worker does what is due, as often as something is."""
    if moment is not None:
        desk.office.clock.at = moment.astimezone(UTC)
    for _ in range(MOST):
        with desk.office.store.writing() as session:
            claimed = tasks.claim(session, "worker", 60, desk.office.clock.now(), 1)
        if not claimed:
            return
        (task,) = claimed
        if task.kind == ROUTE:
            desk.routing.route(MessageRef(task.body["channel"], task.body["ts"]))
        if task.kind == REMIND:
            desk.routing.remind(int(task.body["ask"]))
        with desk.office.store.writing() as session:
            tasks.finish(session, task)
    raise AssertionError("there is always something to do")


def states(desk: Desk, question: MessageRef) -> list[str]:
    return [state for _, state in desk.asked(question)]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_set_makes_one_step_of_one(desk: Desk, hours: int) -> None:
    question = asked_at(desk, at(6, 9, 9))
    works(desk, at(6, 9, 11, 1))

    for moved in (hours, -hours, hours, -hours):
        desk.office.clock.passes(hours=moved)
        works(desk)
        assert states(desk, question) == ["waiting"]

    works(desk, at(6, 9, 15, 2))
    assert states(desk, question) == ["lapsed", "waiting"]
    assert desk.office.queued().count("ask") == 2


def test_who_was_asked_an_hour_early_by_a_wrong_clock_is_not_asked_again(desk: Desk) -> None:
    question = asked_at(desk, at(6, 9, 9))
    works(desk, at(6, 9, 11, 30))

    works(desk, at(6, 9, 10, 30))
    works(desk, at(6, 9, 11, 1))
    works(desk, at(6, 9, 15, 1))
    meanwhile = states(desk, question)
    works(desk, at(6, 9, 15, 31))

    assert meanwhile == ["waiting"]
    assert states(desk, question) == ["lapsed", "waiting"]


def test_a_clock_set_back_between_two_looks_loses_no_step(desk: Desk) -> None:
    question = asked_at(desk, at(6, 9, 9))
    works(desk, at(6, 9, 11, 1))
    with desk.office.store.writing() as session:
        (task,) = tasks.claim(session, "worker", 60, at(6, 9, 15, 2).astimezone(UTC), 1)

    desk.office.clock.at = at(6, 9, 14, 2).astimezone(UTC)
    desk.routing.route(question)
    with desk.office.store.writing() as session:
        assert not tasks.finish(session, task), "it is to be looked at again"

    assert states(desk, question) == ["waiting"]
    works(desk, at(6, 9, 15, 2))
    assert states(desk, question) == ["lapsed", "waiting"]


def test_three_days_away_are_one_step(desk: Desk) -> None:
    question = asked_at(desk, at(6, 9, 9))

    works(desk, at(6, 12, 9))
    back = states(desk, question)
    works(desk, at(6, 12, 12, 59))
    meanwhile = states(desk, question)
    works(desk, at(6, 12, 13, 1))

    assert back == meanwhile == ["waiting"]
    assert states(desk, question) == ["lapsed", "waiting"]


def test_three_days_away_after_the_first_was_asked_are_one_step_too(desk: Desk) -> None:
    question = asked_at(desk, at(6, 9, 9))
    works(desk, at(6, 9, 11, 1))

    works(desk, at(6, 12, 9))

    assert states(desk, question) == ["lapsed", "waiting"]
    assert "fallback" not in desk.office.queued()


def test_back_at_night_nobody_is_asked_before_the_morning(desk: Desk) -> None:
    question = asked_at(desk, at(6, 9, 9))

    works(desk, at(6, 11, 23))
    at_night = states(desk, question)
    works(desk, at(6, 12, 8, 1))

    assert at_night == []
    assert states(desk, question) == ["waiting"]


@OVER_CHANGES
def test_patience_is_working_time_whatever_the_calendar_does(desk: Desk, last: date, next_day: date) -> None:
    question = asked_at(desk, local(last, 16))

    works(desk, local(next_day, 8, 59))
    before = states(desk, question)
    works(desk, local(next_day, 9, 1))

    assert before == []
    assert states(desk, question) == ["waiting"]


@OVER_CHANGES
def test_an_expert_has_four_working_hours_whatever_the_calendar_does(desk: Desk, last: date, next_day: date) -> None:
    question = asked_at(desk, local(last, 13))
    works(desk, local(last, 15, 1))

    works(desk, local(last, 20))
    works(desk, local(next_day, 9, 59))
    before = states(desk, question)
    works(desk, local(next_day, 10, 1))

    assert before == ["waiting"]
    assert states(desk, question) == ["lapsed", "waiting"]


def test_who_was_asked_before_a_long_time_away_is_free_for_other_questions(desk: Desk) -> None:
    desk.channel_sets(ChannelPolicy(most_experts=1, tz="Europe/Stockholm"))
    old = asked_at(desk, at(6, 9, 9))
    works(desk, at(6, 9, 11, 1))

    works(desk, at(6, 29, 9))

    assert states(desk, old) == ["ended"]


def test_who_was_reminded_and_does_not_react_is_not_waited_for_for_ever(desk: Desk) -> None:
    desk.channel_sets(ChannelPolicy(most_experts=1, tz="Europe/Stockholm"))
    question = asked_at(desk, at(6, 9, 9))
    works(desk, at(6, 9, 11, 1))
    ((expert, _),) = desk.asked(question)
    desk.routing.later(desk.ask_of(question), UserId(expert), Later.NEXT_WEEK)
    works(desk)

    works(desk, at(6, 15, 8, 1))
    reminded = states(desk, question)
    works(desk, at(6, 15, 13, 2))

    assert reminded == ["waiting"]
    assert states(desk, question) == ["lapsed"]
