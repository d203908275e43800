"""Named queries on Kollega's own durable posts and what they were made from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.storage.tables import MessageRow, OutboxRow, PostRow, PostSourceRow


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """A queued or sent post; `ts` is None while Slack has not said it, `channel` where it went (None: a direct message on its way)."""

    outbox_key: str
    kind: str
    channel: ChannelId | None
    ts: Ts | None
    user: UserId | None = None
    """To whom, where it is a direct message"""


def made_from(session: Session, outbox_key: str, sources: Collection[MessageRef]) -> None:
    """Remember what a post is made from. In the transaction that queues it."""
    for ref in set(sources):
        session.merge(PostSourceRow(outbox_key=outbox_key, channel_id=ref.channel, ts=ref.ts))
    session.flush()


def sent(session: Session, outbox_key: str, kind: str, body: dict[str, Any], channel: ChannelId, ts: Ts, at: datetime) -> None:
    """Slack has a durable post."""
    if by_key(session, outbox_key) is None:
        session.add(PostRow(outbox_key=outbox_key, kind=kind, body=body, channel_id=channel, ts=ts, at=at))
        session.flush()


def by_key(session: Session, outbox_key: str) -> PostRow | None:
    return session.scalars(select(PostRow).where(PostRow.outbox_key == outbox_key)).one_or_none()


def at(session: Session, ref: MessageRef) -> PostRow | None:
    """The durable post that stands at a place in Slack."""
    return session.scalars(select(PostRow).where(PostRow.channel_id == ref.channel, PostRow.ts == ref.ts)).one_or_none()


def has_sources(session: Session, outbox_key: str) -> bool:
    """Whether a post made from messages still may stand: its sources are forgotten when it is taken out."""
    return session.scalars(select(PostSourceRow.outbox_key).where(PostSourceRow.outbox_key == outbox_key).limit(1)).first() is not None


def from_message(session: Session, ref: MessageRef) -> list[MadeFrom]:
    """The posts that a message's words went into."""
    return _made(session, PostSourceRow.channel_id == ref.channel, PostSourceRow.ts == ref.ts)


def of_key_and_after(session: Session, outbox_key: str) -> list[MadeFrom]:
    """The posts of a key and of those named after it (`key:…`), if they stand or are queued."""
    return _made(
        session, or_(PostSourceRow.outbox_key == outbox_key, PostSourceRow.outbox_key.startswith(f"{outbox_key}:", autoescape=True))
    )


def from_channel(session: Session, channel: ChannelId) -> list[MadeFrom]:
    """The posts in other places that a channel's messages went into."""
    return [post for post in _made(session, PostSourceRow.channel_id == channel) if post.channel != channel]


def _made(session: Session, *of: ColumnElement[bool]) -> list[MadeFrom]:
    rows = session.execute(
        select(
            PostSourceRow.outbox_key,
            OutboxRow.kind,
            func.coalesce(PostRow.channel_id, OutboxRow.channel_id),
            PostRow.ts,
            OutboxRow.user_id,
        )
        .join(OutboxRow, OutboxRow.key == PostSourceRow.outbox_key)
        .join(PostRow, PostRow.outbox_key == PostSourceRow.outbox_key, isouter=True)
        .where(*of)
        .distinct()
    )
    return [
        MadeFrom(key, kind, ChannelId(channel) if channel else None, Ts(ts) if ts else None, UserId(user) if user else None)
        for key, kind, channel, ts, user in rows
    ]


def from_elsewhere(session: Session, place: ChannelId) -> list[MadeFrom]:
    """The posts that stand in a channel, or are on their way there, and hold words from other channels."""
    there = func.coalesce(PostRow.channel_id, OutboxRow.channel_id) == place
    return _made(session, there, PostSourceRow.channel_id != place)


def of_kind_from_person(session: Session, kind: str, user: UserId) -> list[MadeFrom]:
    """The posts of a kind that a person's words went into, as far as these are kept."""
    written = (MessageRow.channel_id == PostSourceRow.channel_id) & (MessageRow.ts == PostSourceRow.ts) & (MessageRow.user_id == user)
    return _made(session, OutboxRow.kind == kind, exists(select(MessageRow.ts).where(written)))


def forget(session: Session, outbox_key: str) -> None:
    """A post was taken out: its sources need not reach it any more."""
    session.execute(delete(PostSourceRow).where(PostSourceRow.outbox_key == outbox_key))
