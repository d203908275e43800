"""What can go wrong, as data. Doors choose the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.domain.policy import Wrong


class KollegaError(Exception):
    """Something that Kollega expected could happen."""


@dataclass
class EncoderUnavailable(KollegaError):
    """The encoder that the settings name cannot be used; `reason` says what to set instead."""

    reason: str


@dataclass
class DatabaseUnavailable(KollegaError):
    """The database cannot be reached, read or written; `reason` is one line for the operator."""

    reason: str


@dataclass
class NotTheSchema(KollegaError):
    """The database stands at another migration than the code."""

    found: str | None
    wanted: str


@dataclass
class UnreadableExport(KollegaError):
    """The thing given to import is no Slack export, or one that must not be opened."""

    path: str
    reason: str


@dataclass
class NotAllowed(KollegaError):
    """The person may not do this. `needs` names who may."""

    needs: str


@dataclass
class NotFound(KollegaError):
    """What was named does not exist, or the person may not know that it does."""

    what: str


@dataclass
class AlreadyDone(KollegaError):
    """Somebody else did it first, or it was done before."""

    what: str


@dataclass
class WrongSetting(KollegaError):
    """Settings that cannot be taken, by name; nothing was changed."""

    wrong: Mapping[str, Wrong]
