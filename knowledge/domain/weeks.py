"""ISO weeks: what a digest covers, and the periods of slots."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self

from knowledge.domain.working import zone_of

_WRITTEN = re.compile(r"(\d{4})-W(\d{2})")
_SEVEN = timedelta(days=7)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week. Its year is that of its Thursday: 29 December 2025 is in 2026-W01, 1 January 2027 in 2026-W53."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that a day is in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, written: str) -> Self:
        """A week as `str` writes it. Raises ValueError for anything else, and for a week 53 that its year has not."""
        match = _WRITTEN.fullmatch(written)
        if match is None:
            raise ValueError(f"not a week: {written!r}")
        week = cls(int(match[1]), int(match[2]))
        date.fromisocalendar(week.year, week.number, 1)
        return week

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    def later(self, weeks: int) -> Week:
        """So many weeks later; a negative number goes back."""
        return Week.of(self.monday + weeks * _SEVEN)

    def span(self, tz: str, until: Week | None = None) -> tuple[datetime, datetime]:
        """From local midnight before its Monday to local midnight after its Sunday (or that of `until`), in UTC."""
        after = (until or self).monday + _SEVEN
        begin, end = (datetime.combine(day, time(), zone_of(tz)).astimezone(UTC) for day in (self.monday, after))
        return begin, end


def weeks_between(first: Week, last: Week) -> tuple[Week, ...]:
    """All weeks from the first to the last, both included; none where the last comes before the first."""
    count = (last.monday - first.monday) // _SEVEN + 1
    return tuple(first.later(number) for number in range(max(0, count)))
