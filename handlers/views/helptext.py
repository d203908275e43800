"""What Kollega can do, in a few lines."""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views.blocks import message, section


def help_message(t: Texts) -> dict[str, Any]:
    """Shown for `/kollega hjälp`, and where nothing was asked."""
    return message(t.help_heading, [section(t.help_heading), section(how_to_ask(t))])


def how_to_ask(t: Texts) -> str:
    """The ways to ask, one on a line."""
    return "\n".join(f"• {point}" for point in t.help_points)
