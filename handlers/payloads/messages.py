"""One raw Slack message, reduced to what Kollega uses: the same for events, histories and exports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from handlers.payloads.fields import Raw, flag, mapping, mappings, stamp, strings, text
from handlers.payloads.rich_text import blocks_text
from knowledge.domain.ids import ChannelId, Ts, UserId
from knowledge.domain.messages import Message, Reaction
from knowledge.domain.written import Written

SLACKBOT = "USLACKBOT"
TOMBSTONE = "tombstone"

_SAID = {"", "file_share", "thread_broadcast"}
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
# Up to 2017 Slack put its own sentence before what the person wrote about a file.
_OLD_UPLOAD = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^<>]*)?> (?:uploaded|shared|mentioned) a file:")


class LeftOut(StrEnum):
    """Why a message is nobody's words to keep."""

    BOT = "bots"
    NOTICE = "notices"
    EMPTY = "without_words"
    MALFORMED = "malformed"
    REPEATED = "repeated"


def written(raw: Raw, channel: ChannelId) -> Written | None:
    """A message that a person wrote in a channel, or the tombstone of one; None for everything else."""
    reduced = reduce_message(raw, channel)
    return reduced if isinstance(reduced, Written) else None


def reduce_message(raw: Raw, channel: ChannelId) -> Written | LeftOut:
    """Like `written`, with the reason where there is nothing to keep."""
    ts = stamp(raw, "ts")
    subtype = text(raw, "subtype")
    if ts is None:
        return LeftOut.MALFORMED
    if text(raw, "type") not in {"", "message"}:
        return LeftOut.NOTICE  # some exports hold other things beside messages, which Slack never sends as one
    if subtype == TOMBSTONE:
        root = stamp(raw, "thread_ts") or ts
        return Written(Message(channel, ts, UserId(""), "", root, ts), deleted=True)
    if text(raw, "bot_id") or subtype == "bot_message":
        return LeftOut.BOT
    if subtype == "file_comment":
        return _said(raw, channel, ts, text(mapping(raw, "comment"), "user"), text(mapping(raw, "comment"), "comment"))
    if subtype not in _SAID or flag(raw, "hidden"):
        return LeftOut.NOTICE
    return _said(raw, channel, ts, text(raw, "user"), words_of(raw))


def words_of(raw: Raw) -> str:
    """What a person wrote in a message: its text, else its blocks, else the names of its files. Mentions hold ids only."""
    said = text(raw, "text")
    if _OLD_UPLOAD.match(said):
        said = _file_words(raw)
    return _plain_mentions((said.strip() or blocks_text(raw).strip() or _file_words(raw)).strip())


def mentions_of(words: str) -> tuple[UserId, ...]:
    """The people whom a text names, each once, in the order of the text."""
    return tuple(dict.fromkeys(UserId(user) for user in _MENTION.findall(words)))


def reaction_name(raw: str) -> str:
    """An emoji's name without colons and skin tone."""
    return raw.strip(":").split("::", 1)[0]


def _said(raw: Raw, channel: ChannelId, ts: Ts, user: str, words: str) -> Written | LeftOut:
    if user == SLACKBOT:
        return LeftOut.BOT
    if not user:
        return LeftOut.MALFORMED
    said = _plain_mentions(words.strip())
    if not said:
        return LeftOut.EMPTY
    message = Message(
        channel,
        ts,
        UserId(user),
        said,
        thread_ts=stamp(raw, "thread_ts") or ts,
        version=stamp(mapping(raw, "edited"), "ts") or ts,
        broadcast=text(raw, "subtype") == "thread_broadcast",
    )
    return Written(message, _reactions(raw, channel, ts), mentions_of(said))


def _file_words(raw: Raw) -> str:
    files = mappings(raw, "files") or [mapping(raw, "file")]
    comments = [comment for file in files if (comment := text(mapping(file, "initial_comment"), "comment"))]
    titles = [title for file in files if (title := text(file, "title") or text(file, "name"))]
    return "\n".join(comments or titles)


def _reactions(raw: Raw, channel: ChannelId, ts: Ts) -> tuple[Reaction, ...]:
    """Who reacted is taken from `users`, which may name fewer people than `count` tells."""
    found = (
        Reaction(channel, ts, UserId(user), name)
        for reaction in mappings(raw, "reactions")
        if (name := reaction_name(text(reaction, "name")))
        for user in strings(reaction, "users")
    )
    return tuple(dict.fromkeys(found))


def _plain_mentions(words: str) -> str:
    return _MENTION.sub(r"<@\1>", words)


def posted_with(history: object, key: str) -> Ts | None:
    """The ts of the message in a history that carries an outbox key in its metadata, if one does."""
    for raw in history if isinstance(history, list) else []:
        if isinstance(raw, Mapping) and text(mapping(mapping(raw, "metadata"), "event_payload"), "key") == key:
            return stamp(raw, "ts")
    return None
