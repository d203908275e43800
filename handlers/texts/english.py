"""How English counts, lists, dates and says whose something is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def dated(at: date) -> str:
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def day_and_month(at: date) -> str:
    return f"{at.day} {MONTHS[at.month - 1]}"


def weekday_dated(at: date) -> str:
    return f"{WEEKDAYS[at.weekday()]} {dated(at)}"


def genitive(name: str) -> str:
    return f"{name}'s"


def listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def in_quotes(words: str) -> str:
    return f"“{words}”"


def in_words(number: int) -> str:
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def counted(number: int, one: str, many: str) -> str:
    return f"{in_words(number)} {one if number == 1 else many}"
