"""When a digest is due: through holidays, changes of the clocks and of the settings, and times away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.domain.digest import Step, coming, due_at, is_late, last_due, next_step
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.weeks import Week, weeks_between

STOCKHOLM = ZoneInfo("Europe/Stockholm")
POLICY = ChannelPolicy(digest=True, tz="Europe/Stockholm")
W23, W24 = Week(2026, 23), Week(2026, 24)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
POLICIES = st.builds(
    ChannelPolicy,
    digest=st.just(True),
    digest_day=st.integers(0, 6),
    digest_time=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    tz=st.sampled_from(["Europe/Stockholm", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kolkata", "Australia/Lord_Howe"]),
    country=st.sampled_from(["SE", "US", ""]),
)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), STOCKHOLM)


def step(now: datetime, last: Week | None = W23, policy: ChannelPolicy = POLICY, *, on: bool = True) -> Step | None:
    return next_step(policy, on=on, last=last, now=now)


@pytest.mark.parametrize(
    ("day", "written"),
    [("2026-06-08", "2026-W24"), ("2027-01-01", "2026-W53"), ("2025-12-29", "2026-W01"), ("2026-01-04", "2026-W01")],
)
def test_a_week_belongs_to_the_year_of_its_thursday(day: str, written: str) -> None:
    week = Week.of(date.fromisoformat(day))

    assert str(week) == written
    assert Week.parse(written) == week


@pytest.mark.parametrize("written", ["2025-W53", "2026-W00", "2026-W54", "2026-W1", "W12", "2026-12", "2026-W12 ", "²⁰²⁶-W12"])
def test_what_is_no_week_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        Week.parse(written)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-200, 200))
def test_weeks_follow_one_another_without_a_gap(day: date, count: int) -> None:
    week = Week.of(day)

    assert week.later(count).later(-count) == week
    assert week.later(1).monday - week.monday == timedelta(days=7)
    assert len(weeks_between(week, week.later(count))) == max(0, count + 1)
    assert (str(week) < str(week.later(1))) and week < week.later(1)


@pytest.mark.parametrize(("week", "hours"), [(W23, 168), (Week(2026, 13), 167), (Week(2026, 43), 169)])
def test_a_week_is_as_long_as_the_clocks_make_it(week: Week, hours: int) -> None:
    begin, end = week.span("Europe/Stockholm")

    assert end - begin == timedelta(hours=hours)


def test_a_digest_comes_on_monday_morning_and_covers_the_week_before() -> None:
    assert due_at(W23, POLICY) == at(date(2026, 6, 8), 9)


@pytest.mark.parametrize("monday", [date(2026, 3, 30), date(2026, 10, 26)])
def test_it_is_nine_by_the_clock_after_both_changes_of_it(monday: date) -> None:
    due = due_at(Week.of(monday).later(-1), POLICY)

    assert due.astimezone(STOCKHOLM) == at(monday, 9)


def test_week_53_comes_after_week_52_and_before_week_1() -> None:
    last = Week(2026, 52)
    seen = []
    for _ in range(3):
        (last,) = step_weeks(due_at(last.later(1), POLICY), last)
        seen.append(str(last))

    assert seen == ["2026-W53", "2027-W01", "2027-W02"]


def step_weeks(now: datetime, last: Week) -> tuple[Week, ...]:
    found = step(now, last)
    assert found is not None
    return found.weeks


def test_a_holiday_moves_it_to_the_next_working_day() -> None:
    easter_monday = date(2026, 4, 6)

    assert due_at(Week.of(easter_monday).later(-1), POLICY) == at(date(2026, 4, 7), 9)
    assert due_at(Week.of(easter_monday).later(-1), replace(POLICY, country="")) == at(easter_monday, 9)


def test_good_friday_moves_it_over_easter() -> None:
    good_friday = date(2026, 4, 3)

    assert due_at(Week.of(good_friday).later(-1), replace(POLICY, digest_day=4)) == at(date(2026, 4, 7), 9)


def test_a_day_off_that_was_chosen_is_no_holiday() -> None:
    assert due_at(W23, replace(POLICY, digest_day=6)) == at(date(2026, 6, 14), 9)


def test_nothing_is_due_a_minute_before_and_one_digest_on_the_minute() -> None:
    monday = date(2026, 6, 15)

    assert step(at(monday, 8, 59)) is None
    assert step(at(monday, 9)) == Step((W24,), post=True)
    assert step(at(monday, 9), last=W24) is None


def test_a_zone_changed_on_monday_at_one_minute_to_nine_gives_one_digest_by_the_new_clock() -> None:
    before = at(date(2026, 6, 15), 8, 59)
    moved = replace(POLICY, tz="America/Toronto")

    assert step(before, policy=moved) is None
    assert step(before + timedelta(hours=6, minutes=1), policy=moved) == Step((W24,), post=True)
    assert step(before + timedelta(hours=6, minutes=1), last=W24, policy=moved) is None


def test_a_zone_changed_after_the_digest_gives_no_second_one() -> None:
    later = at(date(2026, 6, 15), 9, 1)

    for hours in range(48):
        assert step(later + timedelta(hours=hours), last=W24, policy=replace(POLICY, tz="Pacific/Honolulu")) is None


def test_half_a_working_day_later_it_is_late() -> None:
    due = due_at(W24, POLICY)

    assert not is_late((W24,), due, due + timedelta(hours=4))
    assert is_late((W24,), due, due + timedelta(hours=4, seconds=1))


def test_after_three_days_away_there_is_one_late_digest() -> None:
    back = at(date(2026, 6, 17), 10)

    assert step(back) == Step((W24,), post=True)
    assert is_late((W24,), due_at(W24, POLICY), back)


def test_several_missed_weeks_become_one_digest_that_says_so() -> None:
    found = step(at(date(2026, 7, 1), 10))

    assert found == Step((W24, Week(2026, 25), Week(2026, 26)), post=True)
    assert is_late(found.weeks, due_at(found.weeks[-1], POLICY), due_at(found.weeks[-1], POLICY))


def test_a_late_digest_waits_for_working_time() -> None:
    saturday = date(2026, 6, 20)

    assert step(at(saturday, 3)) is None
    assert step(at(date(2026, 6, 22), 8)) == Step((W24,), post=True)


def test_one_on_time_comes_when_it_was_set_to_also_on_a_sunday() -> None:
    assert step(at(date(2026, 6, 21), 9), policy=replace(POLICY, digest_day=6)) == Step((W24,), post=True)


def test_a_channel_seen_for_the_first_time_owes_nothing_for_what_went_by() -> None:
    assert step(at(date(2026, 6, 10), 12), last=None) == Step((W23,), post=False)
    assert step(at(date(2026, 6, 10), 12), last=None, on=False) is None


def test_weeks_that_went_by_while_it_was_off_are_not_made_up_for() -> None:
    assert step(at(date(2026, 7, 1), 10), on=False) == Step((W24, Week(2026, 25), Week(2026, 26)), post=False)


def test_the_coming_one_is_that_which_is_due_else_the_next() -> None:
    monday = date(2026, 6, 15)

    assert coming(POLICY, last=W23, now=at(monday, 8)) == W24
    assert coming(POLICY, last=W23, now=at(monday, 10)) == W24
    assert coming(POLICY, last=W24, now=at(monday, 10)) == Week(2026, 25)
    assert coming(POLICY, last=None, now=at(monday, 10)) == Week(2026, 25)


@given(POLICIES, MOMENTS)
def test_the_last_due_week_is_over_and_the_next_is_not_due(policy: ChannelPolicy, now: datetime) -> None:
    week = last_due(policy, now)

    assert due_at(week, policy) <= now < due_at(week.later(1), policy)
    assert week.span(policy.tz)[1] <= now


@given(POLICIES, MOMENTS, st.lists(st.timedeltas(timedelta(minutes=-90), timedelta(days=9)), max_size=12))
def test_whatever_the_clock_does_no_week_is_covered_twice(policy: ChannelPolicy, now: datetime, moves: list[timedelta]) -> None:
    last = last_due(policy, now)
    covered: list[Week] = []
    for move in moves:
        now += move
        found = next_step(policy, on=True, last=last, now=now)
        if found is not None:
            covered += found.weeks
            last = found.weeks[-1]

    assert covered == sorted(set(covered))
