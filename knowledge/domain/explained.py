"""What Kollega did with a question, as a steward may be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.domain.found import Found
from knowledge.domain.ids import MessageRef


class What(StrEnum):
    """What came of a question: an old answer was offered to its asker, or not."""

    WAITING = "waiting"
    """Offered; the asker has not clicked"""
    SOLVED = "solved"
    NOT_NEEDED = "not_needed"
    SHOWN = "shown"
    NOTHING_TO_SHOW = "nothing_to_show"
    """Nothing like it was found, or what was found may not be shown to who wants to know: which of the two is not told"""
    NOT_SURE = "not_sure"
    NOT_CONFIRMED = "not_confirmed"
    ANSWERED = "answered"
    LATE = "late"
    SWITCHED_OFF = "switched_off"
    NO_AUDIENCE = "no_audience"
    NO_MODEL = "no_model"
    CHANGED = "changed"
    NOT_TRIED = "not_tried"
    """It is quite new, or was read from an export or from history"""


@dataclass(frozen=True, slots=True)
class Explained:
    """One question. `about`: the entry that was offered or came nearest. `chance` and `threshold`, as they were then, are told where it
    was NOT_SURE."""

    question: MessageRef
    text: str
    asked_at: datetime
    what: What
    about: Found | None = None
    chance: float = 0.0
    threshold: float = 0.0
