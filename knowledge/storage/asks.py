"""Named queries on who was asked about which question, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.routing import IN_VAIN, OPEN, SILENT_ASKS, UNSEEN, AskState, PastAsk
from knowledge.storage.inserting import insert_new
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import AskRow

_ABOUT = (
    select(AskRow)
    .where(AskRow.channel_id == bindparam("channel"), AskRow.ts.in_(bindparam("wanted", expanding=True)))
    .order_by(AskRow.step)
)
"""Asked for every message, so it is made once"""

_REMEMBERED = timedelta(days=28)


def of_question(session: Session, question: MessageRef) -> list[AskRow]:
    """Everybody who was asked about a question, in order."""
    query = select(AskRow).where(AskRow.channel_id == question.channel, AskRow.ts == question.ts).order_by(AskRow.step)
    return list(session.scalars(query))


def about(session: Session, channel: ChannelId, questions: Collection[Ts]) -> dict[Ts, list[AskRow]]:
    """Everybody who was asked about some questions of one channel, in order."""
    found: dict[Ts, list[AskRow]] = {}
    for some in pieces(questions):
        for row in session.scalars(_ABOUT, {"channel": channel, "wanted": some}):
            found.setdefault(Ts(row.ts), []).append(row)
    return found


def open_of(session: Session, question: MessageRef) -> list[AskRow]:
    """The asks about a question that still wait for somebody."""
    return [row for row in of_question(session, question) if AskState(row.state) in OPEN]


def open_among(session: Session, questions: Collection[MessageRef]) -> set[MessageRef]:
    """Those of some questions about which somebody is being asked."""
    wanted = sorted({ref.ts for ref in questions})
    rows = session.execute(select(AskRow.channel_id, AskRow.ts).where(AskRow.ts.in_(wanted), AskRow.state.in_(OPEN)))
    return {MessageRef(ChannelId(channel), Ts(ts)) for channel, ts in rows}.intersection(questions)


def open_in(session: Session, channel: ChannelId) -> list[AskRow]:
    """The asks about a channel's questions that still wait for somebody."""
    return list(session.scalars(select(AskRow).where(AskRow.channel_id == channel, AskRow.state.in_(OPEN)).order_by(AskRow.id)))


def open_by(session: Session, experts: Collection[UserId]) -> list[AskRow]:
    """The asks that wait for some people."""
    return [
        row
        for some in pieces(experts)
        for row in session.scalars(select(AskRow).where(AskRow.expert.in_(some), AskRow.state.in_(OPEN)).order_by(AskRow.id))
    ]


def in_vain_among(session: Session, questions: Collection[MessageRef]) -> set[MessageRef]:
    """Those of some questions about which somebody was asked, all in vain, and nobody is being asked now."""
    wanted = sorted({ref.ts for ref in questions})
    states: dict[MessageRef, set[str]] = {}
    for channel, ts, state in session.execute(
        select(AskRow.channel_id, AskRow.ts, AskRow.state).where(AskRow.ts.in_(wanted), AskRow.state.not_in(UNSEEN))
    ):
        states.setdefault(MessageRef(ChannelId(channel), Ts(ts)), set()).add(state)
    return {ref for ref, each in states.items() if each.issubset(IN_VAIN)}.intersection(questions)


def get(session: Session, ask: int) -> AskRow | None:
    return session.get(AskRow, ask)


def add(session: Session, question: MessageRef, step: int, expert: UserId, why: list[str], now: datetime) -> AskRow | None:
    """Somebody is to be asked. None: another process has taken this step."""
    values = {
        "channel_id": question.channel,
        "ts": question.ts,
        "step": step,
        "expert": expert,
        "state": AskState.WAITING,
        "why": why,
        "asked_at": now,
    }
    if not insert_new(session, AskRow, values):
        return None
    return next(row for row in of_question(session, question) if row.step == step)


def become(session: Session, row: AskRow, state: AskState, *, reacted_at: datetime | None = None, next_at: datetime | None = None) -> None:
    """What has become of an ask."""
    row.state, row.next_at = state, next_at
    row.reacted_at = reacted_at or row.reacted_at
    session.flush()


def past(session: Session, users: Collection[UserId], now: datetime, without: int | None = None) -> dict[UserId, list[PastAsk]]:
    """What some people were asked in the last four weeks, and their last two asks whenever they were; the latest first.

    Without what never reached them, and without one ask, if said.
    """
    found: dict[UserId, list[PastAsk]] = {user: [] for user in users}
    reached = AskRow.expert.in_(sorted(users)), AskRow.state.not_in(UNSEEN)
    for row in session.scalars(select(AskRow).where(*reached).order_by(AskRow.asked_at.desc(), AskRow.id.desc())):
        if row.id == without:
            continue
        mine = found[UserId(row.expert)]
        if len(mine) < SILENT_ASKS or now - row.asked_at <= _REMEMBERED:
            mine.append(PastAsk(row.asked_at, AskState(row.state), row.reacted_at is not None))
    return found


def of_expert(session: Session, user: UserId) -> list[AskRow]:
    """Everything that somebody was asked, the latest first."""
    return list(session.scalars(select(AskRow).where(AskRow.expert == user).order_by(AskRow.asked_at.desc(), AskRow.id.desc())))


def question_of(row: AskRow) -> MessageRef:
    return MessageRef(ChannelId(row.channel_id), Ts(row.ts))
