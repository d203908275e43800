"""When an answer is in doubt, and what ends it."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowledge.domain.doubts import DoubtReason, InDoubt, in_doubt
from knowledge.domain.ids import MessageRef, UserId, ts_time
from knowledge.domain.language import Gratitude
from knowledge.domain.lifecycle import Answer, Facts, settle
from knowledge.domain.messages import Acceptance, AcceptedBy, Doubt, Reaction, Said, Via
from tests.unit.domain.test_lifecycle import ADA, BO, CY, IT, asked, ref, said, ts

REPLY = said(BO, "Kör Återställ i klienten.", 60, thread=0)
THANKS = said(ADA, "tack, det funkade", 120, thread=0, gratitude=Gratitude.WORKED)
ROBOT = UserId("UROBOT")


def at(minutes: int) -> datetime:
    """Minutes after the answer."""
    return ts_time(REPLY.ts) + timedelta(minutes=minutes)


def answer(*confirmations: Acceptance, reactions: tuple[Reaction, ...] = (), after: tuple[Said, ...] = ()) -> Answer:
    best = settle(asked(), [REPLY, *after], Facts(acceptances=confirmations, reactions=reactions)).best
    assert best is not None
    return best


def confirmed(minutes: int, kind: AcceptedBy = AcceptedBy.ASKER) -> Acceptance:
    return Acceptance(ref(0), REPLY.message.ref, ADA, kind, Via.BUTTON, at(minutes))


def doubted(minutes: int, by: UserId = CY, on: MessageRef = REPLY.message.ref) -> Doubt:
    return Doubt(on, by, at(minutes))


def thumb(minutes: int | None, by: UserId = CY) -> Reaction:
    return Reaction(IT, REPLY.ts, by, "-1", at(minutes) if minutes is not None else None)


def test_an_answer_that_nobody_doubts_is_in_no_doubt() -> None:
    assert in_doubt(answer(), [], [], ()) is None


def test_it_is_in_doubt_from_the_first_doubt_on() -> None:
    assert in_doubt(answer(), [doubted(20), doubted(10, ADA)], [thumb(30)], ()) == InDoubt(at(10), DoubtReason.READER)


def test_what_its_author_says_of_it_weighs_most() -> None:
    assert in_doubt(answer(), [doubted(10), doubted(20, BO)], [], ()) == InDoubt(at(10), DoubtReason.AUTHOR)


def test_a_doubt_that_was_taken_back_counts_for_nothing() -> None:
    taken_back = Doubt(REPLY.message.ref, CY, at(10), at(11))

    assert in_doubt(answer(), [taken_back], [], ()) is None


def test_doubts_of_other_answers_count_for_nothing() -> None:
    other = Reaction(IT, ts(61), CY, "-1", at(10))

    assert in_doubt(answer(), [doubted(10, on=ref(61))], [other], ()) is None


def test_bots_doubt_nothing() -> None:
    assert in_doubt(answer(), [], [thumb(10, ROBOT)], {ROBOT}) is None


def test_a_confirmation_after_the_doubt_ends_it_and_one_before_does_not() -> None:
    assert in_doubt(answer(confirmed(20)), [doubted(10)], [], ()) is None
    assert in_doubt(answer(confirmed(5)), [doubted(10)], [], ()) is not None


def test_an_expert_or_a_steward_ends_it_too() -> None:
    for kind in (AcceptedBy.EXPERT, AcceptedBy.STEWARD):
        assert in_doubt(answer(confirmed(20, kind)), [doubted(10)], [thumb(12)], ()) is None


def test_that_it_helped_somebody_else_does_not_end_it() -> None:
    assert in_doubt(answer(confirmed(20, AcceptedBy.ALSO)), [doubted(10)], [], ()) is not None


def test_the_askers_check_mark_after_the_doubt_ends_it() -> None:
    check = Reaction(IT, REPLY.ts, ADA, "white_check_mark", at(20))

    assert in_doubt(answer(reactions=(check,)), [doubted(10)], [thumb(15)], ()) is None
    assert in_doubt(answer(reactions=(check,)), [doubted(30)], [], ()) is not None


def test_the_askers_thanks_after_the_doubt_end_it() -> None:
    assert in_doubt(answer(after=(THANKS,)), [doubted(0)], [], ()) is None
    assert in_doubt(answer(after=(THANKS,)), [doubted(10)], [], ()) is not None


def test_a_thumb_of_an_export_stands_beside_the_thanks_and_check_marks_of_that_export() -> None:
    check = Reaction(IT, REPLY.ts, ADA, "white_check_mark")

    assert in_doubt(answer(after=(THANKS,), reactions=(check,)), [], [thumb(None)], ()) == InDoubt(at(0), DoubtReason.READER)


def test_a_thumb_of_an_export_ends_with_what_is_confirmed_from_then_on() -> None:
    assert in_doubt(answer(confirmed(20)), [], [thumb(None)], ()) is None
