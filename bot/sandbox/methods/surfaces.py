"""auth.*, apps.*, views.*, reactions.*, assistant.* and files.*: the app's own standing and what it shows."""

from typing import Any

from bot.sandbox import posting, views
from bot.sandbox.conversations import Conversation
from bot.sandbox.errors import SlackError
from bot.sandbox.limits import CONNECTIONS, HUNDREDS, TIER_2, TIER_3, TIER_4
from bot.sandbox.messages import Message
from bot.sandbox.methods.registry import Asked, method
from bot.sandbox.shapes import as_message

Json = dict[str, Any]


@method("api.test", TIER_4)
def api_test(asked: Asked) -> Json:
    return {"args": {key: value for key, value in asked.arguments.items() if key != "token"}}


@method("auth.test", HUNDREDS)
def auth_test(asked: Asked) -> Json:
    team, app = asked.workspace.team, asked.workspace.app
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": asked.workspace.people[app.user].name,
        "team_id": team.id,
        "user_id": app.user,
        "bot_id": app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", CONNECTIONS, token="app")  # noqa: S106
def open_connection(asked: Asked) -> Json:
    granted = asked.workspace.app.app_scopes
    if "connections:write" not in granted:
        raise SlackError("missing_scope", needed="connections:write", provided=",".join(sorted(granted)))
    return {"url": asked.desk.new_socket_url()}


@method("views.open", TIER_4)
def views_open(asked: Asked) -> Json:
    view = asked.structure("view", "invalid_arguments")
    user = asked.desk.triggers.exchange(_trigger(asked))
    return {"view": views.open_modal(asked.workspace, user, view)}


@method("views.push", TIER_4)
def views_push(asked: Asked) -> Json:
    view = asked.structure("view", "invalid_arguments")
    user = asked.desk.triggers.exchange(_trigger(asked))
    return {"view": views.push(asked.workspace, user, view)}


@method("views.update", TIER_4)
def views_update(asked: Asked) -> Json:
    view_id, external_id = asked.text("view_id") or None, asked.text("external_id") or None
    if view_id is None and external_id is None:
        raise SlackError("invalid_arguments")
    view = asked.structure("view", "invalid_arguments")
    changed = views.update(asked.workspace, view, view_id=view_id, external_id=external_id, expected=asked.text("hash") or None)
    return {"view": changed}


@method("views.publish", TIER_4)
def views_publish(asked: Asked) -> Json:
    person = asked.workspace.person(asked.text("user_id"))
    view = asked.structure("view", "invalid_arguments")
    return {"view": views.publish(asked.workspace, person.id, view, asked.text("hash") or None)}


@method("reactions.add", TIER_3, "reactions:write")
def reactions_add(asked: Asked) -> Json:
    channel, message = _item(asked)
    if channel.is_archived:
        raise SlackError("is_archived")
    if not asked.workspace.is_app_in(channel):
        raise SlackError("not_in_channel")
    posting.react(asked.workspace, channel, message, asked.workspace.app.user, asked.text("name").strip(":"))
    return {}


@method("reactions.remove", TIER_2, "reactions:write")
def reactions_remove(asked: Asked) -> Json:
    channel, message = _item(asked)
    posting.unreact(asked.workspace, channel, message, asked.workspace.app.user, asked.text("name").strip(":"))
    return {}


@method("reactions.get", TIER_3, "reactions:read")
def reactions_get(asked: Asked) -> Json:
    channel, message = _item(asked)
    left_out = ("client_msg_id", "edited", "files", "upload", "parent_user_id", "root", "inviter")
    shape = {key: value for key, value in as_message(asked.workspace, channel, message).items() if key not in left_out}
    return {"type": "message", "channel": channel.id, "message": shape}


@method("assistant.threads.setStatus", HUNDREDS, "assistant:write", "chat:write")
def set_status(asked: Asked) -> Json:
    return _keep(asked, "status", asked.text("status"))


@method("assistant.threads.setSuggestedPrompts", TIER_3, "assistant:write", "chat:write")
def set_suggested_prompts(asked: Asked) -> Json:
    return _keep(asked, "prompts", asked.structure("prompts", "invalid_arguments"))


@method("assistant.threads.setTitle", TIER_3, "assistant:write", "chat:write")
def set_title(asked: Asked) -> Json:
    return _keep(asked, "title", asked.text("title"))


@method("files.info", TIER_4, "files:read")
def files_info(asked: Asked) -> Json:
    file = asked.workspace.files.get(asked.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file, "comments": [], "response_metadata": {"next_cursor": ""}}


def _trigger(asked: Asked) -> str:
    said = asked.text("trigger_id") or asked.text("interactivity_pointer")
    if not said:
        raise SlackError("invalid_arguments")
    return said


def _item(asked: Asked) -> tuple[Conversation, Message]:
    if not asked.text("channel") or not asked.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = asked.channel()
    return channel, posting.found(channel, asked.text("timestamp"))


def _keep(asked: Asked, what: str, value: Any) -> Json:
    channel = asked.channel("channel_id")
    if not asked.workspace.is_app_in(channel):
        raise SlackError("channel_not_found")
    asked.workspace.statuses.setdefault((channel.id, asked.text("thread_ts")), {})[what] = value
    return {}
