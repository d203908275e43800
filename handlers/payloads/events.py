"""Slack's events, reduced to what happened. Everything that Kollega does not act on is None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from handlers.payloads.fields import Raw, mapping, stamp, strings, text
from handlers.payloads.messages import SLACKBOT, TOMBSTONE, reaction_name, words_of, written
from handlers.payloads.people import person_from
from knowledge.domain.ids import ChannelId, UserId, ts_key
from knowledge.domain.occurrences import (
    ChannelChange,
    ChannelChanged,
    Deleted,
    DirectMessage,
    Edited,
    HomeOpened,
    Joined,
    Left,
    Mentioned,
    Occurrence,
    PersonChanged,
    Posted,
    Reacted,
    Uninstalled,
)

_LATEST = 32_503_680_000  # the year 3000: more is no time
_TO_THE_APP = {"im", "app_home"}


def reduce_event(event: Raw) -> Occurrence | None:
    """What an inner event says. Safe on any JSON object: what is not understood is None, never an error."""
    read = _READERS.get(text(event, "type"))
    return read(event) if read else None


def limited_minute(body: Raw) -> datetime | None:
    """The minute in which Slack began to drop events, where a payload says so. It has no inner event, though some say otherwise."""
    for said in (body, mapping(body, "event")):
        minute = said.get("minute_rate_limited")
        if text(said, "type") == "app_rate_limited" and isinstance(minute, int) and 0 < minute < _LATEST:
            return datetime.fromtimestamp(minute, UTC)
    return None


def _message(event: Raw) -> Occurrence | None:
    channel, kind = ChannelId(text(event, "channel")), text(event, "channel_type")
    if kind in _TO_THE_APP or (not kind and channel.startswith("D")):
        return _direct_message(event, channel)
    return _channel_message(event, channel) if channel and kind != "mpim" else None


def _channel_message(event: Raw, channel: ChannelId) -> Occurrence | None:
    match text(event, "subtype"):
        case "message_changed":
            return _message_changed(event, channel)
        case "message_deleted":
            ts = stamp(event, "deleted_ts")
            return Deleted(channel, ts, stamp(mapping(event, "previous_message"), "thread_ts")) if ts else None
        case "channel_convert_to_private":
            return ChannelChanged(channel, ChannelChange.MADE_PRIVATE)
        case _:
            said = written(event, channel)
            if said is None:
                return None
            return Deleted(channel, said.message.ts, said.message.thread_ts) if said.deleted else Posted(said)


def _message_changed(event: Raw, channel: ChannelId) -> Occurrence | None:
    after, before = mapping(event, "message"), mapping(event, "previous_message")
    now = written(after, channel)
    if now is None:
        return None
    if text(after, "subtype") == TOMBSTONE:
        return Deleted(channel, now.message.ts, now.message.thread_ts)
    # Slack sends the same for unfurled links and for each new reply: then the words are as they were.
    edited = stamp(mapping(after, "edited"), "ts")
    if before and words_of(before) == words_of(after) and edited == stamp(mapping(before, "edited"), "ts"):
        return None
    changed_at = stamp(event, "event_ts") or stamp(event, "ts")
    if edited is None and changed_at is not None and ts_key(changed_at) > ts_key(now.message.version):
        # Without a version of its own the change would look as old as the message.
        now = replace(now, message=replace(now.message, version=changed_at))
    return Edited(now)


def _direct_message(event: Raw, channel: ChannelId) -> Occurrence | None:
    said = written(event, channel)
    if said is None or said.deleted:
        return None
    return DirectMessage(channel, said.message.user, said.message.text, said.message.ts, said.message.thread_ts)


def _mention(event: Raw) -> Occurrence | None:
    channel, user, ts = text(event, "channel"), text(event, "user"), stamp(event, "ts")
    if not channel or not user or ts is None or text(event, "bot_id") or user == SLACKBOT:
        return None
    return Mentioned(ChannelId(channel), UserId(user), words_of(event), ts, stamp(event, "thread_ts") or ts)


def _reaction(event: Raw, *, removed: bool) -> Occurrence | None:
    item = mapping(event, "item")
    channel, ts, user = text(item, "channel"), stamp(item, "ts"), text(event, "user")
    name = reaction_name(text(event, "reaction"))
    if text(item, "type") != "message" or not channel or ts is None or not user or not name:
        return None
    item_user = UserId(text(event, "item_user")) if text(event, "item_user") else None
    return Reacted(ChannelId(channel), ts, UserId(user), name, item_user, removed, stamp(event, "event_ts"))


def _joined(event: Raw) -> Occurrence | None:
    channel, user, inviter = text(event, "channel"), text(event, "user"), text(event, "inviter")
    return Joined(ChannelId(channel), UserId(user), UserId(inviter) if inviter else None) if channel and user else None


def _left(event: Raw) -> Occurrence | None:
    channel, user = text(event, "channel"), text(event, "user")
    return Left(ChannelId(channel), UserId(user)) if channel and user else None


def _channel(event: Raw, *, what: ChannelChange) -> Occurrence | None:
    channel = text(event, "channel")
    return ChannelChanged(ChannelId(channel), what) if channel else None


def _renamed(event: Raw) -> Occurrence | None:
    channel = text(mapping(event, "channel"), "id")
    name = text(mapping(event, "channel"), "name")
    return ChannelChanged(ChannelId(channel), ChannelChange.RENAMED, name) if channel and name else None


def _unshared(event: Raw) -> Occurrence | None:
    # Several organisations may share a channel: it is shared until the last one left.
    still = event.get("is_ext_shared") is True
    return _channel(event, what=ChannelChange.SHARED if still else ChannelChange.UNSHARED)


def _id_changed(event: Raw) -> Occurrence | None:
    old, new = text(event, "old_channel_id"), text(event, "new_channel_id")
    return ChannelChanged(ChannelId(old), ChannelChange.ID_CHANGED, new_id=ChannelId(new)) if old and new else None


def _person(event: Raw) -> Occurrence | None:
    return PersonChanged(person_from(event)) if text(mapping(event, "user"), "id") else None


def _home(event: Raw) -> Occurrence | None:
    user = text(event, "user")
    return HomeOpened(UserId(user)) if user and text(event, "tab") in {"", "home"} else None


def _uninstalled(_event: Raw) -> Occurrence | None:
    return Uninstalled()


def _tokens_revoked(event: Raw) -> Occurrence | None:
    return Uninstalled() if strings(mapping(event, "tokens"), "bot") else None


_READERS: dict[str, Callable[[Raw], Occurrence | None]] = {
    "message": _message,
    "app_mention": _mention,
    "reaction_added": partial(_reaction, removed=False),
    "reaction_removed": partial(_reaction, removed=True),
    "member_joined_channel": _joined,
    "member_left_channel": _left,
    "channel_rename": _renamed,
    "group_rename": _renamed,
    "channel_archive": partial(_channel, what=ChannelChange.ARCHIVED),
    "group_archive": partial(_channel, what=ChannelChange.ARCHIVED),
    "channel_unarchive": partial(_channel, what=ChannelChange.UNARCHIVED),
    "group_unarchive": partial(_channel, what=ChannelChange.UNARCHIVED),
    "channel_deleted": partial(_channel, what=ChannelChange.DELETED),
    "group_deleted": partial(_channel, what=ChannelChange.DELETED),
    "channel_left": partial(_channel, what=ChannelChange.LEFT),
    "group_left": partial(_channel, what=ChannelChange.LEFT),
    "channel_shared": partial(_channel, what=ChannelChange.SHARED),
    "channel_unshared": _unshared,
    "channel_history_changed": partial(_channel, what=ChannelChange.HISTORY_CHANGED),
    "group_history_changed": partial(_channel, what=ChannelChange.HISTORY_CHANGED),
    "channel_convert_to_private": partial(_channel, what=ChannelChange.MADE_PRIVATE),
    "channel_id_changed": _id_changed,
    "user_change": _person,
    "team_join": _person,
    "app_home_opened": _home,
    "app_uninstalled": _uninstalled,
    "tokens_revoked": _tokens_revoked,
}

EVENT_TYPES = frozenset(_READERS)
"""The types of inner events that something is made of."""
