"""What an entry's history does to its place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from knowledge.domain.ids import EntryId
from knowledge.domain.standing import Placed, Standing, adjusted, newest_first

MONDAY = datetime(2026, 6, 8, 7, tzinfo=UTC)
CONFIRMED = Standing(MONDAY, confirmed=True, helped=0, doubted=False, retired=False)
OPEN = Standing(None, confirmed=False, helped=0, doubted=False, retired=False)
OLD, NEW, OTHER = EntryId(1), EntryId(2), EntryId(3)


def always(one: EntryId, other: EntryId) -> bool:
    return True


def test_entries_rise_with_help_and_sink_with_doubt() -> None:
    helped = replace(CONFIRMED, helped=3)
    unconfirmed = replace(CONFIRMED, confirmed=False)
    doubted, retired = replace(CONFIRMED, doubted=True), replace(CONFIRMED, retired=True)

    scores = [adjusted(1.0, standing) for standing in (helped, CONFIRMED, unconfirmed, OPEN, doubted, retired)]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)
    assert adjusted(1.0, CONFIRMED) == 1.0


@pytest.mark.parametrize(
    ("standing", "sure"),
    [
        (CONFIRMED, True),
        (replace(CONFIRMED, confirmed=False), False),
        (replace(CONFIRMED, confirmed=False, helped=1), True),
        (replace(CONFIRMED, doubted=True), False),
        (replace(CONFIRMED, retired=True), False),
        (OPEN, False),
    ],
)
def test_only_a_confirmed_answer_that_nobody_doubts_is_sure(standing: Standing, sure: bool) -> None:
    assert standing.is_sure is sure


def placed(entry: EntryId, score: float, days: int = 0, *, tells_change: bool = False, standing: Standing = CONFIRMED) -> Placed:
    return Placed(entry, score, replace(standing, answered_at=MONDAY + timedelta(days=days)), tells_change)


def test_a_newer_answer_that_speaks_of_a_change_stands_before_the_old_one() -> None:
    order, outdated = newest_first(
        [placed(OTHER, 5), placed(OLD, 4), placed(NEW, 3, 30, tells_change=True)], lambda a, b: OTHER not in (a, b)
    )

    assert order == [OTHER, NEW, OLD]
    assert outdated == {OLD: NEW}


def test_changes_that_follow_one_another_stand_newest_first() -> None:
    first, second, third = placed(OLD, 5), placed(NEW, 4, 10, tells_change=True), placed(OTHER, 3, 20, tells_change=True)

    order, outdated = newest_first([first, second, third], always)

    assert order == [OTHER, OLD, NEW]
    assert outdated == {OLD: OTHER, NEW: OTHER}


def test_however_well_the_old_answer_fits_the_newer_one_stands_before_it() -> None:
    order, outdated = newest_first([placed(OLD, 20), placed(NEW, 1, 30, tells_change=True)], always)

    assert order == [NEW, OLD]
    assert outdated == {OLD: NEW}


def test_what_says_the_same_as_something_outdated_is_outdated_too() -> None:
    oldest, between, newest = placed(OTHER, 9), placed(OLD, 4, 10), placed(NEW, 3, 30, tells_change=True)

    order, outdated = newest_first([oldest, between, newest], lambda a, b: {a, b} != {OTHER, NEW})

    assert order == [NEW, OTHER, OLD]
    assert outdated == {OTHER: NEW, OLD: NEW}


@pytest.mark.parametrize(
    "newer",
    [
        placed(NEW, 3, 30),
        placed(NEW, 3, 0, tells_change=True),
        placed(NEW, 3, 30, tells_change=True, standing=replace(CONFIRMED, confirmed=False)),
        placed(NEW, 3, 30, tells_change=True, standing=replace(CONFIRMED, doubted=True)),
    ],
    ids=["it tells no change", "it is of the same day", "nobody confirmed it", "it is doubted"],
)
def test_otherwise_the_old_one_stays_where_it_is(newer: Placed) -> None:
    assert newest_first([placed(OLD, 4), newer], always) == ([OLD, NEW], {})


def test_what_is_about_something_else_changes_nothing() -> None:
    assert newest_first([placed(OLD, 4), placed(NEW, 3, 30, tells_change=True)], lambda a, b: False) == ([OLD, NEW], {})
