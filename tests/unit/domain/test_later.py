"""When an expert who said *Later* is reminded: in their own working time, and never at another time than the words say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.domain.later import Later, remind_at
from knowledge.domain.working import WorkingTime

WORKING = WorkingTime("UTC", country="")


@pytest.mark.parametrize(
    ("now", "choice", "then"),
    [
        ("2026-06-08 09:00", Later.TWO_HOURS, "2026-06-08 11:00"),
        ("2026-06-08 15:30", Later.TWO_HOURS, "2026-06-09 08:00"),
        ("2026-06-08 09:00", Later.NEXT_DAY, "2026-06-09 08:00"),
        ("2026-06-12 09:00", Later.NEXT_DAY, "2026-06-15 08:00"),
        ("2026-06-08 09:00", Later.NEXT_WEEK, "2026-06-15 08:00"),
        ("2026-06-14 09:00", Later.NEXT_WEEK, "2026-06-15 08:00"),
    ],
)
def test_the_moment(now: str, choice: Later, then: str) -> None:
    assert remind_at(choice, WORKING, moment(now)) == moment(then)


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=UTC)
