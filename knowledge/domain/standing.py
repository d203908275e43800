"""What an entry's history does to its place in a list: confirmed and helpful ones rise, doubted ones sink, newer answers come first."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.domain.ids import EntryId

# In log-odds; the first and the tenth of a list lie about ten apart.
_UNANSWERED = -1.5
_UNCONFIRMED = -0.5
_DOUBTED = -5.0
_RETIRED = -10.0
_A_HELP, _MOST_HELP = 0.3, 1.2
SAME_MATTER = 0.6
"""The cosine from which an answer that speaks of a change is about what an older entry says: in the labelled workplace the like of it
is about the same from .63 on, three near misses apart, and about something else up to .58"""
_LATER = timedelta(days=1)  # within a day it is the same talk


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an entry besides its words."""

    answered_at: datetime | None
    confirmed: bool
    helped: int
    doubted: bool
    retired: bool

    @property
    def is_sure(self) -> bool:
        """Only an answer that a person confirmed, that nobody doubts, may be shown unasked."""
        return self.answered_at is not None and (self.confirmed or self.helped > 0) and not (self.doubted or self.retired)


@dataclass(frozen=True, slots=True)
class Placed:
    """One of the first of a list. `tells_change`: its answer says that something has changed."""

    entry: EntryId
    score: float
    standing: Standing
    tells_change: bool


def adjusted(score: float, standing: Standing) -> float:
    """The log-odds that an entry is what somebody looks for, from those that it speaks of what they ask."""
    if standing.answered_at is None:
        return score + _UNANSWERED
    score += min(_MOST_HELP, _A_HELP * math.log2(1 + standing.helped))
    if not standing.confirmed and not standing.helped:
        score += _UNCONFIRMED
    if standing.doubted:
        score += _DOUBTED
    return score + (_RETIRED if standing.retired else 0.0)


def newest_first(
    placed: Sequence[Placed], are_about_the_same: Callable[[EntryId, EntryId], bool]
) -> tuple[list[EntryId], dict[EntryId, EntryId]]:
    """The order in which answers that speak of a change stand before the older ones that they change; and which is outdated by which.

    Judged by what this reader may read: that a newer answer exists where they may not read is not told.
    """
    outdated: dict[EntryId, EntryId] = {}
    for old in placed:
        newer = [
            new
            for new in placed
            if new.tells_change
            and new.standing.is_sure
            and old.standing.answered_at is not None
            and new.standing.answered_at is not None
            and new.standing.answered_at - old.standing.answered_at >= _LATER
            and are_about_the_same(new.entry, old.entry)
        ]
        if newer:
            outdated[old.entry] = max(newer, key=lambda new: (new.standing.answered_at, new.score)).entry
    # What says the same as something outdated, and is no newer than it, is outdated by the same.
    at = {each.entry: each.standing.answered_at for each in placed}
    for old in placed:
        alike = [
            other
            for other in outdated
            if old.entry not in outdated
            and (old_at := at[old.entry]) is not None
            and (other_at := at[other]) is not None
            and old_at <= other_at
            and outdated[other] != old.entry
            and are_about_the_same(old.entry, other)
        ]
        if alike:
            outdated[old.entry] = outdated[alike[0]]
    order: dict[EntryId, None] = {}
    for each in placed:
        last = each.entry
        while last in outdated:
            last = outdated[last]
        order |= {last: None, each.entry: None}
    return list(order), outdated
