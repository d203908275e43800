"""Whom to ask about a question that nobody answered: who fits, who may be asked, who is at work, whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from knowledge.domain.ids import MessageRef, UserId
from knowledge.domain.people import Person
from knowledge.domain.policy import PersonPolicy

WEEK = timedelta(days=7)
_FAIR_WITHIN = timedelta(days=28)
SILENT_ASKS = 2
"""Asks without any reaction after which somebody is not asked again until they next press a button"""


class AskState(StrEnum):
    """What has become of one expert's being asked."""

    WAITING = "waiting"
    LATER = "later"
    """They want to be reminded; `next_at` says when"""
    ANSWERED = "answered"
    NOT_POSTED = "not_posted"
    """They answered, and Slack would not have it, or they may not read the channel any more"""
    TAKEN_BACK = "taken_back"
    """They answered, and removed the answer again"""
    PASSED = "passed"
    NOT_MINE = "not_mine"
    LAPSED = "lapsed"
    """No reaction in time: somebody else was asked"""
    ENDED = "ended"
    """Somebody spoke in the thread, or the question needs no answer of theirs any more"""
    UNSENT = "unsent"
    """When the message was to be sent they could not be asked: they know nothing of it, and may be asked later"""
    UNREACHABLE = "unreachable"
    """Slack did not take the message: they know nothing of it, and are not asked about this question again"""


UNSEEN = (AskState.UNSENT, AskState.UNREACHABLE)
"""What never reached anybody counts for nothing"""
OPEN = (AskState.WAITING, AskState.LATER)
IN_VAIN = frozenset({AskState.LAPSED, AskState.NOT_MINE, AskState.PASSED, AskState.NOT_POSTED})
"""Ends that bring no answer"""


class Agreement(StrEnum):
    """Whether somebody has said yes to being asked about a topic. Only `AGREED` is ever asked."""

    INVITED = "invited"
    AGREED = "agreed"
    DECLINED = "declined"


class Hindrance(StrEnum):
    """Why somebody who knows is not asked. Those of `PASSING` are over at some time."""

    ASKER = "asked the question"
    NOT_A_COLLEAGUE = "is no active full member of the workspace"
    OPTED_OUT = "takes no part"
    MAY_NOT_READ = "may not read the channel"
    ASKED_BEFORE = "was asked about this question before"
    WANTS_NONE = "wants no questions"
    PAUSED = "did not react to the last two questions"
    HAS_ONE = "has a question waiting already"
    HAD_ENOUGH = "has had this week's questions"
    AWAY = "is away"
    NOT_AT_WORK = "is not at work now"


PASSING = frozenset({Hindrance.HAS_ONE, Hindrance.HAD_ENOUGH, Hindrance.AWAY, Hindrance.NOT_AT_WORK})


@dataclass(frozen=True, slots=True)
class PastAsk:
    """One earlier ask of the same person, about anything."""

    asked_at: datetime
    state: AskState
    reacted: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who said yes to one of the question's topics.

    `past`: everything they were asked in the last four weeks, and their last two asks whenever they were, the latest first.
    """

    person: Person
    policy: PersonPolicy
    topics: tuple[str, ...]
    past: Sequence[PastAsk] = ()
    is_asker: bool = False
    opted_out: bool = False
    may_read: bool = True
    asked_before: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate weighed: what hinders, and from when on nothing would (None: now, or never where the hindrance does not pass)."""

    user: UserId
    score: float
    topics: tuple[str, ...]
    hindrance: Hindrance | None
    free_at: datetime | None

    @property
    def available(self) -> bool:
        return self.hindrance is None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an expert's DM shows."""

    ask: int
    expert: UserId
    state: AskState
    question: MessageRef
    text: str
    asker: UserId
    asked_at: datetime
    channel_name: str
    why: tuple[str, ...]
    """`topic:<name>`, `passed:<user>` or `fallback`"""
    suggested: bool
    """An old answer was shown to the asker, who said that it was not what they need"""
    next_at: datetime | None


def weigh(candidates: Sequence[Candidate], now: datetime) -> list[Choice]:
    """Everybody weighed, whom to ask first: who fits more topics, was asked less of late, was asked longest ago."""
    chosen = [weigh_one(candidate, now) for candidate in candidates]
    waited = {candidate.person.user_id: max((ask.asked_at for ask in candidate.past), default=None) for candidate in candidates}
    return sorted(chosen, key=lambda choice: (not choice.available, -choice.score, _longest_first(waited[choice.user]), choice.user))


def soonest(choices: Sequence[Choice]) -> datetime | None:
    """When the first of those who only cannot be asked yet can be; None where there is nobody."""
    return min((choice.free_at for choice in choices if choice.hindrance in PASSING and choice.free_at is not None), default=None)


def hindrance(candidate: Candidate, now: datetime) -> Hindrance | None:
    """The weightiest reason not to ask somebody now."""
    person, policy, past = candidate.person, candidate.policy, candidate.past
    open_asks = sum(ask.state in OPEN for ask in past)
    this_week = sum(now - ask.asked_at < WEEK for ask in past)
    reasons = (
        (candidate.is_asker, Hindrance.ASKER),
        (not person.is_full_member, Hindrance.NOT_A_COLLEAGUE),
        (candidate.opted_out, Hindrance.OPTED_OUT),
        (not candidate.may_read, Hindrance.MAY_NOT_READ),
        (candidate.asked_before, Hindrance.ASKED_BEFORE),
        (policy.asks_a_week <= 0, Hindrance.WANTS_NONE),
        (is_paused(past), Hindrance.PAUSED),
        (policy.is_away(now), Hindrance.AWAY),
        (open_asks >= policy.open_asks, Hindrance.HAS_ONE),
        (this_week >= policy.asks_a_week, Hindrance.HAD_ENOUGH),
        (not policy.working(person.tz).is_working(now), Hindrance.NOT_AT_WORK),
    )
    return next((why for holds, why in reasons if holds), None)


def is_paused(past: Sequence[PastAsk]) -> bool:
    """Whether the last asks all went by without any reaction."""
    last = sorted(past, key=lambda ask: ask.asked_at, reverse=True)[:SILENT_ASKS]
    return len(last) == SILENT_ASKS and all(ask.state is AskState.LAPSED and not ask.reacted for ask in last)


def weigh_one(candidate: Candidate, now: datetime) -> Choice:
    why = hindrance(candidate, now)
    recent = sum(now - ask.asked_at < _FAIR_WITHIN for ask in candidate.past)
    score = len(candidate.topics) / (1 + recent)
    return Choice(candidate.person.user_id, score, candidate.topics, why, _free_at(candidate, why, now))


def _free_at(candidate: Candidate, why: Hindrance | None, now: datetime) -> datetime | None:
    policy = candidate.policy
    match why:
        case Hindrance.AWAY:
            at = policy.away_until
        case Hindrance.HAD_ENOUGH:
            asks = sorted(ask.asked_at for ask in candidate.past if now - ask.asked_at < WEEK)
            at = asks[len(asks) - policy.asks_a_week] + WEEK
        case Hindrance.NOT_AT_WORK:
            at = now
        case Hindrance.HAS_ONE:
            at = now + timedelta(hours=1)  # nobody knows when it is answered: look again
        case _:
            return None
    return policy.working(candidate.person.tz).next_working(at) if at is not None else None


def _longest_first(asked_at: datetime | None) -> float:
    return asked_at.timestamp() if asked_at is not None else 0.0
