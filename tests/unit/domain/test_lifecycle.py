"""What becomes of a question, from its messages and the facts about it."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.language import Gratitude, Language, MessageKind
from knowledge.domain.lifecycle import Facts, QuestionState, is_question, settle
from knowledge.domain.linking import parts_of, that_matter
from knowledge.domain.messages import Acceptance, AcceptedBy, Message, Reaction, Ruling, Said, Verdict, Via

IT = ChannelId("C1")
ADA, BO, CY = UserId("UADA"), UserId("UBO"), UserId("UCY")
AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def said(
    user: UserId,
    text: str,
    at: int,
    *,
    thread: int | None = None,
    kind: MessageKind = MessageKind.ANSWER,
    question: bool | None = False,
    gratitude: Gratitude | None = None,
    mentions: tuple[UserId, ...] = (),
) -> Said:
    message = Message(IT, ts(at), user, text, ts(at if thread is None else thread), ts(at))
    return Said(message, kind, 0.9 if question else 0.1, question, Language.SV, gratitude, mentions)


def ts(seconds: int) -> Ts:
    return Ts(f"{1780000000 + seconds}.000100")


def ref(seconds: int) -> MessageRef:
    return MessageRef(IT, ts(seconds))


def asked(at: int = 0, *, thread: int | None = None) -> Said:
    return said(ADA, "hur nollställer jag vpn", at, thread=thread, kind=MessageKind.HELP, question=True)


def test_a_question_without_replies_is_open() -> None:
    settled = settle(asked(), [], Facts())

    assert (settled.state, settled.best) == (QuestionState.OPEN, None)


def test_a_reply_in_the_thread_answers_it() -> None:
    reply = said(BO, "Kör Återställ i klienten.", 60, thread=0)

    settled = settle(asked(), [reply], Facts())

    assert settled.state is QuestionState.ANSWERED
    assert settled.best is not None
    assert settled.best.said == reply
    assert not settled.best.accepted


def test_the_askers_check_mark_on_a_reply_resolves_it_and_its_removal_falls_back() -> None:
    first, second = said(BO, "Starta om.", 60, thread=0), said(CY, "Kör Återställ.", 120, thread=0)
    check = Reaction(IT, first.ts, ADA, "white_check_mark")

    with_check = settle(asked(), [first, second], Facts(reactions=[check]))
    without = settle(asked(), [first, second], Facts())

    assert with_check.state is QuestionState.RESOLVED
    assert with_check.best is not None
    assert with_check.best.said == first
    assert without.state is QuestionState.ANSWERED


def test_somebody_elses_check_mark_accepts_nothing() -> None:
    reply = said(BO, "Starta om.", 60, thread=0)

    settled = settle(asked(), [reply], Facts(reactions=[Reaction(IT, reply.ts, CY, "white_check_mark")]))

    assert settled.state is QuestionState.ANSWERED


def test_a_check_mark_on_ones_own_question_accepts_the_last_answer() -> None:
    first, second = said(BO, "Starta om.", 60, thread=0), said(CY, "Kör Återställ.", 120, thread=0)

    settled = settle(asked(), [first, second], Facts(reactions=[Reaction(IT, ts(0), ADA, "white_check_mark")]))

    assert settled.best is not None
    assert settled.best.said == second


def test_thanks_right_after_an_answer_accept_it_as_words() -> None:
    reply = said(BO, "Kör Återställ.", 60, thread=0)
    thanks = said(ADA, "tack!", 90, thread=0, kind=MessageKind.THANKS, gratitude=Gratitude.THANKS)

    settled = settle(asked(), [reply, thanks], Facts())

    assert settled.state is QuestionState.RESOLVED
    assert settled.best is not None
    assert settled.best.by is AcceptedBy.WORDS


def test_thanks_after_something_else_was_said_accept_nothing() -> None:
    reply = said(BO, "Kör Återställ.", 60, thread=0)
    chat = said(ADA, "jag provar", 80, thread=0, kind=MessageKind.CHATTER)
    thanks = said(ADA, "tack!", 90, thread=0, kind=MessageKind.THANKS, gratitude=Gratitude.THANKS)

    settled = settle(asked(), [reply, chat, thanks], Facts())

    assert settled.state is QuestionState.ANSWERED


def test_it_worked_accepts_the_last_answer_also_later() -> None:
    reply = said(BO, "Kör Återställ.", 60, thread=0)
    chat = said(ADA, "jag provar", 80, thread=0, kind=MessageKind.CHATTER)
    worked = said(ADA, "det funkade", 900, thread=0, kind=MessageKind.THANKS, gratitude=Gratitude.WORKED)

    settled = settle(asked(), [reply, chat, worked], Facts())

    assert settled.state is QuestionState.RESOLVED


def test_words_that_were_taken_back_accept_nothing() -> None:
    reply = said(BO, "Kör Återställ.", 60, thread=0)
    thanks = said(ADA, "tack!", 90, thread=0, kind=MessageKind.THANKS, gratitude=Gratitude.THANKS)
    back = Ruling(ref(0), ref(60), Verdict.NOT_ACCEPTED, ADA, AT)

    settled = settle(asked(), [reply, thanks], Facts(rulings=[back]))

    assert settled.state is QuestionState.ANSWERED


def test_taking_it_up_right_after_an_answer_accepts_it_as_thanks_do() -> None:
    reply = said(BO, "Ring 4450.", 60, thread=0)
    heard = said(ADA, "ok ringer nu", 90, thread=0, kind=MessageKind.THANKS, gratitude=Gratitude.HEARD)

    settled = settle(asked(), [reply, heard], Facts())

    assert settled.best is not None
    assert settled.best.by is AcceptedBy.WORDS


def test_that_it_failed_after_all_takes_words_back_but_no_check_mark() -> None:
    reply = said(BO, "Kör Återställ.", 60, thread=0)
    heard = said(ADA, "ok!", 90, thread=0, kind=MessageKind.THANKS, gratitude=Gratitude.HEARD)
    failed = said(ADA, "samma fel", 900, thread=0, gratitude=Gratitude.FAILED)
    check = Reaction(IT, reply.ts, ADA, "white_check_mark")

    assert settle(asked(), [reply, heard, failed], Facts()).state is QuestionState.ANSWERED
    assert settle(asked(), [reply, heard, failed], Facts(reactions=[check])).state is QuestionState.RESOLVED


@pytest.mark.parametrize(("who", "state"), [(ADA, QuestionState.RESOLVED), (CY, QuestionState.ANSWERED), (BO, QuestionState.ANSWERED)])
def test_a_thumb_says_what_thanks_say_from_the_asker_alone(who: UserId, state: QuestionState) -> None:
    reply = said(BO, "Kör Återställ.", 60, thread=0)
    thumb = Reaction(IT, reply.ts, who, "+1")

    settled = settle(asked(), [reply], Facts(reactions=[thumb]))
    taken_back = settle(asked(), [reply], Facts(reactions=[thumb], rulings=[Ruling(ref(0), ref(60), Verdict.NOT_ACCEPTED, ADA, AT)]))

    assert settled.state is state
    assert taken_back.state is QuestionState.ANSWERED


def test_an_expert_outweighs_the_asker() -> None:
    first, second = said(BO, "Starta om.", 60, thread=0), said(CY, "Kör Återställ.", 120, thread=0)
    facts = Facts(
        acceptances=[
            Acceptance(ref(0), ref(60), ADA, AcceptedBy.ASKER, Via.BUTTON, AT),
            Acceptance(ref(0), ref(120), CY, AcceptedBy.EXPERT, Via.BUTTON, AT),
        ]
    )

    settled = settle(asked(), [first, second], facts)

    assert settled.best is not None
    assert settled.best.said == second


def test_a_revoked_acceptance_counts_for_nothing() -> None:
    reply = said(BO, "Starta om.", 60, thread=0)
    revoked = Acceptance(ref(0), ref(60), ADA, AcceptedBy.ASKER, Via.BUTTON, AT, revoked_at=AT)

    assert settle(asked(), [reply], Facts(acceptances=[revoked])).state is QuestionState.ANSWERED


def test_others_whom_it_helped_resolve_nothing_but_are_counted() -> None:
    reply = said(BO, "Starta om.", 60, thread=0)
    also = Acceptance(ref(0), ref(60), CY, AcceptedBy.ALSO, Via.SEARCH, AT)

    settled = settle(asked(), [reply], Facts(acceptances=[also]))

    assert settled.state is QuestionState.ANSWERED
    assert settled.best is not None
    assert settled.best.also_helped == (CY,)


def test_a_flat_reply_that_names_the_asker_is_linked_and_one_that_comes_late_is_not() -> None:
    named = said(BO, "<@UADA> kör Återställ", 1200, mentions=(ADA,))
    late = said(CY, "kör Återställ", 1300)

    settled = settle(asked(), [named, late], Facts())

    assert [answer.said for answer in settled.answers] == [named]


def test_a_flat_reply_at_once_is_linked_unless_it_speaks_to_somebody_else() -> None:
    at_once = said(BO, "Kör Återställ i klienten", 60)
    elsewhere = said(CY, "<@UBO> kommer du?", 70, mentions=(BO,))

    settled = settle(asked(), [at_once, elsewhere], Facts())

    assert [answer.said for answer in settled.answers] == [at_once]


def test_a_flat_reply_that_comes_late_is_linked_where_the_asker_thanks_for_it_and_nobody_else_spoke() -> None:
    late = said(BO, "Kör Återställ", 700)
    thanks = said(ADA, "tack!", 800, kind=MessageKind.THANKS, gratitude=Gratitude.THANKS)
    other = said(CY, "Mötet är i Pannan", 600)

    assert settle(asked(), [late, thanks], Facts()).state is QuestionState.RESOLVED
    assert settle(asked(), [late], Facts()).answers == ()
    assert settle(asked(), [other, late, thanks], Facts()).answers == ()


def test_what_the_asker_writes_at_once_belongs_to_the_question() -> None:
    more = said(ADA, "hemifrån alltså", 30, kind=MessageKind.HELP)

    settled = settle(asked(), [more], Facts())

    assert settled.text == "hur nollställer jag vpn\nhemifrån alltså"
    assert settled.state is QuestionState.OPEN


def test_a_question_solved_by_another_threads_answer_is_resolved_without_taking_its_words() -> None:
    elsewhere = MessageRef(ChannelId("C2"), Ts("1770000000.000100"))
    facts = Facts(acceptances=[Acceptance(ref(0), elsewhere, ADA, AcceptedBy.ASKER, Via.BUTTON, AT)])

    settled = settle(asked(), [], facts)

    assert (settled.state, settled.solved_by, settled.best) == (QuestionState.RESOLVED, elsewhere, None)


def test_a_withdrawn_question_stays_withdrawn() -> None:
    settled = settle(asked(), [], Facts(rulings=[Ruling(ref(0), ref(0), Verdict.WITHDRAWN, ADA, AT)]))

    assert settled.state is QuestionState.WITHDRAWN


def test_not_a_question_is_for_good_and_a_saved_one_needs_no_classifier() -> None:
    chatter = said(ADA, "kaffe", 0, kind=MessageKind.CHATTER, question=None)

    dismissed = Facts(rulings=[Ruling(ref(0), ref(0), Verdict.NOT_A_QUESTION, ADA, AT)])
    saved = Facts(rulings=[Ruling(ref(0), ref(0), Verdict.IS_A_QUESTION, ADA, AT)])

    assert not is_question(asked(), dismissed)
    assert not is_question(chatter, Facts())
    assert is_question(chatter, saved)


def test_people_who_wonder_too_are_known_but_not_the_asker() -> None:
    hands = [Reaction(IT, ts(0), BO, "raising_hand"), Reaction(IT, ts(0), ADA, "raising_hand")]

    assert settle(asked(), [], Facts(reactions=hands)).wondering == (BO,)


@pytest.mark.parametrize("seed", range(100))
def test_what_is_left_out_of_a_lively_channel_changes_nothing(seed: int) -> None:
    draw = random.Random(seed)
    question, flat = asked(), list[Said]()
    at = 0
    for _ in range(draw.randint(1, 40)):
        at += draw.choice((5, 40, 170, 290))
        kind = draw.choice([MessageKind.ANSWER, MessageKind.HELP, MessageKind.CHATTER, MessageKind.THANKS])
        flat.append(
            said(
                draw.choice((ADA, BO, CY)),
                f"ord {at}",
                at,
                thread=draw.choice((None, None, 0, 5)),
                kind=kind,
                question=kind is MessageKind.HELP,
                gratitude=draw.choice(list(Gratitude)) if kind is MessageKind.THANKS else None,
                mentions=draw.choice(((), (), (ADA,), (BO,))),
            )
        )
    threads = {part.ts for part in parts_of(question, that_matter(question, flat))}
    thread = [one for one in flat if one.message.thread_ts in threads]
    gone = [ts(draw.randint(0, at)) for _ in range(draw.randint(0, 2))]
    known = Facts(reactions=[Reaction(IT, draw.choice([question, *flat]).ts, ADA, "white_check_mark")], gone=gone)

    kept = that_matter(question, flat)
    matters = sorted({one.ts: one for one in [*thread, *kept]}.values(), key=lambda one: one.ts)

    assert settle(question, matters, known) == settle(question, flat, known)
    assert {one.ts for one in flat if one.user == ADA} <= {one.ts for one in kept}


def test_whoever_speaks_first_ends_the_askers_turn_however_late() -> None:
    on, later = said(ADA, "alltså vpn", 170), said(ADA, "funkar inte", 320)
    other = said(BO, "Lunch nu.", 310, kind=MessageKind.CHATTER)

    matters = that_matter(asked(), [on, other, later])

    assert parts_of(asked(), matters) == (asked(), on)
