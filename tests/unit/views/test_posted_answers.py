"""An expert's answer stands in the thread whole, calls nobody, and what cannot be posted is refused in the form."""

from __future__ import annotations

import re

import pytest

from bot.sandbox.blocks import MESSAGE_CHARACTERS, characters, message_problems
from handlers.texts import SV, Texts
from handlers.views import asks
from handlers.views.mrkdwn import escape, unescape
from tests.unit.views.shown import speaker

BARE = re.compile(r"@(?:here|channel|everyone)")
HALF_ENTITY = re.compile(r"&(?!(?:amp|lt|gt);)")


def posted(typed: str, t: Texts = SV) -> list[str]:
    """The sections under an answer's heading."""
    said = asks.answer_post(escape(typed), speaker(), t)
    assert message_problems(said["blocks"]) == []
    assert characters(said["blocks"]) <= MESSAGE_CHARACTERS
    assert HALF_ENTITY.search(said["text"]) is None
    return [block["text"]["text"] for block in said["blocks"][1:]]


@pytest.mark.parametrize(
    "typed", ["if (a < b && c > d) { } " * 125, "&" * 2_000, "<ord> " * 500, "rad &\n" * 500], ids=lambda typed: typed[:6]
)
def test_a_long_answer_is_posted_whole(typed: str, t: Texts) -> None:
    assert asks.wrong_answer(typed, t) == {}

    sections = posted(typed, t)

    assert all(HALF_ENTITY.search(section) is None for section in sections)
    assert unescape("".join(sections)).split() == typed.split()


def test_code_that_goes_on_in_the_next_section_stays_code() -> None:
    sections = posted("Kör:\n```" + "a < b && c\n" * 250 + "```\nKlart.")

    assert len(sections) > 1
    assert all(section.count("```") == 2 for section in sections)


def test_an_answer_that_no_message_holds_is_refused(t: Texts) -> None:
    assert asks.wrong_answer("&" * 3_000, t) == {"answer": t.asks.answer_too_long}


@pytest.mark.parametrize("typed", ["", " ", "\n \t", "\u00a0\u200b"])
def test_an_answer_without_words_is_refused(typed: str, t: Texts) -> None:
    assert asks.wrong_answer(typed, t) == {"answer": t.asks.answer_empty}


def test_an_answer_calls_nobody(t: Texts) -> None:
    said = asks.answer_post(escape("@channel Starta om, @here och @Everyone."), speaker(), t)

    assert not any(BARE.search(text.lower()) for text in [said["text"], *(block["text"]["text"] for block in said["blocks"])])
