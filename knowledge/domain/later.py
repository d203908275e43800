"""«Later», as an expert may choose it: words that are true whenever they are read."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from knowledge.domain.working import WorkingTime, zone_of

_SOON = timedelta(hours=2)


class Later(StrEnum):
    """When to be reminded."""

    TWO_HOURS = "two_hours"
    NEXT_DAY = "next_day"
    NEXT_WEEK = "next_week"


def remind_at(later: Later, working: WorkingTime, now: datetime) -> datetime:
    """The moment to remind somebody, within their own working time: in two hours, when they begin on their next working day, or
    when they begin in the next calendar week."""
    local = now.astimezone(zone_of(working.tz))
    midnight = datetime.combine(local.date(), time(0), local.tzinfo)
    match later:
        case Later.TWO_HOURS:
            wanted = now + _SOON
        case Later.NEXT_DAY:
            wanted = midnight + timedelta(days=1)
        case Later.NEXT_WEEK:
            wanted = midnight + timedelta(days=7 - local.weekday())
    return working.next_working(wanted) or wanted
