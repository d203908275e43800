"""When an answer is shown unasked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from knowledge.domain.deciding import MOST_MARGIN, USUAL_RIVAL, Decision, Evidence, evidence, moved

SURE = Decision(bias=0, score=1, margin=1, share=1, missing=-1, apart=-2, across=0, few=0, threshold=0.7, confident=0.5)


def found(
    score: float = 1.0,
    next_other: float | None = 0.5,
    asked: Sequence[str] = ("kod", "603"),
    says: Collection[str] = ("kod", "603"),
    *,
    lacking: int = 0,
    apart: bool = False,
) -> Evidence:
    return evidence(score, next_other, asked, says, lacking=lacking, apart=apart, across=True)


def test_what_speaks_for_an_entry_is_counted() -> None:
    counted = found(2.0, 1.5, ["vpn", "kopplar", "e7", "603"], {"vpn", "kopplar", "603"}, lacking=9, apart=True)

    assert counted == Evidence(score=2.0, margin=0.5, share=0.75, missing=3, apart=1.0, across=1.0, few=0.0)


def test_being_the_only_one_found_is_no_merit() -> None:
    alone, beside_little = found(2.0, None), found(2.0, -9.0)

    assert alone.margin == beside_little.margin == 2.0 - USUAL_RIVAL
    assert found(99.0, None).margin == MOST_MARGIN


def test_what_the_asker_points_out_and_the_entry_lacks_makes_it_less_sure() -> None:
    assert SURE.chance(found(lacking=1)) < SURE.chance(found())
    assert SURE.chance(found(apart=True)) < SURE.chance(found(lacking=1))


def test_a_threshold_moves_with_what_people_do() -> None:
    assert moved(0.7, solved=0, dismissed=0) == 0.7
    assert moved(0.7, solved=0, dismissed=2) > 0.7
    assert moved(0.7, solved=3, dismissed=0) < 0.7
    assert moved(0.7, solved=4, dismissed=1) == pytest.approx(0.7)


def test_a_threshold_moves_so_far_and_no_further() -> None:
    assert moved(0.7, solved=0, dismissed=1000) < 1
    assert moved(0.7, solved=1000, dismissed=0) == pytest.approx(0.6)
