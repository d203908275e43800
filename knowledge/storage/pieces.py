"""Long lists in queries: a few at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeVar

T = TypeVar("T", bound=Any)

MANY = 500  # values in one IN list: SQLite allows 32,766 variables, plans stay small


def pieces(wanted: Collection[T], size: int = MANY) -> Iterator[list[T]]:
    """Some values in order, at most `size` at a time; none where there are none."""
    ordered = sorted(wanted)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
