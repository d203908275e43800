"""Kollega's own posts follow what they were made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from knowledge.domain.ids import EntryId, MessageRef, UserId
from knowledge.storage import people
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
ADA, BO = UserId("UADA"), UserId("UBO")


@pytest.fixture
def asked(office: Office) -> MessageRef:
    ada, bo = office.person("ada"), office.person("bo")
    office.channel("place", [ada, bo])
    return office.solved(ada, bo, office.channel("it", [ada, bo]), QUESTION, ANSWER)[0]


def answer_to(office: Office, question: MessageRef) -> MessageRef:
    return MessageRef(question.channel, office.entry(question).answers[0]["ts"])


def shares(office: Office, question: MessageRef, place: str = "place") -> None:
    office.sharing.share(EntryId(office.entry(question).id), office.channel(place, [ADA, BO]), ADA)


def shared(office: Office, question: MessageRef, place: str = "place") -> MessageRef:
    """A post that stands in Slack."""
    shares(office, question, place)
    (post,) = office.takes_in_hand()
    return office.said(post)


def removals(said: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [body["ts"] for kind, body in said if kind == "remove"]


EDITS: list[Callable[[Office, MessageRef], object]] = [
    lambda office, asked: office.edits(asked, ADA, "Hur nollställer jag lösenordet till reseräkningen?"),
    lambda office, asked: office.edits(answer_to(office, asked), BO, "Ring växeln.", thread=asked),
]


@pytest.mark.parametrize("edit", EDITS, ids=["question", "answer"])
def test_a_post_is_shown_anew_when_its_source_is_edited(office: Office, asked: MessageRef, edit: Callable[..., object]) -> None:
    shared(office, asked)

    edit(office, asked)

    assert office.queued() == ["refresh"]


@pytest.mark.parametrize("edit", EDITS, ids=["question", "answer"])
def test_a_post_on_its_way_with_the_old_words_is_shown_anew_after_it(
    office: Office, asked: MessageRef, edit: Callable[..., object]
) -> None:
    shares(office, asked)
    (post,) = office.takes_in_hand()

    edit(office, asked)

    office.said(post)
    assert office.queued() == ["refresh"]


def test_a_post_that_nobody_took_in_hand_yet_is_rendered_late_anyway(office: Office, asked: MessageRef) -> None:
    shares(office, asked)

    EDITS[1](office, asked)

    assert office.queued() == ["shared"]


DELETIONS: list[Callable[[Office, MessageRef], object]] = [
    lambda office, asked: office.deletes(asked),
    lambda office, asked: office.deletes(answer_to(office, asked)),
    lambda office, asked: office.answering.not_a_question(asked, ADA),
    lambda office, asked: office.privacy.erase(BO, BO),
    lambda office, asked: office.channel("it", [ADA, BO], private=True),
]
NAMES = ["question deleted", "answer deleted", "no question", "author erased", "made private"]


@pytest.mark.parametrize("goes", DELETIONS, ids=NAMES)
def test_a_post_is_taken_out_with_its_source(office: Office, asked: MessageRef, goes: Callable[..., object]) -> None:
    post = shared(office, asked)

    goes(office, asked)

    assert removals(office.says_all()) == [post.ts]


@pytest.mark.parametrize("goes", DELETIONS, ids=NAMES)
def test_a_queued_post_is_never_said_once_its_source_is_gone(office: Office, asked: MessageRef, goes: Callable[..., object]) -> None:
    shares(office, asked)

    goes(office, asked)

    assert office.says_all() == []


@pytest.mark.parametrize("goes", DELETIONS, ids=NAMES)
def test_a_post_cancelled_on_its_way_is_taken_out_again(office: Office, asked: MessageRef, goes: Callable[..., object]) -> None:
    shares(office, asked)
    (post,) = office.takes_in_hand()

    goes(office, asked)

    stands = office.said(post)
    assert removals(office.says_all()) == [stands.ts]


def test_a_post_is_taken_out_once(office: Office, asked: MessageRef) -> None:
    post = shared(office, asked)

    office.deletes(answer_to(office, asked))
    office.deletes(asked)

    assert removals(office.says_all()) == [post.ts]


@pytest.mark.parametrize("said", [True, False], ids=["said", "queued"])
def test_what_stands_in_the_channel_itself_stays_when_that_becomes_private(office: Office, asked: MessageRef, said: bool) -> None:
    if said:
        shared(office, asked, "it")
    else:
        shares(office, asked, "it")

    office.channel("it", [ADA, BO], private=True)

    assert office.queued() == ([] if said else ["shared"])


def test_posts_from_other_questions_stay(office: Office, asked: MessageRef) -> None:
    other, _ = office.solved(ADA, BO, asked.channel, "Var finns A3-papper till skrivaren?", "I skåpet bredvid hissen.")
    shared(office, other)

    office.deletes(asked)

    assert office.queued() == []


@pytest.mark.parametrize("press", ["solves", "show_to_everyone"])
def test_what_a_click_posted_goes_with_its_source_too(office: Office, asked: MessageRef, press: str) -> None:
    place = office.channel("place", [ADA, BO])
    suggestion = office.offered(office.says(ADA, place, "Glömt lösenordet till tidrapporten, vad gör jag?"), asked)
    if press == "solves":
        office.suggesting.solves(suggestion, ADA, tell_thread=True)
    else:
        office.suggesting.show_to_everyone(suggestion, ADA)
    office.says_all()

    office.deletes(answer_to(office, asked))

    assert office.queued() == ["remove"]


def test_a_suggestion_is_withdrawn_with_its_source(office: Office, asked: MessageRef) -> None:
    with office.store.writing() as session:
        people.joined(session, asked.channel, ADA)
    suggestion = office.offered(office.says(ADA, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?"), asked)

    office.deletes(asked)

    with office.store.reading() as session:
        assert office.suggesting.note(session, suggestion, office.clock.now()) is None
    assert [mine.suggestion for mine in office.answering.mine(ADA)] == [None]
