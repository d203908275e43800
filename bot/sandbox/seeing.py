"""What one person sees: conversations, messages, threads, people, the app (docs/sandbox.md)."""

from typing import Any

from bot.sandbox import markup, notes, people
from bot.sandbox.conversations import Conversation, Kind
from bot.sandbox.errors import SlackError
from bot.sandbox.people import Person
from bot.sandbox.shapes import as_seen, note_seen
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]


def see(workspace: Workspace, me: Person, *, connected: bool) -> Json:
    app = workspace.app
    workspace.im(me.id, app.user)
    team = workspace.team
    return {
        "me": people.as_seen(me),
        "now": workspace.now().isoformat(),
        "team": {"id": team.id, "name": team.name, "domain": team.domain},
        "people": [people.as_seen(person) for person in workspace.people.values()],
        "conversations": [conversation(workspace, each, me) for each in workspace.of_person(me.id)],
        "app": {
            "user": app.user,
            "name": app.name,
            "connected": connected,
            "commands": app.commands,
            "message_shortcuts": app.message_shortcuts,
            "global_shortcuts": app.global_shortcuts,
        },
        "views": workspace.modals.get(me.id, []),
        "play_as": workspace.play_as,
        "tries": workspace.tries,
    }


def messages(workspace: Workspace, me: Person, channel: Conversation) -> list[Json]:
    """Top level, broadcasts and this person's notes outside threads, oldest first."""
    shown = [as_seen(channel, message) for message in channel.log.top_messages()]
    mine = [note_seen(note, workspace.app.user) for note in notes.of(workspace, me.id, channel.id) if note.thread_ts is None]
    return sorted(shown + mine, key=lambda message: message["ts"]) if mine else shown


def thread(workspace: Workspace, me: Person, channel: Conversation, ts: str) -> list[Json]:
    root = channel.log.get(ts)
    if root is None:
        raise SlackError("thread_not_found")
    shown = [as_seen(channel, message) for message in channel.log.replies(ts)]
    shown += [note_seen(note, workspace.app.user) for note in notes.of(workspace, me.id, channel.id) if note.thread_ts == ts]
    return [as_seen(channel, root), *sorted(shown, key=lambda message: message["ts"])]


def browse(workspace: Workspace, me: Person) -> list[Json]:
    """Public channels that the person may join; guests and outsiders have none."""
    if not me.is_full_member:
        return []
    return [
        conversation(workspace, each, me)
        for each in workspace.conversations.values()
        if each.kind is Kind.PUBLIC and me.id not in each.members and not each.is_archived
    ]


def may_read(channel: Conversation, me: Person) -> bool:
    return me.id in channel.members or (channel.kind is Kind.PUBLIC and me.is_full_member)


def conversation(workspace: Workspace, each: Conversation, me: Person) -> Json:
    kind: str = each.kind
    if each.is_im and workspace.app.user in each.members:
        kind = "app_im"
    seen: Json = {
        "id": each.id,
        "kind": kind,
        "name": each.name,
        "topic": each.topic,
        "is_member": me.id in each.members,
        "is_archived": each.is_archived,
        "is_shared": each.is_shared,
        "members": len(each.members),
        "unread": 0,
        "mentions": 0,
    }
    if each.is_im:
        seen["user"] = each.other_than(me.id)
    if me.id in each.members:
        unread = [message for message in each.log.since(each.last_read.get(me.id) or "0") if message.user != me.id]
        seen["unread"] = len(unread)
        seen["mentions"] = len(unread) if each.is_im else sum(markup.mentions(message.text, me.id) for message in unread)
    return seen
