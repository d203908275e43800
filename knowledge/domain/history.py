"""What Slack shows when its history is read, and how far such a reading has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Self

from knowledge.domain.ids import ChannelId, MessageRef, Ts, ts_key
from knowledge.domain.written import Written

FROM_THE_FIRST = Ts("0000000000.000000")
"""Before any message"""
AFTER_THE_LAST = Ts("9999999999.999999")


@dataclass(frozen=True, slots=True)
class Shown:
    """One message that stands in Slack now. `written` is None where it is nobody's words (a bot's, a notice)."""

    ref: MessageRef
    thread_ts: Ts
    written: Written | None
    latest_reply: Ts | None = None
    half_named: frozenset[str] = frozenset()
    """Reactions of which Slack names only some of the people: who is missing there may still have reacted."""

    @property
    def is_reply(self) -> bool:
        return self.thread_ts != self.ref.ts


@dataclass(frozen=True, slots=True)
class Known:
    """A kept message, as far as it is compared."""

    ts: Ts
    thread_ts: Ts
    version: Ts


class Phase(StrEnum):
    """What a reading is at. `SETTLING`: all is handed on, and waits to be worked on."""

    HISTORY = "history"
    THREADS = "threads"
    SETTLING = "settling"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reading is to bring: messages said after `since`, and what became of those kept since `back_to`.

    `sweep`: of everything that is kept, and late replies in threads that had long been quiet.
    """

    since: Ts
    back_to: Ts
    sweep: bool = False

    def with_(self, other: Wanted) -> Wanted:
        return Wanted(min(self.since, other.since, key=ts_key), min(self.back_to, other.back_to, key=ts_key), self.sweep or other.sweep)


@dataclass(frozen=True, slots=True)
class Reading:
    """A channel's history being read, piece by piece; kept with its task, so that it goes on after a crash.

    `low` and `high` bound what the pages showed so far, empty before the first. `again`: what was asked for meanwhile.
    """

    channel: ChannelId
    wanted: Wanted
    phase: Phase = Phase.HISTORY
    cursor: str = ""
    low: str = ""
    high: str = ""
    threads: tuple[Ts, ...] = ()
    again: Wanted | None = None

    @property
    def is_begun(self) -> bool:
        return self.phase is not Phase.HISTORY or bool(self.cursor)

    def with_page(self, stamps: Collection[Ts], cursor: str) -> Self:
        """One page on. `cursor` leads to the next one, empty after the last."""
        seen = [*stamps, *(Ts(bound) for bound in (self.low, self.high) if bound)]
        low, high = min(seen, key=ts_key, default=""), max(seen, key=ts_key, default="")
        return replace(self, cursor=cursor, low=low, high=high)

    def spans(self, stamps: Collection[Ts], *, last: bool, is_limited: bool) -> list[tuple[Ts, Ts]]:
        """Between which moments a page shows everything that stands, whether pages go back or forth in time.

        `last`: no page comes after it, so nothing stands beyond those seen. `is_limited`: Slack hides what is older.
        """
        after = self.with_page(stamps, "")
        found: list[tuple[Ts, Ts]] = []
        if stamps:
            oldest, newest = min(stamps, key=ts_key), max(stamps, key=ts_key)
            if self.low and ts_key(newest) < ts_key(self.low):
                newest = Ts(self.low)
            elif self.high and ts_key(oldest) > ts_key(self.high):
                oldest = Ts(self.high)
            found.append((oldest, newest))
        if last and after.high:
            found.append((Ts(after.high), AFTER_THE_LAST))
        if last and not is_limited:
            found.append((self.wanted.back_to, Ts(after.low) if after.low else AFTER_THE_LAST))
        return found

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "phase": self.phase.value, "threads": list(self.threads)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            ChannelId(stored["channel"]),
            Wanted(**stored["wanted"]),
            Phase(stored["phase"]),
            stored["cursor"],
            stored["low"],
            stored["high"],
            tuple(Ts(ts) for ts in stored["threads"]),
            Wanted(**stored["again"]) if stored["again"] else None,
        )
