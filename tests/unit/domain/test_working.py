"""Working time through nights, weekends, holidays and changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.domain.working import WorkingTime, is_holiday

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = WorkingTime()
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=STOCKHOLM)


def test_two_working_hours_from_friday_afternoon_end_on_monday_morning() -> None:
    assert OFFICE.after(at(12, 16), 120) == at(15, 9)


def test_what_is_asked_at_night_waits_from_the_morning_on() -> None:
    assert OFFICE.after(at(9, 22), 120) == at(10, 10)


def test_midsummer_eve_is_no_working_day_in_sweden() -> None:
    assert OFFICE.after(at(18, 16), 120) == at(22, 9)
    assert not OFFICE.is_working(at(19, 11))


def test_the_same_day_is_one_where_it_is_not_kept() -> None:
    assert WorkingTime(country="US").is_working(at(19, 11).replace(day=18))
    assert not is_holiday(date(2026, 6, 19), "")


def test_who_works_on_sundays_is_at_work_on_a_sunday() -> None:
    assert WorkingTime(days=(6,)).is_working(at(14, 11))


def test_a_working_day_is_as_long_on_the_days_when_the_clocks_change() -> None:
    night = WorkingTime(start=time(0), end=time(8), days=(6,), country="")

    assert night.minutes_between(at(29, 0, month=3), at(29, 23, month=3)) == 7 * 60
    assert night.minutes_between(at(25, 0, month=10), at(25, 23, month=10)) == 9 * 60
    assert OFFICE.minutes_between(at(30, 0, month=3), at(30, 23, month=3)) == 9 * 60


def test_a_night_shift_ends_the_next_morning() -> None:
    night = WorkingTime(start=time(22), end=time(6))

    assert night.is_working(at(9, 23))
    assert night.is_working(at(10, 5))
    assert not night.is_working(at(10, 12))
    assert night.after(at(9, 23), 120) == at(10, 1)


@pytest.mark.parametrize(
    ("begin", "end", "one"),
    [
        (at(9, 9), at(9, 15), True),
        (at(9, 7), at(9, 9), True),  # before work, on the same day
        (at(9, 9), at(9, 18), False),
        (at(9, 16), at(10, 9), False),
    ],
)
def test_two_moments_lie_in_one_working_day(begin: datetime, end: datetime, one: bool) -> None:
    assert OFFICE.is_one_shift(begin, end) == one


def test_a_night_shift_is_one_though_the_day_changes() -> None:
    night = WorkingTime(start=time(22), end=time(6))

    assert night.is_one_shift(at(9, 23), at(10, 5))
    assert not night.is_one_shift(at(9, 5), at(10, 5))


def test_a_zone_that_nobody_knows_counts_as_utc() -> None:
    assert WorkingTime(tz="Mars/Olympus").is_working(datetime(2026, 6, 9, 8, tzinfo=UTC))


def test_who_never_works_is_never_at_work() -> None:
    assert WorkingTime(days=()).next_working(at(9, 9)) is None
    assert WorkingTime(days=()).after(at(9, 9), 1) is None


@given(MOMENTS, st.integers(1, 3000))
def test_after_and_between_agree(moment: datetime, minutes: int) -> None:
    end = OFFICE.after(moment, minutes)

    assert end is not None
    assert OFFICE.minutes_between(moment, end) == pytest.approx(minutes)


@given(MOMENTS)
def test_the_next_working_moment_is_one_and_none_is_before_it(moment: datetime) -> None:
    found = OFFICE.next_working(moment)

    assert found is not None
    assert OFFICE.is_working(found)
    assert found == moment or not OFFICE.is_working(found - timedelta(seconds=1))
