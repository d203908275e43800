"""Posts follow their sources: what is edited is shown anew, what is deleted or narrowed is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from knowledge.domain.digest import DIGEST
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.outgoing import Sent
from knowledge.storage import Session, messages, outbox, people, posts
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.posts import MadeFrom

REFRESH = "refresh"
REMOVE = "remove"
_KEPT = ("entry", "thread", "by", "ask", "question", "channel", "ts", "group")
"""Of a queued post's body what it can be rendered from again"""
OF_SEVERAL = frozenset({DIGEST})
"""Kinds of posts made from several sources: where one goes, the rest stays. Their rows hold nothing but ids."""
SHARED = "shared"
SHOWN_TO_ALL = "shown_to_all"
_WITH_BADGES = frozenset({SHARED, SHOWN_TO_ALL, DIGEST})


def source_edited(session: Session, ref: MessageRef, now: datetime) -> None:
    """A message's words changed: the posts made from it are rendered again, after those that are on their way just now.

    What nobody has taken in hand yet is rendered when it is sent.
    """
    for post in posts.from_message(session, ref):
        _show_anew(session, post, now)


def badges_changed(session: Session, question: MessageRef, now: datetime) -> None:
    """Something else is said of the answer to a question: posts that show it with its badges, or because of them, are rendered again."""
    for post in posts.from_message(session, question):
        if post.kind in _WITH_BADGES:
            _show_anew(session, post, now)


def show_anew(session: Session, outbox_key: str, now: datetime) -> None:
    """What a post says has changed, not its sources: render it again, and those named after it (a reminder, say).

    What nobody has taken in hand yet is rendered when it is sent.
    """
    for post in posts.of_key_and_after(session, outbox_key):
        _show_anew(session, post, now)


def author_left_out(session: Session, user: UserId, now: datetime) -> None:
    """Somebody takes no part any more: posts of several sources are shown anew without them."""
    for kind in sorted(OF_SEVERAL):
        for post in posts.of_kind_from_person(session, kind, user):
            _show_anew(session, post, now)


def source_deleted(session: Session, ref: MessageRef, now: datetime) -> None:
    """A message is gone: so are the posts made from it, or what they had of it."""
    _take_out(session, posts.from_message(session, ref), now)


def entry_gone(session: Session, sources: Sequence[MessageRef], now: datetime) -> None:
    """An entry is no more: posts that were made from its question go too."""
    for ref in sources:
        _take_out(session, posts.from_message(session, ref), now)


def channel_narrowed(session: Session, channel: ChannelId, now: datetime) -> None:
    """A channel became less visible: what was posted elsewhere from it is taken out."""
    _take_out(session, posts.from_channel(session, channel), now)


def place_widened(session: Session, place: ChannelId, now: datetime) -> None:
    """A guest or somebody from outside joined a channel, and reads its history: what was shown there from elsewhere is taken out."""
    _take_out(session, posts.from_elsewhere(session, place), now)


def sent(session: Session, post: ClaimedPost, outcome: Sent, now: datetime) -> None:
    """A durable post stands in Slack: remember it, if it shows people's words. One that was withdrawn on its way goes again, and
    one whose sources became known only with it, and changed since, is shown anew."""
    if post.channel_id is None or outcome.ts is None:
        return
    if outbox.is_withdrawn(session, post.key):
        _remove(session, post.channel_id, outcome.ts, now)
        return
    if outcome.sources:
        for channel in sorted({post.channel_id, *(ref.channel for ref in outcome.sources)}):
            people.lock(session, channel)  # like capture: whoever changes a source, or joins the place, sees this post or is seen
    posts.made_from(session, post.key, outcome.sources)
    if posts.has_sources(session, post.key):
        posts.sent(session, post.key, post.kind, _ids(post), post.channel_id, outcome.ts, now)
    if not outcome.is_still_true(session) or any(messages.get(session, ref) is None for ref in outcome.sources):
        show_anew(session, post.key, now)


def again_in(session: Session, channel: ChannelId) -> None:
    """Kollega is in a channel again: what was to be taken out or shown anew there meanwhile, and could not be, is."""
    outbox.again_in(session, channel, (outbox.WITHDRAWN, REMOVE, REFRESH))


def _ids(post: ClaimedPost) -> dict[str, Any]:
    """What a post is rendered from again: ids, never words."""
    if post.kind in OF_SEVERAL:
        return post.body
    return {name: post.body[name] for name in _KEPT if name in post.body}


def _remove(session: Session, channel: ChannelId, ts: Ts, now: datetime) -> None:
    outbox.add(
        session,
        method="chat.delete",
        channel_id=channel,
        user_id=None,
        kind=REMOVE,
        body={"channel": channel, "ts": ts},
        created_at=now,
    )


def _show_anew(session: Session, post: MadeFrom, now: datetime) -> None:
    """Render a post again, where it stands or after it was sent. One that nobody has in hand yet is rendered late anyway."""
    if post.ts is None and not outbox.is_in_hand(session, post.outbox_key):
        return
    body = {"post": post.outbox_key}
    # In the same lane as a direct message that is on its way.
    lane = post.channel or post.user
    if lane is None or body in outbox.untouched(session, lane, REFRESH):
        return  # it is rendered from what is true then
    user = None if post.channel else post.user
    outbox.add(session, method="chat.update", channel_id=post.channel, user_id=user, kind=REFRESH, body=body, created_at=now)


def _take_out(session: Session, made: Sequence[MadeFrom], now: datetime) -> None:
    for post in made:
        if post.kind in OF_SEVERAL:
            _show_anew(session, post, now)
            continue
        if post.ts is None or post.channel is None:
            outbox.withdraw(session, post.outbox_key)
        else:
            _remove(session, post.channel, post.ts, now)
        posts.forget(session, post.outbox_key)
