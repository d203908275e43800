"""How vectors stand in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from knowledge.domain.ports import Indexed


def vector_rows(several: Sequence[Indexed]) -> list[dict[str, Any]]:
    """A row for each vector of some entries."""
    return [
        {"entry_id": one.entry, "encoder": encoder, "channel_id": one.channel, "lang": one.lang, "halves": vector}
        for one in several
        for encoder, vector in one.vectors.items()
    ]
