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
from typing import Any, Protocol

from sqlalchemy import Column, ColumnElement, RowMapping, Table, and_, case, exists, func, or_, select, text, tuple_, update
from sqlalchemy.orm import Session

from knowledge.storage.store import now_seconds
from knowledge.storage.tables import InboxRow, OutboxRow, TaskRow
from knowledge.storage.tables.work import DEAD, HELD, OPEN

UNKNOWN = "unknown"
DONE = "done"
BURIED = "dead"
CANCELLED = "cancelled"

LONGEST_SECONDS = 180.0
"""What a clock set back can cost a row at most."""
_TRY = text("SELECT key, pg_try_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS wanted (key)")
_ROUNDS = 16  # rounds lost to other claimers before giving up until the next ring; each passes their lanes over


class Claim(Protocol):
    """Names one attempt at one row."""

    @property
    def id(self) -> int: ...
    @property
    def owner(self) -> str: ...
    @property
    def attempts(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Queue:
    """A table of due rows. Rows of one `lane` are done one at a time, in the order of their ids; without lanes, by `order`."""

    table: Table
    id: Column[Any]
    order: tuple[Column[Any], ...]
    lane: Column[Any] | None
    lapsed: str | None = None
    """The state of a row whose lease ran out: what was begun may have happened. None: it is simply done again."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due, waiting or in flight (tasks: those due by policy time), and what was put aside."""

    inbox_due: int
    outbox_due: int
    tasks_due: int
    dead: int


def claim(
    session: Session, queue: Queue, owner: str, lease_seconds: float, limit: int, *, also: tuple[ColumnElement[bool], ...] = ()
) -> list[RowMapping]:
    """Claim up to `limit` rows, the first due first; fewer where others claim at the same moment. In a transaction of its own."""
    assert lease_seconds <= LONGEST_SECONDS
    now = now_seconds(session)
    claimed: list[RowMapping] = []
    passed: set[Any] = set()
    for _ in range(_ROUNDS):
        candidates = session.execute(_candidates(queue, now, limit - len(claimed), passed, also)).all()
        passed.update(lane for _, lane in candidates)
        free = _locked(session, queue, [lane for _, lane in candidates])
        mine = {row_id: lane for row_id, lane in candidates if lane in free}
        if mine:
            taken = session.execute(_take(session, queue, mine, now, owner, lease_seconds, also)).mappings()
            claimed += sorted(taken, key=lambda row: [row[column.name] for column in queue.order])
        if not candidates or len(claimed) >= limit:
            break
    return claimed


def settle(session: Session, queue: Queue, claimed: Claim, **values: Any) -> bool:
    """Write what came of a claim. False: the lease was lost; somebody else has the row, and the caller must roll back."""
    table = queue.table
    held = and_(queue.id == claimed.id, table.c.owner == claimed.owner, table.c.attempts == claimed.attempts, OPEN)
    return session.execute(update(table).where(held).values(owner=None, lease_until=None, **values).returning(queue.id)).first() is not None


def settle_all(session: Session, queue: Queue, claimed: Sequence[Claim], **values: Any) -> bool:
    """As `settle`, for claims of one owner. False: one of them was lost, and the caller must roll back."""
    table = queue.table
    mine = tuple_(queue.id, table.c.attempts).in_([(one.id, one.attempts) for one in claimed])
    held = and_(table.c.owner == claimed[0].owner, mine, OPEN)
    done = update(table).where(held).values(owner=None, lease_until=None, **values).returning(queue.id)
    return len(session.execute(done).all()) == len(claimed)


def retry(session: Session, queue: Queue, claimed: Claim, delay_seconds: float, error: str) -> bool:
    """Let a claim go, to be claimed again after a while (at most `LONGEST_SECONDS`). Its lane waits with it."""
    return settle(session, queue, claimed, due_at=_after(session, delay_seconds), error=error)


def postpone(session: Session, queue: Queue, claimed: Claim, delay_seconds: float, error: str) -> bool:
    """As `retry`, for what is no failure of the row: the attempt does not count. An owner has one claim at a time, so the fence holds."""
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


def _candidates(queue: Queue, now: float, limit: int, passed: set[Any], also: tuple[ColumnElement[bool], ...]) -> Any:
    """The first rows that nobody holds, of lanes where nothing earlier waits."""
    lane = queue.id if queue.lane is None else queue.lane
    found = select(queue.id, lane).where(_free(queue, now), *also).order_by(*queue.order).limit(limit)
    if queue.lane is not None:
        table = queue.table.alias("held")
        waits = or_(_ahead(table.c.lease_until, now), _ahead(table.c.due_at, now))
        # First the few lanes in hand, found by their own index; a lane that is left and begins here begins with its first row.
        found = found.where(queue.lane.not_in(select(table.c.lane).where(HELD, waits)))
        found = found.where(~_earlier(queue, now))
    return found.where(lane.not_in(sorted(passed))) if passed else found


def _take(
    session: Session,
    queue: Queue,
    wanted: Mapping[int, Any],
    now: float,
    owner: str,
    lease_seconds: float,
    also: tuple[ColumnElement[bool], ...],
) -> Any:
    """The claim itself. Looks again: since the candidates were read, another may have claimed and even finished here."""
    table = queue.table
    still = select(queue.id).where(queue.id.in_(sorted(wanted)), _free(queue, now), *also)
    if queue.lane is not None:
        still = still.where(queue.lane.in_(sorted(wanted.values())), ~_earlier(queue, now))
    if session.get_bind().dialect.name == "postgresql":
        still = still.with_for_update(skip_locked=True, of=table)
    values: dict[str, Any] = {"owner": owner, "attempts": table.c.attempts + 1, "lease_until": now + lease_seconds}
    if queue.lapsed is not None:
        values["state"] = case((table.c.owner.is_not(None), queue.lapsed), else_=table.c.state)
    # The select is one of its own: SQLAlchemy would otherwise tie its rows to those being updated.
    return update(table).where(queue.id.in_(still.correlate(None))).values(values).returning(table)


def _free(queue: Queue, now: float) -> ColumnElement[bool]:
    table = queue.table
    return and_(OPEN, ~_ahead(table.c.due_at, now), or_(table.c.lease_until.is_(None), ~_ahead(table.c.lease_until, now)))


def _earlier(queue: Queue, now: float) -> ColumnElement[bool]:
    """An earlier row of the lane is to be done, or any row of it is in somebody's hands."""
    other = queue.table.alias("other")
    assert queue.lane is not None
    other_id = other.c[queue.id.name]
    return exists(
        select(other_id).where(
            OPEN, other.c.lane == queue.lane, other_id != queue.id, or_(other_id < queue.id, _ahead(other.c.lease_until, now))
        )
    )


def _ahead(moment: ColumnElement[float], now: float) -> ColumnElement[bool]:
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
