"""«Later», as an expert may choose it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum

from knowledge.domain.working import WorkingTime, zone_of

_AFTER_LUNCH = time(13)
_SOON = timedelta(hours=2)
_MONDAY = 0


class Later(StrEnum):
    """When to be reminded."""

    AFTER_LUNCH = "after_lunch"
    TOMORROW = "tomorrow"
    MONDAY = "monday"


def remind_at(later: Later, working: WorkingTime, now: datetime) -> datetime:
    """The moment to remind somebody, within their own working time: after lunch (in two hours, once lunch is over), when
    they begin on the next working day, when they begin on Monday (or on the next day that they work)."""
    local = now.astimezone(zone_of(working.tz))
    midnight = datetime.combine(local.date(), time(0), local.tzinfo)
    match later:
        case Later.AFTER_LUNCH:
            wanted = max(datetime.combine(local.date(), _AFTER_LUNCH, local.tzinfo), now + _SOON if local.time() >= time(12) else now)
        case Later.TOMORROW:
            wanted = midnight + timedelta(days=1)
        case Later.MONDAY:
            wanted = midnight + timedelta(days=(_MONDAY - local.weekday() - 1) % 7 + 1)
    return working.next_working(wanted) or wanted
