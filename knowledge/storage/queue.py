"""Due rows, claimed: what the inbox, the outbox and the tasks have in common.

A row is claimed for a while (its lease) by one owner. Whoever finishes it must still hold it: a claim is named by owner and
attempt, and a row that somebody else claimed meanwhile is theirs. Leases and waits are seconds of the database's clock.

That clock may be set back, by hand or by its time server. No lease and no wait is longer than `LONGEST_SECONDS`, so one that
ends later than that was written by a clock that went ahead, and is over.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol

from sqlalchemy import (
    Column,
    ColumnElement,
    Float,
    RowMapping,
    Table,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from knowledge.storage.store import now_seconds
from knowledge.storage.tables import InboxRow, OutboxRow, TaskRow
from knowledge.storage.tables.work import DEAD, HELD, OPEN

UNKNOWN = "unknown"
DONE = "done"
BURIED = "dead"
CANCELLED = "cancelled"

ANEW: Mapping[str, Any] = MappingProxyType({"attempts": 0, "due_at": 0.0, "error": None})
"""What a row begins anew with, whatever became of it before"""
LONGEST_SECONDS = 180.0
"""What a clock set back can cost a row at most."""
_TRY = text("SELECT key, pg_try_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS wanted (key)")
_FURTHER = 50
_ROUNDS = 16  # rounds lost to other claimers before giving up until the next ring; each passes their lanes over


class Claim(Protocol):
    """Names one attempt at one row."""

    @property
    def id(self) -> int: ...
    @property
    def owner(self) -> str: ...
    @property
    def attempts(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Queue:
    """A table of due rows. Rows of one `lane` are done one at a time, in the order of their ids; without lanes, by `order`."""

    table: Table
    id: Column[Any]
    order: tuple[Column[Any], ...]
    lane: Column[Any] | None
    lapsed: str | None = None
    """The state of a row whose lease ran out: what was begun may have happened. None: it is simply done again."""


@dataclass(frozen=True, eq=False)
class Only:
    """Further conditions of a claim. Made once for each kind of claim, with `bindparam` for what is different each time."""

    conditions: tuple[ColumnElement[bool], ...]


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due, waiting or in flight (tasks: those due by policy time), and what was put aside."""

    inbox_due: int
    outbox_due: int
    tasks_due: int
    dead: int


def claim(
    session: Session, queue: Queue, owner: str, lease_seconds: float, limit: int, *, also: Only | None = None, **given: Any
) -> list[RowMapping]:
    """Claim up to `limit` rows, the first due first; fewer where others claim at the same moment. In a transaction of its own.

    `also`: no others, with what its parameters are.
    """
    assert lease_seconds <= LONGEST_SECONDS
    statements = _claiming(queue, also, session.get_bind().dialect.name)
    given |= {"now": now_seconds(session), "owner": owner, "lease": lease_seconds}
    claimed: list[RowMapping] = []
    passed: list[Any] = []
    for rounds in range(_ROUNDS):
        wanted = limit - len(claimed)
        # Others claim at this moment, perhaps many lanes at once: look further than them.
        most = wanted if rounds == 0 else wanted + _FURTHER
        candidates = session.execute(statements.find, {**given, "passed": passed, "most": most}).all()
        passed += [lane for _, lane in candidates]
        free = _locked(session, queue, [lane for _, lane in candidates])
        mine = dict([(row_id, lane) for row_id, lane in candidates if lane in free][:wanted])
        if mine:
            taken = session.execute(statements.take, {**given, "ids": list(mine), "lanes": list(mine.values())}).mappings()
            claimed += sorted(taken, key=lambda row: [row[column.name] for column in queue.order])
        if not candidates or len(claimed) >= limit:
            break
    return claimed


def settle(session: Session, queue: Queue, claimed: Claim, **values: Any) -> bool:
    """Write what came of a claim. False: the lease was lost; somebody else has the row, and the caller must roll back."""
    table = queue.table
    held = and_(queue.id == claimed.id, table.c.owner == claimed.owner, table.c.attempts == claimed.attempts, OPEN)
    return session.execute(update(table).where(held).values(owner=None, lease_until=None, **values).returning(queue.id)).first() is not None


def retry(session: Session, queue: Queue, claimed: Claim, delay_seconds: float, error: str) -> bool:
    """Let a claim go, to be claimed again after a while (at most `LONGEST_SECONDS`). Its lane waits with it."""
    return settle(session, queue, claimed, due_at=_after(session, delay_seconds), error=error)


def postpone(session: Session, queue: Queue, claimed: Claim, delay_seconds: float, error: str) -> bool:
    """As `retry`, for what is no failure of the row: the attempt does not count.

    The fence holds: an owner claims nothing while it has something in hand.
    """
    return settle(session, queue, claimed, due_at=_after(session, delay_seconds), attempts=claimed.attempts - 1, error=error)


def bury(session: Session, queue: Queue, claimed: Claim, error: str) -> bool:
    """Put a row aside: its lane goes on without it. The body stays, so that a steward can have it done again."""
    return settle(session, queue, claimed, state=BURIED, error=error)


def counts(session: Session, now: datetime) -> Backlog:
    """How much is to be done, at policy time `now`."""

    def count(table: Any, *where: Any) -> int:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    return Backlog(
        inbox_due=count(InboxRow, OPEN),
        outbox_due=count(OutboxRow, OPEN),
        tasks_due=count(TaskRow, OPEN, TaskRow.run_at <= now),
        dead=count(InboxRow, DEAD) + count(OutboxRow, DEAD) + count(TaskRow, DEAD),
    )


@dataclass(frozen=True, slots=True)
class _Claiming:
    """The two statements of a claim."""

    find: Any
    """The first rows that nobody holds, of lanes where nothing earlier waits"""
    take: Any
    """The claim itself. Looks again: since the candidates were found, another may have claimed and even finished here"""


@cache  # making them takes longer than SQLite takes to answer them
def _claiming(queue: Queue, also: Only | None, dialect: str) -> _Claiming:
    table, now = queue.table, bindparam("now", type_=Float)
    lane = queue.id if queue.lane is None else queue.lane
    conditions = () if also is None else also.conditions
    found = select(queue.id, lane).where(_free(queue, now), *conditions, lane.not_in(bindparam("passed", expanding=True)))
    still = select(queue.id).where(queue.id.in_(bindparam("ids", expanding=True)), _free(queue, now), *conditions)
    if queue.lane is not None:
        held = table.alias("held")
        waits = or_(_ahead(held.c.lease_until, now), _ahead(held.c.due_at, now))
        # First the few lanes in hand, found by their own index; a lane that is left and begins here begins with its first row.
        found = found.where(queue.lane.not_in(select(held.c.lane).where(HELD, waits)), ~_earlier(queue, now))
        still = still.where(queue.lane.in_(bindparam("lanes", expanding=True)), ~_earlier(queue, now))
    if dialect == "postgresql":
        still = still.with_for_update(skip_locked=True, of=table)
    values: dict[str, Any] = {
        "owner": bindparam("owner"),
        "attempts": table.c.attempts + 1,
        "lease_until": now + bindparam("lease", type_=Float),
    }
    if queue.lapsed is not None:
        values["state"] = case((table.c.owner.is_not(None), queue.lapsed), else_=table.c.state)
    return _Claiming(
        found.order_by(*queue.order).limit(bindparam("most")),
        # The select is one of its own: SQLAlchemy would otherwise tie its rows to those being updated.
        update(table).where(queue.id.in_(still.correlate(None))).values(values).returning(table),
    )


def _free(queue: Queue, now: ColumnElement[float]) -> ColumnElement[bool]:
    table = queue.table
    return and_(OPEN, ~_ahead(table.c.due_at, now), or_(table.c.lease_until.is_(None), ~_ahead(table.c.lease_until, now)))


def _earlier(queue: Queue, now: ColumnElement[float]) -> ColumnElement[bool]:
    """An earlier row of the lane is to be done, or any row of it is in somebody's hands."""
    other = queue.table.alias("other")
    assert queue.lane is not None
    other_id = other.c[queue.id.name]
    return exists(
        select(other_id).where(
            OPEN, other.c.lane == queue.lane, other_id != queue.id, or_(other_id < queue.id, _ahead(other.c.lease_until, now))
        )
    )


def _ahead(moment: ColumnElement[float], now: ColumnElement[float]) -> ColumnElement[bool]:
    """A lease or a wait is not over."""
    return and_(moment > now, moment <= now + LONGEST_SECONDS)


def _after(session: Session, delay_seconds: float) -> float:
    return now_seconds(session) + min(delay_seconds, LONGEST_SECONDS)


def _locked(session: Session, queue: Queue, lanes: Sequence[Any]) -> set[Any]:
    """The lanes that one has to oneself until the commit. Two claimers that look at once could else take two rows of one."""
    if session.get_bind().dialect.name == "sqlite" or not lanes:
        return set(lanes)  # BEGIN IMMEDIATE: nobody else claims now
    keys = {lane: zlib.crc32(f"{queue.table.name} {lane}".encode()) | (0x6B6F << 32) for lane in lanes}
    free = {key for key, got in session.execute(_TRY, {"keys": sorted(set(keys.values()))}) if got}
    return {lane for lane, key in keys.items() if key in free}
