"""From which chance on an answer is suggested in a channel: what people there did with earlier suggestions moves it."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowledge.domain.deciding import Decision, moved
from knowledge.domain.ids import ChannelId
from knowledge.storage import Session, suggestions

REMEMBERED = timedelta(days=90)
"""How long a click counts"""


def threshold_in(session: Session, decision: Decision, channel: ChannelId, now: datetime) -> float:
    """The chance wanted of a suggestion in a channel."""
    return moved(decision.threshold, *suggestions.clicks(session, channel, now - REMEMBERED))
