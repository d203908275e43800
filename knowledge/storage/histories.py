"""Named queries for comparing what is kept with what Slack shows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from knowledge.domain.history import Known
from knowledge.domain.ids import ChannelId, Ts, UserId, time_ts
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import MessageRow, PersonRow

_TABLE = cast(Table, MessageRow.__table__)


def top_level(session: Session, channel: ChannelId, after: Ts, before: Ts) -> list[Known]:
    """The messages kept from the top level of a channel between two moments, without those at the bounds, in the order written."""
    return _known(session, _TABLE.c.channel_id == channel, _TABLE.c.ts > after, _TABLE.c.ts < before, _TABLE.c.thread_ts == _TABLE.c.ts)


def in_thread(session: Session, channel: ChannelId, root: Ts) -> list[Known]:
    """A thread's kept messages, the first one too."""
    return _known(session, _TABLE.c.channel_id == channel, _TABLE.c.thread_ts == root)


def some(session: Session, channel: ChannelId, wanted: Collection[Ts]) -> dict[Ts, Known]:
    """Those of some messages that are kept."""
    return {known.ts: known for part in pieces(wanted) for known in _known(session, _TABLE.c.channel_id == channel, _TABLE.c.ts.in_(part))}


def threads_with_replies(session: Session, channel: ChannelId, since: Ts) -> list[Ts]:
    """The threads of which a reply is kept that was written since a moment: their first messages, the oldest first."""
    roots = session.scalars(
        select(_TABLE.c.thread_ts)
        .where(_TABLE.c.channel_id == channel, _TABLE.c.ts >= since, _TABLE.c.thread_ts != _TABLE.c.ts)
        .distinct()
        .order_by(_TABLE.c.thread_ts)
    )
    return [Ts(root) for root in roots]


def any_kept(session: Session, channel: ChannelId) -> bool:
    return session.scalars(select(_TABLE.c.ts).where(_TABLE.c.channel_id == channel).limit(1)).first() is not None


def in_again_since(session: Session) -> dict[UserId, Ts]:
    """Who was opted out once and takes part again: from which moment on. Few people."""
    rows = session.execute(select(PersonRow.user_id, PersonRow.opted_in_at).where(PersonRow.opted_in_at.is_not(None)))
    return {UserId(user): time_ts(cast(datetime, at)) for user, at in rows}


def _known(session: Session, *where: object) -> list[Known]:
    rows = session.execute(select(_TABLE.c.ts, _TABLE.c.thread_ts, _TABLE.c.version).where(*where).order_by(_TABLE.c.ts))  # type: ignore[arg-type]  # conditions of one table
    return [Known(Ts(ts), Ts(root), Ts(version)) for ts, root, version in rows]
