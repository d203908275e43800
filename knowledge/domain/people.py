"""People and channels, as far as Kollega needs to know them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.domain.ids import ChannelId, UserId


@dataclass(frozen=True, slots=True)
class Person:
    """A person as Slack knows them. `is_guest` covers single- and multi-channel guests; `is_outside` people of another organisation."""

    user_id: UserId
    name: str
    title: str = ""
    tz: str = "UTC"
    locale: str = ""
    is_bot: bool = False
    is_guest: bool = False
    is_outside: bool = False
    is_admin: bool = False
    deleted: bool = False
    workspaces: tuple[str, ...] = ()

    @property
    def is_full_member(self) -> bool:
        """An active employee's own account: the only kind that may start channels, or see all public ones."""
        return not (self.is_bot or self.is_guest or self.is_outside or self.deleted)

    @property
    def is_stranger(self) -> bool:
        """Somebody active who may not read all public channels: in a place with them nothing from elsewhere is shown."""
        return (self.is_guest or self.is_outside) and not self.deleted


class ChannelKind(StrEnum):
    """Who can read a channel. A DM with the app is `DIRECT`."""

    PUBLIC = "public"
    PRIVATE = "private"
    DIRECT = "direct"


class Capture(StrEnum):
    """Whether Kollega keeps what is said in a channel. Only `STARTED` lets a word past the door."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel as Slack knows it."""

    channel_id: ChannelId
    name: str
    kind: ChannelKind = ChannelKind.PUBLIC
    creator: UserId | None = None
    is_archived: bool = False
    is_shared: bool = False
    members: frozenset[UserId] | None = field(default=None)
    """None where the source does not say: then nothing is known, and a private channel is closed to everybody."""
    workspaces: tuple[str, ...] = ()
