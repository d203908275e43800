"""What an expert is told when a question does not wait for them any more is true, on every card. On both databases."""

from __future__ import annotations

from knowledge.domain.endings import Ending
from knowledge.domain.ids import MessageRef
from knowledge.domain.later import Later
from knowledge.services.endings import ending
from knowledge.services.replying import NOT_POSTED
from knowledge.storage import asks, outbox
from tests.services.desk.test_routing import Desk, desk

__all__ = ["desk"]

ANSWER = "Öppna Företagsportalen och tryck på Synka."


def told(desk: Desk, question: MessageRef, step: int = 0) -> Ending | None:
    with desk.office.store.reading() as session:
        return ending(session, asks.of_question(session, question)[step].id)


def asked_by_now(desk: Desk) -> MessageRef:
    """A question that was put to an expert, whose direct message stands."""
    question = desk.asks()
    desk.passes(question, hours=2)
    desk.office.says_all()
    return question


def shown_anew(desk: Desk) -> set[str]:
    """The posts that are rendered again."""
    return {body["post"] for kind, body in desk.office.says_all() if kind == "refresh"}


def test_an_answer_stands_in_the_thread_only_once_it_does(desk: Desk) -> None:
    bo, question = desk.expert("bo"), asked_by_now(desk)
    desk.replying.answer(question, bo, ANSWER, "V1")
    before = told(desk, question)
    in_hand = {post.kind: post for post in desk.office.takes_in_hand()}
    desk.office.said(in_hand["refresh"])
    card = f"ask:{desk.ask_of(question)}"
    answer = in_hand["answer"]

    ref = desk.office.said(answer)
    with desk.office.store.writing() as session:
        desk.replying.stands(session, answer, ref.ts)

    assert before is Ending.ON_ITS_WAY
    assert told(desk, question) is Ending.STANDS
    assert card in shown_anew(desk)


def test_who_answered_is_told_that_it_could_not_be_posted(desk: Desk) -> None:
    bo, question = desk.expert("bo"), asked_by_now(desk)
    desk.replying.answer(question, bo, ANSWER, "V1")
    answer = next(post for post in desk.office.takes_in_hand() if post.kind == "answer")

    with desk.office.store.writing() as session:
        assert outbox.bury(session, answer, "is_archived")
        desk.replying.not_posted(session, answer)

    assert told(desk, question) is Ending.NOT_POSTED
    assert NOT_POSTED in desk.office.queued()


def test_the_reminder_and_the_first_card_both_say_what_happened(desk: Desk) -> None:
    bo, question = desk.expert("bo"), asked_by_now(desk)
    ask = desk.ask_of(question)
    at = desk.routing.later(ask, bo, Later.TWO_HOURS)
    desk.office.says_all()
    desk.office.clock.at = at
    desk.routing.remind(ask)
    desk.office.says_all()

    desk.routing.not_mine(ask, bo)

    assert shown_anew(desk) == {f"ask:{ask}", f"ask:{ask}:{at.isoformat()}"}


def test_the_last_one_who_did_not_react_is_not_told_of_somebody_else(desk: Desk) -> None:
    desk.expert("bo")
    desk.expert("cy")
    question = asked_by_now(desk)
    desk.passes(question, hours=5)

    first = told(desk, question)
    desk.passes(question, hours=20)

    assert first is Ending.NEXT_ASKED
    assert told(desk, question, 1) is Ending.TIME_UP


def test_who_was_asked_hears_that_the_asker_needs_no_answer(desk: Desk) -> None:
    desk.expert("bo")
    question = asked_by_now(desk)

    desk.routing.stop(question, desk.asker)

    assert told(desk, question) is Ending.STOPPED


def test_somebody_elses_words_settle_it(desk: Desk) -> None:
    desk.expert("bo")
    question = asked_by_now(desk)

    desk.office.says(desk.office.person("dag"), desk.it, ANSWER, thread=question)

    assert told(desk, question) is Ending.SETTLED
    assert desk.replying.is_answered(question, desk.asker)


def test_the_asker_sees_when_everybody_was_asked_in_vain(desk: Desk) -> None:
    desk.expert("bo")
    question = asked_by_now(desk)
    asking = desk.office.answering.mine(desk.asker)[0]

    desk.passes(question, days=1)

    vain = desk.office.answering.mine(desk.asker)[0]
    assert (asking.is_asking, asking.asked_in_vain) == (True, False)
    assert (vain.is_asking, vain.asked_in_vain) == (False, True)
