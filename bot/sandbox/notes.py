"""Ephemeral notes: seen by one person until they reload, and hidden where Slack hides them."""

from typing import Any
from uuid import uuid4

from bot.sandbox.conversations import Conversation
from bot.sandbox.errors import SlackError
from bot.sandbox.shapes import note_seen
from bot.sandbox.workspace import Note, Workspace

Json = dict[str, Any]


def leave(workspace: Workspace, channel: Conversation, user: str, text: str, blocks: list[Json], thread_ts: str | None = None) -> Note:
    """Leave a note for one person. Slack takes notes that nobody ever sees, too: in a thread without replies, for somebody away."""
    note = Note(f"N{uuid4().hex[:12]}", workspace.clock.next_ts(), channel.id, user, text, blocks, thread_ts)
    person = workspace.person(user)
    if thread_ts is not None and not channel.log.replies(thread_ts):
        return note
    if person.away or person.deleted:
        return note
    workspace.notes.setdefault(user, {})[note.key] = note
    workspace.tell_people([user], {"kind": "note", "message": note_seen(note, workspace.app.user)})
    return note


def of(workspace: Workspace, user: str, channel: str | None = None) -> list[Note]:
    return [note for note in workspace.notes.get(user, {}).values() if channel in (None, note.channel)]


def found(workspace: Workspace, user: str, key: str) -> Note:
    note = workspace.notes.get(user, {}).get(key)
    if note is None:
        raise SlackError("message_not_found")
    return note


def change(workspace: Workspace, note: Note, text: str, blocks: list[Json]) -> None:
    """Replace what a note says; nothing happens when the person no longer has it."""
    if note.key not in workspace.notes.get(note.user, {}):
        return
    note.text, note.blocks, note.states = text, blocks, {}
    seen = note_seen(note, workspace.app.user)
    workspace.tell_people([note.user], {"kind": "note_changed", "key": note.key, "channel": note.channel, "message": seen})


def remove(workspace: Workspace, note: Note) -> None:
    if workspace.notes.get(note.user, {}).pop(note.key, None) is not None:
        workspace.tell_people([note.user], {"kind": "note_gone", "key": note.key, "channel": note.channel})


def reload(workspace: Workspace, user: str) -> None:
    """The person's client starts anew: every note is gone."""
    for note in list(workspace.notes.get(user, {}).values()):
        remove(workspace, note)
