"""When an answer is shown unasked."""

from __future__ import annotations

import pytest

from knowledge.domain.deciding import MOST_MARGIN, USUAL_RIVAL, Decision, evidence, moved

SURE = Decision(bias=0, score=1, margin=1, share=1, missing=-1, across=0, few=0, threshold=0.7)


def test_what_speaks_for_an_entry_is_counted() -> None:
    found = evidence(2.0, 1.5, ["vpn", "kopplar", "e7", "603"], {"vpn", "kopplar", "603"}, across=True)

    assert (found.score, found.margin, found.share, found.missing, found.across, found.few) == (2.0, 0.5, 0.75, 1, 1.0, 0.0)


def test_being_the_only_one_found_is_no_merit() -> None:
    alone, beside_little = (evidence(2.0, other, ["vpn"], {"vpn"}, across=False) for other in (None, -9.0))

    assert alone.margin == beside_little.margin == 2.0 - USUAL_RIVAL
    assert evidence(99.0, None, ["vpn"], {"vpn"}, across=False).margin == MOST_MARGIN


def test_a_missing_number_makes_it_less_sure() -> None:
    same = evidence(1.0, 0.5, ["kod", "603"], {"kod", "603"}, across=False)
    another = evidence(1.0, 0.5, ["kod", "402"], {"kod", "603"}, across=False)

    assert SURE.chance(another) < SURE.chance(same)


def test_a_threshold_moves_with_what_people_do() -> None:
    assert moved(0.7, solved=0, dismissed=0) == 0.7
    assert moved(0.7, solved=0, dismissed=2) > 0.7
    assert moved(0.7, solved=3, dismissed=0) < 0.7
    assert moved(0.7, solved=4, dismissed=1) == pytest.approx(0.7)


def test_a_threshold_moves_so_far_and_no_further() -> None:
    assert moved(0.7, solved=0, dismissed=1000) < 1
    assert moved(0.7, solved=1000, dismissed=0) == pytest.approx(0.6)
