"""Telling a steward that something could not be done: how much, which kinds, and what to do. Never what anybody wrote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.texts import Texts
from handlers.views.blocks import message

_SHOWN = 5


def put_aside(queue: str, failures: Sequence[tuple[str, str]], t: Texts) -> dict[str, Any]:
    """`failures`: the kind of each row and why (Slack's word, or a kind of failure and its incident)."""
    lines = [t.trouble.put_aside(queue, len(failures))]
    lines += [f"• `{kind}`: `{error}`" for kind, error in failures[-_SHOWN:]]
    if len(failures) > _SHOWN:
        lines.append(t.trouble.more(len(failures) - _SHOWN))
    return message("\n".join([*lines, t.trouble.what_to_do]))
