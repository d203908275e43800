"""What happens to messages: posted, edited, deleted, reacted to. Each act changes the log and tells the app and the people."""

import asyncio
import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from bot.sandbox import markup
from bot.sandbox.conversations import Conversation, Kind
from bot.sandbox.errors import SlackError
from bot.sandbox.messages import Message
from bot.sandbox.shapes import as_event, as_seen, as_stored
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
UNFURL_SECONDS = 0.2  # Slack fetches the page first; the change comes a moment after the message
EMOJI = re.compile(r"[\w+'\-]+(::skin-tone-[2-6])?")


def post(workspace: Workspace, conversation: Conversation, message: Message, *, unfurl: bool = False, orphan: bool = False) -> Message:
    """Put a message into a conversation. A thread that no longer exists is no error: the message lands in the channel.

    `orphan`: it was a reply in its time, and stays one although the thread's first message is not there.
    """
    root = _root_of(conversation, message)
    if root is not None or not orphan:
        message.thread_ts = root.ts if root else None
    before = as_stored(workspace, conversation, root) if root else None
    if message.subtype == "thread_broadcast" and message.thread_ts is None:
        message.subtype = None
    conversation.log.add(message)
    conversation.last_read[message.user] = message.ts
    workspace.files.update({file["id"]: file for file in message.files})

    workspace.tell_app(as_event(workspace, conversation, message), conversation)
    own = message.bot_id == workspace.app.bot_id
    written = message.subtype in (None, "file_share", "thread_broadcast")  # notices of joining and the like mention nobody
    if written and markup.mentions(message.text, workspace.app.user) and not own and not conversation.is_im:
        workspace.tell_app(_mention(workspace, conversation, message), conversation)
    _show(workspace, conversation, "message", message)
    if root is not None and before is not None:
        _tell_changed(workspace, conversation, root, before)
        _show(workspace, conversation, "changed", root)
    if unfurl and (urls := markup.links(message.text)):
        asyncio.get_running_loop().call_later(UNFURL_SECONDS, _unfurl, workspace, conversation, message, urls)
    return message


def from_person(workspace: Workspace, user: str, text: str, thread_ts: str | None = None) -> Message:
    """A message as a person's client sends it."""
    author = workspace.person(user)
    return Message(ts=workspace.clock.next_ts(), user=user, text=text, team=author.team_id, thread_ts=thread_ts, client_msg_id=str(uuid4()))


def notice(workspace: Workspace, conversation: Conversation, subtype: str, user: str, text: str, inviter: str | None = None) -> None:
    """One of Slack's own lines in a channel: somebody joined, it was archived, and the like."""
    message = Message(ts=workspace.clock.next_ts(), user=user, text=text, team=workspace.team.id, subtype=subtype, inviter=inviter)
    post(workspace, conversation, message)


def edit(workspace: Workspace, conversation: Conversation, message: Message, **changes: Any) -> None:
    """Change what a message says; `changes` are its fields. The app hears `message_changed` with what was and what is."""
    edited = {"user": message.user, "ts": workspace.clock.next_ts()}
    _change(workspace, conversation, message, {**changes, "edited": edited})


def marked_edited(workspace: Workspace, conversation: Conversation, message: Message, edited: Json) -> None:
    """A message says what it says now since it was edited (when, by whom). What it said before nobody knows any more."""
    _change(workspace, conversation, message, {"edited": edited})


def found_deleted(workspace: Workspace, conversation: Conversation, tombstone: Message) -> None:
    """A message that had been deleted while it had replies: the app hears of its tombstone, in Slack's shape for it."""
    conversation.log.add(tombstone)
    before = {"type": "message", "user": tombstone.user, "text": "", "ts": tombstone.ts}
    _tell_changed(workspace, conversation, tombstone, before)
    _show(workspace, conversation, "message", tombstone)


def delete(workspace: Workspace, conversation: Conversation, message: Message) -> None:
    """Take a message away. One with replies leaves a tombstone, which the app hears of as `message_changed`."""
    before = as_stored(workspace, conversation, message)
    thread = conversation.log.thread(message.ts)
    if thread is not None and thread.replies:
        _bury(message)
        _tell_changed(workspace, conversation, message, before)
        _show(workspace, conversation, "changed", message)
        return
    conversation.log.remove(message)
    ts = workspace.clock.next_ts()
    deleted = {"deleted_ts": message.ts, "previous_message": before}
    workspace.tell_app(_hidden(conversation, "message_deleted", ts) | deleted, conversation)
    workspace.tell_people(viewers(workspace, conversation), {"kind": "deleted", "channel": conversation.id, "ts": message.ts})
    if message.is_reply and message.thread_ts and (root := conversation.log.get(message.thread_ts)) is not None:
        if root.is_tombstone and not conversation.log.replies(root.ts):
            delete(workspace, conversation, root)
        else:
            _show(workspace, conversation, "changed", root)


def react(workspace: Workspace, conversation: Conversation, message: Message, user: str, name: str) -> None:
    if not EMOJI.fullmatch(name):
        raise SlackError("invalid_name")
    users = message.reactions.setdefault(name, [])
    if user in users:
        raise SlackError("already_reacted")
    users.append(user)
    _tell_reaction(workspace, conversation, message, "reaction_added", user, name)


def unreact(workspace: Workspace, conversation: Conversation, message: Message, user: str, name: str) -> None:
    if user not in message.reactions.get(name, ()):
        raise SlackError("no_reaction")
    message.reactions[name].remove(user)
    if not message.reactions[name]:
        del message.reactions[name]
    _tell_reaction(workspace, conversation, message, "reaction_removed", user, name)


def found(conversation: Conversation, ts: str, code: str = "message_not_found") -> Message:
    message = conversation.log.get(ts)
    if message is None or message.is_tombstone:
        raise SlackError(code)
    return message


def _change(workspace: Workspace, conversation: Conversation, message: Message, changes: Json) -> None:
    before = as_stored(workspace, conversation, message)
    for name, value in changes.items():
        setattr(message, name, value)
    _tell_changed(workspace, conversation, message, before)
    _show(workspace, conversation, "changed", message)


def viewers(workspace: Workspace, conversation: Conversation) -> Iterable[str]:
    """Who of those looking at a page may see the conversation: members, and for a public channel every full member."""
    public = conversation.kind is Kind.PUBLIC
    return [user for user in workspace.watchers if user in conversation.members or (public and workspace.people[user].is_full_member)]


def _root_of(conversation: Conversation, message: Message) -> Message | None:
    if message.thread_ts is None:
        return None
    root = conversation.log.get(message.thread_ts)
    if root is not None and root.is_reply and root.thread_ts:  # a reply's timestamp stands for its thread
        return conversation.log.get(root.thread_ts)
    return root


def _bury(message: Message) -> None:
    message.subtype, message.text = "tombstone", "This message was deleted."
    message.blocks, message.files, message.attachments = [], [], []
    message.edited = message.metadata = message.client_msg_id = message.bot_id = None
    message.reactions, message.states = {}, {}


def _mention(workspace: Workspace, conversation: Conversation, message: Message) -> Json:
    event = as_event(workspace, conversation, message)
    kept = (
        "user",
        "text",
        "ts",
        "team",
        "client_msg_id",
        "blocks",
        "thread_ts",
        "channel",
        "event_ts",
        "edited",
        "bot_id",
        "files",
        "upload",
    )
    return {"type": "app_mention", **{key: event[key] for key in kept if key in event and key != "files"}}


def _hidden(conversation: Conversation, subtype: str, ts: str) -> Json:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": conversation.id,
        "channel_type": conversation.channel_type,
        "ts": ts,
        "event_ts": ts,
    }


def _tell_changed(workspace: Workspace, conversation: Conversation, message: Message, before: Json) -> None:
    ts = workspace.clock.next_ts()
    now = as_stored(workspace, conversation, message)
    workspace.tell_app(_hidden(conversation, "message_changed", ts) | {"message": now, "previous_message": before}, conversation)


def _tell_reaction(workspace: Workspace, conversation: Conversation, message: Message, kind: str, user: str, name: str) -> None:
    event = {
        "type": kind,
        "user": user,
        "reaction": name,
        "item_user": message.user,
        "item": {"type": "message", "channel": conversation.id, "ts": message.ts},
        "event_ts": workspace.clock.next_ts(),
    }
    workspace.tell_app(event, conversation)
    _show(workspace, conversation, "changed", message)


def _unfurl(workspace: Workspace, conversation: Conversation, message: Message, urls: list[str]) -> None:
    if conversation.log.get(message.ts) is not message or message.is_tombstone or message.attachments:
        return
    before = as_stored(workspace, conversation, message)
    message.attachments = [
        {
            "id": number,
            "from_url": url,
            "original_url": url,
            "fallback": url,
            "title": url,
            "title_link": url,
            "text": "",
            "service_name": "web",
        }
        for number, url in enumerate(urls, 1)
    ]
    _tell_changed(workspace, conversation, message, before)
    _show(workspace, conversation, "changed", message)


def _show(workspace: Workspace, conversation: Conversation, kind: str, message: Message) -> None:
    if workspace.watchers:
        seen = as_seen(conversation, message)
        workspace.tell_people(viewers(workspace, conversation), {"kind": kind, "message": seen})
