"""How far a measure is."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Stage(StrEnum):
    """What a measure is at, in the words of its progress bar."""

    FILLING = "Filling the base"
    MEANINGS = "Reading meanings"
    ASKING = "Asking"
    LIVING = "Living through it"


Tell = Callable[[Stage, int, int], None]
"""Hears the stage, how much of it is done, and how much there is"""
