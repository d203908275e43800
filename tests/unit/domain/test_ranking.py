"""One number from several measures, and what is done to vectors before they are compared."""

from __future__ import annotations

import numpy as np
import pytest

from knowledge.domain.language import Language
from knowledge.domain.ranking import CENTRED, Fusion, Likeness, Pair, Scale, Weights, centred, echoed, pair_of, unit

SV, EN, OTHER = Language.SV, Language.EN, Language.OTHER
EAST, NORTH = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
FUSION = Fusion(
    {
        ("multilingual", Pair.ENGLISH): Scale(-1, 10),
        ("english", Pair.ENGLISH): Scale(-2, 20),
        ("words", Pair.ENGLISH): Scale(0, 4),
    },
    {Pair.ENGLISH: Weights(0.25, 0.75, 0.5, bias=1)},
)


@pytest.mark.parametrize(
    ("asked", "found", "pair"),
    [
        (SV, SV, Pair.SWEDISH),
        (EN, EN, Pair.ENGLISH),
        (SV, EN, Pair.ACROSS),
        (EN, SV, Pair.ACROSS),
        (OTHER, EN, Pair.UNSURE),
        (SV, OTHER, Pair.UNSURE),
        (OTHER, OTHER, Pair.UNSURE),
    ],
)
def test_languages_make_a_pair(asked: Language, found: Language, pair: Pair) -> None:
    assert pair_of(asked, found) is pair


def test_measures_are_summed_on_one_scale() -> None:
    # 1 + .25·(−1+10·.5) + .75·(−2+20·.4) + .5·(4·.1) = 1 + 1 + 4.5 + .2
    assert FUSION.score(Likeness(Pair.ENGLISH, 0.5, 0.4, 0.1)) == pytest.approx(6.7)


def test_an_encoder_that_did_not_compare_leaves_its_say_to_the_other() -> None:
    # 1 + (.25+.75)·4 + .2, and 1 + (.25+.75)·6 + .2
    assert FUSION.score(Likeness(Pair.ENGLISH, 0.5, None, 0.1)) == pytest.approx(5.2)
    assert FUSION.score(Likeness(Pair.ENGLISH, None, 0.4, 0.1)) == pytest.approx(7.2)


def test_words_alone_are_enough_for_a_number() -> None:
    assert FUSION.score(Likeness(Pair.ENGLISH, None, None, 0.5)) == pytest.approx(2.0)


def test_what_a_language_has_in_common_is_partly_taken_away() -> None:
    several = np.stack([EAST * 3, NORTH])

    freed = centred(several, EAST)

    assert freed == pytest.approx(np.stack([EAST, unit(NORTH - np.float32(CENTRED) * EAST)]))
    assert centred(EAST * 3, None) == pytest.approx(EAST)


def test_nothing_stays_nothing() -> None:
    assert unit(np.zeros(2, dtype=np.float32)).tolist() == [0, 0]


def test_a_question_moves_towards_what_was_found_for_it_but_not_to_what_is_much_worse() -> None:
    alone = echoed(EAST, [(3.0, NORTH)])
    much_worse = echoed(EAST, [(3.0, EAST), (0.0, NORTH)])

    assert alone[1] > 0.5
    assert much_worse == pytest.approx(EAST, abs=0.02)
    assert echoed(EAST, []) == pytest.approx(EAST)
