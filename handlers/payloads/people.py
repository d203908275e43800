"""People and channels as Slack describes them."""

from __future__ import annotations

from handlers.payloads.fields import Raw, flag, mapping, strings, text
from handlers.payloads.messages import SLACKBOT
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Channel, ChannelKind, Person


def person_from(raw: Raw, home: str | None = None) -> Person:
    """A person from `users.info`, `users.list`, `user_change` or an export's `users.json`.

    `home` is the id of one's own workspace: people of any other are outside, which Slack does not always say itself.
    """
    user = mapping(raw, "user") or raw
    profile = mapping(user, "profile")
    workspace = text(user, "team_id")
    workspaces = strings(mapping(user, "enterprise_user"), "teams") or ([workspace] if workspace else [])
    name = text(profile, "real_name") or text(user, "real_name") or text(profile, "display_name") or text(user, "name")
    return Person(
        UserId(text(user, "id")),
        name.strip(),
        title=text(profile, "title"),
        tz=text(user, "tz") or "UTC",
        locale=text(user, "locale"),
        is_bot=flag(user, "is_bot") or flag(user, "is_workflow_bot") or text(user, "id") == SLACKBOT,
        is_guest=flag(user, "is_restricted") or flag(user, "is_ultra_restricted"),
        is_outside=flag(user, "is_stranger") or (home is not None and bool(workspace) and home not in workspaces),
        is_admin=flag(user, "is_admin") or flag(user, "is_owner") or flag(user, "is_primary_owner"),
        deleted=flag(user, "deleted"),
        workspaces=tuple(workspaces),
    )


def channel_from(raw: Raw, *, private: bool = False) -> Channel:
    """A channel from `conversations.info`, `conversations.list` or an export. `private`: known to be, whatever it says itself."""
    channel = mapping(raw, "channel") or raw
    members = channel.get("members")
    return Channel(
        ChannelId(text(channel, "id")),
        text(channel, "name"),
        _kind(channel, private=private),
        creator=UserId(text(channel, "creator")) if text(channel, "creator") else None,
        is_archived=flag(channel, "is_archived"),
        # Shared among workspaces of one organisation is not shared with strangers.
        is_shared=flag(channel, "is_ext_shared") or (flag(channel, "is_shared") and not flag(channel, "is_org_shared")),
        members=frozenset(UserId(user) for user in strings(channel, "members")) if isinstance(members, list) else None,
        workspaces=tuple(strings(channel, "shared_team_ids") or [team for team in [text(channel, "context_team_id")] if team]),
    )


def _kind(channel: Raw, *, private: bool) -> ChannelKind:
    if flag(channel, "is_im"):
        return ChannelKind.DIRECT
    if private or any(flag(channel, name) for name in ("is_private", "is_group", "is_mpim")):
        return ChannelKind.PRIVATE
    return ChannelKind.PUBLIC
