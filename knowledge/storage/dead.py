"""What was put aside after too many failures, over all queues: seen, done again, or dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import Column, Table, and_, select, update
from sqlalchemy.orm import Session

from knowledge.storage import outbox, queue
from knowledge.storage.store import ANY, wake
from knowledge.storage.tables import InboxRow, OutboxRow, TaskRow
from knowledge.storage.tables.work import DEAD


@dataclass(frozen=True, slots=True)
class DeadRow:
    """A row put aside. `error` is Slack's word or a kind of failure with its incident id, never text."""

    queue: str
    id: int
    kind: str
    attempts: int
    error: str
    since: datetime
    """When it came in, was to be done, or was queued"""


def listed(session: Session, name: str | None = None) -> list[DeadRow]:
    """The rows of one queue or all, the oldest first in each."""
    return [row for each in ([name] if name else QUEUES) for row in _listed(session, each)]


def again(session: Session, rows: Collection[DeadRow]) -> int:
    """Have rows done again. How many were still dead.

    A post that would be doubled by a repetition counts as one whose outcome is not known: it is looked for first.
    """
    wake(session, ANY)
    return sum(_change(session, row, state=outbox.STATE_AGAIN if row.queue == "outbox" else "due", **queue.ANEW) for row in rows)


def drop(session: Session, rows: Collection[DeadRow]) -> int:
    """Give rows up and forget their content; their keys stay, so that the same is not taken in again. How many were still dead."""
    return sum(_change(session, row, state=_STATE_DROPPED[row.queue], body={}) for row in rows)


@dataclass(frozen=True, slots=True)
class _Of:
    table: Table
    id: Column[Any]
    since: Column[Any]


_INBOX, _TASKS, _OUTBOX = (cast(Table, row.__table__) for row in (InboxRow, TaskRow, OutboxRow))
QUEUES: Mapping[str, _Of] = MappingProxyType(
    {
        "inbox": _Of(_INBOX, _INBOX.c.seq, _INBOX.c.arrived_at),
        "tasks": _Of(_TASKS, _TASKS.c.id, _TASKS.c.run_at),
        "outbox": _Of(_OUTBOX, _OUTBOX.c.id, _OUTBOX.c.created_at),
    }
)
_STATE_DROPPED = {"inbox": queue.DONE, "tasks": queue.CANCELLED, "outbox": queue.CANCELLED}


def _listed(session: Session, name: str) -> list[DeadRow]:
    of = QUEUES[name]
    rows = session.execute(
        select(of.id, of.table.c.kind, of.table.c.attempts, of.table.c.error, of.since).where(DEAD).select_from(of.table).order_by(of.id)
    )
    return [DeadRow(name, id_, kind, attempts, error or "", since) for id_, kind, attempts, error, since in rows]


def _change(session: Session, row: DeadRow, **values: Any) -> int:
    of = QUEUES[row.queue]
    changed = update(of.table).where(and_(of.id == row.id, DEAD)).values(**values).returning(of.id)
    return len(session.execute(changed).all())
