"""Which of a question's stems are looked up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ENOUGH = 2_000
"""Entries that one search by words ranks: six frequent stems over 100,000 entries take 62 ms on SQLite, the rare ones of them 7."""
MOST_TERMS = 64
MOST_STEMS = 20_000  # of one entry; PostgreSQL's word vectors end at a megabyte
PIECE_WEIGHT = 0.4
"""Of a word for a piece of one: a piece alone finds, but says less"""
_SMALL = 100
COUNTED = 10_000
"""Entries of an audience that are counted; whoever may read more gets the weights of words from the whole base"""
LONGEST = 200  # characters; nothing longer is a word


def clean(terms: Sequence[str], most: int) -> list[str]:
    """Terms that both databases take: lower case, no zero bytes, none empty or endless, in their order."""
    stripped = (term.replace("\0", "").strip().lower() for term in terms)
    return [term for term in stripped if term and len(term) <= LONGEST][:most]


def rarest(counts: Mapping[str, int], enough: int = ENOUGH) -> list[str]:
    """The terms to look up, given in how many entries each stands: the rarest until there is enough to rank, two at least."""
    chosen: list[str] = []
    total = 0
    for term, count in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        if count == 0:
            continue
        if len(chosen) >= 2 and total + count > enough:
            break
        chosen.append(term)
        total += count
    return chosen


def is_piece(term: str) -> bool:
    """Whether a term is a piece of a word, or how one sounds (`language.words`)."""
    return term.startswith("_")


def rarity(count: int, size: int) -> float:
    """The inverse document frequency of a term that stands in `count` of `size` entries, as BM25 has it.

    A smaller base counts as one of a hundred: in one of three, what nobody said yet would outweigh all that was said.
    """
    size = max(size, _SMALL)
    return math.log(1 + (size - count + 0.5) / (count + 0.5))


@dataclass(frozen=True, slots=True)
class Says:
    """How often an entry says each of some terms, and how many terms it has in all."""

    times: Mapping[str, int]
    length: int


def shares(counts: Mapping[str, int], size: int, found: Sequence[Says]) -> list[float]:
    """How much of what was asked each of several entries says: BM25 (1.2, 0.75), over what all that was asked weighs.

    `counts`: in how many of `size` entries each of the terms asked for stands. FTS5's own number is of no use here: it gives
    nothing for what stands in half of a small base.
    """
    size = max(size, *counts.values())
    whole = weight(counts, size)
    usual = max(1.0, sum(each.length for each in found) / max(1, len(found)))
    asked = {term: weight({term: count}, size) for term, count in counts.items()}
    result = []
    for each in found:
        length = 1.2 * (0.25 + 0.75 * each.length / usual)
        result.append(sum(asked[term] * 2.2 * count / (count + length) for term, count in each.times.items()) / whole)
    return result


def weight(counts: Mapping[str, int], size: int) -> float:
    """What all terms of a question weigh together, found or not."""
    return sum(rarity(count, size) * (PIECE_WEIGHT if is_piece(term) else 1.0) for term, count in counts.items())
