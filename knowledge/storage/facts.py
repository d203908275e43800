"""Named queries on facts: acceptances and rulings. One with `revoked_at` was taken back and counts for nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import BindParameter, bindparam, or_, select, union
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.messages import Acceptance, AcceptedBy, Ruling, Verdict, Via
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import AcceptanceRow, RulingRow

# What is asked for every message is made once.
_CHANNEL: BindParameter[str] = bindparam("channel")
_WANTED: BindParameter[Sequence[str]] = bindparam("wanted", expanding=True)
_ACCEPTANCES = select(AcceptanceRow).where(
    AcceptanceRow.question_channel == _CHANNEL, AcceptanceRow.question_ts.in_(_WANTED), AcceptanceRow.revoked_at.is_(None)
)
_RULINGS = select(RulingRow).where(
    RulingRow.question_channel == _CHANNEL, RulingRow.question_ts.in_(_WANTED), RulingRow.revoked_at.is_(None)
)
_ABOUT = union(
    select(RulingRow.question_channel, RulingRow.question_ts).where(RulingRow.on_channel == _CHANNEL, RulingRow.on_ts.in_(_WANTED)),
    select(AcceptanceRow.question_channel, AcceptanceRow.question_ts).where(
        AcceptanceRow.answer_channel == _CHANNEL, AcceptanceRow.answer_ts.in_(_WANTED)
    ),
)
_CONFIRMATIONS = (
    select(AcceptanceRow)
    .where(AcceptanceRow.answer_channel == _CHANNEL, AcceptanceRow.answer_ts.in_(_WANTED), AcceptanceRow.revoked_at.is_(None))
    .order_by(AcceptanceRow.id)
)


def accept(session: Session, fact: Acceptance, *, anew: bool = False) -> bool:
    """Add a confirmation; one that was taken back stands again. False where it stood already, and not `anew`: as if it were new."""
    row = session.scalars(
        select(AcceptanceRow).where(
            AcceptanceRow.question_channel == fact.question.channel,
            AcceptanceRow.question_ts == fact.question.ts,
            AcceptanceRow.answer_channel == fact.answer.channel,
            AcceptanceRow.answer_ts == fact.answer.ts,
            AcceptanceRow.by_user == fact.by,
            AcceptanceRow.kind == fact.kind,
        )
    ).one_or_none()
    if row is not None and row.revoked_at is None and not anew:
        return False
    if row is None:
        row = AcceptanceRow(
            question_channel=fact.question.channel,
            question_ts=fact.question.ts,
            answer_channel=fact.answer.channel,
            answer_ts=fact.answer.ts,
            by_user=fact.by,
            kind=fact.kind,
        )
        session.add(row)
    row.via, row.at, row.revoked_at = fact.via, fact.at, None
    session.flush()
    return True


def rule(session: Session, fact: Ruling) -> bool:
    """Add a verdict; one that was taken back stands again. False where it stood already."""
    row = session.scalars(
        select(RulingRow).where(
            RulingRow.question_channel == fact.question.channel,
            RulingRow.question_ts == fact.question.ts,
            RulingRow.on_channel == fact.on.channel,
            RulingRow.on_ts == fact.on.ts,
            RulingRow.verdict == fact.verdict,
            RulingRow.by_user == fact.by,
        )
    ).one_or_none()
    if row is not None and row.revoked_at is None:
        return False
    if row is None:
        row = RulingRow(
            question_channel=fact.question.channel,
            question_ts=fact.question.ts,
            on_channel=fact.on.channel,
            on_ts=fact.on.ts,
            verdict=fact.verdict,
            by_user=fact.by,
        )
        session.add(row)
    row.at, row.revoked_at = fact.at, None
    session.flush()
    return True


def of_questions(session: Session, channel: ChannelId, questions: Collection[Ts]) -> tuple[list[Acceptance], list[Ruling]]:
    """The standing facts on some messages of one channel as questions."""
    accepted: list[Acceptance] = []
    ruled: list[Ruling] = []
    for some in pieces(questions):
        here = {"channel": channel, "wanted": some}
        accepted += map(_acceptance, session.scalars(_ACCEPTANCES, here))
        ruled += map(_ruling, session.scalars(_RULINGS, here))
    return accepted, ruled


def questions_answered_with(session: Session, channel: ChannelId, answers: Collection[Ts]) -> list[MessageRef]:
    """The questions, of whichever thread and channel, to which people marked some messages of one channel as the answer, or as none,
    or which these solved."""
    found: list[MessageRef] = []
    for some in pieces(answers):
        rows = session.execute(_ABOUT, {"channel": channel, "wanted": some})
        found += [MessageRef(ChannelId(where), Ts(ts)) for where, ts in rows]
    return found


def of_person(session: Session, user: UserId) -> tuple[list[Acceptance], list[Ruling]]:
    """Everything that a person confirmed or ruled."""
    return (
        [
            _acceptance(row)
            for row in session.scalars(select(AcceptanceRow).where(AcceptanceRow.by_user == user).order_by(AcceptanceRow.id))
        ],
        [_ruling(row) for row in session.scalars(select(RulingRow).where(RulingRow.by_user == user).order_by(RulingRow.id))],
    )


def drop_about(session: Session, ref: MessageRef) -> None:
    """Forget every fact about a message that is gone for good."""
    for row in session.scalars(
        select(AcceptanceRow).where(
            or_(
                (AcceptanceRow.question_channel == ref.channel) & (AcceptanceRow.question_ts == ref.ts),
                (AcceptanceRow.answer_channel == ref.channel) & (AcceptanceRow.answer_ts == ref.ts),
            )
        )
    ):
        session.delete(row)
    for ruling in session.scalars(
        select(RulingRow).where(
            or_(
                (RulingRow.question_channel == ref.channel) & (RulingRow.question_ts == ref.ts),
                (RulingRow.on_channel == ref.channel) & (RulingRow.on_ts == ref.ts),
            )
        )
    ):
        session.delete(ruling)


def confirmations_of(session: Session, channel: ChannelId, answers: Collection[Ts]) -> dict[Ts, list[Acceptance]]:
    """Everybody's standing confirmations of some answers in one channel, for whichever question."""
    found: dict[Ts, list[Acceptance]] = {}
    for some in pieces(answers):
        for row in session.scalars(_CONFIRMATIONS, {"channel": channel, "wanted": some}):
            found.setdefault(Ts(row.answer_ts), []).append(_acceptance(row))
    return found


def _acceptance(row: AcceptanceRow) -> Acceptance:
    return Acceptance(
        MessageRef(ChannelId(row.question_channel), Ts(row.question_ts)),
        MessageRef(ChannelId(row.answer_channel), Ts(row.answer_ts)),
        UserId(row.by_user),
        AcceptedBy(row.kind),
        Via(row.via),
        row.at,
        row.revoked_at,
    )


def _ruling(row: RulingRow) -> Ruling:
    return Ruling(
        MessageRef(ChannelId(row.question_channel), Ts(row.question_ts)),
        MessageRef(ChannelId(row.on_channel), Ts(row.on_ts)),
        Verdict(row.verdict),
        UserId(row.by_user),
        row.at,
        row.revoked_at,
    )
