"""Named queries on kept messages and what was deleted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import BindParameter, Row, Select, Table, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, time_ts, ts_key, ts_time
from knowledge.domain.language import Gratitude, Language, MessageKind
from knowledge.domain.messages import Message, Said
from knowledge.storage.entries import QUESTION
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import DoubtRow, EntryRow, MessageRow, ReactionRow, TombstoneRow

# As plain rows: threads and windows are read many times for each that is changed.
_TABLE = cast(Table, MessageRow.__table__)
_TOMBSTONES = cast(Table, TombstoneRow.__table__)
# What is asked for every message is made once: making a statement takes longer than SQLite takes to answer it.
_CHANNEL: BindParameter[str] = bindparam("channel")
_WANTED: BindParameter[Sequence[str]] = bindparam("wanted", expanding=True)
_AT_TOP = (_TABLE.c.channel_id == _CHANNEL, _TABLE.c.thread_ts == _TABLE.c.ts)
_SOME = select(_TABLE).where(_TABLE.c.channel_id == _CHANNEL, _TABLE.c.ts.in_(_WANTED))
_IN_THREADS = select(_TABLE).where(_TABLE.c.channel_id == _CHANNEL, _TABLE.c.thread_ts.in_(_WANTED))
_TOP_AFTER = select(_TABLE).where(*_AT_TOP, _TABLE.c.ts > bindparam("after"), _TABLE.c.ts <= bindparam("until"))
# Also those of which the classifier cannot tell: they may turn out to be questions.
_ASKED = (
    select(_TABLE)
    .outerjoin(EntryRow, (EntryRow.channel_id == _TABLE.c.channel_id) & (EntryRow.ts == _TABLE.c.ts) & (EntryRow.kind == QUESTION))
    .where(*_AT_TOP, _TABLE.c.ts >= bindparam("since"), _TABLE.c.ts < bindparam("before"))
    .where(EntryRow.id.is_not(None) | _TABLE.c.is_question.is_(None))
    .order_by(_TABLE.c.ts.desc())
    .limit(bindparam("most"))
)
_ASKED_BY = _ASKED.where(_TABLE.c.user_id.in_(bindparam("users", expanding=True)))
_GONE = select(_TOMBSTONES.c.ts).where(_TOMBSTONES.c.channel_id == _CHANNEL, _TOMBSTONES.c.ts.in_(_WANTED))
_GONE_BETWEEN = select(_TOMBSTONES.c.ts, _TOMBSTONES.c.thread_ts).where(
    _TOMBSTONES.c.channel_id == _CHANNEL, _TOMBSTONES.c.ts > bindparam("after"), _TOMBSTONES.c.ts < bindparam("before")
)
_OF_CHANNEL = (_TABLE.c.channel_id == _CHANNEL, _TABLE.c.ts.in_(_WANTED))
_KEEP = update(_TABLE).where(*_OF_CHANNEL, _TABLE.c.forget_at.is_not(None)).values(forget_at=None)
_LET_GO = update(_TABLE).where(*_OF_CHANNEL, _TABLE.c.forget_at.is_(None)).values(forget_at=bindparam("at"))
_FEW = 50


def put(session: Session, said: Said, source: str, forget_at: datetime | None) -> None:
    """Keep a message that may be kept already, in this version or another."""
    if get(session, said.message.ref) is None:
        put_new(session, [said], source, forget_at)
    else:
        put_newer(session, said)


def put_newer(session: Session, said: Said) -> bool:
    """Set a kept message to a newer version. False: nothing changed (it is older, or the same)."""
    row = session.get(MessageRow, (said.message.channel, said.ts))
    if row is None or ts_key(row.version) >= ts_key(said.message.version):
        return False
    for name, value in _columns(said).items():
        setattr(row, name, value)
    session.flush()
    return True


def put_new(session: Session, several: Sequence[Said], source: str, forget_at: datetime | None) -> list[Said]:
    """Keep messages of which none is kept yet, and none deleted. What is kept now: of several versions of one the newest."""
    newest: dict[MessageRef, Said] = {}
    for said in several:
        before = newest.get(said.message.ref)
        if before is None or ts_key(before.message.version) < ts_key(said.message.version):
            newest[said.message.ref] = said
    rows = [
        {"channel_id": said.message.channel, "ts": said.ts, "source": source, "forget_at": forget_at, **_columns(said)}
        for said in newest.values()
    ]
    if rows:
        session.execute(insert(_TABLE), rows)
    return list(newest.values())


def bury(session: Session, ref: MessageRef, at: datetime, thread: Ts | None) -> Said | None:
    """Forget a deleted message's text for good and remember that it was deleted. What it was, if it was kept."""
    said = forget(session, ref)
    if not is_deleted(session, ref):
        root = said.message.thread_ts if said else thread or ref.ts
        session.add(TombstoneRow(channel_id=ref.channel, ts=ref.ts, thread_ts=root, at=at))
        session.flush()
    return said


def forget(session: Session, ref: MessageRef) -> Said | None:
    """Drop a message and its reactions without a tombstone."""
    row = session.get(MessageRow, (ref.channel, ref.ts))
    session.execute(delete(ReactionRow).where(ReactionRow.channel_id == ref.channel, ReactionRow.ts == ref.ts))
    if row is None:
        return None
    said = _said(row)
    session.delete(row)
    session.flush()
    return said


def is_deleted(session: Session, ref: MessageRef) -> bool:
    """Whether a message is known to have been deleted in Slack."""
    return session.get(TombstoneRow, (ref.channel, ref.ts)) is not None


def deleted(session: Session, channel: ChannelId, messages: Collection[Ts]) -> set[Ts]:
    """Those of some messages of a channel that are known to have been deleted in Slack."""
    found: set[Ts] = set()
    for some in pieces(messages):
        found |= {Ts(ts) for ts in session.scalars(_GONE, {"channel": channel, "wanted": some})}
    return found


def tombstones(session: Session, channel: ChannelId, after: Ts, before: Ts) -> list[tuple[Ts, Ts]]:
    """The deleted messages of a channel between two moments, each with the thread that it stood in, as far as is known."""
    found = session.execute(_GONE_BETWEEN, {"channel": channel, "after": after, "before": before})
    return [(Ts(ts), Ts(thread)) for ts, thread in found]


def get(session: Session, ref: MessageRef) -> Said | None:
    row = session.get(MessageRow, (ref.channel, ref.ts))
    return _said(row) if row else None


def any_kept(session: Session) -> bool:
    """Whether anything that was said is kept at all."""
    return session.execute(select(_TABLE.c.ts).limit(1)).first() is not None


def some(session: Session, channel: ChannelId, wanted: Collection[Ts]) -> dict[Ts, Said]:
    """Those of some messages of one channel that are kept."""
    return {said.ts: said for said in _chosen(session, _SOME, channel, wanted)}


def thread(session: Session, channel: ChannelId, root: Ts) -> list[Said]:
    """A thread's kept messages, the root first, in the order written."""
    return threads(session, channel, [root]).get(root, [])


def threads(session: Session, channel: ChannelId, roots: Collection[Ts]) -> dict[Ts, list[Said]]:
    """The kept messages of some threads of one channel, in the order written; nothing of a thread of which none is kept."""
    found: dict[Ts, list[Said]] = {}
    for said in _chosen(session, _IN_THREADS, channel, roots):
        found.setdefault(said.message.thread_ts, []).append(said)
    for several in found.values():
        several.sort(key=lambda said: ts_key(said.ts))
    return found


def _chosen(session: Session, query: Select[Any], channel: ChannelId, wanted: Collection[Ts]) -> Iterator[Said]:
    for some in pieces(wanted):
        yield from map(_said, session.execute(query, {"channel": channel, "wanted": some}))


def top_level_after(session: Session, channel: ChannelId, each: Collection[Ts], within: timedelta) -> dict[Ts, list[Said]]:
    """For each of some messages of one channel: the top-level messages that follow it within a time, in the order written.

    Messages that lie near each other are looked up together.
    """
    found: dict[Ts, list[Said]] = {}
    for near in _clusters(sorted(each, key=ts_key), within):
        until = time_ts(ts_time(near[-1]) + within)
        rows = session.execute(_TOP_AFTER, {"channel": channel, "after": near[0], "until": until})
        following = _in_order(rows.all())
        keys = [ts_key(said.ts) for said in following]
        for ts in near:
            end = bisect_right(keys, ts_key(time_ts(ts_time(ts) + within)))
            found[ts] = following[bisect_right(keys, ts_key(ts)) : end]
    return found


def _clusters(ordered: Sequence[Ts], within: timedelta) -> Iterator[list[Ts]]:
    """Runs of messages of which none comes later than `within` after the one before."""
    run: list[Ts] = []
    for ts in ordered:
        if run and ts_time(ts) - ts_time(run[-1]) > within:
            yield run
            run = []
        run.append(ts)
    if run:
        yield run


def said_before(session: Session, channel: ChannelId, moments: Collection[tuple[UserId, Ts]], within: timedelta) -> list[Said]:
    """What some people wrote at the top level of a channel at most `within` before some moments."""
    spans = [
        and_(_TABLE.c.user_id == user, _TABLE.c.ts >= time_ts(ts_time(before) - within), _TABLE.c.ts < before)
        for user, before in sorted(moments)
    ]
    found: list[Said] = []
    for start in range(0, len(spans), _FEW):
        query = select(_TABLE).where(*_AT_TOP, or_(*spans[start : start + _FEW]))
        found += map(_said, session.execute(query, {"channel": channel}))
    return found


def asked_before(
    session: Session, channel: ChannelId, before: Ts, within: timedelta, limit: int, *, by: Collection[UserId] | None = None
) -> list[Said]:
    """The latest that are or may be questions at the top level of a channel, at most `within` before (of some people), the latest first."""
    asked: dict[str, Any] = {"channel": channel, "since": time_ts(ts_time(before) - within), "before": before, "most": limit}
    rows = session.execute(_ASKED, asked) if by is None else session.execute(_ASKED_BY, {**asked, "users": sorted(by)})
    return _in_order(rows.all())[::-1]


def of_person(session: Session, user: UserId) -> list[Said]:
    return _in_order(session.scalars(select(MessageRow).where(MessageRow.user_id == user)).all())


def keep_for_good(session: Session, channel: ChannelId, messages: Collection[Ts], *, otherwise: datetime, among: Collection[Ts]) -> None:
    """What belongs to a question is kept; the rest of `among` is forgotten at `otherwise`, unless that was set earlier."""
    for some in pieces(messages):
        session.execute(_KEEP, {"channel": channel, "wanted": some})
    for some in pieces(set(among) - set(messages)):
        session.execute(_LET_GO, {"channel": channel, "wanted": some, "at": otherwise})


def forget_due(session: Session, now: datetime, limit: int) -> int:
    """Drop what was only read for linking and whose time is over. How many went."""
    due = session.execute(
        select(MessageRow.channel_id, MessageRow.ts).where(MessageRow.forget_at <= now).order_by(MessageRow.forget_at).limit(limit)
    ).all()
    for channel, ts in due:
        session.execute(delete(ReactionRow).where(ReactionRow.channel_id == channel, ReactionRow.ts == ts))
        session.execute(delete(DoubtRow).where(DoubtRow.answer_channel == channel, DoubtRow.answer_ts == ts))
        session.execute(delete(MessageRow).where(MessageRow.channel_id == channel, MessageRow.ts == ts))
    return len(due)


def _columns(said: Said) -> dict[str, Any]:
    message = said.message
    return {
        "thread_ts": message.thread_ts,
        "user_id": message.user,
        "text": message.text,
        "version": message.version,
        "broadcast": message.broadcast,
        "kind": said.kind,
        "probability": said.probability,
        "is_question": said.is_question,
        "lang": said.lang,
        "gratitude": said.gratitude,
        "mentions": list(said.mentions),
    }


def _in_order(rows: Sequence[MessageRow | Row[Any]]) -> list[Said]:
    return [_said(row) for row in sorted(rows, key=lambda row: ts_key(row.ts))]


def _said(row: MessageRow | Row[Any]) -> Said:
    message = Message(
        ChannelId(row.channel_id), Ts(row.ts), UserId(row.user_id), row.text, Ts(row.thread_ts), Ts(row.version), broadcast=row.broadcast
    )
    return Said(
        message,
        MessageKind(row.kind),
        row.probability,
        row.is_question,
        Language(row.lang),
        Gratitude(row.gratitude) if row.gratitude else None,
        tuple(UserId(user) for user in row.mentions),
    )
