"""What a channel and a person have set, with every default. Numbers of behaviour stand here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time
from typing import Any, Self

from knowledge.domain.working import WEEKDAYS, WorkingTime

PATIENCES = (15, 30, 60, 120, 240, 480)
"""Working minutes that a channel may wait before an expert is asked; 480 is a working day."""
MOST_A_WEEK = 5
NOTES_A_WEEK = 2
"""Private messages that nobody asked for, to one person, over all channels. Asks have their own cap."""
NOTES_APART_MINUTES = 120


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
