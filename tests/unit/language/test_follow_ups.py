"""Questions that need the one before them."""

from __future__ import annotations

import pytest

from knowledge.language.follow_ups import is_follow_up


@pytest.mark.parametrize(
    "text",
    [
        "och på Mac?",
        "men om jag är konsult?",
        "på mobilen då?",
        "funkar det hemifrån?",
        "and on Mac?",
        "what about contractors?",
        "does it work offline?",
        "why?",
    ],
)
def test_it_needs_what_came_before(text: str) -> None:
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hur nollställer jag lösenordet till tidrapporten?",
        "Var bokar man tjänstebil till kundbesök utanför stan?",
        "How do I get write access to the production subscription?",
        "Och hur ansöker man om föräldraledighet för andra barnet i sommar?",
    ],
)
def test_it_says_enough_by_itself(text: str) -> None:
    assert not is_follow_up(text)
