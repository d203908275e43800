"""When the first entry found is good enough to be shown unasked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

from knowledge.domain.ranking import odds_to_chance

MOST_MARGIN = 8.0
USUAL_RIVAL = 0.0
"""The score of the next entry where a base is too small to have one: what the best wrong one typically has"""
SAME_THING = 0.6
"""The cosine from which two entries are about the same thing: that there are several makes the first no less right"""
_FEW = 3  # stems; a question of fewer words says less than its likeness makes believe
_MOST_MISSING = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against the first entry found.

    `score`: log-odds by ranking; `margin`: by how much it lies before the next entry about something else, at most `MOST_MARGIN`;
    `share`: of the question's stems, those that the entry has; `missing`: of the words that the question sets off (numbers,
    identifiers, what is quoted or in capitals) those that the entry lacks, at most three; `apart`: the question sets itself apart
    from something known; `across`: they are in different languages; `few`: the question has fewer than three words that count.
    """

    score: float
    margin: float
    share: float
    missing: float
    apart: float
    across: float
    few: float


_UP, _DOWN = 0.04, 0.01
"""Of chance, for a dismissal and for a thank-you: a channel's threshold comes to rest where four suggestions of five help"""
_LOWEST, _HIGHEST = -0.1, 0.25


@dataclass(frozen=True, slots=True)
class Decision:
    """A logistic model over the evidence. `threshold`: the chance from which an answer is shown unasked; `confident`: the lower one
    from which it is called likely to somebody who asked."""

    bias: float
    score: float
    margin: float
    share: float
    missing: float
    apart: float
    across: float
    few: float
    threshold: float
    confident: float

    def chance(self, evidence: Evidence) -> float:
        """The chance that the entry answers the question, 0 to 1."""
        return odds_to_chance(self.bias + sum(getattr(self, each.name) * getattr(evidence, each.name) for each in fields(Evidence)))


def moved(threshold: float, solved: int, dismissed: int) -> float:
    """The chance from which it says yes in a channel, after what people there did with its suggestions."""
    return min(0.98, threshold + max(_LOWEST, min(_HIGHEST, _UP * dismissed - _DOWN * solved)))


def evidence(
    score: float,
    next_other: float | None,
    asked: Sequence[str],
    says: Collection[str],
    *,
    lacking: int,
    apart: bool,
    across: bool,
) -> Evidence:
    """`asked`: the question's stems; `says`: the entry's; `next_other`: the score of the next entry about something else; `lacking`:
    how many of the words that the question sets off the entry has not."""
    own = set(says)
    share = sum(stem in own for stem in asked) / max(1, len(asked))
    margin = min(MOST_MARGIN, score - max(USUAL_RIVAL, USUAL_RIVAL if next_other is None else next_other))
    return Evidence(score, margin, share, float(min(_MOST_MISSING, lacking)), float(apart), float(across), float(len(asked) < _FEW))
