"""Cursors: where a page ended, wrapped so that nobody reads them."""

import base64
from collections.abc import Sequence
from typing import Any, TypeVar

from bot.sandbox.errors import SlackError

Item = TypeVar("Item")


def cursor(mark: str) -> str:
    return base64.urlsafe_b64encode(mark.encode()).decode()


def mark_of(cursor_said: str) -> str:
    try:
        mark = base64.b64decode(cursor_said, altchars=b"-_", validate=True).decode()
    except (ValueError, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if not mark.startswith(("next:", "ts:")):
        raise SlackError("invalid_cursor")
    return mark.partition(":")[2]


def page(items: Sequence[Item], said: str, limit: int) -> tuple[Sequence[Item], dict[str, Any]]:
    """One page of a list and the `response_metadata` that leads to the next."""
    start = 0
    if said:
        mark = mark_of(said)
        if not mark.isdigit():
            raise SlackError("invalid_cursor")
        start = int(mark)
    end = start + limit
    return items[start:end], {"next_cursor": cursor(f"next:{end}") if end < len(items) else ""}
