"""Slack out: one call, and what came of it, in the outbox's words.

Durable posts are sent effectively once: the outbox key travels in the message's metadata, and after an unknown
outcome the conversation is read before anything is sent again. What is found there says what is true now, or is taken
out if it is not to be said any more. Ephemeral notes are sent at most once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from handlers.calls import Call
from handlers.outgoing import Outgoing
from handlers.payloads import posted_with
from knowledge.domain.failpoints import reached
from knowledge.domain.ids import ChannelId, Ts, time_ts
from knowledge.domain.outgoing import Dropped, LostLease, OutcomeUnknown, Refused, Sent, Throttled
from knowledge.storage.outbox import ClaimedPost

METADATA_TYPE = "kollega_post"
_POST = "chat.postMessage"
_NOTE = "chat.postEphemeral"
# Slack's words for «it is so already»: as good as done.
_DONE = frozenset({"already_reacted", "no_reaction", "message_not_found"})
# Slack's words for «they are not there»: a note reaches only who is in the channel, and is worth nothing later.
_AWAY = frozenset({"user_not_in_channel", "not_in_channel", "channel_not_found", "is_archived"})
# Slack's words for «try again»; everything else that it refuses stays refused.
_PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "hash_conflict"})
_CODE = re.compile(r"[a-z0-9_]+")
_OF_UPDATES = frozenset({"text", "blocks", "attachments"})
_PAGE = 200  # Slack recommends no more a page
# A post whose outcome is not known stands no earlier in the channel than it was queued; Slack's clock and ours may differ
# by an hour where ours was set for the wrong season, and by a little besides.
_CLOCKS_APART = timedelta(hours=2)
_UNASKED_WAIT = 30.0  # where a 429 does not say how long
_LONGEST_WAIT = 3600.0  # what is asked for beyond that is a mistake of somebody's


@dataclass(frozen=True)
class SlackMessenger:
    """Sends claimed outbox rows. The client must not retry by itself: a retried post is a doubled post."""

    client: WebClient
    outgoing: Outgoing

    def send(self, post: ClaimedPost, holds: Callable[[], bool]) -> Sent | Dropped:
        """Look once more whether it may be said, then say it. `holds`: the claim still lasts for one more call.

        A post to a person without a channel goes to their direct messages. Raises Throttled, Refused, OutcomeUnknown, LostLease.
        """
        call = self.outgoing.render(post)
        reached("outbox.rendered")
        if isinstance(call, Dropped):
            if post.unknown and post.method == _POST:
                self._take_out(post, holds)
            return call
        if post.unknown and call.method == _NOTE:
            return Dropped("outcome unknown; a note is sent at most once")
        if call.method == _POST:
            channel = self._place(post, call.arguments.get("channel"), holds)
            ts = self._find(post, channel, call.arguments.get("thread_ts"), holds) if post.unknown else None
            if ts is not None:
                is_true_now = self._say_anew(post, call, channel, ts, holds)
                return Sent(ts, call.sources, channel, call.is_still_true if is_true_now else _never)
            if call.only_if_there:
                return Dropped("not to be sent any more, and Slack does not have it")
            call.arguments.update(channel=channel, metadata=_metadata(post))
        try:
            answer = self._ask(call.method, post, holds, json=call.arguments)
        except Refused as refused:
            if refused.code in _DONE and call.method != _POST:
                return Sent()
            if refused.code in _AWAY and call.method == _NOTE:
                return Dropped("the person is not in the channel")
            raise
        except OutcomeUnknown:
            if call.method == _NOTE:
                return Dropped("outcome unknown; a note is sent at most once")
            raise
        if call.method != _POST:
            return Sent(None, call.sources)
        ts = answer.get("ts")
        if not isinstance(ts, str):
            raise OutcomeUnknown("no ts")
        return Sent(Ts(ts), call.sources, ChannelId(call.arguments["channel"]), call.is_still_true)

    def _place(self, post: ClaimedPost, channel: str | None, holds: Callable[[], bool]) -> ChannelId:
        """A conversation that can be read back. Opening one that is open gives the same."""
        if channel or post.user_id is None:
            return ChannelId(channel or "")
        opened = self._ask("conversations.open", post, holds, json={"users": post.user_id})
        return ChannelId(opened["channel"]["id"])

    def _take_out(self, post: ClaimedPost, holds: Callable[[], bool]) -> None:
        """Not to be said any more: if Slack has it, it goes from there."""
        try:
            channel = self._place(post, post.channel_id, holds)
            ts = self._find(post, channel, post.body.get("thread"), holds)
            if ts is not None:
                self._ask("chat.delete", post, holds, json={"channel": channel, "ts": ts})
        except Refused as refused:
            if refused.code not in _DONE:
                raise  # nobody knows whether it stands there: a steward is told

    def _say_anew(self, post: ClaimedPost, call: Call, channel: ChannelId, ts: Ts, holds: Callable[[], bool]) -> bool:
        """What Slack has may be of before an edit, a deletion or a narrowed audience: now it says what the call says.

        False: Slack refuses; it stands all the same, and is to be shown anew.
        """
        said = {name: value for name, value in call.arguments.items() if name in _OF_UPDATES}
        try:
            self._ask("chat.update", post, holds, json={**said, "channel": channel, "ts": ts, "metadata": _metadata(post)})
        except Refused as refused:
            return refused.code in _DONE
        return True

    def _find(self, post: ClaimedPost, channel: ChannelId, thread: str | None, holds: Callable[[], bool]) -> Ts | None:
        """The ts of a post whose outcome was not known, if Slack has it."""
        around = {"channel": channel, "include_all_metadata": True, "limit": _PAGE}
        around["oldest"] = time_ts(post.created_at - _CLOCKS_APART)
        ts = self._in_thread(post, around, thread, holds) if thread else self._among("conversations.history", around, post, holds)
        reached("outbox.looked")
        return ts

    def _in_thread(self, post: ClaimedPost, around: dict[str, Any], thread: str, holds: Callable[[], bool]) -> Ts | None:
        try:
            return self._among("conversations.replies", {**around, "ts": thread}, post, holds)
        except Refused as refused:
            if refused.code != "thread_not_found":
                raise
            # A reply whose parent is gone lands in the channel.
            return self._among("conversations.history", around, post, holds)

    def _among(self, method: str, arguments: dict[str, Any], post: ClaimedPost, holds: Callable[[], bool]) -> Ts | None:
        for page in self._pages(method, arguments, post, holds):
            ts = posted_with(page, post.key)
            if ts is not None:
                return ts
        return None

    def _pages(self, method: str, arguments: dict[str, Any], post: ClaimedPost, holds: Callable[[], bool]) -> Iterator[object]:
        cursor = ""
        while True:
            answer = self._ask(method, post, holds, params={**arguments, **({"cursor": cursor} if cursor else {})})
            if not isinstance(answer.get("messages"), list):
                raise OutcomeUnknown("no messages")
            yield answer.get("messages")
            before, cursor = cursor, str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
            if cursor == before:
                raise OutcomeUnknown("the same page again")

    def _ask(self, method: str, post: ClaimedPost, holds: Callable[[], bool], **arguments: Any) -> Any:
        """One call of Slack. Raises Throttled, Refused, OutcomeUnknown; LostLease before it is made."""
        if not holds():
            raise LostLease
        try:
            return self.client.api_call(method, **arguments)
        except SlackApiError as error:
            raise _meaning(method, post, error) from None
        except SlackRequestError:
            raise  # the call could not even be made
        except Exception as error:  # noqa: BLE001 - whatever it was, what comes of it is the same
            # The network's, or whatever Slack's client makes of an answer that is none: the call may have been heard.
            raise OutcomeUnknown(type(error).__name__) from None


def _never(_session: object) -> bool:
    return False


def _asked_wait(header: object) -> float:
    """How many seconds Slack asks to wait, as far as what it says is a number; Slack never asks for more than some minutes."""
    try:
        seconds = float(str(header))
    except ValueError:
        return _UNASKED_WAIT
    return min(max(seconds, 0.0), _LONGEST_WAIT) if math.isfinite(seconds) else _UNASKED_WAIT


def _metadata(post: ClaimedPost) -> dict[str, Any]:
    return {"event_type": METADATA_TYPE, "event_payload": {"key": post.key}}


def _meaning(method: str, post: ClaimedPost, error: SlackApiError) -> Throttled | Refused | OutcomeUnknown:
    status = error.response.status_code
    said = str(error.response.get("error", "")) if isinstance(error.response.data, dict) else ""
    # Where a proxy answered in Slack's place, the client's «error» is a sentence with the whole answer in it.
    code = said if _CODE.fullmatch(said) else ""
    if status == 429 or code == "ratelimited":
        # Messages are counted in each channel (one a second) and in the workspace; everything else in the workspace only.
        place = (post.channel_id or post.user_id or "") if method == _POST else ""
        return Throttled(method, place, _asked_wait(error.response.headers.get("Retry-After")))
    if not code or status >= 500 or code in _PASSING:  # without a code, what answered was not Slack itself
        return OutcomeUnknown(code or str(status))
    return Refused(code)
