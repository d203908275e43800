"""Slots: what may happen once for a kind, a target and a period."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from knowledge.storage.inserting import insert_new
from knowledge.storage.tables import SlotRow


def take(session: Session, kind: str, target: str, period: str, outcome: str, at: datetime) -> bool:
    """Take a slot, in the transaction that queues what it is for. False: it is taken."""
    return insert_new(session, SlotRow, {"kind": kind, "target": target, "period": period, "outcome": outcome, "at": at})


def taken(session: Session, kind: str, target: str) -> tuple[int, datetime | None]:
    """How many periods are taken, and when one with a post was last."""
    posted = case((SlotRow.outcome == "posted", SlotRow.at), else_=None)
    count, last = session.execute(select(func.count(), func.max(posted)).where(SlotRow.kind == kind, SlotRow.target == target)).one()
    return count, last
