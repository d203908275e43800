"""Ranking: two lists, by meaning and by words, become one; and when the first of it is good enough to be shown unasked."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.domain.ids import EntryId
from knowledge.domain.ports import Hit, Vector

MEANING_WEIGHT = 0.8  # .8 meaning + .2 words: nDCG@10 .693 -> .714 to .726 on Swedish questions
CANDIDATES = 50
"""How many of each list are fused."""


def fuse(meaning: Sequence[Hit], words: Sequence[Hit], *, meaning_weight: float = MEANING_WEIGHT) -> list[Hit]:
    """One list, best first, scores 0 to 1: the weighted sum of each list's scores, stretched from its worst to its best."""
    scores: dict[EntryId, float] = {}
    weight = meaning_weight if meaning else 0.0
    for hits, share in ((meaning, weight), (words, 1 - weight)):
        for entry, score in _stretched(hits).items():
            scores[entry] = scores.get(entry, 0.0) + share * score
    return sorted((Hit(entry, score) for entry, score in scores.items()), key=lambda hit: (-hit.score, hit.entry))


@dataclass(frozen=True, slots=True)
class Likeness:
    """What is known of a question and one entry found for it.

    `cosine`: by meaning, each language's mean taken away; `share`: of the question's stems, those that the entry has;
    `margin`: how far the next entry about something else lies behind by meaning, at most `MOST_MARGIN`.
    """

    cosine: float
    share: float
    margin: float
    same_language: bool


MOST_MARGIN = 0.25
SAME_THING = 0.5
"""Entries at least so alike are about the same thing: that there are several makes the first no less right"""
USUAL_RIVAL = 0.2
"""The cosine of the next one where a base has no other: about as near as unrelated workplace questions come"""


def likeness(asked: Collection[str], words: Collection[str], cosine: float, *, rival: float = USUAL_RIVAL, same_language: bool) -> Likeness:
    """Compare a question's stems and meaning with an entry's (question and answer)."""
    own = set(words)
    share = sum(stem in own for stem in asked) / max(1, len(asked))
    return Likeness(cosine, share, min(MOST_MARGIN, cosine - rival), same_language)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model over a `Likeness`, and the chance from which it says yes."""

    bias: float
    cosine: float
    share: float
    margin: float
    same_language: float
    threshold: float

    def chance(self, like: Likeness) -> float:
        """The chance that the entry answers the question, 0 to 1."""
        x = self.bias + self.cosine * like.cosine + self.share * like.share + self.margin * like.margin
        x += self.same_language * like.same_language
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, x))))

    def says_yes(self, like: Likeness) -> bool:
        return self.chance(like) >= self.threshold


def unit(vector: Vector) -> Vector:
    """The vector with length one; nothing stays nothing."""
    single = np.asarray(vector, dtype=np.float32)
    length = float(np.linalg.norm(single))
    return single / np.float32(length) if length else single


def _stretched(hits: Sequence[Hit]) -> Mapping[EntryId, float]:
    if not hits:
        return {}
    top, bottom = max(h.score for h in hits), min(h.score for h in hits)
    span = top - bottom
    if span <= 0:
        return {h.entry: 1.0 for h in hits}
    # The worst of a list is still a hit: it keeps a little, so that it stands before what only one list found.
    return {h.entry: 0.05 + 0.95 * (h.score - bottom) / span for h in hits}
