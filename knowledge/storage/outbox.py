"""The outbox: what is to be said to Slack, in order in each channel, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Float, Table, and_, bindparam, case, exists, or_, select, update
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, Ts, UserId
from knowledge.storage import queue
from knowledge.storage.inserting import insert_new
from knowledge.storage.queue import Only, Queue
from knowledge.storage.store import OUTBOX, now_seconds, wake
from knowledge.storage.tables import OutboxRow, ThrottleRow
from knowledge.storage.tables.work import OPEN

DURABLE = "chat.postMessage"
"""The one method whose repetition doubles something."""
READING_BACK = ("conversations.history", "conversations.replies")
"""How a post whose outcome is not known is looked up"""
WITHDRAWN = "withdrawn"
"""What a post becomes that is not to be said any more, while Slack may have it: looked for, and taken out there"""

_TABLE = cast(Table, OutboxRow.__table__)
STATE_AGAIN = case((_TABLE.c.method == DURABLE, queue.UNKNOWN), else_="due")
"""Of a post that was put aside and is to be tried again: what would be doubled by a repetition is looked for first"""
# Whoever let a lease run out may have sent the row: it counts as one whose outcome is not known.
_QUEUE = Queue(_TABLE, _TABLE.c.id, (_TABLE.c.id,), _TABLE.c.lane, lapsed=queue.UNKNOWN)


def _throttled() -> ColumnElement[bool]:
    """Slack asked to wait with a post's method, or with the reading that must come before it is sent again."""
    now = bindparam("now", type_=Float)  # the claim's
    here = or_(ThrottleRow.channel_id == "", ThrottleRow.channel_id == _TABLE.c.lane)
    maybe_sent = and_(_TABLE.c.method == DURABLE, or_(_TABLE.c.state == queue.UNKNOWN, _TABLE.c.owner.is_not(None)))
    by_method = and_(ThrottleRow.method == _TABLE.c.method, here)
    by_reading = and_(ThrottleRow.method.in_(READING_BACK), maybe_sent)
    waits = and_(ThrottleRow.asked_at <= now, ThrottleRow.not_before > now)
    return exists(select(ThrottleRow.method).where(waits, or_(by_method, by_reading)))


_NOT_THROTTLED = Only((~_throttled(),))


@dataclass(frozen=True, slots=True)
class ClaimedPost:
    """A post in hand. `unknown`: it may have been sent before, so look before sending. `attempts` counts this one."""

    id: int
    key: str
    method: str
    channel_id: ChannelId | None
    user_id: UserId | None
    kind: str
    body: dict[str, Any]
    unknown: bool
    attempts: int
    owner: str
    created_at: datetime


def add(
    session: Session,
    *,
    method: str,
    channel_id: ChannelId | None,
    user_id: UserId | None,
    kind: str,
    body: dict[str, Any],
    created_at: datetime,
    key: str | None = None,
) -> str | None:
    """Queue something to say. Its key; None if one with the key given was queued before, whatever became of it."""
    key = key or uuid.uuid4().hex
    values = {
        "key": key,
        "lane": channel_id or user_id or key,
        "method": method,
        "channel_id": channel_id,
        "user_id": user_id,
        "kind": kind,
        "body": body,
        "created_at": created_at,
    }
    if not insert_new(session, OutboxRow, values):
        return None
    wake(session, OUTBOX)
    return key


def claim(session: Session, owner: str, lease_seconds: float, limit: int) -> list[ClaimedPost]:
    """Claim the first due posts, one of each channel; none that Slack asked to wait with."""
    rows = queue.claim(session, _QUEUE, owner, lease_seconds, limit, also=_NOT_THROTTLED)
    return [
        ClaimedPost(
            row["id"],
            row["key"],
            row["method"],
            row["channel_id"],
            row["user_id"],
            row["kind"],
            row["body"],
            row["state"] == queue.UNKNOWN,
            row["attempts"],
            row["owner"],
            row["created_at"],
        )
        for row in rows
    ]


def sent(session: Session, claimed: ClaimedPost, slack_ts: Ts | None) -> bool:
    """Slack has it. The words are forgotten; the key and `slack_ts` stay. False: the lease was lost.

    True too for a post that was withdrawn while it was on its way: `is_withdrawn` tells, and it must be taken out again.
    """
    held = (_TABLE.c.id == claimed.id, _TABLE.c.owner == claimed.owner, _TABLE.c.attempts == claimed.attempts)
    state = case((_TABLE.c.state == queue.CANCELLED, queue.CANCELLED), else_=queue.DONE)
    values: dict[str, Any] = {"state": state, "slack_ts": slack_ts, "body": {}, "error": None, "owner": None, "lease_until": None}
    return session.execute(update(_TABLE).where(*held).values(values).returning(_TABLE.c.id)).first() is not None


def retry(session: Session, claimed: ClaimedPost, delay_seconds: float, error: str) -> bool:
    """Once more, later. A post whose outcome is not known stays so."""
    return queue.retry(session, _QUEUE, claimed, delay_seconds, error)


def postpone(session: Session, claimed: ClaimedPost, delay_seconds: float, error: str) -> bool:
    """Slack asks to wait: once more, later, and no attempt is counted."""
    return queue.postpone(session, _QUEUE, claimed, delay_seconds, error)


def bury(session: Session, claimed: ClaimedPost, error: str) -> bool:
    return queue.bury(session, _QUEUE, claimed, error)


def drop(session: Session, claimed: ClaimedPost) -> bool:
    """Looked at just before sending, it is not to be said any more. Its words are forgotten. False: the lease was lost."""
    return queue.settle(session, _QUEUE, claimed, state=queue.CANCELLED, body={}, error=None)


def unknown(session: Session, claimed: ClaimedPost, delay_seconds: float) -> bool:
    """It was sent and no answer came: look for it after a while."""
    due_at = now_seconds(session) + min(delay_seconds, queue.LONGEST_SECONDS)
    return queue.settle(session, _QUEUE, claimed, state=queue.UNKNOWN, due_at=due_at, error="outcome unknown")


def say_instead(session: Session, key: str, body: dict[str, Any]) -> bool:
    """Change what is to be said, or say it after all where it was put aside or dropped: then it is looked for first.

    False: somebody has other words of it in hand, or may have said them.
    """
    untouched = and_(_TABLE.c.state == "due", _TABLE.c.owner.is_(None))
    unsaid = and_(_TABLE.c.state.in_((queue.BURIED, queue.CANCELLED)), _TABLE.c.kind != WITHDRAWN)
    values: dict[str, Any] = {"body": body, "state": case((unsaid, queue.UNKNOWN), else_=_TABLE.c.state), **queue.ANEW}
    changed = update(_TABLE).where(_TABLE.c.key == key, or_(untouched, unsaid)).values(values)
    if session.execute(changed.returning(_TABLE.c.id)).first() is not None:
        wake(session, OUTBOX)
        return True
    return session.scalar(select(OutboxRow.body).where(OutboxRow.key == key)) == body


def withdraw(session: Session, key: str) -> None:
    """It is not to be said any more, if it was not said yet. Its words are forgotten; what Slack may have is looked for and taken out."""
    _withdraw(session, _TABLE.c.key == key)


def withdraw_all_of(session: Session, user: UserId) -> None:
    """Say nothing more that was queued for a person, or in their name. As `withdraw`."""
    _withdraw(session, _TABLE.c.user_id == user)


def is_withdrawn(session: Session, key: str) -> bool:
    return session.scalar(select(OutboxRow.kind).where(OutboxRow.key == key)) == WITHDRAWN


def is_in_hand(session: Session, key: str) -> bool:
    """Whether somebody claimed a post and has not said yet what came of it, or it is not known whether Slack has it."""
    on_its_way = or_(OutboxRow.owner.is_not(None), OutboxRow.state == queue.UNKNOWN)
    return session.scalars(select(OutboxRow.id).where(OutboxRow.key == key, OPEN, on_its_way)).first() is not None


def untouched(session: Session, lane: str, kind: str) -> list[dict[str, Any]]:
    """The bodies of posts of a kind that wait in a lane and that nobody has in hand; nobody takes them before the commit."""
    free = select(OutboxRow.body).where(OutboxRow.lane == lane, OutboxRow.kind == kind, OPEN, OutboxRow.owner.is_(None))
    return list(session.scalars(free.with_for_update(skip_locked=True)))


def unsent(session: Session, kind: str, channel: ChannelId, user: UserId) -> list[dict[str, Any]]:
    """The bodies of somebody's posts of a kind that are on their way to a channel."""
    mine = (OutboxRow.kind == kind, OutboxRow.channel_id == channel, OutboxRow.user_id == user, OPEN)
    return list(session.scalars(select(OutboxRow.body).where(*mine)))


def again_in(session: Session, channel: ChannelId, kinds: Collection[str]) -> None:
    """Kollega is in a channel again: what of some kinds Slack refused meanwhile is tried once more."""
    refused = (_TABLE.c.channel_id == channel, _TABLE.c.kind.in_(sorted(kinds)), _TABLE.c.state == queue.BURIED)
    session.execute(update(_TABLE).where(*refused).values(state=STATE_AGAIN, **queue.ANEW))
    wake(session, OUTBOX)


def _withdraw(session: Session, which: ColumnElement[bool]) -> None:
    unsaid = _TABLE.c.state.not_in((queue.DONE, queue.CANCELLED))
    for row in session.execute(select(_TABLE).where(which, unsaid).order_by(_TABLE.c.id).with_for_update()).mappings().all():
        maybe_said = row["method"] == DURABLE and (row["state"] != "due" or row["owner"] is not None)
        values: dict[str, Any] = {"state": queue.CANCELLED, "body": {}}
        if maybe_said:
            thread = row["body"].get("thread")
            values = {"state": queue.UNKNOWN, "kind": WITHDRAWN, "body": {"thread": thread} if thread else {}}
            if row["state"] == queue.BURIED:
                values |= queue.ANEW
            wake(session, OUTBOX)
        session.execute(update(_TABLE).where(_TABLE.c.id == row["id"]).values(values))
