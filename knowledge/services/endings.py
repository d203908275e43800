"""What an expert may be told of the end of an ask: only what is true at that moment."""

from __future__ import annotations

from knowledge.domain.endings import Ending
from knowledge.domain.ids import MessageRef, UserId
from knowledge.domain.messages import Verdict
from knowledge.domain.routing import OPEN, AskState
from knowledge.services.replying import ANSWER
from knowledge.storage import Session, asks, facts, outbox
from knowledge.storage.tables import AskRow

_NEEDS_NONE = (Verdict.ASK_NOBODY, Verdict.WITHDRAWN)
_BY_STATE = {
    AskState.NOT_POSTED: Ending.NOT_POSTED,
    AskState.TAKEN_BACK: Ending.TAKEN_BACK,
    AskState.PASSED: Ending.PASSED,
    AskState.NOT_MINE: Ending.NOT_MINE,
    AskState.UNSENT: Ending.SETTLED,
    AskState.UNREACHABLE: Ending.SETTLED,
}


def ending(session: Session, ask: int) -> Ending | None:
    """How an ask ended; None while it waits, or where there is none."""
    row = asks.get(session, ask)
    if row is None or AskState(row.state) in OPEN:
        return None
    question = asks.question_of(row)
    match AskState(row.state):
        case AskState.ANSWERED:
            return _answered(session, question, UserId(row.expert))
        case AskState.LAPSED:
            return Ending.NEXT_ASKED if _is_followed(session, row) else Ending.TIME_UP
        case AskState.ENDED:
            return Ending.STOPPED if _is_stopped(session, question) else Ending.SETTLED
        case state:
            return _BY_STATE[state]


def _answered(session: Session, question: MessageRef, by: UserId) -> Ending:
    on_their_way = outbox.unsent(session, ANSWER, question.channel, by)
    return Ending.ON_ITS_WAY if any(body["question"] == question.ts for body in on_their_way) else Ending.STANDS


def _is_followed(session: Session, row: AskRow) -> bool:
    return any(other.step > row.step for other in asks.of_question(session, asks.question_of(row)))


def _is_stopped(session: Session, question: MessageRef) -> bool:
    _, rulings = facts.of_questions(session, question.channel, [question.ts])
    return any(ruling.verdict in _NEEDS_NONE and ruling.revoked_at is None for ruling in rulings)
