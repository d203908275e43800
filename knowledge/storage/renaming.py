"""A channel gets another id, as Slack does when channels move between workspaces: everything moves with it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId
from knowledge.storage.tables import Base, ChannelRow, EntryRow, InboxRow, MembershipRow, OutboxRow, SlotRow, TaskRow
from knowledge.storage.tables.work import OPEN

_FOLLOW_ENTRIES = {"entry_vector", "entry_words"}  # by foreign key


def rename_channel(session: Session, old: ChannelId, new: ChannelId) -> None:
    """Put everything under the new id, in the caller's transaction. Safe to repeat; nothing happens where the old is not known."""
    if old == new or session.get(ChannelRow, old) is None:
        return
    session.flush()
    # Events under the new id may have come before this one: what Slack said of members is read again soon.
    session.execute(delete(MembershipRow).where(MembershipRow.channel_id == new))
    session.execute(delete(ChannelRow).where(ChannelRow.channel_id == new))
    for table in Base.metadata.sorted_tables:
        if table.name not in _FOLLOW_ENTRIES:
            for column in _naming_channels(table):
                session.execute(update(table).where(column == old).values({column: new}))
    # Whoever looked under the new id before may have found weeks that went by; what the channel's own slots say counts.
    session.execute(delete(SlotRow).where(SlotRow.target == new))
    session.execute(update(SlotRow).where(SlotRow.target == old).values(target=new))
    session.expire_all()
    for entry in session.scalars(select(EntryRow).where(EntryRow.channel_id == new)):
        entry.answers = _renamed(entry.answers, old, new)
    for channel in session.scalars(select(ChannelRow).where(ChannelRow.is_member)):
        channel.settings = _renamed(channel.settings, old, new)  # it may be where another asks when nobody else can answer
    for event in session.scalars(select(InboxRow).where(OPEN)):
        event.body, event.lane = _renamed(event.body, old, new), event.lane.replace(old, new)
    for post in session.scalars(select(OutboxRow).where(OPEN)):
        post.body, post.lane = _renamed(post.body, old, new), post.lane.replace(old, new)
    for task in session.scalars(select(TaskRow).where(OPEN)):
        task.body = _renamed(task.body, old, new)
    session.flush()


def _naming_channels(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if column.name == "channel_id" or column.name.endswith("_channel")]


def _renamed(body: Any, old: ChannelId, new: ChannelId) -> Any:
    return json.loads(json.dumps(body).replace(f'"{old}"', f'"{new}"'))
