"""A call of Slack's Web API, as an outbox row becomes one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.outgoing import always
from knowledge.storage.outbox import ClaimedPost


@dataclass(frozen=True, slots=True)
class Call:
    """One call of Slack's Web API."""

    method: str
    arguments: dict[str, Any]
    sources: tuple[MessageRef, ...] = ()
    """Messages whose words the call shows, beyond those known when it was queued"""
    is_still_true: Callable[[Any], bool] = always
    """See `Sent`: for what is not made from known sources when it is queued"""
    only_if_there: bool = False
    """Not to be sent any more: only whether Slack has it already is looked up"""


def place_of(post: ClaimedPost) -> ChannelId:
    return ChannelId(post.channel_id or "")


def person_of(post: ClaimedPost) -> UserId:
    return UserId(post.user_id or "")


def say(post: ClaimedPost, said: dict[str, Any], thread: Ts | None = None) -> Call:
    return Call(
        "chat.postMessage", {"channel": post.channel_id, "unfurl_links": False, **({"thread_ts": thread} if thread else {}), **said}
    )


def note(post: ClaimedPost, said: dict[str, Any]) -> Call:
    thread = post.body.get("thread")
    return Call(
        "chat.postEphemeral", {"channel": post.channel_id, "user": post.user_id, **({"thread_ts": thread} if thread else {}), **said}
    )
