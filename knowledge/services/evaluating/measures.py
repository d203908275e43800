"""Figures of a ranking against what is right, as BEIR and trec_eval define them, with bootstrap intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DEPTH = 10
RESAMPLES = 1_000
_SEED = 7


@dataclass(frozen=True, slots=True)
class Scores:
    """One query's figures, or the means of many, 0 to 1, over the first `DEPTH`."""

    ndcg: float
    recall: float
    first: float
    """1 if the first is right (precision at 1)"""
    reciprocal: float
    """1 / the place of the first that is right; 0 where none is among the first `DEPTH`"""


NAMES = {"ndcg": f"ndcg@{DEPTH}", "recall": f"recall@{DEPTH}", "first": "p@1", "reciprocal": f"mrr@{DEPTH}"}
"""What each field of `Scores` is called in what is printed"""


def scores(ranked: Sequence[str], gains: Mapping[str, int]) -> Scores:
    """One query's figures. `ranked`: ids, the best first, each once; `gains`: the worth of what is right, one id at least above 0.

    The gain is the worth itself, discounted by log2(place + 1); the ideal order has all that is right, found or not.
    """
    right = {name: gain for name, gain in gains.items() if gain > 0}
    top = ranked[:DEPTH]
    found = [place for place, name in enumerate(top, start=1) if name in right]
    ideal = _discounted(sorted(right.values(), reverse=True)[:DEPTH])
    return Scores(
        ndcg=_discounted([right.get(name, 0) for name in top]) / ideal,
        recall=len(found) / len(right),
        first=float(found[:1] == [1]),
        reciprocal=1 / found[0] if found else 0.0,
    )


def mean(several: Sequence[Scores]) -> dict[str, float]:
    """The mean of each figure over at least one query, by the name under which it is printed."""
    return {name: round(float(np.mean([getattr(one, field) for one in several])), 4) for field, name in NAMES.items()}


def intervals(several: Sequence[Scores]) -> dict[str, tuple[float, float]]:
    """The interval of each figure's mean, by the name under which it is printed."""
    return {name: interval([getattr(one, field) for one in several]) for field, name in NAMES.items()}


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Between which values 95 % of the means lie when at least one value is drawn again and again; the same draws each time."""
    drawn = np.random.default_rng(_SEED).integers(0, len(values), (RESAMPLES, len(values)))
    low, high = np.percentile(np.asarray(values, dtype=float)[drawn].mean(axis=1), [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


def share(part: int, whole: int) -> float | None:
    """A share of a whole; None of nothing."""
    return round(part / whole, 4) if whole else None


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
