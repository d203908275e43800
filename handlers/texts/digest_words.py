"""What a weekly digest says, and what is said of the coming one.

Names come in as they are to be shown. Fields whose comment says «plain» stand where Slack shows plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.texts.phrases import By, Many, Names


@dataclass(frozen=True, slots=True)
class Digest:
    """The weekly digest of a channel, and what is said of the coming one."""

    title: Callable[[str, str], str]  # plain: the channel («» where it is not known), the weeks
    weeks: Callable[[Sequence[int], date, date], str]  # their numbers, the first and the last day
    late: Many  # how many weeks it covers
    good_to_know: str
    answered: By
    changed: str
    can_you_help: str
    helped: Callable[[str, int], str]  # whom («» where nobody is named), how many besides; one of them is there
    endorsed: str
    newer: Callable[[str, str], str]  # whose answer, the question
    taken_back: Callable[[str, str], str]
    doubted: Callable[[str, str], str]
    retired: Callable[[str, str], str]
    since: Callable[[datetime, datetime], str]  # since when, and when it is read
    wondering: Many
    more_wait: Many  # questions that wait besides those that are named
    answer: str  # plain
    thanks_asking: Names
    thanks_answering: Names
    and_more: Many
    value: Callable[[int, int], str]  # how many questions, how many of them solved
    is_on: Callable[[str, datetime], str]  # the channel, when the next one comes
    is_off: By
    so_far: str
    nothing_so_far: str
    you_change_it: str
    steward_changes_it: str
