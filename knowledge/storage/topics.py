"""Named queries on topics and on who has said yes to being asked about them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.routing import Agreement
from knowledge.domain.topics import Topic
from knowledge.storage.tables import EntryTopicRow, ExpertiseRow, TopicRow


def every(session: Session) -> list[Topic]:
    """The whole list, by name. It is small: people keep it by hand."""
    return [_topic(row) for row in session.scalars(select(TopicRow).order_by(TopicRow.name))]


def save(session: Session, topic: int | None, name: str, synonyms: Collection[str], home: ChannelId | None) -> Topic | None:
    """A topic as it is from now on; a new one where `topic` is None. None: it was taken off meanwhile."""
    row = TopicRow() if topic is None else session.get(TopicRow, topic)
    if row is None:
        return None
    row.name, row.synonyms, row.home_channel = name, sorted(synonyms), home
    session.add(row)
    session.flush()
    return _topic(row)


def remove(session: Session, topic: int) -> None:
    """Take a topic off the list, with everything said about it."""
    session.execute(delete(ExpertiseRow).where(ExpertiseRow.topic_id == topic))
    session.execute(delete(EntryTopicRow).where(EntryTopicRow.topic_id == topic))
    session.execute(delete(TopicRow).where(TopicRow.id == topic))


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
