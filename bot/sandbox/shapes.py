"""Messages as Slack's API, its events and the page describe them."""

from typing import Any

from bot.sandbox.conversations import Conversation
from bot.sandbox.markup import rich_text
from bot.sandbox.messages import Message, reaction_list, thread_facts
from bot.sandbox.workspace import Note, Workspace

Json = dict[str, Any]


def as_message(workspace: Workspace, conversation: Conversation, message: Message, *, with_metadata: bool = False) -> Json:
    """A message as `conversations.history` gives it. `metadata` of the app's own posts only on request, as in Slack."""
    shape: Json = message.further | {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": message.team or workspace.team.id,
    }
    if message.is_tombstone:
        return shape | {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True} | thread_facts(conversation.log, message)
    for key in ("subtype", "client_msg_id", "thread_ts", "edited", "username", "inviter"):
        if (value := getattr(message, key)) is not None:
            shape[key] = value
    shape |= _blocks(message)
    if message.attachments:
        shape["attachments"] = message.attachments
    if message.files:
        shape |= {"files": message.files, "upload": True}
    if message.bot_id:
        shape["bot_id"] = message.bot_id
        if message.bot_id == workspace.app.bot_id:
            shape |= {"app_id": workspace.app.id, "bot_profile": workspace.app.profile(workspace.team.id, 0)}
    if message.is_reply and message.thread_ts:
        root = conversation.log.get(message.thread_ts)
        shape["parent_user_id"] = root.user if root else "USLACKBOT"
        if message.is_broadcast and root:
            shape["root"] = _root(workspace, conversation, root)
    shape |= thread_facts(conversation.log, message)
    if reactions := reaction_list(message):
        shape["reactions"] = reactions
    if with_metadata and message.metadata:
        shape["metadata"] = message.metadata
    return shape


def as_event(workspace: Workspace, conversation: Conversation, message: Message) -> Json:
    """A message as its own event tells it: without what came later (reactions, replies)."""
    left_out = (
        "reply_count",
        "reply_users",
        "reply_users_count",
        "latest_reply",
        "is_locked",
        "subscribed",
        "reactions",
        "app_id",
        "metadata",
    )
    shape = {key: value for key, value in as_message(workspace, conversation, message).items() if key not in left_out}
    if not message.is_reply:
        shape.pop("thread_ts", None)
    if message.is_broadcast:
        shape.pop("team", None)
        shape.pop("parent_user_id", None)
    return shape | {"channel": conversation.id, "channel_type": conversation.channel_type, "event_ts": message.ts}


def as_stored(workspace: Workspace, conversation: Conversation, message: Message) -> Json:
    """A message as it stands inside `message_changed` and `message_deleted`."""
    shape = as_message(workspace, conversation, message)
    return {key: value for key, value in shape.items() if key not in ("reactions", "app_id", "metadata")}


def as_seen(conversation: Conversation, message: Message) -> Json:
    """A message as the page shows it (docs/sandbox.md)."""
    seen: Json = {"ts": message.ts, "channel": conversation.id, "user": message.user, "text": message.text}
    if message.is_tombstone:
        return seen | {"subtype": "tombstone"} | _thread_seen(conversation, message)
    optional = {
        "blocks": message.blocks,
        "username": message.username,
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "broadcast": message.is_broadcast,
        "edited": {"ts": message.edited["ts"]} if message.edited else None,
        "reactions": reaction_list(message),
        "attachments": message.attachments,
        "files": [{key: file.get(key, "") for key in ("id", "name", "mimetype", "title")} for file in message.files],
    }
    return seen | {key: value for key, value in optional.items() if value} | _thread_seen(conversation, message)


def note_seen(note: Note, app_user: str) -> Json:
    seen: Json = {"ts": note.ts, "channel": note.channel, "user": app_user, "text": note.text, "ephemeral": True, "key": note.key}
    if note.blocks:
        seen["blocks"] = note.blocks
    if note.thread_ts:
        seen["thread_ts"] = note.thread_ts
    return seen


def _thread_seen(conversation: Conversation, message: Message) -> Json:
    facts = thread_facts(conversation.log, message)
    return {key: facts[key] for key in ("thread_ts", "reply_count", "reply_users", "latest_reply") if key in facts}


def _blocks(message: Message) -> Json:
    if message.blocks:
        return {"blocks": message.blocks}
    if message.bot_id is None and message.subtype in (None, "thread_broadcast", "file_share") and message.text:
        return {"blocks": [rich_text(message.text, message.ts)]}
    return {}


def _root(workspace: Workspace, conversation: Conversation, root: Message) -> Json:
    return {
        "type": "message",
        "user": root.user,
        "text": root.text,
        "ts": root.ts,
        "team": root.team or workspace.team.id,
    } | thread_facts(conversation.log, root)
