"""What was found out about one thing, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """`WARNING`: Kollega works, but somebody should look. `WRONG`: something does not work."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor. Neither part ever holds a token, a password or a whole address of a database."""

    check: str
    verdict: Verdict
    found: str
    mend: str = ""


def ok(check: str, found: str) -> Finding:
    return Finding(check, Verdict.OK, found)


def warning(check: str, found: str, mend: str) -> Finding:
    return Finding(check, Verdict.WARNING, found, mend)


def wrong(check: str, found: str, mend: str) -> Finding:
    return Finding(check, Verdict.WRONG, found, mend)
