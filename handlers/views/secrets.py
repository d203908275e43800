"""Telling an author that a secret was masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.texts import Texts
from handlers.views.blocks import message


def masked_notice(kinds: Sequence[str], t: Texts) -> dict[str, Any]:
    """`kinds` as the masking names them; the secret itself is never shown."""
    return message(t.masked(kinds))
