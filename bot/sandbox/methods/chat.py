"""chat.*: what the app says, to all and to one."""

from typing import Any

from bot.sandbox import notes, posting
from bot.sandbox.blocks import MESSAGE_CHARACTERS, characters, message_problems
from bot.sandbox.conversations import Conversation
from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.limits import HUNDREDS, POSTING, TIER_3, TIER_4
from bot.sandbox.messages import Message
from bot.sandbox.methods.registry import Asked, RateLimited, method
from bot.sandbox.shapes import as_message
from bot.sandbox.triggers import post_as_app
from bot.sandbox.views import with_ids

Json = dict[str, Any]
CUT_TEXT, LONGEST_TEXT = 40_000, 4_000


@method("chat.postMessage", POSTING, "chat:write")
def post_message(asked: Asked) -> Json:
    channel = _postable(asked)
    text, blocks = _content(asked, too_long="msg_blocks_too_long")
    metadata = _metadata(asked)
    if wait := asked.desk.limits.take_post(channel.id):
        raise RateLimited(wait)
    message = post_as_app(
        asked.workspace,
        channel,
        text[:CUT_TEXT],
        blocks,
        thread_ts=asked.text("thread_ts") or None,
        broadcast=asked.flag("reply_broadcast"),
        metadata=metadata,
        unfurl=asked.flag("unfurl_links"),
    )
    shape = as_message(asked.workspace, channel, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": {key: value for key, value in shape.items() if key in POSTED}}


@method("chat.postEphemeral", TIER_4, "chat:write")
def post_ephemeral(asked: Asked) -> Json:
    channel = _postable(asked)
    text, blocks = _content(asked, too_long="msg_too_long", longest=CUT_TEXT)
    person = asked.workspace.people.get(asked.text("user"))
    if person is None or person.id not in channel.members or person.deleted:
        raise SlackError("user_not_in_channel")
    note = notes.leave(asked.workspace, channel, person.id, text, blocks, asked.text("thread_ts") or None)
    return {"message_ts": note.ts}


@method("chat.update", TIER_3, "chat:write")
def update(asked: Asked) -> Json:
    channel = asked.channel()
    message = _own(asked, channel, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    text, blocks = _content(asked, too_long="msg_too_long", longest=LONGEST_TEXT)
    if asked.arguments.get("blocks") is None:
        blocks = message.blocks  # Slack keeps the old blocks unless told otherwise; an empty list takes them away
    metadata = _metadata(asked) if "metadata" in asked.arguments else message.metadata
    posting.edit(asked.workspace, channel, message, text=text, blocks=blocks, metadata=metadata)
    shape = as_message(asked.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts, "text": text, "message": shape}


@method("chat.delete", TIER_3, "chat:write")
def delete(asked: Asked) -> Json:
    channel = asked.channel()
    message = _own(asked, channel, "cant_delete_message")
    posting.delete(asked.workspace, channel, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", HUNDREDS)
def get_permalink(asked: Asked) -> Json:
    channel = asked.channel()
    message = posting.found(channel, asked.text("message_ts"))
    link = f"https://{asked.workspace.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


POSTED = frozenset(
    [
        "type",
        "subtype",
        "text",
        "user",
        "ts",
        "team",
        "bot_id",
        "app_id",
        "bot_profile",
        "blocks",
        "attachments",
        "thread_ts",
        "parent_user_id",
        "metadata",
        "root",
        "username",
    ]
)


def _postable(asked: Asked) -> Conversation:
    """Where the app may post: as a member; in a direct message with a person, also when given the person's id."""
    said = asked.text("channel")
    if said in asked.workspace.people and said != asked.workspace.app.user:
        return asked.workspace.im(asked.workspace.app.user, said)
    named = asked.workspace.named(said) if said.startswith("#") else None
    channel = named or asked.channel()
    if not asked.workspace.is_app_in(channel):
        raise SlackError("not_in_channel" if not channel.is_private else "channel_not_found")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _content(asked: Asked, *, too_long: str, longest: int | None = None) -> tuple[str, list[Json]]:
    blocks = asked.structure("blocks", "invalid_blocks_format")
    text = asked.text("text")
    if blocks is not None:
        if problems := message_problems(blocks):
            raise invalid("invalid_blocks", problems)
        if characters(blocks) > MESSAGE_CHARACTERS:
            raise SlackError(too_long)
    if not text and not blocks and not asked.arguments.get("attachments"):
        raise SlackError("no_text")
    if longest is not None and len(text) > longest:
        raise SlackError("msg_too_long")
    return text, with_ids(blocks or [])


def _metadata(asked: Asked) -> Json | None:
    metadata = asked.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if (
        not isinstance(metadata, dict)
        or not isinstance(metadata.get("event_type"), str)
        or not metadata["event_type"]
        or not isinstance(metadata.get("event_payload"), dict)
    ):
        raise SlackError("invalid_metadata_format")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _own(asked: Asked, channel: Conversation, code: str) -> Message:
    """A message of the app's own. Ephemeral notes are not found here, as in Slack."""
    message = posting.found(channel, asked.text("ts"))
    if message.bot_id != asked.workspace.app.bot_id:
        raise SlackError(code)
    return message
