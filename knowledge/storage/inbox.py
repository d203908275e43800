"""The inbox: events as they came through the door, done one at a time in each lane."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import RowMapping, Table, bindparam, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from knowledge.domain.ids import UserId
from knowledge.domain.occurrences import author_of, from_json
from knowledge.storage import queue
from knowledge.storage.inserting import insert_each_new
from knowledge.storage.pieces import pieces
from knowledge.storage.queue import Only, Queue
from knowledge.storage.store import INBOX, wake
from knowledge.storage.tables import InboxRow
from knowledge.storage.tables.work import DONE_ROWS, OPEN

_TABLE = cast(Table, InboxRow.__table__)
_QUEUE = Queue(_TABLE, _TABLE.c.seq, (_TABLE.c.seq,), _TABLE.c.lane)
_ALIKE = Only((_TABLE.c.kind.in_(bindparam("kinds", expanding=True)), _TABLE.c.lane.like(bindparam("channel"))))
_FINISH = (
    update(_TABLE)
    .where(tuple_(_TABLE.c.seq, _TABLE.c.attempts).in_(bindparam("claims", expanding=True)), _TABLE.c.owner == bindparam("mine"), OPEN)
    .values(state=queue.DONE, body={}, error=None, owner=None, lease_until=None)
    .returning(_TABLE.c.seq)
)
_WAITING = select(func.count()).select_from(select(_TABLE.c.seq).where(OPEN).limit(bindparam("most")).subquery())
_SWEEP = 10_000


@dataclass(frozen=True, slots=True)
class ClaimedEvent:
    """An event in hand. `attempts` counts this one."""

    id: int
    event_id: str
    lane: str
    kind: str
    body: dict[str, Any]
    attempts: int
    owner: str
    arrived_at: datetime


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as it comes through the door."""

    event_id: str
    lane: str
    kind: str
    body: dict[str, Any]
    arrived_at: datetime


def add(session: Session, several: Sequence[NewEvent]) -> set[str]:
    """Keep some events. The ids of those that did not come before, even if they are long done."""
    new = set(insert_each_new(session, InboxRow, [asdict(event) for event in several], "event_id"))
    if new:
        wake(session, INBOX)
    return new


def claim(session: Session, owner: str, lease_seconds: float, limit: int) -> list[ClaimedEvent]:
    """Claim the first due events, one of each lane."""
    return [_claimed(row) for row in queue.claim(session, _QUEUE, owner, lease_seconds, limit)]


def claim_together(session: Session, owner: str, lease_seconds: float, kinds: Collection[str], most: int) -> list[ClaimedEvent]:
    """Claim the first due event and, if it is of one of some kinds, up to `most` of such kinds and of its channel; one of each lane."""
    claimed = claim(session, owner, lease_seconds, 1)
    if claimed and claimed[0].kind in kinds:
        channel, _, _ = claimed[0].lane.partition(":")
        alike = queue.claim(session, _QUEUE, owner, lease_seconds, most - 1, also=_ALIKE, kinds=sorted(kinds), channel=f"{channel}:%")
        claimed += map(_claimed, alike)
    return claimed


def finish(session: Session, claimed: Sequence[ClaimedEvent]) -> bool:
    """Events of one owner are done; their content is forgotten, their ids stay against the same event delivered again.

    False: the lease of one was lost, and the caller must roll back.
    """
    held = {"claims": [(event.id, event.attempts) for event in claimed], "mine": claimed[0].owner}
    return len(session.scalars(_FINISH, held).all()) == len(claimed)


def _claimed(row: RowMapping) -> ClaimedEvent:
    return ClaimedEvent(
        row["seq"], row["event_id"], row["lane"], row["kind"], row["body"], row["attempts"], row["owner"], row["arrived_at"]
    )


def retry(session: Session, claimed: ClaimedEvent, delay_seconds: float, error: str) -> bool:
    return queue.retry(session, _QUEUE, claimed, delay_seconds, error)


def bury(session: Session, claimed: ClaimedEvent, error: str) -> bool:
    return queue.bury(session, _QUEUE, claimed, error)


def waiting(session: Session, most: int) -> int:
    """How many events wait or are in hand; no more than `most` are counted."""
    return session.execute(_WAITING, {"most": most}).scalar_one()


def is_open(session: Session, prefix: str) -> bool:
    """Whether an event whose id begins so is still to be worked on."""
    return (
        session.scalars(select(_TABLE.c.seq).where(OPEN, _TABLE.c.event_id.startswith(prefix, autoescape=True)).limit(1)).first()
        is not None
    )


def lanes_since(session: Session, kind: str, moment: datetime) -> frozenset[str]:
    """The lanes where an event of a kind arrived since a moment, whether or not it is done."""
    return frozenset(session.scalars(select(_TABLE.c.lane).where(_TABLE.c.kind == kind, _TABLE.c.arrived_at >= moment).distinct()))


def drop_of(session: Session, user: UserId) -> None:
    """Drop what a person said or did that is not done yet, or was put aside."""
    undone = select(_TABLE.c.seq, _TABLE.c.body).where(_TABLE.c.state != queue.DONE)
    theirs = [seq for seq, body in session.execute(undone) if author_of(from_json(body)) == user]
    for some in pieces(theirs):
        session.execute(delete(_TABLE).where(_TABLE.c.seq.in_(some)))


def sweep(session: Session, before: datetime) -> int:
    """Forget the ids of done events that arrived before a moment, at most 10,000 at a time. How many they were."""
    old = select(InboxRow.seq).where(DONE_ROWS, InboxRow.arrived_at < before).order_by(InboxRow.arrived_at).limit(_SWEEP)
    return len(session.execute(delete(_TABLE).where(_TABLE.c.seq.in_(old)).returning(_TABLE.c.seq)).all())
