"""The plain form in which an occurrence waits in the inbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import Any

from knowledge.domain.messages import Message, Reaction
from knowledge.domain.occurrences.happenings import (
    ChannelChange,
    ChannelChanged,
    Deleted,
    DirectMessage,
    Edited,
    HomeOpened,
    Joined,
    Left,
    Mentioned,
    Occurrence,
    PersonChanged,
    Posted,
    Reacted,
    Uninstalled,
)
from knowledge.domain.people import Person
from knowledge.domain.written import Written

Fields = Mapping[str, Any]


class Kind(StrEnum):
    """The names under which occurrences are stored."""

    POSTED = "posted"
    EDITED = "edited"
    DELETED = "deleted"
    REACTED = "reacted"
    JOINED = "joined"
    LEFT = "left"
    CHANNEL_CHANGED = "channel_changed"
    PERSON_CHANGED = "person_changed"
    HOME_OPENED = "home_opened"
    DIRECT_MESSAGE = "direct_message"
    MENTIONED = "mentioned"
    UNINSTALLED = "uninstalled"


def kind_of(occurrence: Occurrence) -> Kind:
    return _KINDS[type(occurrence)]


def to_json(occurrence: Occurrence) -> dict[str, Any]:
    """An occurrence as plain dicts, lists, strings (times too), booleans and None, under `kind` its name."""
    return {"kind": kind_of(occurrence).value, **_plain(asdict(occurrence))}


def from_json(stored: Fields) -> Occurrence:
    """What `to_json` made, back again. Raises ValueError for a kind that is not known, KeyError or TypeError for other shapes."""
    fields = {name: value for name, value in stored.items() if name != "kind"}
    return _READERS[Kind(stored["kind"])](fields)


def _written(stored: Fields) -> Written:
    return Written(
        Message(**stored["message"]),
        tuple(_reaction(reaction) for reaction in stored["reactions"]),
        tuple(stored["mentions"]),
        deleted=stored["deleted"],
    )


def _reaction(stored: Fields) -> Reaction:
    at = stored["at"]
    return Reaction(**{**stored, "at": datetime.fromisoformat(at) if at else None})


def _person(stored: Fields) -> Person:
    return Person(**{**stored, "workspaces": tuple(stored["workspaces"])})


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {name: _plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case StrEnum():
            return value.value
        case datetime():
            return value.isoformat()
        case _:
            return value


_KINDS: Mapping[type, Kind] = {
    Posted: Kind.POSTED,
    Edited: Kind.EDITED,
    Deleted: Kind.DELETED,
    Reacted: Kind.REACTED,
    Joined: Kind.JOINED,
    Left: Kind.LEFT,
    ChannelChanged: Kind.CHANNEL_CHANGED,
    PersonChanged: Kind.PERSON_CHANGED,
    HomeOpened: Kind.HOME_OPENED,
    DirectMessage: Kind.DIRECT_MESSAGE,
    Mentioned: Kind.MENTIONED,
    Uninstalled: Kind.UNINSTALLED,
}

_READERS: Mapping[Kind, Callable[[Fields], Occurrence]] = {
    Kind.POSTED: lambda fields: Posted(_written(fields["written"]), late=fields["late"]),
    Kind.EDITED: lambda fields: Edited(_written(fields["written"]), late=fields["late"]),
    Kind.DELETED: lambda fields: Deleted(**fields),
    Kind.REACTED: lambda fields: Reacted(**fields),
    Kind.JOINED: lambda fields: Joined(**fields),
    Kind.LEFT: lambda fields: Left(**fields),
    Kind.CHANNEL_CHANGED: lambda fields: ChannelChanged(**{**fields, "what": ChannelChange(fields["what"])}),
    Kind.PERSON_CHANGED: lambda fields: PersonChanged(_person(fields["person"])),
    Kind.HOME_OPENED: lambda fields: HomeOpened(**fields),
    Kind.DIRECT_MESSAGE: lambda fields: DirectMessage(**fields),
    Kind.MENTIONED: lambda fields: Mentioned(**fields),
    Kind.UNINSTALLED: lambda _fields: Uninstalled(),
}
