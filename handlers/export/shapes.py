"""The shapes of an export's files, as far as they are used. Unknown fields are no matter; a wrong type spoils its record."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Id = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,40}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class ProfileShape(_Shape):
    real_name: str | None = None
    display_name: str | None = None
    title: str | None = None


class UserShape(_Shape):
    """One of `users.json`."""

    id: Id
    name: str | None = None
    real_name: str | None = None
    team_id: str | None = None
    tz: str | None = None
    locale: str | None = None
    deleted: bool | None = None
    is_bot: bool | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None
    is_stranger: bool | None = None
    profile: ProfileShape | None = None


class ChannelShape(_Shape):
    """One of `channels.json` or `groups.json`."""

    id: Id
    name: str
    creator: str | None = None
    is_archived: bool | None = None
    is_private: bool | None = None
    is_shared: bool | None = None
    is_ext_shared: bool | None = None
    members: list[str] | None = None


class EditedShape(_Shape):
    ts: str | None = None


class ReactionShape(_Shape):
    name: str
    users: list[str] = []


class MessageShape(_Shape):
    """One of a day file."""

    ts: str
    type: str | None = None
    subtype: str | None = None
    user: str | None = None
    bot_id: str | None = None
    text: str | None = None
    thread_ts: str | None = None
    edited: EditedShape | None = None
    reactions: list[ReactionShape] | None = None


def what_is_wrong(shape: type[BaseModel], record: Any) -> str | None:
    """Why a record cannot be used, without quoting it; None if it can."""
    try:
        shape.model_validate(record)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg'].lower()}" if where else first["msg"].lower()
    return None
