"""Tasks: what is to be done at a moment of policy time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from knowledge.storage import queue
from knowledge.storage.inserting import insert_new
from knowledge.storage.queue import Queue
from knowledge.storage.store import wake
from knowledge.storage.tables import TaskRow
from knowledge.storage.tables.work import OPEN

_TABLE = cast(Table, TaskRow.__table__)
_QUEUE = Queue(_TABLE, _TABLE.c.id, (_TABLE.c.run_at, _TABLE.c.id), None)


@dataclass(frozen=True, slots=True)
class ClaimedTask:
    """A task in hand. `attempts` counts this one."""

    id: int
    key: str
    kind: str
    body: dict[str, Any]
    run_at: datetime
    attempts: int
    owner: str


def add(session: Session, key: str, kind: str, run_at: datetime, body: dict[str, Any] | None = None) -> bool:
    """Have something done at a moment. False if a task with this key was added before, even if it is long done."""
    new = insert_new(session, TaskRow, {"key": key, "kind": kind, "run_at": run_at, "body": body or {}})
    if new:
        wake(session)
    return new


def is_known(session: Session, key: str) -> bool:
    """Whether a task with this key was added, even if it is long done."""
    return session.execute(select(_TABLE.c.id).where(_TABLE.c.key == key)).first() is not None


def move(session: Session, key: str, run_at: datetime) -> bool:
    """Do it at another moment. Whoever is doing it just now loses it. False: it is done, cancelled, or unknown."""
    moved = session.execute(
        update(_TABLE)
        .where(_TABLE.c.key == key, OPEN)
        .values(run_at=run_at, owner=None, lease_until=None, due_at=0.0, attempts=0)
        .returning(_TABLE.c.id)
    ).first()
    if moved is not None:
        wake(session)
    return moved is not None


def cancel(session: Session, key: str) -> bool:
    """Do not do it. False: it is done, cancelled, or unknown."""
    values: dict[str, Any] = {"state": queue.CANCELLED, "body": {}, "owner": None, "lease_until": None}
    return session.execute(update(_TABLE).where(_TABLE.c.key == key, OPEN).values(values).returning(_TABLE.c.id)).first() is not None


def claim(session: Session, owner: str, lease_seconds: float, now: datetime, limit: int) -> list[ClaimedTask]:
    """Claim the tasks that are due at policy time `now`, the longest due first."""
    return [
        ClaimedTask(row["id"], row["key"], row["kind"], row["body"], row["run_at"], row["attempts"], row["owner"])
        for row in queue.claim(session, _QUEUE, owner, lease_seconds, limit, also=(_TABLE.c.run_at <= now,))
    ]


def finish(session: Session, claimed: ClaimedTask) -> bool:
    """It is done, its content forgotten. False: the lease was lost."""
    return queue.settle(session, _QUEUE, claimed, state=queue.DONE, body={}, error=None)


def retry(session: Session, claimed: ClaimedTask, delay_seconds: float, error: str) -> bool:
    return queue.retry(session, _QUEUE, claimed, delay_seconds, error)


def bury(session: Session, claimed: ClaimedTask, error: str) -> bool:
    return queue.bury(session, _QUEUE, claimed, error)
