"""How far behind the work is, for whoever watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge.storage.dead import QUEUES
from knowledge.storage.tables.work import DEAD, OPEN


@dataclass(frozen=True, slots=True)
class Lag:
    """One queue: rows to be done or in hand, how long the oldest has been waiting, and rows put aside."""

    queue: str
    due: int
    oldest_seconds: float
    dead: int


def lags(session: Session, now: datetime) -> list[Lag]:
    """Every queue at policy time `now`. A task that is due later does not wait yet."""
    found = []
    for name, of in QUEUES.items():
        waits: list[ColumnElement[bool]] = [OPEN, of.since <= now] if name == "tasks" else [OPEN]  # type: ignore[list-item]  # text stands for a condition
        due, oldest = session.execute(select(func.count(), func.min(of.since)).select_from(of.table).where(*waits)).one()
        dead = session.scalar(select(func.count()).select_from(of.table).where(DEAD)) or 0
        found.append(Lag(name, due, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0, dead))
    return found
