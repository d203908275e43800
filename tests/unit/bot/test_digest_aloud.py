"""A digest in the shell: what Slack would draw is read aloud, people's words stay as they are."""

from __future__ import annotations

import pytest

from bot.commands.digesting import read_aloud


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("*Can you help?*", "Can you help?"),
        ("● Which?\n*Bo Ek* answered: “Take 2*3*4 screws.”", "● Which?\nBo Ek answered: “Take 2*3*4 screws.”"),
        ("* one\n* two", "* one\n* two"),
        ("<https://example.com/a|To the thread>", "To the thread (https://example.com/a)"),
    ],
)
def test_marks_of_bold_go_and_other_stars_stay(written: str, told: str) -> None:
    assert read_aloud([{"type": "section", "text": {"type": "mrkdwn", "text": written}}]) == told
