"""Named queries on facts: acceptances and rulings. One with `revoked_at` was taken back and counts for nothing."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.messages import Acceptance, AcceptedBy, Ruling, Verdict, Via
from knowledge.storage.tables import AcceptanceRow, RulingRow

_MANY = 300  # questions in one query: two variables each


def accept(session: Session, fact: Acceptance) -> bool:
    """Add a confirmation; one that was taken back stands again. False where it stood already."""
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
    if row is not None and row.revoked_at is None:
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
    wanted = sorted(questions)
    accepted: list[Acceptance] = []
    ruled: list[Ruling] = []
    for start in range(0, len(wanted), _MANY):
        chunk = wanted[start : start + _MANY]
        accepted += [
            _acceptance(row)
            for row in session.scalars(
                select(AcceptanceRow).where(
                    AcceptanceRow.question_channel == channel, AcceptanceRow.question_ts.in_(chunk), AcceptanceRow.revoked_at.is_(None)
                )
            )
        ]
        ruled += [
            _ruling(row)
            for row in session.scalars(
                select(RulingRow).where(
                    RulingRow.question_channel == channel, RulingRow.question_ts.in_(chunk), RulingRow.revoked_at.is_(None)
                )
            )
        ]
    return accepted, ruled


def questions_marked_with(session: Session, channel: ChannelId, on: Collection[Ts]) -> list[MessageRef]:
    """The questions to which some messages of one channel were marked as the answer, or as none."""
    wanted = sorted(on)
    found: list[MessageRef] = []
    for start in range(0, len(wanted), _MANY):
        some = RulingRow.on_ts.in_(wanted[start : start + _MANY])
        query = select(RulingRow.question_channel, RulingRow.question_ts).where(RulingRow.on_channel == channel, some)
        found += [MessageRef(ChannelId(where), Ts(ts)) for where, ts in session.execute(query.distinct())]
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
    wanted = sorted(answers)
    found: dict[Ts, list[Acceptance]] = {}
    for start in range(0, len(wanted), _MANY):
        some = AcceptanceRow.answer_ts.in_(wanted[start : start + _MANY])
        standing = (AcceptanceRow.answer_channel == channel, some, AcceptanceRow.revoked_at.is_(None))
        for row in session.scalars(select(AcceptanceRow).where(*standing).order_by(AcceptanceRow.id)):
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
