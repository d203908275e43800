"""Slots: what may happen once for a kind, a target and a period."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from knowledge.storage.inserting import insert_new
from knowledge.storage.tables import SlotRow


def take(
    session: Session,
    kind: str,
    target: str,
    period: str,
    outcome: str,
    at: datetime,
    *,
    merged_into: str | None = None,
    over: Collection[str] = (),
) -> bool:
    """Take a slot, in the transaction that queues what it is for. False: it is taken.

    One whose outcome is among `over` (nothing was said then) may be taken once more. `merged_into` names the period that it came with.
    """
    values = {"kind": kind, "target": target, "period": period, "outcome": outcome, "merged_into": merged_into, "at": at}
    if insert_new(session, SlotRow, values):
        return True
    again = (
        update(SlotRow)
        .where(SlotRow.kind == kind, SlotRow.target == target, SlotRow.period == period, SlotRow.outcome.in_(sorted(over)))
        .values(outcome=outcome, merged_into=merged_into, at=at)
        .returning(SlotRow.period)
    )
    return bool(over) and session.execute(again).first() is not None


def taken(session: Session, kind: str, target: str, period: str) -> SlotRow | None:
    return session.get(SlotRow, (kind, target, period))


def latest(session: Session, kind: str) -> dict[str, str]:
    """The latest period taken of each target. Periods are compared as text."""
    rows = session.execute(select(SlotRow.target, func.max(SlotRow.period)).where(SlotRow.kind == kind).group_by(SlotRow.target))
    return {row.target: row[1] for row in rows}


def so_far(session: Session, kind: str, target: str) -> tuple[int, datetime | None]:
    """How many periods are taken, and when one with a post was last."""
    posted = case((SlotRow.outcome == "posted", SlotRow.at), else_=None)
    count, last = session.execute(select(func.count(), func.max(posted)).where(SlotRow.kind == kind, SlotRow.target == target)).one()
    return count, last
