"""Which answers come into a digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from knowledge.domain.ids import EntryId, UserId
from knowledge.domain.learnings import Candidate, choose, first_few
from knowledge.domain.messages import AcceptedBy

MONDAY = datetime(2026, 6, 8, 7, tzinfo=UTC)


def answered(
    number: int,
    about: str = "",
    *,
    by: str = "",
    accepted: AcceptedBy | None = AcceptedBy.ASKER,
    helped: int = 0,
    solved: int = 0,
    new: bool = True,
    length: int = 100,
) -> Candidate:
    stems = frozenset((about or f"thing{number} matter{number}").split())
    when = MONDAY + timedelta(hours=number)
    return Candidate(EntryId(number), UserId(by or f"U{number}"), when, stems, length, accepted, helped, solved, new)


def test_five_at_most_and_of_equals_the_newer() -> None:
    assert choose([answered(number) for number in range(1, 9)]) == [8, 7, 6, 5, 4]


def test_what_was_found_again_and_vouched_for_comes_first() -> None:
    plain, endorsed, again = answered(3), answered(2, accepted=AcceptedBy.EXPERT), answered(1, helped=1, solved=1, new=False)

    assert choose([plain, endorsed, again]) == [1, 2, 3]


def test_a_word_of_thanks_weighs_less_than_a_check_mark() -> None:
    assert choose([answered(2, accepted=AcceptedBy.WORDS), answered(1)]) == [1, 2]


def test_never_two_on_the_same_thing() -> None:
    better, worse = answered(1, "vpn certifikat fel", helped=2), answered(2, "vpn certifikat utgång")

    assert choose([worse, better, answered(3)]) == [1, 3]


def test_questions_that_share_a_word_are_not_the_same_thing() -> None:
    assert choose([answered(1, "vpn certifikat fel"), answered(2, "vpn långsam hemifrån")]) == [2, 1]


def test_one_person_does_not_fill_it() -> None:
    torsten = [answered(number, by="UT") for number in (6, 5, 4)]

    assert choose([*torsten, answered(1)]) == [6, 1, 5, 4]


def test_what_nobody_else_can_learn_from_is_left_out() -> None:
    assert choose([answered(1, length=9)]) == []


def test_of_open_questions_those_that_most_wonder_about_come_first_then_the_oldest() -> None:
    waiting = [(EntryId(number), MONDAY + timedelta(days=number), wonder) for number, wonder in ((1, 0), (2, 0), (3, 3), (4, 0))]

    assert first_few(waiting[::-1], 3) == [3, 1, 2]
