"""Who answers late, or only looks, was not silent."""

from __future__ import annotations

import pytest

from knowledge.domain.ids import MessageRef, UserId
from knowledge.services import weighing
from tests.services.desk.conftest import Office
from tests.services.desk.test_routing import QUESTION, Desk

ANSWER = "Byt det i Företagsportalen."


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def is_pausing(desk: Desk, user: UserId) -> bool:
    with desk.office.store.reading() as session:
        return weighing.is_pausing(session, user, desk.office.clock.now())


def lapses(desk: Desk, number: int = 0) -> MessageRef:
    """A question to which its expert did not react in time."""
    question = desk.asks(f"{QUESTION} Nummer {number}?")
    desk.passes(question, hours=2)
    desk.office.says_all()
    desk.passes(question, days=8)
    return question


def test_an_answer_that_comes_late_is_an_answer_and_pauses_nobody(desk: Desk) -> None:
    bo = desk.expert("bo")
    late = [lapses(desk, number) for number in range(2)]
    before = is_pausing(desk, bo)

    desk.replying.answer(late[0], bo, ANSWER, "V1")

    assert before
    assert desk.asked(late[0]) == [(bo, "answered")]
    assert not is_pausing(desk, bo)
    assert desk.office.queued().count("refresh") == 2


def test_a_late_reply_in_the_thread_counts_too(desk: Desk) -> None:
    bo = desk.expert("bo")
    late = [lapses(desk, number) for number in range(2)]

    desk.office.says(bo, desk.it, ANSWER, thread=late[1])

    assert desk.asked(late[1]) == [(bo, "answered")]
    assert not is_pausing(desk, bo)


def test_who_opened_the_form_and_sent_nothing_is_not_silent(desk: Desk) -> None:
    bo = desk.expert("bo")
    questions = []
    for number in range(2):
        question = desk.asks(f"{QUESTION} Nummer {number}?")
        desk.passes(question, hours=2)
        desk.routing.reacted(desk.ask_of(question), bo)
        desk.passes(question, days=8)
        questions.append(question)

    assert [desk.asked(question) for question in questions] == [[(bo, "lapsed")]] * 2
    assert not is_pausing(desk, bo)


def test_nobody_reacts_for_somebody_else(desk: Desk) -> None:
    bo = desk.expert("bo")
    for number in range(2):
        desk.routing.reacted(desk.ask_of(lapses(desk, number)), desk.asker)

    assert is_pausing(desk, bo)
