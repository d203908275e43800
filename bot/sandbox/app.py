"""The one app of the workplace: who it is, what it may do, and what it offers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.ids import new_id, new_token

Json = dict[str, Any]

SCOPES = frozenset(
    [
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "channels:join",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "users:read",
        "dnd:read",
        "usergroups:read",
        "assistant:write",
        "files:read",
    ]
)
EVENTS = frozenset(
    [
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "tokens_revoked",
        "message.channels",
        "message.groups",
        "message.im",
        "reaction_added",
        "reaction_removed",
        "member_joined_channel",
        "member_left_channel",
        "channel_archive",
        "channel_unarchive",
        "channel_deleted",
        "channel_left",
        "channel_rename",
        "channel_shared",
        "channel_unshared",
        "channel_id_changed",
        "channel_history_changed",
        "channel_convert_to_private",
        "group_archive",
        "group_unarchive",
        "group_deleted",
        "group_left",
        "group_rename",
        "team_join",
        "user_change",
        "dnd_updated_user",
        "subteam_members_changed",
    ]
)


@dataclass
class App:
    name: str = "Kollega"
    id: str = field(default_factory=lambda: new_id("A"))
    user: str = field(default_factory=lambda: new_id("U"))
    bot_id: str = field(default_factory=lambda: new_id("B"))
    bot_token: str = field(default_factory=lambda: new_token("xoxb"))
    app_token: str = field(default_factory=lambda: new_token("xapp"))
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    commands: list[Json] = field(default_factory=list)
    message_shortcuts: list[Json] = field(default_factory=list)
    global_shortcuts: list[Json] = field(default_factory=list)
    installed: bool = True
    token_error: str = ""
    """What Slack says to both tokens instead of taking them, as `token_expired`"""

    def offer(self, described: Json) -> None:
        """Take name, commands, shortcuts, scopes and events from an app manifest or its short form (`commands`, …)."""
        features: Json = described.get("features") or {}
        self.name = (
            described.get("name")
            or (features.get("bot_user") or {}).get("display_name")
            or (described.get("display_information") or {}).get("name")
            or self.name
        )
        self.user = described.get("user") or self.user
        commands = described.get("commands") or features.get("slash_commands") or []
        shortcuts = features.get("shortcuts") or []
        self.commands = [_command(raw) for raw in commands] or self.commands
        self.message_shortcuts = _shortcuts(described.get("message_shortcuts"), shortcuts, "message") or self.message_shortcuts
        self.global_shortcuts = _shortcuts(described.get("global_shortcuts"), shortcuts, "global") or self.global_shortcuts
        scopes = ((described.get("oauth_config") or {}).get("scopes") or {}).get("bot")
        events = ((described.get("settings") or {}).get("event_subscriptions") or {}).get("bot_events")
        self.scopes = set(scopes) if scopes else self.scopes
        self.events = set(events) if events else self.events

    def offers_command(self, command: str) -> bool:
        return any(offered["command"] == command for offered in self.commands)

    def offers_shortcut(self, callback_id: str, offered: Sequence[Json]) -> bool:
        return any(shortcut["callback_id"] == callback_id for shortcut in offered)

    def profile(self, team_id: str, updated: int) -> Json:
        """Slack's `bot_profile`, which stands on everything that the app posts."""
        icons = {f"image_{size}": f"https://avatars.invalid/{self.bot_id}_{size}.png" for size in (36, 48, 72)}
        return {
            "id": self.bot_id,
            "deleted": False,
            "name": self.name,
            "updated": updated,
            "app_id": self.id,
            "icons": icons,
            "team_id": team_id,
        }


def _command(raw: Json | str) -> Json:
    if isinstance(raw, str):
        return {"command": raw, "usage": "", "description": ""}
    return {
        "command": raw["command"],
        "usage": raw.get("usage") or raw.get("usage_hint") or "",
        "description": raw.get("description") or "",
    }


def _shortcuts(short: list[Json] | None, manifest: list[Json], kind: str) -> list[Json]:
    chosen = short or [raw for raw in manifest if raw.get("type") == kind]
    return [{"callback_id": raw["callback_id"], "name": raw["name"]} for raw in chosen]
