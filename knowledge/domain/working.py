"""Working time: when somebody is at work, and how much of it has passed.

Hours and days are local; durations are added in UTC, so a change of the clocks makes a working day neither longer nor shorter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import holidays

WEEKDAYS = (0, 1, 2, 3, 4)
_SEARCHED = 400  # days looked through for the next working time: more than any leave; nobody who works never is asked at all


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """When work is done: from `start` to `end` on `days` (0 is Monday), local to `tz`, not on public holidays of `country`.

    `end` before `start` is a night shift that ends the next morning. `country` is an ISO 3166 code, empty for no holidays.
    """

    tz: str = "Europe/Stockholm"
    start: time = time(8)
    end: time = time(17)
    days: tuple[int, ...] = WEEKDAYS
    country: str = "SE"

    def is_working(self, at: datetime) -> bool:
        """Whether a moment (aware) is working time."""
        return any(begins <= at < ends for begins, ends in self._shifts(at - timedelta(days=1), 3))

    def next_working(self, at: datetime) -> datetime | None:
        """The first working moment from `at` on, which may be `at` itself, in UTC; None where nobody ever works."""
        return next((max(begins, at.astimezone(UTC)) for begins, ends in self._shifts(at, _SEARCHED) if ends > at), None)

    def after(self, at: datetime, minutes: float) -> datetime | None:
        """The moment when so many minutes of working time have passed since `at`, in UTC; None where nobody ever works."""
        left = timedelta(minutes=minutes)
        for begins, ends in self._shifts(at, _SEARCHED):
            begins = max(begins, at.astimezone(UTC))  # noqa: PLW2901 - the part of the shift that is still to come
            if ends - begins >= left:
                return begins + left
            left -= max(ends - begins, timedelta(0))
        return None

    def minutes_between(self, begin: datetime, end: datetime) -> float:
        """How many minutes of working time lie between two moments; 0 where the second is the earlier."""
        days = (end - begin).days + 3
        parts = (min(ends, end) - max(begins, begin) for begins, ends in self._shifts(begin, days))
        return sum(part.total_seconds() for part in parts if part > timedelta(0)) / 60

    def is_one_shift(self, begin: datetime, end: datetime) -> bool:
        """Whether the second moment is working time, and the first lies in that shift, or before it on the day when it begins."""
        shifts = list(self._shifts(end - timedelta(days=1), 3))
        now = next((shift for shift in shifts if shift[0] <= end < shift[1]), None)
        if now is None:
            return False
        zone = zone_of(self.tz)
        same_day = begin.astimezone(zone).date() == now[0].astimezone(zone).date()
        return begin >= now[0] or (same_day and all(begin >= ends for _, ends in shifts if ends <= now[0]))

    def is_workday(self, day: date) -> bool:
        """Whether a shift begins on a local day."""
        return day.weekday() in self.days and not is_holiday(day, self.country)

    def _shifts(self, around: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
        """The shifts from the local day before a moment on, in UTC, as many days as said."""
        zone = zone_of(self.tz)
        first = around.astimezone(zone).date() - timedelta(days=1)
        length = (datetime.combine(first, self.end) - datetime.combine(first, self.start)).total_seconds()
        over_midnight = length <= 0
        for day in (first + timedelta(days=number) for number in range(days)):
            if self.is_workday(day):
                last = day + timedelta(days=1) if over_midnight else day
                yield _utc(day, self.start, zone), _utc(last, self.end, zone)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; UTC for one that nobody knows (Slack lets people have any)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    """Whether a time zone is known by that name."""
    return name in _zones()


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_holiday(day: date, country: str) -> bool:
    """Whether people in a country are off on a day: public holidays, and the eves that are kept as such (Midsummer Eve)."""
    return day in _holidays_in(country, day.year)


@lru_cache(maxsize=256)
def _holidays_in(country: str, year: int) -> frozenset[date]:
    if country not in known_countries():
        return frozenset()
    supported = holidays.country_holidays(country).supported_categories
    wanted = tuple(category for category in ("public", "de_facto") if category in supported)
    found = holidays.country_holidays(country, years=year, categories=wanted, language="en_US")
    # Sweden's law calls every Sunday a holiday; who works on Sundays does not.
    return frozenset(day for day, name in found.items() if name != "Sunday")


@lru_cache(maxsize=1)
def known_countries() -> frozenset[str]:
    """The countries whose holidays are known, as ISO 3166 codes."""
    return frozenset(code for code in holidays.list_supported_countries() if len(code) == 2)


def _utc(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
