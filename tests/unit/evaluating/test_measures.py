"""Figures of rankings, against numbers worked out by hand."""

from __future__ import annotations

import math

import pytest

from knowledge.services.evaluating.measures import Scores, interval, mean, scores, share


def test_everything_right_at_once_is_perfect() -> None:
    assert scores(["a", "b", "c"], {"a": 2, "b": 1}) == Scores(ndcg=1, recall=1, first=1, reciprocal=1)


def test_gains_are_graded_and_discounted_by_place() -> None:
    found = scores(["x", "b", "a"], {"a": 2, "b": 1})

    # (1 / log2 3 + 2 / log2 4) / (2 / log2 2 + 1 / log2 3)
    assert found.ndcg == pytest.approx((0.6309298 + 1.0) / (2.0 + 0.6309298))
    assert (found.recall, found.first, found.reciprocal) == (1, 0, 0.5)


def test_the_ideal_order_has_what_was_not_found_too() -> None:
    found = scores(["a"], {"a": 1, "b": 1, "c": 1})

    assert found.ndcg == pytest.approx(1 / (1 + 1 / math.log2(3) + 1 / 2))
    assert found.recall == pytest.approx(1 / 3)


def test_what_stands_after_the_tenth_place_does_not_count() -> None:
    others = [f"x{n}" for n in range(10)]

    assert scores([*others, "a"], {"a": 1}) == Scores(0, 0, 0, 0)
    assert scores([*others[:9], "a"], {"a": 1}).reciprocal == pytest.approx(0.1)


def test_the_ideal_order_has_ten_places() -> None:
    many = {f"a{n}": 1 for n in range(30)}

    found = scores(list(many), many)

    assert found.ndcg == 1
    assert found.recall == pytest.approx(10 / 30)


def test_what_is_judged_worthless_is_not_right() -> None:
    found = scores(["b", "a"], {"a": 1, "b": 0})

    assert found.ndcg == pytest.approx(1 / math.log2(3))
    assert (found.recall, found.first, found.reciprocal) == (1, 0, 0.5)


def test_an_empty_ranking_has_found_nothing() -> None:
    assert scores([], {"a": 1}) == Scores(0, 0, 0, 0)


def test_means_are_named_as_they_are_printed() -> None:
    assert mean([Scores(1, 0.5, 1, 1), Scores(0, 0.25, 0, 0.5)]) == {"ndcg@10": 0.5, "recall@10": 0.375, "p@1": 0.5, "mrr@10": 0.75}


def test_an_interval_is_where_the_means_of_drawn_values_lie() -> None:
    hundred = [1.0] * 50 + [0.0] * 50

    low, high = interval(hundred)

    # The mean of 100 throws of a coin has a standard error of .05.
    assert low == pytest.approx(0.5 - 1.96 * 0.05, abs=0.015)
    assert high == pytest.approx(0.5 + 1.96 * 0.05, abs=0.015)
    assert interval(hundred) == (low, high)
    assert interval([0.25, 0.25]) == (0.25, 0.25)


def test_a_share_of_nothing_is_none() -> None:
    assert (share(1, 3), share(0, 0)) == (0.3333, None)
