"""What Slack asked to wait with. Stands in the database, so every process heeds it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.storage.store import now_seconds
from knowledge.storage.tables import ThrottleRow


def pause(session: Session, method: str, channel: str, seconds: float) -> None:
    """Claim no post with this method for a while; `channel` is empty where Slack counts over all channels.

    Slack does not say which of its counts was full: the channel's or the workspace's. The first refusal pauses its channel only;
    one in another channel meanwhile means the workspace. Never shortens a wait. A database clock that is set back ends it: Slack
    will ask again.
    """
    now = now_seconds(session)
    _write(session, method, channel, now, seconds)
    if channel and _paused_elsewhere(session, method, channel, now):
        _write(session, method, "", now, seconds)
    session.flush()


def _write(session: Session, method: str, channel: str, now: float, seconds: float) -> None:
    row = session.get(ThrottleRow, (method, channel), with_for_update=True)
    if row is None:
        session.merge(ThrottleRow(method=method, channel_id=channel, asked_at=now, not_before=now + seconds))
    elif row.asked_at > now:
        row.asked_at, row.not_before = now, now + seconds
    else:
        row.not_before = max(row.not_before, now + seconds)


def _paused_elsewhere(session: Session, method: str, channel: str, now: float) -> bool:
    others = select(ThrottleRow.channel_id).where(
        ThrottleRow.method == method,
        ThrottleRow.channel_id.not_in(("", channel)),
        ThrottleRow.asked_at <= now,
        ThrottleRow.not_before > now,
    )
    return session.scalars(others.limit(1)).first() is not None
