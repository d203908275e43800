"""Named queries on what happened in a channel, for its digest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts
from knowledge.domain.messages import Verdict
from knowledge.domain.people import Capture
from knowledge.storage.entries import QUESTION
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import AcceptanceRow, ChannelRow, EntryRow, PostRow, RulingRow


def channels(session: Session) -> list[ChannelRow]:
    """The channels that were ever started, as far as they may have a digest."""
    return list(session.scalars(select(ChannelRow).where(ChannelRow.capture != Capture.NOT_STARTED).order_by(ChannelRow.channel_id)))


def channels_called(session: Session, name: str) -> list[ChannelRow]:
    """The channels with a name, with or without `#`, or an id."""
    wanted = name.removeprefix("#")
    found = select(ChannelRow).where(or_(ChannelRow.name == wanted, ChannelRow.channel_id == name)).order_by(ChannelRow.channel_id)
    return list(session.scalars(found))


def asked(session: Session, channel: ChannelId, since: datetime, until: datetime) -> list[EntryRow]:
    """A channel's questions of a time, the oldest first."""
    query = select(EntryRow).where(
        EntryRow.kind == QUESTION, EntryRow.channel_id == channel, EntryRow.asked_at >= since, EntryRow.asked_at < until
    )
    return list(session.scalars(query.order_by(EntryRow.asked_at, EntryRow.id)))


def confirmations(session: Session, channel: ChannelId, since: datetime, until: datetime) -> list[tuple[MessageRef, MessageRef]]:
    """What was confirmed in a time, standing still, where question or answer is of the channel: (question, answer)."""
    query = select(AcceptanceRow).where(
        or_(AcceptanceRow.question_channel == channel, AcceptanceRow.answer_channel == channel),
        AcceptanceRow.at >= since,
        AcceptanceRow.at < until,
        AcceptanceRow.revoked_at.is_(None),
    )
    return [
        (MessageRef(ChannelId(row.question_channel), Ts(row.question_ts)), MessageRef(ChannelId(row.answer_channel), Ts(row.answer_ts)))
        for row in session.scalars(query.order_by(AcceptanceRow.id))
    ]


def taken_back(session: Session, channel: ChannelId, since: datetime, until: datetime) -> set[MessageRef]:
    """The questions of a channel of which a confirmation was taken back in a time."""
    revoked = select(AcceptanceRow.question_ts).where(
        AcceptanceRow.question_channel == channel, AcceptanceRow.revoked_at >= since, AcceptanceRow.revoked_at < until
    )
    ruled = select(RulingRow.question_ts).where(
        RulingRow.question_channel == channel,
        RulingRow.verdict == Verdict.NOT_ACCEPTED,
        RulingRow.at >= since,
        RulingRow.at < until,
        RulingRow.revoked_at.is_(None),
    )
    return {MessageRef(channel, Ts(ts)) for query in (revoked, ruled) for ts in session.scalars(query)}


def doubted(session: Session, channel: ChannelId, since: datetime, until: datetime) -> list[EntryRow]:
    """A channel's entries that were doubted or retired in a time."""
    query = select(EntryRow).where(
        EntryRow.channel_id == channel,
        or_(
            (EntryRow.doubted_at >= since) & (EntryRow.doubted_at < until),
            (EntryRow.retired_at >= since) & (EntryRow.retired_at < until),
        ),
    )
    return list(session.scalars(query.order_by(EntryRow.id)))


def some(session: Session, entries: Collection[EntryId]) -> dict[EntryId, EntryRow]:
    """Entries by their ids; those that are gone are missing."""
    found: dict[EntryId, EntryRow] = {}
    for some in pieces(set(entries)):
        rows = session.scalars(select(EntryRow).where(EntryRow.id.in_(some)))
        found.update({EntryId(row.id): row for row in rows})
    return found


def posted(session: Session, kind: str, channel: ChannelId, since: datetime) -> list[PostRow]:
    """The posts of a kind that stand in a channel, from a moment on."""
    query = select(PostRow).where(PostRow.kind == kind, PostRow.channel_id == channel, PostRow.at >= since)
    return list(session.scalars(query.order_by(PostRow.at)))
