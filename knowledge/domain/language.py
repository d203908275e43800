"""What a message is, in words that the whole house shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The language of a text. `OTHER` is everything that is neither Swedish nor English, or cannot be told."""

    SV = "sv"
    EN = "en"
    OTHER = "xx"


class MessageKind(StrEnum):
    """What a message does in a conversation."""

    HELP = "help"
    EXPERIENCE = "experience"
    BACK_QUESTION = "back_question"
    RHETORICAL = "rhetorical"
    SCHEDULING = "scheduling"
    ANSWER = "answer"
    THANKS = "thanks"
    CHATTER = "chatter"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier makes of one message.

    `probability` is the calibrated chance that it is a question for colleagues (0 to 1);
    `is_question` is None where the classifier abstains.
    """

    kind: MessageKind
    probability: float
    is_question: bool | None


class Gratitude(StrEnum):
    """What an asker's words say about the answer before them."""

    WORKED = "worked"
    THANKS = "thanks"
    HEARD = "heard"
    """They take it up («ok, ringer nu», «då vet jag»); of anybody else the same words may be an answer"""
    FAILED = "failed"
    """It did not help, or not any more"""


POSITIVE = frozenset({Gratitude.WORKED, Gratitude.THANKS, Gratitude.HEARD})


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without its secrets, and the kinds that were found (each once, in order of appearance)."""

    text: str
    kinds: tuple[str, ...]
