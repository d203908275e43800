"""The Web API's methods by name, each with what it needs and how often it may be called."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox.clock import microseconds_of
from bot.sandbox.conversations import Conversation, Kind
from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.limits import RateLimits
from bot.sandbox.triggers import Triggers
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


class RateLimited(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Desk:
    """What a method works with."""

    workspace: Workspace
    triggers: Triggers
    limits: RateLimits
    new_socket_url: Callable[[], str]


@dataclass(frozen=True)
class Asked:
    """One call: its arguments, whether they came as JSON or as a form."""

    desk: Desk
    arguments: Json

    @property
    def workspace(self) -> Workspace:
        return self.desk.workspace

    def text(self, name: str, default: str = "") -> str:
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.arguments.get(name)
        return default if value is None else value in (True, 1, "1", "true", "True")

    def number(self, name: str, default: int, most: int) -> int:
        value = self.arguments.get(name)
        if value in (None, "", 0, "0"):
            return default
        try:
            number = int(value)
        except (TypeError, ValueError):
            raise SlackError("invalid_limit") from None
        if number < 0 or number > most:
            raise SlackError("invalid_limit")
        return number

    def structure(self, name: str, code: str) -> Any:
        """An argument that is a list or an object; forms carry it as a JSON string."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise invalid(code, [f"invalid JSON [json-pointer:/{name}]"]) from None

    def ts(self, name: str, code: str) -> str | None:
        value = self.text(name)
        if not value or value == "0":
            return None
        if value == "now":
            value = str(self.workspace.clock.seconds())
        try:
            microseconds_of(value)
        except ValueError:
            raise SlackError(code) from None
        return value

    def channel(self, name: str = "channel") -> Conversation:
        """A conversation that the app may know of: private ones and direct messages only as a member."""
        conversation = self.workspace.conversation(self.text(name))
        if conversation.kind is not Kind.PUBLIC and not self.workspace.is_app_in(conversation):
            raise SlackError("channel_not_found")
        return conversation

    def need(self, *scopes: str) -> None:
        """Refuse unless the token holds one of these scopes."""
        granted = self.workspace.app.scopes
        if not granted.intersection(scopes):
            raise SlackError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(granted)))

    def need_for(self, conversation: Conversation, verb: str) -> None:
        """The scope for this kind of conversation, like `channels:history`."""
        self.need(f"{ {'channel': 'channels', 'group': 'groups', 'im': 'im'}[conversation.channel_type] }:{verb}")


@dataclass(frozen=True)
class Method:
    name: str
    run: Callable[[Asked], Json]
    scopes: tuple[str, ...]  # any one of these
    per_minute: int
    token: str


METHODS: dict[str, Method] = {}


def method(name: str, per_minute: int, *scopes: str, token: str = "bot") -> Callable[[Callable[[Asked], Json]], Callable[[Asked], Json]]:  # noqa: S107
    def register(run: Callable[[Asked], Json]) -> Callable[[Asked], Json]:
        METHODS[name] = Method(name, run, scopes, per_minute, token)
        return run

    return register
