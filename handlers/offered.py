"""What the app offers in Slack: its commands and shortcuts, as an app manifest names them."""

from __future__ import annotations

from typing import Any

ASK = "/ask"
KOLLEGA = "/kollega"
MARK_AS_ANSWER = "mark_as_answer"

COMMANDS: tuple[dict[str, str], ...] = (
    {"command": ASK, "usage": "how do I …", "description": "Find what colleagues have answered before"},
    {"command": KOLLEGA, "usage": "question · help · settings · privacy", "description": "Ask Kollega, or set what it does for you"},
)
MESSAGE_SHORTCUTS: tuple[dict[str, str], ...] = ({"callback_id": MARK_AS_ANSWER, "name": "Mark as answer"},)


def offered() -> dict[str, Any]:
    """Commands and shortcuts as plain data."""
    return {"name": "Kollega", "commands": list(COMMANDS), "message_shortcuts": list(MESSAGE_SHORTCUTS), "global_shortcuts": []}
