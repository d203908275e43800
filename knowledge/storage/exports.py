"""Named queries for giving out everything that is known, in an order that does not depend on how it came in."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts
from knowledge.storage.entries import QUESTION
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import EntryRow, EntryTopicRow, LearningRow, MergeRow, MessageRow, TopicRow

_MANY = 500


def questions(session: Session, batch: int = _MANY) -> Iterator[list[EntryRow]]:
    """Every question by channel and ts, in batches."""
    after = ("", "")
    while True:
        rows = list(
            session.scalars(
                select(EntryRow)
                .where(
                    EntryRow.kind == QUESTION,
                    (EntryRow.channel_id > after[0]) | ((EntryRow.channel_id == after[0]) & (EntryRow.ts > after[1])),
                )
                .order_by(EntryRow.channel_id, EntryRow.ts)
                .limit(batch)
            )
        )
        if not rows:
            return
        yield rows
        after = (rows[-1].channel_id, rows[-1].ts)
        session.expunge_all()


def topics(session: Session, entries: Collection[int]) -> dict[int, list[str]]:
    """The names of the topics of some entries, sorted."""
    found: dict[int, list[str]] = {entry: [] for entry in entries}
    rows = session.execute(
        select(EntryTopicRow.entry_id, TopicRow.name)
        .join(TopicRow, TopicRow.id == EntryTopicRow.topic_id)
        .where(EntryTopicRow.entry_id.in_(sorted(entries)))
        .order_by(TopicRow.name)
    )
    for entry, name in rows:
        found[entry].append(name)
    return found


def texts(session: Session, channel: ChannelId, messages: Collection[Ts]) -> dict[Ts, str]:
    """The words of some messages of one channel."""
    found: dict[Ts, str] = {}
    for some in pieces(messages):
        rows = session.execute(select(MessageRow.ts, MessageRow.text).where(MessageRow.channel_id == channel, MessageRow.ts.in_(some)))
        found.update({Ts(ts): text for ts, text in rows})
    return found


def merged(session: Session, channel: ChannelId, questions: Collection[Ts]) -> dict[Ts, MessageRef]:
    """Which of some questions of one channel are the same as an earlier one, and which."""
    rows = session.execute(
        select(MergeRow.ts, MergeRow.into_channel, MergeRow.into_ts)
        .where(MergeRow.channel_id == channel, MergeRow.ts.in_(sorted(questions)), MergeRow.revoked_at.is_(None))
        .order_by(MergeRow.proposed.desc(), MergeRow.at)
    )
    return {Ts(ts): MessageRef(ChannelId(into_channel), Ts(into_ts)) for ts, into_channel, into_ts in rows}


def learnings(session: Session) -> Iterator[LearningRow]:
    """Every learning that stands, by channel and time."""
    query = select(LearningRow).where(LearningRow.removed_at.is_(None)).order_by(LearningRow.channel_id, LearningRow.at, LearningRow.id)
    return iter(session.scalars(query.execution_options(yield_per=_MANY)))
