"""Named queries on how far each channel's history is known to be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, Ts, time_ts, ts_key
from knowledge.domain.people import Capture
from knowledge.storage.tables import ChannelRow, CursorRow, MessageRow


def begin(session: Session, channel: ChannelId, at: datetime) -> None:
    """Capture begins: nothing that was said before is ever to be read."""
    session.merge(CursorRow(channel_id=channel, read_to=time_ts(at), swept_at=at))


def get(session: Session, channel: ChannelId) -> CursorRow | None:
    return session.get(CursorRow, channel)


def advance(session: Session, channel: ChannelId, read_to: Ts) -> None:
    """Everything said up to a ts is known. Never goes back; nothing happens where capture never began."""
    row = session.get(CursorRow, channel, with_for_update=True)
    if row is not None and ts_key(read_to) > ts_key(row.read_to):
        row.read_to = read_to
        session.flush()


def swept(session: Session, channel: ChannelId, at: datetime) -> None:
    row = session.get(CursorRow, channel, with_for_update=True)
    if row is not None:
        row.swept_at = at
        session.flush()


def started(session: Session) -> list[ChannelId]:
    """The channels from which words are kept."""
    found = session.scalars(select(ChannelRow.channel_id).where(ChannelRow.capture == Capture.STARTED).order_by(ChannelRow.channel_id))
    return [ChannelId(channel) for channel in found]


def unswept_since(session: Session, moment: datetime) -> list[ChannelId]:
    """The started channels that were last compared with Slack as a whole before a moment."""
    found = session.scalars(
        select(CursorRow.channel_id)
        .join(ChannelRow, ChannelRow.channel_id == CursorRow.channel_id)
        .where(ChannelRow.capture == Capture.STARTED, CursorRow.swept_at < moment)
        .order_by(CursorRow.channel_id)
    )
    return [ChannelId(channel) for channel in found]


def newest_kept(session: Session) -> dict[ChannelId, tuple[Ts, Ts]]:
    """For each started channel its cursor and the newest message kept, where there is one. A look into an index for each."""
    newest = select(func.max(MessageRow.ts)).where(MessageRow.channel_id == CursorRow.channel_id).scalar_subquery()
    rows = session.execute(
        select(CursorRow.channel_id, CursorRow.read_to, newest)
        .join(ChannelRow, ChannelRow.channel_id == CursorRow.channel_id)
        .where(ChannelRow.capture == Capture.STARTED)
    )
    return {ChannelId(channel): (Ts(read_to), Ts(ts)) for channel, read_to, ts in rows if ts is not None}
