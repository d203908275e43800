"""What a steward is told of why Kollega suggested something or stayed silent.

Names and links come in as they are to be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers.texts.phrases import By


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to `/kollega why`."""

    heading: By  # the channel, with its sign
    only_you: str
    none: str
    to_question: str
    the_answer: str  # stands for a link: «the best answer»
    one_like_it: str  # stands for a link: a question like it
    waiting: By  # the link to what was offered, for these four
    solved: By
    not_needed: By
    shown: By
    offered: By  # whose answer: the words of that link
    nothing_to_show: str
    not_sure: Callable[[str, int, int], str]  # the link, the chance and the threshold in per cent
    not_confirmed: By
    answered: str
    late: str
    switched_off: str
    no_audience: str
    no_model: str
    changed: str
    not_tried: str
    stewards_only: str
    no_question: str
    """Nothing is kept there, or nothing may be told of it: which of the two is not said"""
