"""What somebody asked before in the same conversation: read from Slack when it is needed, since Kollega does not keep it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk.errors import SlackApiError

from handlers.calm import Interrupted
from handlers.history import SlackHistory
from knowledge.domain.history import Shown
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, time_ts, ts_key, ts_time

_TURNS = 2  # earlier questions that are counted in
_SAME_TALK = timedelta(minutes=15)  # how long before a message outside any thread its beginning may stand
_MENTION = re.compile(r"<@[UW][A-Z0-9]{1,30}(?:\|[^<>]{0,200})?>")


@dataclass(frozen=True)
class Turns:
    """Earlier questions of one person."""

    history: SlackHistory

    def before(self, message: MessageRef, thread: Ts, user: UserId) -> tuple[str, ...]:
        """What they asked last before a message, in its thread or just before it, the latest last. Nothing where Slack does not say."""
        try:
            shown = self._thread(message.channel, thread) if thread != message.ts else self._just_before(message)
        except (SlackApiError, OSError, Interrupted):
            return ()  # the question is answered as it stands
        own = [each.written.message for each in shown if each.written is not None and each.written.message.user == user]
        earlier = sorted((said for said in own if ts_key(said.ts) < ts_key(message.ts)), key=lambda said: ts_key(said.ts))
        texts = (_MENTION.sub(" ", said.text).strip() for said in earlier)
        return tuple(text for text in texts if text)[-_TURNS:]

    def _thread(self, channel: ChannelId, thread: Ts) -> list[Shown]:
        return self.history.thread(channel, thread) or []

    def _just_before(self, message: MessageRef) -> list[Shown]:
        return self.history.between(message.channel, time_ts(ts_time(message.ts) - _SAME_TALK), message.ts) or []
