"""Messages as Kollega keeps them, and the facts that people add to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.language import Gratitude, Language, MessageKind


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came through the door: reduced to the fields used, secrets masked.

    `thread_ts` is the root of the thread, which for a message at the top level is its own `ts`.
    `version` is `edited.ts`, else `ts`: a write applies only if it is newer.
    """

    channel: ChannelId
    ts: Ts
    user: UserId
    text: str
    thread_ts: Ts
    version: Ts
    broadcast: bool = False

    @property
    def ref(self) -> MessageRef:
        return MessageRef(self.channel, self.ts)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts != self.ts


@dataclass(frozen=True, slots=True)
class Said:
    """A kept message together with what was read out of it; all that linking and acceptance need."""

    message: Message
    kind: MessageKind
    probability: float
    is_question: bool | None
    lang: Language
    gratitude: Gratitude | None = None
    mentions: tuple[UserId, ...] = ()

    @property
    def ts(self) -> Ts:
        return self.message.ts

    @property
    def user(self) -> UserId:
        return self.message.user


@dataclass(frozen=True, slots=True)
class Reaction:
    """One person's emoji on one message; `name` without colons and skin tone. `at` is None where nobody says when (an export)."""

    channel: ChannelId
    ts: Ts
    user: UserId
    name: str
    at: datetime | None = field(default=None, compare=False)


class AcceptedBy(StrEnum):
    """Who showed that an answer is right, by falling trust."""

    EXPERT = "expert"
    STEWARD = "steward"
    ASKER = "asker"
    WORDS = "words"
    ALSO = "also"
    """Somebody else whom it helped: a weaker confirmation that resolves nothing by itself."""


class Via(StrEnum):
    """By which gesture a fact came about."""

    BUTTON = "button"
    REACTION = "reaction"
    WORDS = "words"
    SHORTCUT = "shortcut"
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A fact: somebody confirmed an answer to a question."""

    question: MessageRef
    answer: MessageRef
    by: UserId
    kind: AcceptedBy
    via: Via
    at: datetime
    revoked_at: datetime | None = None


class Verdict(StrEnum):
    """What somebody with the right to says of a question or an answer."""

    NOT_A_QUESTION = "not_a_question"
    WITHDRAWN = "withdrawn"
    NOT_AN_ANSWER = "not_an_answer"
    NOT_ACCEPTED = "not_accepted"
    """Takes back an acceptance that was read out of words."""
    IS_A_QUESTION = "is_a_question"
    """Saved by hand: a question whatever the classifier thinks."""
    ASK_NOBODY = "ask_nobody"
    """The asker wants no expert to be asked."""
    IS_AN_ANSWER = "is_an_answer"
    """Marked by hand: an answer to that question, wherever it stands."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A fact: a verdict on a question, or on one message (`on`) as its answer."""

    question: MessageRef
    on: MessageRef
    verdict: Verdict
    by: UserId
    at: datetime
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact: somebody says that an answer does not hold any more, whichever questions it answers."""

    answer: MessageRef
    by: UserId
    at: datetime
    revoked_at: datetime | None = None
