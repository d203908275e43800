"""Named queries on entries: what can be found. Derived rows: always to be made again from messages and facts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, time_ts, ts_time
from knowledge.domain.language import Language, MessageKind
from knowledge.domain.lifecycle import Answer, Settled
from knowledge.domain.standing import Standing
from knowledge.storage import people
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import EntryRow, VectorRow
from knowledge.storage.tables.entries import WAITING

QUESTION = "question"
UNFINDABLE = "-"
"""Stands for the digest of an entry that is not to be found (withdrawn, or solved by another answer)."""

_QUESTIONS = select(EntryRow).where(
    EntryRow.kind == QUESTION,
    EntryRow.channel_id == bindparam("channel"),
    EntryRow.ts.in_(bindparam("wanted", expanding=True)),
)
"""Asked for every message, so it is made once"""


_STANDINGS = select(
    EntryRow.id,
    EntryRow.channel_id,
    case((EntryRow.answer_text.is_not(None), EntryRow.answer_ts)),
    EntryRow.accepted_by,
    EntryRow.helped,
    EntryRow.doubted_at,
    EntryRow.retired_at,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry whose vectors are to be made. `digest` names the texts: if they change meanwhile, the vectors are thrown away."""

    entry: EntryId
    channel: ChannelId
    lang: Language
    question: str
    answer: str
    digest: str


def save(session: Session, row: EntryRow | None, settled: Settled, thanks: Sequence[Ts]) -> EntryRow:
    """Bring a question's entry (None: it has none yet) in line with what follows from its messages and facts. The caller flushes."""
    ref = settled.question.message.ref
    if row is None:
        row = EntryRow(kind=QUESTION, channel_id=ref.channel, ts=ref.ts, indexed_text="", helped=0)
        session.add(row)
    best = settled.best
    row.asker, row.lang = settled.question.user, settled.question.lang
    row.experience = settled.question.kind is MessageKind.EXPERIENCE
    row.text, row.parts = settled.text, [part.ts for part in settled.parts]
    row.state = settled.state
    row.answers = [_plain(answer) for answer in settled.answers]
    row.thanks = list(thanks)
    row.wondering = list(settled.wondering)
    row.asked_at = ts_time(ref.ts)
    if best is None:
        row.answer_channel = row.answer_ts = row.answerer = row.answer_text = row.accepted_by = None
        row.confirmed_at = None
    else:
        said = best.said.message
        row.answer_channel, row.answer_ts, row.answerer, row.answer_text = said.channel, said.ts, said.user, said.text
        row.accepted_by = best.by
    if settled.solved_by is not None:
        row.answer_channel, row.answer_ts = settled.solved_by.channel, settled.solved_by.ts
        row.answerer = row.answer_text = row.accepted_by = None
    return row


def by_question(session: Session, ref: MessageRef) -> EntryRow | None:
    return session.scalars(
        select(EntryRow).where(EntryRow.kind == QUESTION, EntryRow.channel_id == ref.channel, EntryRow.ts == ref.ts)
    ).one_or_none()


def open_since(session: Session, channel: ChannelId, ts: Ts) -> list[MessageRef]:
    """The questions of a channel, asked after a moment, that nobody has answered, in the order asked."""
    found = session.scalars(
        select(EntryRow.ts)
        .where(EntryRow.kind == QUESTION, EntryRow.channel_id == channel, EntryRow.ts > ts, EntryRow.state == "open")
        .order_by(EntryRow.ts)
    )
    return [MessageRef(channel, Ts(ts)) for ts in found]


def by_answer(session: Session, answer: MessageRef) -> list[EntryRow]:
    """The entries that show a message as their answer."""
    return list(
        session.scalars(
            select(EntryRow).where(EntryRow.answer_channel == answer.channel, EntryRow.answer_ts == answer.ts).order_by(EntryRow.id)
        )
    )


def get(session: Session, entry: EntryId) -> EntryRow | None:
    return session.get(EntryRow, entry)


def alone(session: Session, entry: EntryId) -> EntryRow | None:
    """An entry about which facts change: like capture in its channel, one transaction at a time."""
    channel = session.scalar(select(EntryRow.channel_id).where(EntryRow.id == entry))
    if channel is not None:
        people.lock(session, ChannelId(channel))
    return session.get(EntryRow, entry, populate_existing=True)


def remove(session: Session, row: EntryRow) -> None:
    session.delete(row)
    session.flush()


def readable(session: Session, entries: Collection[EntryId], channels: Collection[ChannelId]) -> dict[EntryId, EntryRow]:
    """Some entries, those of the channels given only."""
    allowed = set(channels)
    found: dict[EntryId, EntryRow] = {}
    for some in pieces(entries):
        for row in session.scalars(select(EntryRow).where(EntryRow.id.in_(some))):
            if row.channel_id in allowed:
                found[EntryId(row.id)] = row
    return found


def standings(session: Session, entries: Collection[EntryId], channels: Collection[ChannelId]) -> dict[EntryId, Standing]:
    """What is known of some entries besides their words, those of the channels given only."""
    allowed = set(channels)
    found: dict[EntryId, Standing] = {}
    for some in pieces(entries):
        for entry, channel, *known in session.execute(_STANDINGS.where(EntryRow.id.in_(some))):
            if channel in allowed:
                found[EntryId(entry)] = _standing(*known)
    return found


def standing(row: EntryRow) -> Standing:
    """The same of one entry."""
    return _standing(row.answer_ts if row.answer_text is not None else None, row.accepted_by, row.helped, row.doubted_at, row.retired_at)


def of_asker(session: Session, user: UserId, channels: Collection[ChannelId], limit: int) -> list[EntryRow]:
    """A person's own questions in the channels given, the newest first."""
    asked = session.scalars(
        select(EntryRow).where(EntryRow.kind == QUESTION, EntryRow.asker == user).order_by(EntryRow.asked_at.desc())
    ).all()
    return [row for row in asked if row.channel_id in channels][:limit]


def questions_near(session: Session, channel: ChannelId, before: Ts, limit: int) -> list[EntryRow]:
    """The questions of a channel that were asked before a message, the latest first."""
    return list(
        session.scalars(
            select(EntryRow)
            .where(EntryRow.kind == QUESTION, EntryRow.channel_id == channel, EntryRow.ts < before)
            .order_by(EntryRow.ts.desc())
            .limit(limit)
        )
    )


def in_thread(session: Session, channel: ChannelId, ts: Collection[Ts]) -> list[EntryRow]:
    """The questions among some messages of one channel."""
    return [row for some in pieces(ts) for row in session.scalars(_QUESTIONS, {"channel": channel, "wanted": some})]


def channels(session: Session) -> list[ChannelId]:
    """The channels that questions are kept from."""
    found = session.scalars(select(EntryRow.channel_id).where(EntryRow.kind == QUESTION).distinct().order_by(EntryRow.channel_id))
    return [ChannelId(channel) for channel in found]


def older_than(session: Session, channel: ChannelId, unanswered: datetime, confirmed: datetime, limit: int) -> list[EntryRow]:
    """Questions of a channel that were asked before `unanswered` and have no answer, or whose answer was last confirmed before
    `confirmed` (where nobody confirmed it: written before), the oldest first."""
    has_answer = EntryRow.answer_ts.is_not(None)
    never_confirmed = EntryRow.confirmed_at.is_(None) & (EntryRow.answer_ts < time_ts(confirmed)) & (EntryRow.asked_at < confirmed)
    is_old = (~has_answer & (EntryRow.asked_at < unanswered)) | (has_answer & ((EntryRow.confirmed_at < confirmed) | never_confirmed))
    query = select(EntryRow).where(EntryRow.kind == QUESTION, EntryRow.channel_id == channel, is_old).order_by(EntryRow.ts).limit(limit)
    return list(session.scalars(query))


def count_about(session: Session, user: UserId) -> tuple[int, int]:
    """How many questions a person asked and how many answers of theirs are shown."""
    asked = session.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.asker == user)) or 0
    answered = session.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.answerer == user)) or 0
    return asked, answered


def waiting(session: Session, limit: int, exclude: Collection[EntryId] = ()) -> list[Waiting]:
    """Entries whose texts changed since the index was filled, the newest first."""
    query = select(EntryRow).where(WAITING).order_by(EntryRow.id.desc()).limit(limit + len(exclude))
    skip = set(exclude)
    rows = [row for row in session.scalars(query) if EntryId(row.id) not in skip]
    return [
        Waiting(
            EntryId(row.id),
            ChannelId(row.channel_id),
            Language(row.lang),
            row.text,
            row.answer_text or "",
            digest(row.text, row.answer_text),
        )
        for row in rows[:limit]
    ]


def mark_indexed(session: Session, entry: EntryId, text_digest: str) -> bool:
    """The vectors of these texts are in the index. False: it waits for no vector, its texts changed, or it is gone."""
    row = session.get(EntryRow, entry)
    if row is None or row.indexed_text or digest(row.text, row.answer_text) != text_digest:
        return False
    row.indexed_text = text_digest
    return True


def wait_for(session: Session, encoder: str, langs: Collection[Language]) -> None:
    """An encoder is new to the base: entries in its languages that have no vector by it wait for one. Words find them meanwhile."""
    has_one = select(VectorRow.entry_id).where(VectorRow.entry_id == EntryRow.id, VectorRow.encoder == encoder).exists()
    lacking = EntryRow.indexed_text.not_in(["", UNFINDABLE]), EntryRow.lang.in_(sorted(langs)), ~has_one
    session.execute(update(EntryRow).where(*lacking).values(indexed_text=""))


def digest(question: str, answer: str | None) -> str:
    """A name for the texts that an entry's vectors are made of."""
    return hashlib.sha256(f"{question}\0{answer or ''}".encode()).hexdigest()[:16]


def answer_refs(row: EntryRow) -> list[MessageRef]:
    """All messages that an entry's content comes from: question, its parts, its answers."""
    channel = ChannelId(row.channel_id)
    refs = [MessageRef(channel, Ts(row.ts)), *(MessageRef(channel, Ts(ts)) for ts in row.parts)]
    refs += [MessageRef(ChannelId(a["channel"]), Ts(a["ts"])) for a in row.answers]
    if row.answer_channel and row.answer_ts:
        refs.append(MessageRef(ChannelId(row.answer_channel), Ts(row.answer_ts)))
    return list(dict.fromkeys(refs))


def kept_for(row: EntryRow) -> set[Ts]:
    """The messages of its channel that are kept because the entry is derived from them."""
    return {Ts(row.ts), *map(Ts, row.parts), *(Ts(answer["ts"]) for answer in row.answers), *map(Ts, row.thanks)}


def belonging(row: EntryRow) -> list[MessageRef]:
    """All messages that are kept for an entry's sake."""
    channel = ChannelId(row.channel_id)
    return list(dict.fromkeys([*answer_refs(row), *(MessageRef(channel, Ts(ts)) for ts in row.thanks)]))


def _standing(
    answer_ts: str | None, accepted_by: str | None, helped: int, doubted_at: datetime | None, retired_at: datetime | None
) -> Standing:
    answered_at = ts_time(Ts(answer_ts)) if answer_ts is not None else None
    return Standing(answered_at, accepted_by is not None, helped, doubted_at is not None, retired_at is not None)


def _plain(answer: Answer) -> dict[str, Any]:
    said = answer.said.message
    return {
        "channel": said.channel,
        "ts": said.ts,
        "user": said.user,
        "accepted": answer.accepted,
        "by": answer.by,
        "confirmed_by": list(answer.confirmed_by),
        "also_helped": list(answer.also_helped),
    }
