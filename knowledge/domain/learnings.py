"""Which answers of a week are worth everybody's minute: useful ones, varied, never two on the same thing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.domain.ids import EntryId, UserId
from knowledge.domain.messages import AcceptedBy

MOST_LEARNINGS = 5
SHORTEST = 20
"""Characters of an answer from which somebody else may learn from it; «Klart nu» helped one person once."""
SAME_WORDS = 0.6
"""Of the fewer stems of two questions, how many they share when they are about the same thing."""

_TRUST = {AcceptedBy.EXPERT: 4.0, AcceptedBy.STEWARD: 4.0, AcceptedBy.ASKER: 3.0, AcceptedBy.WORDS: 2.0}
_HELPED_ONLY = 1.5
_A_HELPED = 1.0
_A_SOLVED = 2.0
_NEW = 1.0
_MANY = 3  # more people helped, or questions solved, make an answer no better known
_SAME_PERSON = 1.5
"""What each further answer of the same person has to be better by"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry with a confirmed answer. `stems` are its question's; `solved` counts others' questions it answered in the week."""

    entry: EntryId
    answerer: UserId
    answered_at: datetime
    stems: frozenset[str]
    length: int
    accepted_by: AcceptedBy | None
    helped: int
    solved: int
    is_new: bool


def choose(candidates: Collection[Candidate], most: int = MOST_LEARNINGS) -> list[EntryId]:
    """The best few, the most useful first; of equals the newer. The same candidates always give the same list."""
    left = sorted((each for each in candidates if each.length >= SHORTEST), key=lambda each: (each.answered_at, each.entry), reverse=True)
    chosen: list[Candidate] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda each: _usefulness(each) - _SAME_PERSON * sum(other.answerer == each.answerer for other in chosen))
        chosen.append(best)
        left = [each for each in left if each is not best and not same_thing(each, best)]
    return [each.entry for each in chosen]


def same_thing(one: Candidate, other: Candidate) -> bool:
    """Whether two questions are about the same thing, by their words."""
    shared = len(one.stems & other.stems)
    return shared > 0 and shared >= SAME_WORDS * min(len(one.stems), len(other.stems))


def _usefulness(each: Candidate) -> float:
    trust = _TRUST.get(each.accepted_by, _HELPED_ONLY) if each.accepted_by else _HELPED_ONLY
    return trust + _A_HELPED * min(_MANY, each.helped) + _A_SOLVED * min(_MANY, each.solved) + _NEW * each.is_new


def first_few(waiting: Sequence[tuple[EntryId, datetime, int]], most: int) -> list[EntryId]:
    """Of open questions (id, when asked, how many wonder): those that most wonder about first, then the oldest."""
    return [entry for entry, _, _ in sorted(waiting, key=lambda each: (-each[2], each[1], each[0]))[:most]]
