"""Named queries on topics and on who has said yes to being asked about them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.routing import Agreement
from knowledge.domain.topics import Topic
from knowledge.storage.inserting import insert_new
from knowledge.storage.tables import ExpertiseRow, TopicRow


def every(session: Session) -> list[Topic]:
    """The whole list, by name. It is small: people keep it by hand."""
    return [_topic(row) for row in session.scalars(select(TopicRow).order_by(TopicRow.name))]


def add(session: Session, name: str, synonyms: Collection[str] = (), home_channel: ChannelId | None = None) -> Topic | None:
    """A new topic; None if one of that name exists."""
    values: dict[str, Any] = {"name": name, "synonyms": sorted(synonyms), "home_channel": home_channel}
    if not insert_new(session, TopicRow, values):
        return None
    return _topic(session.scalars(select(TopicRow).where(TopicRow.name == name)).one())


def change(session: Session, topic: int, name: str, synonyms: Collection[str], home_channel: ChannelId | None) -> None:
    row = session.get_one(TopicRow, topic)
    row.name, row.synonyms, row.home_channel = name, sorted(synonyms), home_channel
    session.flush()


def agreement(session: Session, user: UserId, topic: int) -> Agreement | None:
    """What somebody said about being asked; None where nobody has asked them."""
    row = session.get(ExpertiseRow, (user, topic))
    return Agreement(row.state) if row else None


def set_agreement(
    session: Session, user: UserId, topic: int, state: Agreement, since: datetime, evidence: dict[str, Any] | None = None
) -> None:
    """Write down what somebody said, or that they were invited. On a no the evidence is forgotten."""
    row = session.get(ExpertiseRow, (user, topic))
    if row is None:
        row = ExpertiseRow(user_id=user, topic_id=topic)
        session.add(row)
    row.state, row.since, row.evidence = state, since, evidence or {}
    session.flush()


def drop_agreement(session: Session, user: UserId, topic: int) -> bool:
    """Somebody does not want to be asked about a topic any more. False: they were not."""
    row = session.get(ExpertiseRow, (user, topic))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def of_person(session: Session, user: UserId, state: Agreement = Agreement.AGREED) -> list[Topic]:
    """The topics that somebody has agreed to be asked about (or was invited to, or declined), by name."""
    mine = (
        select(TopicRow)
        .join(ExpertiseRow, ExpertiseRow.topic_id == TopicRow.id)
        .where(ExpertiseRow.user_id == user, ExpertiseRow.state == state)
        .order_by(TopicRow.name)
    )
    return [_topic(row) for row in session.scalars(mine)]


def agreed(session: Session, topics: Collection[int]) -> dict[UserId, set[int]]:
    """Who has said yes to which of some topics."""
    found: dict[UserId, set[int]] = {}
    rows = session.execute(
        select(ExpertiseRow.user_id, ExpertiseRow.topic_id).where(
            ExpertiseRow.topic_id.in_(sorted(topics)), ExpertiseRow.state == Agreement.AGREED
        )
    )
    for user, topic in rows:
        found.setdefault(UserId(user), set()).add(topic)
    return found


def _topic(row: TopicRow) -> Topic:
    return Topic(row.id, row.name, tuple(row.synonyms), ChannelId(row.home_channel) if row.home_channel else None)
