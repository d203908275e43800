"""What Slack asked to wait with. Stands in the database, so every process heeds it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from knowledge.storage.store import now_seconds
from knowledge.storage.tables import ThrottleRow


def pause(session: Session, method: str, channel: str, seconds: float) -> None:
    """Claim no post with this method for a while; `channel` is empty where Slack counts over all channels. Never shortens a wait."""
    until = now_seconds(session) + seconds
    row = session.get(ThrottleRow, (method, channel), with_for_update=True)
    if row is None:
        session.merge(ThrottleRow(method=method, channel_id=channel, not_before=until))
    else:
        row.not_before = max(row.not_before, until)
    session.flush()
