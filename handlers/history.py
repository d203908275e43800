"""What stands in a channel and in its threads, read from Slack."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.calm import calm, next_cursor, pages
from handlers.payloads import shown_in
from knowledge.domain.history import Shown
from knowledge.domain.ids import ChannelId, Ts

_PAGE = 999  # Slack's most


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a channel's top level. `cursor` leads to the next one. `is_limited`: Slack hides what is older from this workspace."""

    shown: list[Shown]
    cursor: str
    is_limited: bool


@dataclass(frozen=True)
class SlackHistory:
    """Reads only. Every method may be repeated; raises SlackApiError, OSError or Interrupted where an answer is not whole."""

    client: WebClient
    stop: threading.Event = field(default_factory=threading.Event)
    page_size: int = _PAGE

    def page(self, channel: ChannelId, oldest: Ts, cursor: str = "") -> Page:
        """The top level after a moment, a page at a time."""
        params = {"channel": channel, "oldest": oldest, "limit": self.page_size, **({"cursor": cursor} if cursor else {})}
        answer = calm(lambda: self.client.api_call("conversations.history", params=params), self.stop)
        return Page(shown_in(answer.data, channel), next_cursor(answer.data), answer.get("is_limited") is True)

    def between(self, channel: ChannelId, first: Ts, last: Ts) -> list[Shown] | None:
        """The top level between two moments, those included; None where Slack hides some of it."""
        found: list[Shown] = []
        span = {"oldest": first, "latest": last, "inclusive": "true", "limit": self.page_size}
        for answer in pages(self.client, "conversations.history", self.stop, channel=channel, **span):
            if answer.get("is_limited") is True:
                return None
            found += shown_in(answer, channel)
        return found

    def thread(self, channel: ChannelId, root: Ts) -> list[Shown] | None:
        """A whole thread with its first message; None where Slack knows no such thread."""
        found: list[Shown] = []
        try:
            for answer in pages(self.client, "conversations.replies", self.stop, channel=channel, ts=root, limit=self.page_size):
                found += shown_in(answer, channel)
        except SlackApiError as error:
            if error.response.get("error") != "thread_not_found":
                raise
            return None
        return found
