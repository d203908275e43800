"""The Events API: which occurrences the app hears of, and the wrapping they come in."""

from typing import Any

from bot.sandbox.conversations import Conversation
from bot.sandbox.ids import new_id
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def is_heard(workspace: Workspace, event: Json, where: Conversation | None) -> bool:
    """The app hears what it subscribed to, and of conversations only those where it is a member."""
    if not workspace.app.installed:
        return False
    if where is not None and not workspace.is_app_in(where):
        return False
    return subscription(event) in workspace.app.events


def subscription(event: Json) -> str:
    """The name under which an app subscribes to an event."""
    if event["type"] != "message":
        return str(event["type"])
    return {"channel": "message.channels", "group": "message.groups", "im": "message.im"}[event["channel_type"]]


def wrapped(workspace: Workspace, event: Json, where: Conversation | None) -> Json:
    """The outer event: who it is for, its identity (kept when it is sent again) and when it happened, in policy time."""
    team_id, app = workspace.team.id, workspace.app
    return {
        "token": "",
        "team_id": team_id,
        "context_team_id": team_id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": new_id("Ev"),
        "event_time": workspace.clock.seconds(),
        "authorizations": [
            {"enterprise_id": None, "team_id": team_id, "user_id": app.user, "is_bot": True, "is_enterprise_install": False}
        ],
        "is_ext_shared_channel": bool(where and where.is_shared),
        "event_context": new_id("4-"),
    }


def rate_limited(workspace: Workspace) -> Json:
    """What Slack says instead of the events that it drops: an outer event without an inner one."""
    minute = workspace.clock.seconds() // 60 * 60
    return {
        "token": "",
        "type": "app_rate_limited",
        "team_id": workspace.team.id,
        "minute_rate_limited": minute,
        "api_app_id": workspace.app.id,
    }
