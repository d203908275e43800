"""Trigger ids (one view, within three seconds) and response URLs (five uses, within half an hour). Both live in real time."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.sandbox import notes, posting
from bot.sandbox.blocks import MESSAGE_CHARACTERS, characters, message_problems
from bot.sandbox.conversations import Conversation
from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.messages import Message
from bot.sandbox.views import with_ids
from bot.sandbox.workspace import Note, Workspace

Json = dict[str, Any]
TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    user: str
    made_at: float
    used: bool = False


class Triggers:
    def __init__(self, real: Callable[[], float] = time.monotonic) -> None:
        self._real = real
        self._made: dict[str, Trigger] = {}

    def new(self, user: str) -> str:
        now = self._real()
        for stale in [key for key, trigger in self._made.items() if now - trigger.made_at > 60]:
            del self._made[stale]
        trigger_id = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._made[trigger_id] = Trigger(user, now)
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Use a trigger up; returns whose it was."""
        trigger = self._made.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if self._real() - trigger.made_at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        trigger.used = True
        return trigger.user


@dataclass
class ResponseUrl:
    """Where an interaction came from, and how often it was answered."""

    user: str
    channel: Conversation
    made_at: float
    source: Message | Note | None = None
    uses: int = 0


class ResponseUrls:
    def __init__(self, workspace: Workspace, real: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._real = real
        self._made: dict[str, ResponseUrl] = {}
        self.origin = ""  # set when the server knows its port

    def new(self, user: str, channel: Conversation, source: Message | Note | None = None) -> str:
        now = self._real()
        for stale in [key for key, known in self._made.items() if now - known.made_at > RESPONSE_SECONDS + 60]:
            del self._made[stale]
        key = secrets.token_urlsafe(18)
        self._made[key] = ResponseUrl(user, channel, now, source)
        return f"{self.origin}/response/{key}"

    def respond(self, key: str, said: Json) -> None:
        """What the app sends to a response URL: a note to the person, a message to all, or a change of where it came from."""
        known = self._made.get(key)
        if known is None or self._real() - known.made_at > RESPONSE_SECONDS:
            raise SlackError("expired_url")
        if known.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        known.uses += 1
        if said.get("delete_original"):
            self._delete(known)
            return
        text, blocks = checked_content(said)
        if said.get("replace_original") and known.source is not None:
            self._replace(known, text, blocks)
        else:
            self.answer(known.user, known.channel, said, text, blocks, _thread_of(known.source))

    def answer(self, user: str, channel: Conversation, said: Json, text: str, blocks: list[Json], thread_ts: str | None) -> None:
        """A new message in answer to an interaction, for the person alone unless `response_type` says `in_channel`."""
        thread_ts = said.get("thread_ts") or thread_ts
        if said.get("response_type") == "in_channel":
            post_as_app(self._workspace, channel, text, blocks, thread_ts=thread_ts)
        else:
            notes.leave(self._workspace, channel, user, text, blocks, thread_ts)

    def _delete(self, known: ResponseUrl) -> None:
        if isinstance(known.source, Note):
            notes.remove(self._workspace, known.source)
        elif known.source is not None and known.channel.log.get(known.source.ts) is not None:
            posting.delete(self._workspace, known.channel, known.source)

    def _replace(self, known: ResponseUrl, text: str, blocks: list[Json]) -> None:
        if isinstance(known.source, Note):
            notes.change(self._workspace, known.source, text, blocks)
        elif known.source is not None and known.channel.log.get(known.source.ts) is not None:
            posting.edit(self._workspace, known.channel, known.source, text=text, blocks=blocks)


def checked_content(said: Json) -> tuple[str, list[Json]]:
    """Text and blocks of something the app wants to say, or Slack's refusal."""
    text, blocks = str(said.get("text") or ""), said.get("blocks") or []
    if not text and not blocks and not said.get("attachments"):
        raise SlackError("no_text")
    if problems := message_problems(blocks):
        raise invalid("invalid_blocks", problems)
    if characters(blocks) > MESSAGE_CHARACTERS:
        raise SlackError("msg_blocks_too_long")
    return text[:40_000], with_ids(blocks)


def post_as_app(
    workspace: Workspace,
    channel: Conversation,
    text: str,
    blocks: list[Json],
    *,
    thread_ts: str | None = None,
    broadcast: bool = False,
    metadata: Json | None = None,
    unfurl: bool = False,
) -> Message:
    message = Message(
        ts=workspace.clock.next_ts(),
        user=workspace.app.user,
        text=text,
        team=workspace.team.id,
        blocks=blocks,
        thread_ts=thread_ts,
        subtype="thread_broadcast" if broadcast and thread_ts else None,
        bot_id=workspace.app.bot_id,
        metadata=metadata,
    )
    return posting.post(workspace, channel, message, unfurl=unfurl)


def _thread_of(source: Message | Note | None) -> str | None:
    return source.thread_ts if source is not None and source.thread_ts != source.ts else None
