"""Slack out: one call, and what came of it, in the outbox's words.

Durable posts are sent effectively once: the outbox key travels in the message's metadata, and after an unknown
outcome the conversation is read before anything is sent again. Ephemeral notes are sent at most once.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.outgoing import Call, Outgoing
from handlers.payloads import posted_with
from knowledge.domain.ids import ChannelId, Ts, UserId
from knowledge.domain.outgoing import Dropped, OutcomeUnknown, Refused, Sent, Throttled
from knowledge.storage.outbox import ClaimedPost

METADATA_TYPE = "kollega_post"
_POST = "chat.postMessage"
_NOTE = "chat.postEphemeral"
# Slack's words for «it is so already»: as good as done.
_DONE = frozenset({"already_reacted", "no_reaction", "message_not_found"})
# Slack's words for «try again»; everything else that it refuses stays refused.
_PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "hash_conflict"})
_READ_BACK = 100  # messages read when looking for a post whose outcome is not known


@dataclass(frozen=True)
class SlackMessenger:
    """Sends claimed outbox rows. The client must not retry by itself: a retried post is a doubled post."""

    client: WebClient
    outgoing: Outgoing

    def send(self, post: ClaimedPost) -> Sent | Dropped:
        """Look once more whether it may be said, then say it. Raises Throttled, Refused, OutcomeUnknown."""
        call = self.outgoing.render(post)
        if isinstance(call, Dropped):
            return call
        if call.method == _POST and call.arguments.get("channel") is None and post.user_id is not None:
            call.arguments["channel"] = self._direct(post.user_id)
        if post.unknown and call.method == _NOTE:
            return Dropped("outcome unknown; a note is sent at most once")
        if post.unknown and call.method == _POST:
            ts = self._find(post, call)
            if ts is not None:
                return Sent(ts, call.sources, ChannelId(call.arguments["channel"]))
        if call.method == _POST:
            call.arguments["metadata"] = {"event_type": METADATA_TYPE, "event_payload": {"key": post.key}}
        return self._call(call)

    def _call(self, call: Call) -> Sent | Dropped:
        try:
            answer = self.client.api_call(call.method, json=call.arguments)
        except SlackApiError as error:
            return self._refused(call, error)
        except (URLError, TimeoutError, ConnectionError, http.client.HTTPException) as error:
            if call.method == _POST:
                raise OutcomeUnknown(type(error).__name__) from None
            if call.method == _NOTE:
                return Dropped("outcome unknown; a note is sent at most once")
            raise
        ts = answer.get("ts")
        if call.method != _POST or not isinstance(ts, str):
            return Sent(None, call.sources)
        return Sent(Ts(ts), call.sources, ChannelId(call.arguments["channel"]))

    def _refused(self, call: Call, error: SlackApiError) -> Sent | Dropped:
        status = error.response.status_code
        code = str(error.response.get("error", "")) if isinstance(error.response.data, dict) else ""
        if status == 429 or code == "ratelimited":
            seconds = float(error.response.headers.get("Retry-After", 30))
            raise Throttled(call.method, "", seconds) from None
        if code in _DONE and call.method != _POST:
            return Sent()
        if status >= 500 or code in _PASSING:
            if call.method == _POST:
                raise OutcomeUnknown(code or str(status)) from None
            if call.method == _NOTE:
                return Dropped("refused for now; a note is sent at most once")
            raise error
        raise Refused(code or str(status)) from None

    def _direct(self, user: UserId) -> ChannelId:
        """The direct message with a person, opened if need be. Safe to repeat: nothing is said yet."""
        try:
            return ChannelId(str(self.client.api_call("conversations.open", json={"users": user})["channel"]["id"]))
        except SlackApiError as error:
            if error.response.status_code == 429:
                raise Throttled(_POST, "", float(error.response.headers.get("Retry-After", 30))) from None
            code = str(error.response.get("error", "")) if isinstance(error.response.data, dict) else ""
            if error.response.status_code >= 500 or code in _PASSING:
                raise
            raise Refused(code) from None

    def _find(self, post: ClaimedPost, call: Call) -> Ts | None:
        """The ts of a post whose outcome was not known, if Slack has it."""
        thread = call.arguments.get("thread_ts")
        arguments: dict[str, Any] = {"channel": call.arguments["channel"], "include_all_metadata": True, "limit": _READ_BACK}
        method = "conversations.history"
        if thread:
            method, arguments["ts"] = "conversations.replies", thread
        try:
            answer = self.client.api_call(method, params=arguments)
        except SlackApiError as error:
            if error.response.status_code == 429:
                raise Throttled(call.method, "", float(error.response.headers.get("Retry-After", 30))) from None
            raise
        return posted_with(answer.get("messages"), post.key)
