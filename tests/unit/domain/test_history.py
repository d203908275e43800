"""How far a reading has come, and what a page of it tells."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from knowledge.domain.history import AFTER_THE_LAST, FROM_THE_FIRST, Phase, Reading, Wanted
from knowledge.domain.ids import ChannelId, Ts, ts_key

BACK_TO = Ts("1780000000.000000")
START = Reading(ChannelId("C1"), Wanted(BACK_TO, BACK_TO))


def ts(number: int) -> Ts:
    return Ts(f"{1780000001 + number}.000000")


@given(st.integers(0, 30), st.integers(1, 7), st.booleans(), st.sets(st.integers(0, 29)))
def test_whatever_vanished_is_between_the_bounds_of_one_page_whichever_way_pages_go(
    count: int, size: int, forwards: bool, vanished: set[int]
) -> None:
    standing = [ts(number) for number in range(count) if number not in vanished]
    ordered = standing if forwards else standing[::-1]
    pages = [ordered[start : start + size] for start in range(0, len(ordered), size)] or [[]]

    reading, missing = START, set[Ts]()
    for number, page in enumerate(pages):
        last = number == len(pages) - 1
        for after, before in reading.spans(page, last=last, is_limited=False):
            kept = [ts(n) for n in range(count) if ts_key(after) < ts_key(ts(n)) < ts_key(before)]
            missing |= {one for one in kept if one not in page}
        reading = reading.with_page(page, "" if last else "next")

    assert missing == {ts(number) for number in vanished if number < count}
    assert (reading.low, reading.high) == ((min(standing), max(standing)) if standing else ("", ""))


def test_nothing_is_judged_beyond_where_slack_hides_what_is_older() -> None:
    assert START.spans([ts(5), ts(3)], last=True, is_limited=True) == [(ts(3), ts(5)), (ts(5), AFTER_THE_LAST)]
    assert START.spans([], last=True, is_limited=True) == []


def test_a_reading_is_stored_and_goes_on_where_it_was() -> None:
    wanted = Wanted(ts(4), FROM_THE_FIRST, sweep=True)
    reading = Reading(ChannelId("C1"), wanted, Phase.THREADS, "", ts(1), ts(9), (ts(2), ts(3)), Wanted(ts(5), ts(1)))

    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading
    assert reading.is_begun
    assert not START.is_begun


def test_two_wishes_are_met_by_the_wider_one() -> None:
    assert Wanted(ts(5), ts(2)).with_(Wanted(ts(4), ts(3), sweep=True)) == Wanted(ts(4), ts(2), sweep=True)
