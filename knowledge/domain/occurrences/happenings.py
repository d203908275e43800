"""What happens in Slack. `lane` tells what must be worked on in order and one at a time: a thread, a channel, a person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.domain.ids import ChannelId, Ts, UserId, ts_time
from knowledge.domain.messages import Message, Reaction
from knowledge.domain.people import Person
from knowledge.domain.written import Written


@dataclass(frozen=True, slots=True)
class Posted:
    """Somebody wrote a message in a channel. `late`: nobody heard it; it was read from the channel's history."""

    written: Written
    late: bool = False

    @property
    def lane(self) -> str:
        return _thread_lane(self.written.message)


@dataclass(frozen=True, slots=True)
class Edited:
    """A message's words changed; `written` is the message as it stands now. `late`: read from the channel's history."""

    written: Written
    late: bool = False

    @property
    def lane(self) -> str:
        return _thread_lane(self.written.message)


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message is gone. `thread_ts` is the root of its thread where Slack said so."""

    channel: ChannelId
    ts: Ts
    thread_ts: Ts | None = None

    @property
    def lane(self) -> str:
        return f"{self.channel}:{self.thread_ts or self.ts}"


@dataclass(frozen=True, slots=True)
class Reacted:
    """An emoji was put on a message or taken off; `item_user` wrote the message.

    Slack does not say in which thread the message stands: the lane is the message's own.
    """

    channel: ChannelId
    ts: Ts
    user: UserId
    name: str
    item_user: UserId | None
    removed: bool
    event_ts: Ts | None

    @property
    def lane(self) -> str:
        return f"{self.channel}:{self.ts}"

    @property
    def reaction(self) -> Reaction:
        return Reaction(self.channel, self.ts, self.user, self.name, ts_time(self.event_ts) if self.event_ts else None)


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody (perhaps Kollega) came into a channel."""

    channel: ChannelId
    user: UserId
    inviter: UserId | None = None

    @property
    def lane(self) -> str:
        return self.channel


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody else than Kollega left a channel; Kollega's own leaving is a `ChannelChanged`."""

    channel: ChannelId
    user: UserId

    @property
    def lane(self) -> str:
        return self.channel


class ChannelChange(StrEnum):
    """What became of a channel."""

    RENAMED = "renamed"
    ARCHIVED = "archived"
    UNARCHIVED = "unarchived"
    DELETED = "deleted"
    SHARED = "shared"
    UNSHARED = "unshared"
    LEFT = "left"
    """Kollega is in the channel no more"""
    MADE_PRIVATE = "made_private"
    HISTORY_CHANGED = "history_changed"
    ID_CHANGED = "id_changed"


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """A channel is not what it was. `name` where it was renamed, `new_id` where its id changed."""

    channel: ChannelId
    what: ChannelChange
    name: str | None = None
    new_id: ChannelId | None = None

    @property
    def lane(self) -> str:
        return self.channel


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """A person joined the workspace or changed."""

    person: Person

    @property
    def lane(self) -> str:
        return f"person:{self.person.user_id}"


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at Kollega's App Home."""

    user: UserId

    @property
    def lane(self) -> str:
        return f"person:{self.user}"


@dataclass(frozen=True, slots=True)
class DirectMessage:
    """Somebody writes to Kollega itself. `thread_ts` is the root, which for a new message is its own `ts`."""

    channel: ChannelId
    user: UserId
    text: str
    ts: Ts
    thread_ts: Ts

    @property
    def lane(self) -> str:
        return f"{self.channel}:{self.thread_ts}"


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Somebody addresses Kollega in a channel. The same message also comes as `Posted`."""

    channel: ChannelId
    user: UserId
    text: str
    ts: Ts
    thread_ts: Ts

    @property
    def lane(self) -> str:
        return f"{self.channel}:{self.thread_ts}"


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The workspace took Kollega out, or its token back."""

    @property
    def lane(self) -> str:
        return "workspace"


Occurrence = (
    Posted
    | Edited
    | Deleted
    | Reacted
    | Joined
    | Left
    | ChannelChanged
    | PersonChanged
    | HomeOpened
    | DirectMessage
    | Mentioned
    | Uninstalled
)


def author_of(occurrence: Occurrence) -> UserId | None:
    """Whose words or reaction an occurrence carries; None where it carries nobody's."""
    match occurrence:
        case Posted(written) | Edited(written):
            return written.message.user
        case Reacted() | DirectMessage() | Mentioned():
            return occurrence.user
        case _:
            return None


def _thread_lane(message: Message) -> str:
    return f"{message.channel}:{message.thread_ts}"
