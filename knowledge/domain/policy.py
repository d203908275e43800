"""What a channel and a person have set, with every default. Numbers of behaviour stand here and nowhere else."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any, Self

from knowledge.domain.working import WEEKDAYS, WorkingTime, is_zone, known_countries

PATIENCES = (15, 30, 60, 120, 240, 480)
"""Working minutes that a channel may wait before an expert is asked; 480 is a working day."""
EXPERT_MINUTES = (60, 120, 240, 480)
"""Working minutes that an expert may wait before the next is asked."""
MOST_EXPERTS = 2
KEEPING_MONTHS = (3, 6, 12, 24, 36, 60)
"""How long a channel may keep entries."""
MOST_A_WEEK = 5
MOST_OPEN_ASKS = 3
UNTIL_FURTHER_NOTICE = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for «until I say otherwise» where a moment is kept."""

_FALLBACK = re.compile(r"[UWCGS][A-Z0-9]{1,30}", re.ASCII)


class Wrong(StrEnum):
    """Why a setting cannot be taken."""

    NOT_OFFERED = "a value that is not among those offered"
    NO_DAYS = "no working day"
    NO_HOURS = "the working time has no length"
    UNKNOWN_ZONE = "a time zone that nobody knows"
    UNKNOWN_COUNTRY = "a country whose holidays are not known"
    NOBODY_CHOSEN = "a person, channel or group was wanted, and none was chosen"
    NOT_A_COLLEAGUE = "somebody who is no active employee, or may not read the channel"
    NOT_IN_CHANNEL = "a channel that Kollega is not in"
    NOT_FOR_EVERYBODY = "not everybody there may read this channel"
    IN_THE_PAST = "a day that is over"


class _Stored:
    """A frozen dataclass of plain values that is kept as JSON: only what differs from the defaults, unknown names ignored."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        known = {field.name: field.type for field in fields(cls)}  # type: ignore[arg-type]  # every heir is a dataclass
        return cls(**{name: _read(value, str(known[name])) for name, value in stored.items() if name in known})

    def to_json(self) -> dict[str, Any]:
        default = asdict(type(self)())  # type: ignore[call-overload]
        mine: dict[str, Any] = asdict(self)  # type: ignore[call-overload]
        return {name: _written(value) for name, value in mine.items() if value != default[name]}


@dataclass(frozen=True, slots=True)
class ChannelPolicy(_Stored):
    """What a channel's steward may set. Empty `tz` and `country`: those of whoever started Kollega there."""

    suggestions: bool = True
    routing: bool = True
    patience_minutes: int = 120
    """Working minutes of the channel without an answer before an expert is asked"""
    expert_minutes: int = 240
    """Working minutes of the expert without a reaction before the next is asked"""
    most_experts: int = 2
    fallback: str = ""
    """Whom to ask after the experts: a person (U…), a user group (S…), a channel (C…, G…), or nobody"""
    digest: bool = False
    digest_day: int = 0
    digest_time: time = time(9)
    tz: str = ""
    country: str = "SE"
    start: time = time(8)
    end: time = time(17)
    days: tuple[int, ...] = WEEKDAYS
    keep_unanswered_months: int = 12
    keep_confirmed_months: int = 24

    def working(self, tz: str) -> WorkingTime:
        """The channel's working time; `tz` is the zone where it has not set its own."""
        return WorkingTime(self.tz or tz or "UTC", self.start, self.end, self.days, self.country)

    def unanswered_before(self, now: datetime) -> datetime:
        """What was asked before this moment, and never answered, is kept no longer."""
        return months_before(now, self.keep_unanswered_months)

    def confirmed_before(self, now: datetime) -> datetime:
        """An answer that was last confirmed before this moment, or written then and never confirmed, is kept no longer."""
        return months_before(now, self.keep_confirmed_months)

    def wrong(self) -> dict[str, Wrong]:
        """What cannot be taken, by the name of the setting, as far as the values alone can tell."""
        found = _wrong_hours(self.start, self.end, self.days, self.country)
        offered = {
            "patience_minutes": self.patience_minutes in PATIENCES,
            "expert_minutes": self.expert_minutes in EXPERT_MINUTES,
            "most_experts": 1 <= self.most_experts <= MOST_EXPERTS,
            "digest_day": 0 <= self.digest_day <= 6,
            "keep_unanswered_months": self.keep_unanswered_months in KEEPING_MONTHS,
            "keep_confirmed_months": self.keep_confirmed_months in KEEPING_MONTHS,
            "fallback": not self.fallback or _FALLBACK.fullmatch(self.fallback) is not None,
        }
        found |= {name: Wrong.NOT_OFFERED for name, is_right in offered.items() if not is_right}
        if self.tz and not is_zone(self.tz):
            found["tz"] = Wrong.UNKNOWN_ZONE
        return found


@dataclass(frozen=True, slots=True)
class PersonPolicy(_Stored):
    """What a person may set for themselves."""

    asks_a_week: int = 2
    """0 to 5 questions a week; 0: none"""
    open_asks: int = 1
    away_until: datetime | None = None
    answers_for: tuple[str, ...] = ()
    """Channels where they agreed to be asked last, after the experts"""
    start: time = time(8)
    end: time = time(17)
    days: tuple[int, ...] = WEEKDAYS
    country: str = "SE"

    def working(self, tz: str) -> WorkingTime:
        """The person's working time; `tz` is the one that Slack says."""
        return WorkingTime(tz or "UTC", self.start, self.end, self.days, self.country)

    def is_away(self, now: datetime) -> bool:
        return self.away_until is not None and now < self.away_until

    def wrong(self) -> dict[str, Wrong]:
        """What cannot be taken, by the name of the setting."""
        found = _wrong_hours(self.start, self.end, self.days, self.country)
        offered = {"asks_a_week": 0 <= self.asks_a_week <= MOST_A_WEEK, "open_asks": 1 <= self.open_asks <= MOST_OPEN_ASKS}
        return found | {name: Wrong.NOT_OFFERED for name, is_right in offered.items() if not is_right}


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many calendar months earlier; the month's last day where it is shorter."""
    whole = moment.year * 12 + moment.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def _wrong_hours(start: time, end: time, days: tuple[int, ...], country: str) -> dict[str, Wrong]:
    found: dict[str, Wrong] = {}
    if not days:
        found["days"] = Wrong.NO_DAYS
    elif not set(days) <= set(range(7)):
        found["days"] = Wrong.NOT_OFFERED
    if start == end:
        found["end"] = Wrong.NO_HOURS
    if country and country not in known_countries():
        found["country"] = Wrong.UNKNOWN_COUNTRY
    return found


def _read(value: Any, kind: str) -> Any:
    if value is None:
        return None
    if kind == "time":
        return time.fromisoformat(value)
    if kind.startswith("datetime"):
        return datetime.fromisoformat(value)
    if kind.startswith("tuple"):
        return tuple(value)
    return value


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, time | datetime) else list(value) if isinstance(value, tuple) else value
