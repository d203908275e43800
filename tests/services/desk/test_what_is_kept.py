"""What belongs to a question is kept as long as it; all other talk is forgotten after three days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from knowledge.domain.ids import ChannelId, MessageRef, UserId
from knowledge.services.settling import FORGET_AFTER
from knowledge.storage import messages
from knowledge.storage.tables import MessageRow
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."


def test_other_talk_is_forgotten_after_three_days_and_questions_are_not(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    chat = office.says(bo, it, "God morgon allihop")
    office.clock.passes(hours=2)
    asked, answered = office.solved(ada, bo, it, QUESTION, ANSWER)

    with office.store.writing() as session:
        messages.forget_due(session, office.clock.now() + FORGET_AFTER + timedelta(seconds=1), 100)

    with office.store.reading() as session:
        left = [ref for ref in (chat, asked, answered) if messages.get(session, ref) is not None]
    assert left == [asked, answered]


def test_talk_that_was_an_answer_until_it_was_edited_is_forgotten_like_other_talk(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    office.clock.passes(minutes=9)
    answered = office.says(bo, it, "<@UADA> välj Återställ lösenord under Inställningar", mentions=[ada])

    office.edits(answered, bo, "Nu är det fika i köket.")
    with office.store.writing() as session:
        messages.forget_due(session, office.clock.now() + FORGET_AFTER + timedelta(seconds=1), 100)

    with office.store.reading() as session:
        assert [ref for ref in (asked, answered) if messages.get(session, ref) is not None] == [asked]


@pytest.mark.parametrize("what", ["the question is deleted", "the thanks are edited"])
def test_thanks_that_confirm_nothing_any_more_are_forgotten_like_other_talk(office: Office, what: str) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    office.says(bo, it, "<@UADA> välj Återställ lösenord under Inställningar", mentions=[ada])
    thanks = office.says(ada, it, "Tack, det funkade")
    before = kept_for_good(office, it)

    if what == "the question is deleted":
        office.deletes(asked)
    else:
        office.edits(thanks, ada, "Nu är det fika i köket.")

    assert thanks.ts in before
    assert thanks.ts not in kept_for_good(office, it)


@pytest.mark.parametrize("what", ["a reply", "an edit", "the question is deleted"])
def test_what_was_marked_as_the_answer_to_another_question_is_kept_with_it(office: Office, what: str) -> None:
    ada, bo, cy = (office.person(name) for name in ("ada", "bo", "cy"))
    it = office.channel("it", [ada, bo, cy])
    other = office.says(cy, it, "Var finns koden till larmet i verkstaden?")
    office.clock.passes(hours=3)
    asked = office.says(ada, it, QUESTION)
    answered = office.says(bo, it, ANSWER, thread=asked)
    aside = office.says(ada, it, "Koden står förresten på lappen i skåpet.", thread=asked)
    marks(office, aside, other, cy)

    match what:
        case "a reply":
            office.says(bo, it, "Bra att veta.", thread=asked)
        case "an edit":
            office.edits(answered, bo, "Ring växeln.", thread=asked)
        case _:
            office.deletes(asked)

    assert aside.ts in kept_for_good(office, it)


def test_an_answer_is_kept_when_what_was_said_under_it_is_released(office: Office) -> None:
    ada, bo, cy = (office.person(name) for name in ("ada", "bo", "cy"))
    it = office.channel("it", [ada, bo, cy])
    other = office.says(cy, it, "Var finns pärmen med instruktionerna?")
    office.clock.passes(hours=3)
    office.says(ada, it, QUESTION)
    answered = office.says(bo, it, "<@UADA> välj Återställ lösenord under Inställningar", mentions=[ada])
    office.clock.passes(minutes=3)
    marks(office, office.says(bo, it, "Pärmen står i skåpet bredvid dörren.", thread=answered), other, cy)

    office.deletes(other)

    assert answered.ts in kept_for_good(office, it)


def marks(office: Office, answer: MessageRef, question: MessageRef, by: UserId) -> None:
    with office.store.reading() as session:
        said = messages.get(session, answer)
    assert said is not None
    office.answering.mark(said, question, by)


def kept_for_good(office: Office, channel: ChannelId) -> set[str]:
    with office.store.reading() as session:
        lasting = select(MessageRow.ts).where(MessageRow.channel_id == channel, MessageRow.forget_at.is_(None))
        return set(session.scalars(lasting))
