"""The shapes that a phrase may have which something is put into."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

By = Callable[[str], str]
"""A sentence about one person"""
Many = Callable[[int], str]
"""A phrase with a number in its right form"""
Names = Callable[[Sequence[str]], str]
"""A phrase about people; where none is named it speaks of them without names"""
When = Callable[[datetime], str]
