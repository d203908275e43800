"""When a channel's digest is due, which weeks it covers, and what stands in it.

A digest covers the last ISO week that has ended, whatever day it comes out. Slots (kind, channel, week covered) say what
became of each week, so whatever happens to clocks, zones and settings, no week is covered twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from knowledge.domain.found import Found, Speaker
from knowledge.domain.ids import ChannelId, MessageRef
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.weeks import Week, weeks_between
from knowledge.domain.working import is_holiday, zone_of

DIGEST = "digest"
"""The kind of the slot and of the post."""
LATE_AFTER = timedelta(hours=4)  # half a working day: who looks for it in the morning has found none
_MOVED_AT_MOST = 14  # days past a run of holidays; where nobody ever works it stays on the first day that is none


class SlotOutcome(StrEnum):
    """What became of one week of one channel."""

    POSTED = "posted"
    EMPTY = "empty"
    """There was nothing to say"""
    SKIPPED = "skipped"
    """The digest was off when it would have been due"""
    MERGED = "merged_into"
    """It came with a later week's, after a time away"""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done now for one channel: one digest for these weeks, or nothing but to note that they went by."""

    weeks: tuple[Week, ...]
    post: bool


def due_at(week: Week, policy: ChannelPolicy) -> datetime:
    """The moment when the digest that covers a week comes out, in UTC. A public holiday moves it to the next working day."""
    day = week.later(1).monday + timedelta(days=policy.digest_day)
    if is_holiday(day, policy.country):
        day = _next_workday(day, policy)
    return datetime.combine(day, policy.digest_time, zone_of(policy.tz)).astimezone(UTC)


def last_due(policy: ChannelPolicy, now: datetime) -> Week:
    """The latest week whose digest is due at `now`."""
    week = Week.of(now.astimezone(zone_of(policy.tz)).date())
    while due_at(week, policy) > now:
        week = week.later(-1)
    return week


def next_step(policy: ChannelPolicy, *, on: bool, last: Week | None, now: datetime) -> Step | None:
    """What is to be done for a channel whose latest slot is that of `last`; None: nothing yet.

    A channel seen for the first time, or with its digest off, owes nothing for what was due before: those weeks are
    noted as skipped. A late digest waits for the channel's working time; nobody looks for it at night.
    """
    end = last_due(policy, now)
    if last is None:
        return Step((end,), post=False) if on else None
    weeks = weeks_between(last.later(1), end)
    if not weeks:
        return None
    if not on:
        return Step(weeks, post=False)
    if is_late(weeks, due_at(end, policy), now):
        opens = policy.working(policy.tz).next_working(now)
        if opens is not None and opens > now:
            return None
    return Step(weeks, post=True)


def coming(policy: ChannelPolicy, *, last: Week | None, now: datetime) -> Week:
    """The week that the next digest covers: the one that is due and has no slot yet, else the one that comes out next."""
    end = last_due(policy, now)
    return end if last is not None and last < end else end.later(1)


def is_late(weeks: tuple[Week, ...], due: datetime, at: datetime) -> bool:
    """Whether a digest for these weeks, due at a moment, has to say that it comes late at another."""
    return len(weeks) > 1 or at - due > LATE_AFTER


class Change(StrEnum):
    """What became of an answer that colleagues may rely on."""

    NEWER = "newer"
    """A newer answer was accepted"""
    TAKEN_BACK = "taken_back"
    """Nobody confirms it any more"""
    DOUBTED = "doubted"
    RETIRED = "retired"


class ThanksFor(StrEnum):
    ASKING = "asking"
    ANSWERING = "answering"


@dataclass(frozen=True, slots=True)
class Learning:
    """An answer good to know. `helped` is the asker, where they said so and may be named; `others` how many it helped besides."""

    found: Found
    helped: Speaker | None
    others: int
    endorsed: bool


@dataclass(frozen=True, slots=True)
class Changed:
    found: Found
    what: Change


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question that waits for somebody. `since` is local to the channel; `wondering` counts the asker too."""

    ref: MessageRef
    asker: Speaker
    text: str
    since: datetime
    wondering: int


@dataclass(frozen=True, slots=True)
class Thanks:
    """Somebody to be thanked; `ref` is their first question or answer of the week."""

    to: Speaker
    what: ThanksFor
    ref: MessageRef


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as it is shown. `first_day` and `last_day` are the working days that it covers; `at` is when it is read, local."""

    channel: ChannelId
    channel_name: str
    weeks: tuple[Week, ...]
    first_day: date
    last_day: date
    at: datetime
    late: bool
    learnings: tuple[Learning, ...]
    changed: tuple[Changed, ...]
    help_wanted: tuple[Wanted, ...]
    thanks: tuple[Thanks, ...]
    questions: int
    solved: int
    sources: tuple[MessageRef, ...]
    """Every message whose words, author or number it shows"""
    more_wanted: int = 0
    """Questions that wait for somebody besides those of `help_wanted`"""

    @property
    def is_empty(self) -> bool:
        """Nothing happened: questions that only wait on are no reason to write."""
        return not (self.learnings or self.changed or self.thanks or self.questions)


def _next_workday(day: date, policy: ChannelPolicy) -> date:
    following = [day + timedelta(days=number) for number in range(1, _MOVED_AT_MOST)]
    free = [each for each in following if not is_holiday(each, policy.country)]
    return next((each for each in free if policy.working(policy.tz).is_workday(each)), free[0] if free else day)
