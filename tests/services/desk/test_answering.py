"""What people say of answers, and what their second thoughts do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import EntryId, MessageRef, Ts, UserId
from knowledge.domain.messages import Message, Said
from knowledge.services import capture
from knowledge.services.settling import FORGET_AFTER
from knowledge.storage import messages, people
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
OTHER_ANSWER = "Ring supporten på anknytning 4400, de gör det åt dig."

ADA, BO, CY = UserId("UADA"), UserId("UBO"), UserId("UCY")


@pytest.fixture
def asked(office: Office) -> MessageRef:
    """Ada's question with Bo's answer; Dan started the channel, Cy is a colleague."""
    dan, ada, bo, cy = (office.person(name) for name in ("dan", "ada", "bo", "cy"))
    it = office.channel("it", [dan, ada, bo, cy])
    ref = office.says(ada, it, QUESTION)
    office.says(bo, it, ANSWER, thread=ref)
    return ref


def entry(office: Office, question: MessageRef) -> EntryId:
    return EntryId(office.entry(question).id)


def aside(office: Office, question: MessageRef, user: UserId = BO) -> Said:
    """A message that stands outside the question's thread and was never kept."""
    office.clock.passes(hours=2)
    other = office.says(user, question.channel, "Hej")
    office.deletes(other)
    ts = Ts(f"{other.ts[:-1]}9")
    return capture.read(Message(question.channel, ts, user, OTHER_ANSWER, ts, ts), (), by_asker=False)


def test_an_answer_waits_for_somebody_to_confirm_it(office: Office, asked: MessageRef) -> None:
    assert office.state(asked) == ("answered", None, BO)


def test_the_asker_accepts_with_the_button(office: Office, asked: MessageRef) -> None:
    helped = office.answering.accept(asked, ADA)

    assert office.state(asked) == ("resolved", "asker", BO)
    assert helped.helper.user == BO


def test_only_the_asker_accepts(office: Office, asked: MessageRef) -> None:
    with pytest.raises(NotAllowed):
        office.answering.accept(asked, CY)

    assert office.state(asked) == ("answered", None, BO)


def test_a_question_without_an_answer_cannot_be_accepted(office: Office, asked: MessageRef) -> None:
    open_one = office.says(ADA, asked.channel, "Vilken skrivare har A3-papper?")

    with pytest.raises(NotFound):
        office.answering.accept(open_one, ADA)


@pytest.mark.parametrize("words", ["tack, det löste sig", "Tack!", "it worked, thanks"])
def test_thanks_right_after_the_answer_accept_it(office: Office, asked: MessageRef, words: str) -> None:
    office.says(ADA, asked.channel, words, thread=asked)

    assert office.state(asked) == ("resolved", "words", BO)


def test_somebody_elses_thanks_accept_nothing(office: Office, asked: MessageRef) -> None:
    office.says(CY, asked.channel, "tack, det löste sig", thread=asked)

    assert office.state(asked) == ("answered", None, BO)


def test_a_check_mark_by_the_asker_accepts_and_taking_it_back_undoes_that(office: Office, asked: MessageRef) -> None:
    (answer,) = office.entry(asked).answers
    reply = MessageRef(answer["channel"], answer["ts"])

    office.reacts(ADA, reply)
    accepted = office.state(asked)
    office.reacts(ADA, reply, removed=True)

    assert accepted == ("resolved", "asker", BO)
    assert office.state(asked) == ("answered", None, BO)


def test_a_check_mark_by_somebody_else_accepts_nothing(office: Office, asked: MessageRef) -> None:
    (answer,) = office.entry(asked).answers

    office.reacts(CY, MessageRef(answer["channel"], answer["ts"]))

    assert office.state(asked) == ("answered", None, BO)


def test_it_helped_me_too_counts_but_resolves_nothing(office: Office, asked: MessageRef) -> None:
    office.answering.helped_me(entry(office, asked), CY)

    assert (office.entry(asked).helped, office.state(asked)) == (1, ("answered", None, BO))


def test_it_helped_me_by_the_asker_is_their_acceptance(office: Office, asked: MessageRef) -> None:
    office.answering.helped_me(entry(office, asked), ADA)

    assert (office.entry(asked).helped, office.state(asked)) == (0, ("resolved", "asker", BO))


def test_nobody_is_helped_by_their_own_answer(office: Office, asked: MessageRef) -> None:
    with pytest.raises(NotAllowed):
        office.answering.helped_me(entry(office, asked), BO)


def test_a_second_acceptance_changes_nothing(office: Office, asked: MessageRef) -> None:
    office.answering.accept(asked, ADA)

    with pytest.raises(AlreadyDone):
        office.answering.accept(asked, ADA)

    assert office.state(asked) == ("resolved", "asker", BO)


@pytest.mark.parametrize(("by", "helped"), [(ADA, 0), (CY, 1)])
def test_solved_it_pressed_again_says_what_stands(office: Office, asked: MessageRef, by: UserId, helped: int) -> None:
    first = office.answering.helped_me(entry(office, asked), by)

    second = office.answering.helped_me(entry(office, asked), by)

    assert (first.again, second.again, second.is_asker) == (False, True, by == ADA)
    assert (first.helped, second.helped, office.entry(asked).helped) == (helped, helped, helped)


def test_solved_it_opens_an_answer_that_nobody_had_confirmed_to_who_asks_the_same(office: Office, asked: MessageRef) -> None:
    first = office.answering.helped_me(entry(office, asked), CY)
    second = office.answering.helped_me(entry(office, asked), UserId("UDAN"))

    assert (first.opened, second.opened) == (True, False)
    assert (first.helped, second.helped) == (1, 2)


def test_solved_it_by_the_asker_says_that_nothing_is_in_doubt_any_more(office: Office, asked: MessageRef) -> None:
    office.doubting.press(entry(office, asked), Ts(office.entry(asked).answer_ts or ""), CY)
    office.clock.passes(minutes=1)
    by_another = office.answering.helped_me(entry(office, asked), UserId("UDAN"))

    by_asker = office.answering.helped_me(entry(office, asked), ADA)

    assert (by_another.cleared, by_another.opened) == (False, False)
    assert (by_asker.cleared, by_asker.opened) == (True, True)


@pytest.mark.parametrize(
    ("by", "state"),
    [("ada", ("resolved", "asker", BO)), ("steward", ("resolved", "steward", BO)), ("dan", ("resolved", "steward", BO))],
)
def test_who_asked_or_looks_after_the_channel_accepts_by_marking(
    office: Office, asked: MessageRef, by: str, state: tuple[str, str, str]
) -> None:
    who = office.person(by)

    helped = office.answering.mark(aside(office, asked), asked, who)

    assert office.state(asked) == state
    assert helped.helper.user == BO
    assert office.entry(asked).answer_text == OTHER_ANSWER


def test_anybody_else_proposes_by_marking(office: Office, asked: MessageRef) -> None:
    office.answering.mark(aside(office, asked, CY), asked, CY)

    assert office.state(asked)[:2] == ("answered", None)
    assert [answer["user"] for answer in office.entry(asked).answers] == [BO, CY]


def test_an_endorsement_is_not_counted_as_help(office: Office, asked: MessageRef) -> None:
    office.answering.mark(aside(office, asked), asked, office.person("steward"))

    assert office.entry(asked).helped == 0


def test_words_of_somebody_who_takes_no_part_are_not_marked(office: Office, asked: MessageRef) -> None:
    office.privacy.opt_out(BO)
    marked = aside(office, asked, BO)

    with pytest.raises(NotAllowed):
        office.answering.mark(marked, asked, ADA)

    with office.store.reading() as session:
        assert messages.get(session, marked.message.ref) is None


def test_a_deleted_message_cannot_be_marked(office: Office, asked: MessageRef) -> None:
    marked = aside(office, asked)
    office.deletes(marked.message.ref)

    with pytest.raises(NotFound):
        office.answering.mark(marked, asked, ADA)

    assert office.state(asked) == ("answered", None, BO)


def test_a_message_of_another_channel_cannot_be_marked(office: Office, asked: MessageRef) -> None:
    elsewhere = office.channel("hr", [ADA, BO], private=True)
    marked = aside(office, MessageRef(elsewhere, asked.ts))

    with pytest.raises(NotFound):
        office.answering.mark(marked, asked, ADA)


@pytest.mark.parametrize("by", ["ada", "steward", "dan"])
def test_the_asker_or_a_steward_says_that_it_was_no_question(office: Office, asked: MessageRef, by: str) -> None:
    office.answering.not_a_question(asked, office.person(by))

    assert office.finds(CY, QUESTION) == []
    with pytest.raises(NotFound):
        office.answering.not_a_question(asked, ADA)


def test_nobody_else_says_that_it_was_no_question(office: Office, asked: MessageRef) -> None:
    with pytest.raises(NotAllowed):
        office.answering.not_a_question(asked, CY)

    assert office.finds(CY, QUESTION) == [QUESTION]


def test_who_may_not_read_a_question_does_not_learn_that_it_exists(office: Office, asked: MessageRef) -> None:
    gun = office.person("gun", guest=True)

    with pytest.raises(NotFound):
        office.answering.not_a_question(asked, gun)


def test_what_was_no_question_is_forgotten_with_its_answers(office: Office, asked: MessageRef) -> None:
    office.says(ADA, asked.channel, "tack, det löste sig", thread=asked)

    office.answering.not_a_question(asked, ADA)

    assert left_after_three_days(office, asked) == []


def test_answers_to_a_deleted_question_are_forgotten_with_it(office: Office, asked: MessageRef) -> None:
    office.says(ADA, asked.channel, "tack, det löste sig", thread=asked)

    office.deletes(asked)

    assert left_after_three_days(office, asked) == []


def test_an_answer_that_another_question_has_too_stays_with_that(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    first = office.says(ada, it, "Hur startar jag om kaffemaskinen?")
    second = office.says(cy, it, "Hur startar man om projektorn i Björken?")
    both = office.says(bo, it, "<@UADA> <@UCY> Håll in knappen på baksidan i tio sekunder.", mentions=[ada, cy])

    office.answering.not_a_question(first, ada)

    assert office.state(second) == ("answered", None, bo)
    assert both.ts in left_after_three_days(office, second)


def left_after_three_days(office: Office, question: MessageRef) -> list[str]:
    """What is still kept of a question's channel."""
    office.clock.passes(seconds=FORGET_AFTER.total_seconds() + 1)
    with office.store.writing() as session:
        messages.forget_due(session, office.clock.now(), 100)
        kept = [said for user in (ADA, BO, CY) for said in messages.of_person(session, user)]
    return sorted(said.ts for said in kept if said.message.channel == question.channel)


def test_a_withdrawn_question_is_found_no_more(office: Office, asked: MessageRef) -> None:
    office.answering.withdraw(asked, ADA)

    assert office.state(asked)[0] == "withdrawn"
    assert office.finds(CY, QUESTION) == []


def test_only_the_asker_withdraws(office: Office, asked: MessageRef) -> None:
    with pytest.raises(NotAllowed):
        office.answering.withdraw(asked, CY)


def test_a_withdrawn_question_that_is_then_accepted_is_resolved(office: Office, asked: MessageRef) -> None:
    office.answering.withdraw(asked, ADA)

    office.says(ADA, asked.channel, "tack, det löste sig", thread=asked)

    assert office.state(asked) == ("resolved", "words", BO)
    assert office.finds(CY, QUESTION) == [QUESTION]


def test_an_old_answer_that_solves_a_new_question_helped_once_more(office: Office, asked: MessageRef) -> None:
    office.answering.accept(asked, ADA)
    new = office.says(CY, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?")
    suggestion = office.offered(new, asked)

    solved = office.suggesting.solves(suggestion, CY, tell_thread=False)

    assert (office.entry(new).state, office.entry(asked).helped, solved.helper.user) == ("resolved", 1, BO)
    with pytest.raises(AlreadyDone):
        office.suggesting.solves(suggestion, CY, tell_thread=False)


def test_deleting_the_question_that_an_answer_solved_takes_the_help_back(office: Office, asked: MessageRef) -> None:
    office.answering.accept(asked, ADA)
    new = office.says(CY, office.channel("hr", [ADA, CY]), "Glömt lösenordet till tidrapporten, vad gör jag?")
    office.suggesting.solves(office.offered(new, asked), CY, tell_thread=False)

    office.deletes(new)

    assert office.entry(asked).helped == 0


def test_deleting_the_answer_opens_the_question_that_it_solved_elsewhere(office: Office, asked: MessageRef) -> None:
    office.answering.accept(asked, ADA)
    (answer,) = office.entry(asked).answers
    new = office.says(CY, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?")
    office.suggesting.solves(office.offered(new, asked), CY, tell_thread=False)

    office.deletes(MessageRef(answer["channel"], answer["ts"]))

    assert office.entry(new).state == "open"
    assert office.entry(asked).helped == 0


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda office, old, new: office.says(BO, new.channel, ANSWER, thread=new),
        lambda office, old, new: office.answering.not_a_question(new, CY),
        lambda office, old, new: office.answering.withdraw(new, CY),
        lambda office, old, new: office.privacy.opt_out(CY),
        lambda office, old, new: office.reacts(ADA, MessageRef(old.channel, office.entry(old).answer_ts), removed=True),
        lambda office, old, new: office.deletes(new),
    ],
    ids=["answered", "no question", "withdrawn", "opted out", "no longer confirmed", "deleted"],
)
def test_a_note_stays_unsaid_when_it_is_not_wanted_any_more(
    office: Office, asked: MessageRef, meanwhile: Callable[[Office, MessageRef, MessageRef], object]
) -> None:
    (answer,) = office.entry(asked).answers
    office.reacts(ADA, MessageRef(answer["channel"], answer["ts"]))
    new = office.says(CY, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?")
    suggestion = office.offered(new, asked)
    with office.store.reading() as session:
        assert office.suggesting.note(session, suggestion, office.clock.now()) is not None

    meanwhile(office, asked, new)

    with office.store.reading() as session:
        assert office.suggesting.note(session, suggestion, office.clock.now()) is None


def test_questions_for_a_reply_begin_with_its_own_thread(office: Office, asked: MessageRef) -> None:
    later = office.says(CY, asked.channel, "Vilken skrivare har A3-papper?")
    reply = office.says(BO, asked.channel, OTHER_ANSWER, thread=asked)

    offered = office.answering.questions_for(reply, CY)

    assert [mine.ref for mine in offered] == [asked, later]


def test_nothing_is_marked_where_kollega_is_not(office: Office, asked: MessageRef) -> None:
    with office.store.writing() as session:
        people.channel_row(session, asked.channel).is_member = False

    with pytest.raises(NotFound):
        office.answering.questions_for(asked, ADA)
