"""Slack's sizes, in characters unless a name says otherwise. What is longer, Slack refuses as a whole."""

from __future__ import annotations

TEXT = 4_000
HEADER = 150
SECTION = 3_000
BUTTON = 75
BUTTON_VALUE = 2_000
OPTION = 75
RADIO_OPTIONS = 10
SELECT_OPTIONS = 100
URL = 3_000
MESSAGE = 13_000
"""All texts of a message's blocks together, in practice."""
LABEL = 2_000
PLACEHOLDER = 150
MODAL_TITLE = 24
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

# Our own, so that the sums stay within the above whatever people write.
NAME = 80
TITLE = 120
CHANNEL_NAME = 80

ELLIPSIS = "…"


def cut(text: str, limit: int) -> str:
    """A plain text, not longer than `limit`; a cut one ends in an ellipsis. Not for mrkdwn: it may cut in a link."""
    if len(text) <= limit:
        return text
    return text[: limit - len(ELLIPSIS)].rstrip() + ELLIPSIS
