"""What people do with Kollega's commands, buttons, shortcuts and forms, as Slack tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from handlers.payloads.fields import Raw, flag, mapping, mappings, stamp, strings, text
from handlers.payloads.messages import written
from handlers.payloads.rich_text import block_text
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.written import Written

Chosen = Mapping[str, tuple[str, ...]]
"""What stands in a form, by `action_id`: nothing, one value, or several"""


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """`/command text`, typed in a channel."""

    person: UserId
    channel: ChannelId
    command: str
    text: str
    trigger_id: str
    response_url: str

    @classmethod
    def parse(cls, body: Raw) -> Self:
        return cls(
            UserId(text(body, "user_id")),
            ChannelId(text(body, "channel_id")),
            text(body, "command"),
            text(body, "text").strip(),
            text(body, "trigger_id"),
            text(body, "response_url"),
        )


@dataclass(frozen=True, slots=True)
class View:
    """A form or a home page as Slack sends it back."""

    view_id: str
    root_id: str
    hash: str
    callback_id: str
    private_metadata: str
    values: Chosen = field(default_factory=dict)

    def one(self, action_id: str) -> str:
        """The one value of an input, empty where nothing was chosen."""
        return next(iter(self.values.get(action_id, ())), "")

    def many(self, action_id: str) -> tuple[str, ...]:
        """All values of an input, in the order shown."""
        return self.values.get(action_id, ())


@dataclass(frozen=True, slots=True)
class BlockAction:
    """A click, or a choice, in a message or a view.

    `value` is the button's value or the first thing chosen, `values` all of them. `channel` and `message_ts` say where
    the message stands (None in a view), `view` the form (None in a message).
    """

    person: UserId
    action_id: str
    block_id: str
    value: str
    values: tuple[str, ...]
    trigger_id: str
    response_url: str
    channel: ChannelId | None
    message_ts: Ts | None
    thread_ts: Ts | None
    is_ephemeral: bool
    view: View | None
    state: Chosen
    """What stands in the message's own inputs, by `action_id`"""

    @classmethod
    def parse(cls, body: Raw) -> Self:
        action = next(iter(mappings(body, "actions")), {})
        container = mapping(body, "container")
        channel = text(mapping(body, "channel"), "id") or text(container, "channel_id")
        values = _chosen(action)
        return cls(
            UserId(text(mapping(body, "user"), "id")),
            text(action, "action_id"),
            text(action, "block_id"),
            next(iter(values), ""),
            values,
            text(body, "trigger_id"),
            text(body, "response_url"),
            ChannelId(channel) if channel else None,
            stamp(container, "message_ts") or stamp(mapping(body, "message"), "ts"),
            stamp(container, "thread_ts") or stamp(mapping(body, "message"), "thread_ts"),
            flag(container, "is_ephemeral"),
            _view(mapping(body, "view")) if mapping(body, "view") else None,
            _state(mapping(body, "state")),
        )


@dataclass(frozen=True, slots=True)
class MessageShortcut:
    """A shortcut taken on one message. `written` is that message where it is a person's words."""

    person: UserId
    callback_id: str
    message: MessageRef
    thread_ts: Ts
    author: UserId | None
    written: Written | None
    trigger_id: str
    response_url: str

    @classmethod
    def parse(cls, body: Raw) -> Self:
        raw, channel = mapping(body, "message"), ChannelId(text(mapping(body, "channel"), "id"))
        ts = stamp(body, "message_ts") or stamp(raw, "ts") or Ts("")
        author = text(raw, "user")
        return cls(
            UserId(text(mapping(body, "user"), "id")),
            text(body, "callback_id"),
            MessageRef(channel, ts),
            stamp(raw, "thread_ts") or ts,
            UserId(author) if author else None,
            written(raw, channel),
            text(body, "trigger_id"),
            text(body, "response_url"),
        )


@dataclass(frozen=True, slots=True)
class ViewSubmission:
    """A form sent in."""

    person: UserId
    trigger_id: str
    view: View

    @classmethod
    def parse(cls, body: Raw) -> Self:
        return cls(UserId(text(mapping(body, "user"), "id")), text(body, "trigger_id"), _view(mapping(body, "view")))


def _state(raw: Raw) -> Chosen:
    state = mapping(raw, "values")
    return {
        action_id: _chosen(mapping(mapping(state, block_id), action_id)) for block_id in state for action_id in mapping(state, block_id)
    }


def _view(raw: Raw) -> View:
    return View(
        text(raw, "id"),
        text(raw, "root_view_id") or text(raw, "id"),
        text(raw, "hash"),
        text(raw, "callback_id"),
        text(raw, "private_metadata"),
        _state(mapping(raw, "state")),
    )


def _chosen(element: Raw) -> tuple[str, ...]:
    """What an element holds, whatever its kind: every kind has a field of its own for it."""
    several = [
        *(text(option, "value") for option in mappings(element, "selected_options")),
        *(value for name in ("selected_users", "selected_channels", "selected_conversations") for value in strings(element, name)),
    ]
    if several:
        return tuple(value for value in several if value)
    names = ("value", "selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time")
    single = [*(text(element, name) for name in names), text(mapping(element, "selected_option"), "value")]
    single.append(block_text(mapping(element, "rich_text_value")))
    moment = element.get("selected_date_time")
    if isinstance(moment, int) and not isinstance(moment, bool):
        single.append(str(moment))
    return tuple(value for value in single if value)
