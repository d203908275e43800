"""What a search gives: entries as a person may be shown them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.language import Language


class BadgeKind(StrEnum):
    """What may be said of an entry's answer, each true of facts."""

    ACCEPTED = "accepted"
    ENDORSED = "endorsed"
    SAID_THANKS = "said_thanks"
    """Confirmed by the asker's words only"""
    HELPED = "helped"
    """`count` people besides the asker said that it helped them"""
    CONFIRMED = "confirmed"
    """Last confirmed by a person at `at`"""
    NOT_CONFIRMED = "not_confirmed"
    IN_DOUBT = "in_doubt"
    NEWER_ANSWER = "newer_answer"
    """Somebody has answered the like since, and said that something has changed"""
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Badge:
    kind: BadgeKind
    count: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody with what is shown of them. `name` is empty for people who are not known (old exports)."""

    user: UserId
    name: str
    title: str = ""
    avatar: str = ""


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    ref: MessageRef
    by: Speaker
    text: str
    """As written, Slack's mrkdwn; not shortened"""


@dataclass(frozen=True, slots=True)
class Found:
    """One entry in a result. `score` is comparable within one result only, 0 to 1."""

    entry: EntryId
    score: float
    channel: ChannelId
    channel_name: str
    ts: Ts
    asker: Speaker
    asked_at: datetime
    lang: Language
    question: str
    answer: FoundAnswer | None
    badges: tuple[Badge, ...]
    confirmed_by: tuple[Speaker, ...] = ()
    other_ways: tuple[FoundAnswer, ...] = ()
    """Of a question that asks how others do something: what else people answered, confirmed ones first"""

    @property
    def link_to(self) -> MessageRef:
        """Where reading on begins: the answer, else the question."""
        return self.answer.ref if self.answer else MessageRef(self.channel, self.ts)

    @property
    def sources(self) -> tuple[MessageRef, ...]:
        """The messages whose words are shown."""
        asked = MessageRef(self.channel, self.ts)
        ways = tuple(way.ref for way in self.other_ways)
        return (asked, self.answer.ref, *ways) if self.answer else (asked,)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to one search.

    `confident`: the first confirmed answer is likely right. `words_only`: the models are still loading.
    `more`: further entries exist that this person may read.
    """

    query: str
    results: tuple[Found, ...]
    confident: bool
    words_only: bool
    more: bool
    took_ms: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """What came nearest to a question. `chance`: that it answers it, None where nobody has confirmed an answer; `wanted`: the chance from
    which it would have been suggested."""

    entry: EntryId
    chance: float | None
    wanted: float


class SuggestionOutcome(StrEnum):
    """What became of a suggestion."""

    OFFERED = "offered"
    SOLVED = "solved"
    NOT_NEEDED = "not_needed"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class MyQuestion:
    """A question of one's own in the App Home; `suggestion` waits for a click, `suggestion_id` names it."""

    ref: MessageRef
    channel_name: str
    text: str
    state: str
    asked_at: datetime
    answers: int
    suggestion: Found | None = None
    suggestion_id: int | None = None
    is_asking: bool = False
    """A colleague who agreed to it has been asked, and has not answered yet"""
    asked_in_vain: bool = False
    """Colleagues were asked, and none of them had the time"""


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a person is shown of their own data: counts only; the export holds the words."""

    opted_out_at: datetime | None
    questions: int
    answers: int
    other_messages: int
    facts: int
