"""Tasks: what is to be done at a moment of policy time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from knowledge.storage import queue
from knowledge.storage.inserting import insert_new
from knowledge.storage.queue import Only, Queue
from knowledge.storage.store import TASKS, now_seconds, wake
from knowledge.storage.tables import TaskRow
from knowledge.storage.tables.work import OPEN

_TABLE = cast(Table, TaskRow.__table__)
_QUEUE = Queue(_TABLE, _TABLE.c.id, (_TABLE.c.run_at, _TABLE.c.id), None)
_DUE = Only((_TABLE.c.run_at <= bindparam("policy_now"),))
_DUE_OF_KINDS = Only((*_DUE.conditions, _TABLE.c.kind.in_(bindparam("kinds", expanding=True))))


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


@dataclass(frozen=True, slots=True)
class Standing:
    """An open task, and whether somebody is doing it just now."""

    body: dict[str, Any]
    in_hand: bool


def add(session: Session, key: str, kind: str, run_at: datetime, body: dict[str, Any] | None = None) -> bool:
    """Have something done at a moment. False if a task with this key was added before, even if it is long done."""
    new = insert_new(session, TaskRow, {"key": key, "kind": kind, "run_at": run_at, "body": body or {}})
    if new:
        wake(session, TASKS)
    return new


def is_known(session: Session, key: str) -> bool:
    """Whether a task with this key was added, even if it is long done."""
    return session.execute(select(_TABLE.c.id).where(_TABLE.c.key == key)).first() is not None


def again(session: Session, key: str, kind: str, run_at: datetime, body: dict[str, Any]) -> None:
    """Have something done at a moment, also where it was done before. Whoever is doing it just now loses it."""
    if not add(session, key, kind, run_at, body):
        values: dict[str, Any] = {"state": "due", "run_at": run_at, "body": body, "owner": None, "lease_until": None, "due_at": 0.0}
        session.execute(update(_TABLE).where(_TABLE.c.key == key).values(attempts=0, error=None, **values))
        wake(session, TASKS)


def standing(session: Session, key: str) -> Standing | None:
    """An open task, locked until the end of the transaction; None where there is none."""
    row = session.execute(select(_TABLE).where(_TABLE.c.key == key, OPEN).with_for_update()).mappings().one_or_none()
    if row is None:
        return None
    return Standing(row["body"], row["lease_until"] is not None and row["lease_until"] > now_seconds(session))


def open_bodies(session: Session, kind: str, since: datetime | None = None) -> list[dict[str, Any]]:
    """What is still to be done of a kind; with `since`, what was to be done at that moment or after it."""
    also = [_TABLE.c.run_at >= since] if since is not None else []
    return list(session.scalars(select(_TABLE.c.body).where(_TABLE.c.kind == kind, OPEN, *also)))


def change(session: Session, key: str, body: dict[str, Any]) -> None:
    """What is to be done is not what it was; whoever has the task in hand keeps it."""
    session.execute(update(_TABLE).where(_TABLE.c.key == key, OPEN).values(body=body))


def cancel(session: Session, key: str) -> bool:
    """Do not do it. False: it is done, cancelled, or unknown."""
    values: dict[str, Any] = {"state": queue.CANCELLED, "body": {}, "owner": None, "lease_until": None}
    return session.execute(update(_TABLE).where(_TABLE.c.key == key, OPEN).values(values).returning(_TABLE.c.id)).first() is not None


def claim(
    session: Session, owner: str, lease_seconds: float, now: datetime, limit: int, kinds: Collection[str] | None = None
) -> list[ClaimedTask]:
    """Claim the tasks (of some kinds) that are due at policy time `now`, the longest due first."""
    given = {"policy_now": now} if kinds is None else {"policy_now": now, "kinds": sorted(kinds)}
    return [
        ClaimedTask(row["id"], row["key"], row["kind"], row["body"], row["run_at"], row["attempts"], row["owner"])
        for row in queue.claim(session, _QUEUE, owner, lease_seconds, limit, also=_DUE if kinds is None else _DUE_OF_KINDS, **given)
    ]


def go_on(session: Session, claimed: ClaimedTask, body: dict[str, Any], delay_seconds: float = 0.0) -> bool:
    """A piece is done and the next one stands in `body`, to be claimed after a while. False: the lease was lost."""
    wake(session, TASKS)
    return queue.settle(session, _QUEUE, claimed, body=body, attempts=0, due_at=now_seconds(session) + delay_seconds, error=None)


def finish(session: Session, claimed: ClaimedTask) -> bool:
    """It is done, its content forgotten. False: the lease was lost."""
    return queue.settle(session, _QUEUE, claimed, state=queue.DONE, body={}, error=None)


def retry(session: Session, claimed: ClaimedTask, delay_seconds: float, error: str) -> bool:
    return queue.retry(session, _QUEUE, claimed, delay_seconds, error)


def bury(session: Session, claimed: ClaimedTask, error: str) -> bool:
    return queue.bury(session, _QUEUE, claimed, error)
