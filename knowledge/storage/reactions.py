"""Named queries on the emoji that stand on kept messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from sqlalchemy import Table, bindparam, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.messages import Reaction
from knowledge.storage import messages
from knowledge.storage.inserting import insert_each_new
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import ReactionRow

_TABLE = cast(Table, ReactionRow.__table__)
_ON = select(_TABLE).where(_TABLE.c.channel_id == bindparam("channel"), _TABLE.c.ts.in_(bindparam("wanted", expanding=True)))


def put(session: Session, reaction: Reaction, *, removed: bool) -> bool:
    """Put an emoji on a message or take it off; False where nothing changed, or the message was deleted."""
    if messages.is_deleted(session, MessageRef(reaction.channel, reaction.ts)):
        return False
    key = (reaction.channel, reaction.ts, reaction.user, reaction.name)
    row = session.get(ReactionRow, key)
    if removed and row is not None:
        session.delete(row)
    elif not removed and row is None:
        session.add(ReactionRow(channel_id=key[0], ts=key[1], user_id=key[2], name=key[3], at=reaction.at))
    else:
        return False
    session.flush()
    return True


def put_many(session: Session, several: Collection[Reaction]) -> set[Ts]:
    """Put many emoji, of which nobody says when, on messages of one channel that were not deleted. The messages that got one that they
    had not."""
    changed: set[Ts] = set()
    for some in pieces({(r.channel, r.ts, r.user, r.name) for r in several}):
        rows = [{"channel_id": channel, "ts": ts, "user_id": user, "name": name} for channel, ts, user, name in some]
        changed.update(insert_each_new(session, ReactionRow, rows, "ts"))
    return changed


def on(session: Session, channel: ChannelId, several: Collection[Ts]) -> list[Reaction]:
    """The reactions that stand on some messages of one channel."""
    found: list[Reaction] = []
    for some in pieces(several):
        rows = session.execute(_ON, {"channel": channel, "wanted": some})
        found += [Reaction(ChannelId(r.channel_id), Ts(r.ts), UserId(r.user_id), r.name, r.at) for r in rows]
    return found


def of_person(session: Session, user: UserId) -> list[Reaction]:
    """A person's own reactions, by message."""
    rows = session.scalars(select(ReactionRow).where(ReactionRow.user_id == user).order_by(ReactionRow.channel_id, ReactionRow.ts))
    return [Reaction(ChannelId(r.channel_id), Ts(r.ts), user, r.name, r.at) for r in rows]
