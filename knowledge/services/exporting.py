"""Giving out everything that is known, as plain data: one object a question, one a learning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.domain.ids import ChannelId, MessageRef, Ts
from knowledge.storage import Session, Store, exports
from knowledge.storage.tables import EntryRow, LearningRow


@dataclass(frozen=True)
class Exporting:
    """What `kollega export` writes."""

    store: Store

    def __call__(self) -> Iterator[dict[str, Any]]:
        """Questions by channel and ts, then learnings by channel and time. The same base always gives the same lines."""
        with self.store.reading() as session:
            for rows in exports.questions(session):
                yield from _questions(session, rows)
            for learning in exports.learnings(session):
                yield _learning(learning)


def _questions(session: Session, rows: list[EntryRow]) -> Iterator[dict[str, Any]]:
    topics = exports.topics(session, [row.id for row in rows])
    wanted: dict[ChannelId, set[Ts]] = defaultdict(set)
    asked: dict[ChannelId, set[Ts]] = defaultdict(set)
    for row in rows:
        asked[ChannelId(row.channel_id)].add(Ts(row.ts))
        for answer in row.answers:
            wanted[ChannelId(answer["channel"])].add(Ts(answer["ts"]))
    texts = {(channel, ts): text for channel, all_ts in wanted.items() for ts, text in exports.texts(session, channel, all_ts).items()}
    merged = {
        MessageRef(channel, ts): into for channel, all_ts in asked.items() for ts, into in exports.merged(session, channel, all_ts).items()
    }
    for row in rows:
        into = merged.get(MessageRef(ChannelId(row.channel_id), Ts(row.ts)))
        yield {
            "kind": "question",
            "channel": row.channel_id,
            "ts": row.ts,
            "user": row.asker,
            "text": row.text,
            "lang": row.lang,
            "state": row.state,
            "topics": topics[row.id],
            "parts": [ts for ts in row.parts if ts != row.ts],
            "duplicate_of": {"channel": into.channel, "ts": into.ts} if into else None,
            "answers": [
                {
                    "channel": answer["channel"],
                    "ts": answer["ts"],
                    "user": answer["user"],
                    "text": texts.get((ChannelId(answer["channel"]), Ts(answer["ts"])), ""),
                    "accepted": answer["accepted"],
                    "by": answer["by"],
                    # Nobody but Kollega says so yet.
                    "proposed": not (answer["accepted"] or answer["also_helped"]),
                }
                for answer in row.answers
            ],
        }


def _learning(row: LearningRow) -> dict[str, Any]:
    return {
        "kind": "learning",
        "channel": row.channel_id,
        "ts": row.ts,
        "user": row.user_id,
        "text": row.text,
        "link": row.link,
        "lang": row.lang,
        "at": row.at.isoformat(),
    }
