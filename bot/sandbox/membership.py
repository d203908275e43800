"""What happens to channels and people: made, joined, left, archived, made private, renamed, shared; hired, changed, gone."""

from collections.abc import Iterable
from typing import Any

from bot.sandbox.conversations import Conversation, Kind
from bot.sandbox.errors import SlackError
from bot.sandbox.ids import new_id
from bot.sandbox.people import COLORS, Person, as_user
from bot.sandbox.posting import notice
from bot.sandbox.workspace import UserGroup, Workspace

Json = dict[str, Any]


def create_channel(workspace: Workspace, name: str, creator: str, *, private: bool = False, members: Iterable[str] = ()) -> Conversation:
    """A new channel. Its first members are simply there; nobody hears of their joining."""
    name = name.lstrip("#").strip().lower()
    if not name or len(name) > 80 or not all(letter.isalnum() or letter in "-_" for letter in name):
        raise SlackError("invalid_name")
    if workspace.named(name) is not None:
        raise SlackError("name_taken")
    kind = Kind.PRIVATE if private else Kind.PUBLIC
    channel = Conversation(new_id("C"), kind, name, creator, workspace.clock.seconds(), dict.fromkeys([creator, *members]))
    workspace.conversations[channel.id] = channel
    workspace.tell_people(None, {"kind": "conversations"})
    return channel


def join(workspace: Workspace, channel: Conversation, user: str, inviter: str | None = None) -> None:
    """Let somebody in; a second time changes nothing."""
    if channel.is_archived:
        raise SlackError("is_archived")
    if user in channel.members:
        return
    channel.members[user] = None
    channel.last_read[user] = channel.log.latest() or ""
    notice(workspace, channel, "channel_join", user, f"<@{user}> has joined the channel", inviter)
    tell_joined(workspace, channel, user, inviter)


def tell_joined(workspace: Workspace, channel: Conversation, user: str, inviter: str | None = None) -> None:
    """The app hears that somebody came in."""
    invited = {"inviter": inviter} if inviter else {}
    workspace.tell_app(_membership(workspace, "member_joined_channel", channel, user) | invited, channel)
    workspace.tell_people(None, {"kind": "conversations"})


def leave(workspace: Workspace, channel: Conversation, user: str, actor: str | None = None) -> None:
    """Take somebody out. The app itself hears `channel_left` (or `group_left`) and then nothing more from there."""
    if user not in channel.members:
        raise SlackError("not_in_channel")
    notice(workspace, channel, "channel_leave", user, f"<@{user}> has left the channel")
    tell_left(workspace, channel, user, actor)


def tell_left(workspace: Workspace, channel: Conversation, user: str, actor: str | None = None) -> None:
    """The app hears that somebody is gone, and they are."""
    workspace.tell_app(_membership(workspace, "member_left_channel", channel, user), channel)
    if user == workspace.app.user:
        kind = "group_left" if channel.is_private else "channel_left"
        workspace.tell_app(_event(workspace, kind, channel=channel.id, actor_id=actor or user), channel)
    del channel.members[user]
    workspace.tell_people(None, {"kind": "conversations"})


def archive(workspace: Workspace, channel: Conversation, actor: str) -> None:
    if channel.is_archived:
        raise SlackError("already_archived")
    notice(workspace, channel, "channel_archive", actor, f"<@{actor}> archived the channel")
    channel.is_archived = True
    kind = "group_archive" if channel.is_private else "channel_archive"
    workspace.tell_app(_event(workspace, kind, channel=channel.id, user=actor, is_moved=0), channel)
    workspace.tell_people(None, {"kind": "conversations"})


def unarchive(workspace: Workspace, channel: Conversation, actor: str) -> None:
    if not channel.is_archived:
        raise SlackError("not_archived")
    channel.is_archived = False
    kind = "group_unarchive" if channel.is_private else "channel_unarchive"
    who = {"actor_id": actor} if channel.is_private else {"user": actor}
    workspace.tell_app(_event(workspace, kind, channel=channel.id, **who), channel)
    notice(workspace, channel, "channel_unarchive", actor, f"<@{actor}> un-archived the channel")
    workspace.tell_people(None, {"kind": "conversations"})


def make_private(workspace: Workspace, channel: Conversation, actor: str) -> None:
    """Turn a public channel into a private one; its id stays.

    What Slack sends of it is undocumented: a line in the channel, and maybe an event. Both are sent here.
    """
    if channel.kind is not Kind.PUBLIC:
        raise SlackError("channel_type_not_supported")
    channel.kind = Kind.PRIVATE
    workspace.tell_app(_event(workspace, "channel_convert_to_private", channel=channel.id), channel)
    text = "made this channel *private*. Now, it can only be viewed or joined by invitation."
    notice(workspace, channel, "channel_convert_to_private", actor, text)
    workspace.tell_people(None, {"kind": "conversations"})


def rename(workspace: Workspace, channel: Conversation, name: str) -> None:
    channel.previous_names.append(channel.name)
    channel.name = name.lstrip("#")
    described = {
        "id": channel.id,
        "is_channel": True,
        "is_mpim": False,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
    }
    workspace.tell_app(_event(workspace, "group_rename" if channel.is_private else "channel_rename", channel=described), channel)
    workspace.tell_people(None, {"kind": "conversations"})


def share(workspace: Workspace, channel: Conversation, team_id: str) -> None:
    """Open a channel to another workspace (Slack Connect)."""
    channel.shared_team_ids.append(team_id)
    workspace.tell_app(_event(workspace, "channel_shared", connected_team_id=team_id, channel=channel.id), channel)
    workspace.tell_people(None, {"kind": "conversations"})


def unshare(workspace: Workspace, channel: Conversation, team_id: str) -> None:
    channel.shared_team_ids.remove(team_id)
    event = _event(workspace, "channel_unshared", previously_connected_team_id=team_id, channel=channel.id, is_ext_shared=channel.is_shared)
    workspace.tell_app(event, channel)
    workspace.tell_people(None, {"kind": "conversations"})


def delete_channel(workspace: Workspace, channel: Conversation, actor: str) -> None:
    kind = "group_deleted" if channel.is_private else "channel_deleted"
    workspace.tell_app(_event(workspace, kind, channel=channel.id, actor_id=actor), channel)
    del workspace.conversations[channel.id]
    workspace.tell_people(None, {"kind": "conversations"})


def hire(workspace: Workspace, name: str, **traits: Any) -> Person:
    """A new person; the app hears `team_join`. `traits` are fields of Person."""
    handle = name.lower().replace(" ", ".")
    color = COLORS[len(workspace.people) % len(COLORS)]
    defaults = {"display_name": name.split(maxsplit=1)[0] if name.split() else name, "color": color, "updated": workspace.clock.seconds()}
    traits = {"id": new_id("U"), "team_id": workspace.team.id, **defaults, **traits}
    person = Person(name=handle, real_name=name, **traits)
    workspace.people[person.id] = person
    _tell_user(workspace, "team_join", person)
    workspace.tell_people(None, {"kind": "people"})
    return person


def change_person(workspace: Workspace, person: Person, changes: Json) -> None:
    """Change fields of a person; do-not-disturb has its own event, everything else is a `user_change`."""
    dnd = changes.pop("dnd", None)
    if dnd is not None and bool(dnd) != person.dnd:
        person.dnd, person.dnd_since = bool(dnd), workspace.clock.seconds()
        workspace.tell_app(_event(workspace, "dnd_updated_user", user=person.id, dnd_status=dnd_status(workspace, person)), None)
    if changes:
        for name, value in changes.items():
            setattr(person, name, value)
        person.updated = workspace.clock.seconds()
        if set(changes) != {"away"}:
            _tell_user(workspace, "user_change", person)
    if person.deleted:
        workspace.notes.pop(person.id, None)
        workspace.modals.pop(person.id, None)
    workspace.tell_people(None, {"kind": "people"})


def dnd_status(workspace: Workspace, person: Person) -> Json:
    """Do-not-disturb as the API tells it; once on it stays on, and its end is always eight hours ahead."""
    if not person.dnd:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    end = workspace.clock.seconds() + 8 * 3600
    return {"dnd_enabled": True, "next_dnd_start_ts": person.dnd_since, "next_dnd_end_ts": end}


def set_usergroup(workspace: Workspace, name: str, users: list[str]) -> UserGroup:
    """Make a user group, or change who is in it; the app hears of a change."""
    known = next((group for group in workspace.usergroups.values() if group.handle == name), None)
    now = workspace.clock.seconds()
    if known is None:
        group = UserGroup(new_id("S"), name, name, users, now)
        workspace.usergroups[group.id] = group
        return group
    added = [user for user in users if user not in known.users]
    removed = [user for user in known.users if user not in users]
    event = _event(
        workspace,
        "subteam_members_changed",
        subteam_id=known.id,
        team_id=workspace.team.id,
        date_previous_update=known.updated,
        date_update=now,
        added_users=added,
        added_users_count=len(added),
        removed_users=removed,
        removed_users_count=len(removed),
    )
    known.users, known.updated = users, now
    workspace.tell_app(event, None)
    return known


def uninstall(workspace: Workspace) -> None:
    """Take the app out of the workspace: it hears of it, and its tokens are worth nothing from then on."""
    workspace.tell_app({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.app.user]}}, None)
    workspace.tell_app({"type": "app_uninstalled"}, None)
    workspace.app.installed = False


def _event(workspace: Workspace, kind: str, **fields: Any) -> Json:
    return {"type": kind, **fields, "event_ts": workspace.clock.next_ts()}


def _membership(workspace: Workspace, kind: str, channel: Conversation, user: str) -> Json:
    return _event(workspace, kind, user=user, channel=channel.id, channel_type=channel.letter, team=workspace.team.id)


def _tell_user(workspace: Workspace, kind: str, person: Person) -> None:
    user = as_user(person, workspace.now(), with_locale=True)
    workspace.tell_app(_event(workspace, kind, user=user, cache_ts=workspace.clock.seconds()), None)
