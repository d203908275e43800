"""How Swedish counts, lists, dates and says whose something is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december")
NUMBERS = ("inga", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv")


def dated(at: date) -> str:
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def day_and_month(at: date) -> str:
    return f"{at.day} {MONTHS[at.month - 1]}"


def weekday_dated(at: date) -> str:
    return f"{WEEKDAYS[at.weekday()]} {dated(at)}"


def genitive(name: str) -> str:
    return name if name.casefold().endswith(("s", "x", "z")) else f"{name}s"


def listed(words: Sequence[str]) -> str:
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def in_quotes(words: str) -> str:
    return f"«{words}»"


def in_words(number: int) -> str:
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else str(number)


def counted(number: int, one: str, many: str, *, neuter: bool = False) -> str:
    if number == 1:
        return f"{'ett' if neuter else 'en'} {one}"
    return f"{in_words(number)} {many}"
