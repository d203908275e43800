"""What people do with the app: commands, shortcuts, clicks and forms, each answered within three seconds or not at all."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox import views
from bot.sandbox.blocks import interactive
from bot.sandbox.conversations import Conversation
from bot.sandbox.elements import chosen
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Message
from bot.sandbox.people import Person
from bot.sandbox.shapes import as_message
from bot.sandbox.sockets import NotAnswered
from bot.sandbox.triggers import ResponseUrls, Triggers, checked_content
from bot.sandbox.workspace import Note, Workspace

Json = dict[str, Any]
Ask = Callable[[str, Json], Awaitable[Json | None]]


class Interactions:
    def __init__(self, workspace: Workspace, triggers: Triggers, responses: ResponseUrls, ask: Ask) -> None:
        self._workspace = workspace
        self._triggers = triggers
        self._responses = responses
        self._ask = ask

    async def command(self, person: Person, channel: Conversation, command: str, text: str) -> None:
        if not self._workspace.app.offers_command(command):
            raise SlackError("unknown_command")
        payload = {
            "token": "",
            "team_id": self._workspace.team.id,
            "team_domain": self._workspace.team.domain,
            "channel_id": channel.id,
            "channel_name": "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name,
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": self._workspace.app.id,
            "is_enterprise_install": "false",
            "response_url": self._responses.new(person.id, channel),
            "trigger_id": self._triggers.new(person.id),
        }
        answer = await self._asked(person, "slash_commands", payload, f"{command} did not work")
        if answer and (answer.get("text") or answer.get("blocks")):
            said, blocks = checked_content(answer)
            self._responses.answer(person.id, channel, answer, said, blocks, None)

    async def global_shortcut(self, person: Person, callback_id: str) -> None:
        self._offered(callback_id, self._workspace.app.global_shortcuts)
        payload = self._from(person, "shortcut") | {"callback_id": callback_id, "action_ts": self._workspace.clock.next_ts()}
        await self._asked(person, "interactive", payload, "The shortcut did not work")

    async def message_shortcut(self, person: Person, callback_id: str, channel: Conversation, message: Message) -> None:
        self._offered(callback_id, self._workspace.app.message_shortcuts)
        payload = self._from(person, "message_action") | {
            "callback_id": callback_id,
            "action_ts": self._workspace.clock.next_ts(),
            "channel": _channel(channel),
            "message_ts": message.ts,
            "message": as_message(self._workspace, channel, message),
            "response_url": self._responses.new(person.id, channel, None),
        }
        await self._asked(person, "interactive", payload, "The shortcut did not work")

    async def click_in_message(self, person: Person, channel: Conversation, source: Message | Note, act: Json) -> None:
        """A click on a button, or a choice in a menu, of a message or of an ephemeral note."""
        action = self._action(source.blocks, act)
        values = source.states.setdefault(person.id, views.first_values(source.blocks))
        if (value := chosen(action)) is not None:
            values.setdefault(action["block_id"], {})[action["action_id"]] = value
        payload = self._from(person, "block_actions") | {
            "container": _container(channel, source),
            "channel": _channel(channel),
            "state": {"values": values},
            "response_url": self._responses.new(person.id, channel, source),
            "actions": [action],
        }
        if isinstance(source, Message):
            payload["message"] = as_message(self._workspace, channel, source)
        await self._asked(person, "interactive", payload, "The button did not work")

    async def click_in_view(self, person: Person, view: Json, act: Json) -> None:
        action = self._action(view["blocks"], act)
        if (value := chosen(action)) is not None:
            views.put_value(view, action["block_id"], action["action_id"], value)
        around = next(block for block in view["blocks"] if block["block_id"] == action["block_id"])
        if around.get("type") == "input" and not around.get("dispatch_action"):
            return
        payload = self._from(person, "block_actions") | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": view,
            "actions": [action],
        }
        await self._asked(person, "interactive", payload, "The button did not work")

    async def submit(self, person: Person, view: Json, values: Json) -> Json:
        """Send a form; returns the errors that the person sees, by block."""
        for block_id, actions in values.items():
            for action_id, value in actions.items():
                views.put_value(view, block_id, action_id, value)
        if errors := views.missing_values(view):
            return errors
        payload = self._from(person, "view_submission") | {"view": view, "response_urls": []}
        answer = await self._asked(person, "interactive", payload, "The form could not be sent") or {}
        match answer.get("response_action"):
            case "errors":
                return dict(answer.get("errors") or {})
            case "update":
                views.update(self._workspace, answer.get("view"), view_id=view["id"], external_id=None, expected=None)
            case "push":
                views.push(self._workspace, person.id, answer.get("view"))
            case "clear":
                views.close_all(self._workspace, person.id)
            case _:
                views.close(self._workspace, person.id, view["id"])
        return {}

    async def close(self, person: Person, view: Json, *, everything: bool) -> None:
        """Close a form, or the whole stack; the app hears of those that asked to be told."""
        if everything or view["clear_on_close"]:
            gone = views.close_all(self._workspace, person.id)
        else:
            gone = views.close(self._workspace, person.id, view["id"])
        for closed in reversed(gone):
            if closed["notify_on_close"]:
                payload = self._from(person, "view_closed") | {"view": closed, "is_cleared": everything}
                payload.pop("trigger_id")
                await self._asked(person, "interactive", payload, "The app did not answer")

    async def options(self, person: Person, where: Json, asked: Json) -> Json:
        """The choices of an external select for what was typed so far; `where` is a view or a message with its channel."""
        payload = self._from(person, "block_suggestion") | where | asked
        payload.pop("trigger_id")
        answer = await self._asked(person, "interactive", payload, "No choices came") or {}
        return {key: answer[key] for key in ("options", "option_groups") if key in answer}

    async def _asked(self, person: Person, kind: str, payload: Json, failure: str) -> Json | None:
        if not self._workspace.app.installed:
            raise SlackError("app_uninstalled")
        try:
            return await self._ask(kind, payload)
        except NotAnswered as error:
            why = f"{failure}: the app did not answer ({error})."
            self._workspace.tell_people([person.id], {"kind": "failed", "message": why})
            raise SlackError(str(error), message=why) from error

    def _from(self, person: Person, kind: str) -> Json:
        return {
            "type": kind,
            "token": "",
            "team": {"id": self._workspace.team.id, "domain": self._workspace.team.domain},
            "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
            "api_app_id": self._workspace.app.id,
            "is_enterprise_install": False,
            "enterprise": None,
            "trigger_id": self._triggers.new(person.id),
        }

    def _action(self, blocks: list[Json], act: Json) -> Json:
        """The action as Slack sends it: the element as it stands in the blocks, with what the person chose."""
        for block, element in interactive(blocks):
            if element["action_id"] == act.get("action_id") and block["block_id"] == (act.get("block_id") or block["block_id"]):
                kept = ("type", "action_id", "text", "value", "style", "placeholder", "url")
                fixed = {key: element[key] for key in kept if key in element and key != "placeholder"}
                picked = {key: value for key, value in act.items() if key.startswith("selected_") or key in ("value", "rich_text_value")}
                if element["type"] == "button":
                    picked.pop("value", None)
                return fixed | picked | {"block_id": block["block_id"], "action_ts": self._workspace.clock.next_ts()}
        raise SlackError("action_not_found")

    def _offered(self, callback_id: str, offered: list[Json]) -> None:
        if not self._workspace.app.offers_shortcut(callback_id, offered):
            raise SlackError("unknown_shortcut")


def _channel(channel: Conversation) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name}


def _container(channel: Conversation, source: Message | Note) -> Json:
    container = {"type": "message", "message_ts": source.ts, "channel_id": channel.id, "is_ephemeral": isinstance(source, Note)}
    return container | ({"thread_ts": source.thread_ts} if source.thread_ts else {})
