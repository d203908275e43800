"""The policy clock: make-believe time that runs in real time from where it was last set."""

import re
import time
from datetime import UTC, datetime, timedelta

MICROSECONDS = 1_000_000
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class PolicyClock:
    """Policy time and the timestamps made from it, which are unique and strictly increasing."""

    def __init__(self, now: datetime | None = None) -> None:
        self._set_to = (now or datetime.now(UTC)).astimezone(UTC)
        self._set_at = time.monotonic_ns()
        self._last = 0

    def now(self) -> datetime:
        return self._set_to + timedelta(microseconds=(time.monotonic_ns() - self._set_at) // 1000)

    def seconds(self) -> int:
        return int(self.now().timestamp())

    def move_to(self, moment: datetime) -> datetime:
        """Set policy time; never backwards, since Slack's timestamps would no longer increase."""
        now = self.now()
        if moment < now:
            raise ValueError("the clock goes forwards only")
        self._set_to, self._set_at = moment.astimezone(UTC), time.monotonic_ns()
        return self._set_to

    def reach(self, moment: datetime) -> None:
        """Set policy time to a moment, unless it is later already."""
        if moment > self.now():
            self.move_to(moment)

    def next_ts(self) -> str:
        """A new message timestamp, later than every one before it."""
        now = self.now()
        microseconds = int(now.timestamp()) * MICROSECONDS + now.microsecond
        self._last = max(self._last + 1, microseconds)
        return ts_of(self._last)

    def seen(self, ts: str) -> None:
        """Take note of a timestamp from elsewhere, so that new ones come after it."""
        self._last = max(self._last, microseconds_of(ts))


def ts_of(microseconds: int) -> str:
    return f"{microseconds // MICROSECONDS}.{microseconds % MICROSECONDS:06d}"


def microseconds_of(ts: str) -> int:
    """Slack's `seconds.microseconds` as a whole number; raises ValueError for anything else."""
    if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", ts):
        raise ValueError(f"not a timestamp: {ts!r}")
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * MICROSECONDS + int(fraction.ljust(6, "0") or 0)


def moment_of(ts: str) -> datetime:
    """When a timestamp was; raises ValueError for anything else."""
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=microseconds_of(ts))


def next_weekday(now: datetime, said: str) -> datetime:
    """The next `monday 09:00` (or just `09:00`) after `now`, in the zone of `now`."""
    match = re.fullmatch(r"(?:([a-z]+)\s+)?(\d{1,2}):(\d{2})", said.strip().lower())
    if match is None or (match[1] and match[1] not in WEEKDAYS):
        raise ValueError(f"not a weekday and a time: {said!r}")
    moment = now.replace(hour=int(match[2]), minute=int(match[3]), second=0, microsecond=0)
    while moment <= now or (match[1] and moment.weekday() != WEEKDAYS.index(match[1])):
        moment += timedelta(days=1)
    return moment
