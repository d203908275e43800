"""The end of asking: whatever is said in the thread, or becomes of the question, an expert is not left to wonder."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from knowledge.domain.ids import MessageRef, UserId
from knowledge.domain.routing import AskState
from knowledge.services import taking_out
from knowledge.storage import Session, asks
from knowledge.storage.tables import AskRow


def ask_key(ask: int) -> str:
    """Names the DM of one ask in the outbox."""
    return f"ask:{ask}"


def heard(session: Session, question: MessageRef, speakers: Collection[UserId], *, is_open: bool, now: datetime) -> None:
    """A question was settled anew: `speakers` are those besides the asker who spoke in its thread."""
    for row in asks.open_of(session, question):
        if row.expert in speakers:
            close(session, row, AskState.ANSWERED, now, reacted=True)
        elif speakers or not is_open:
            close(session, row, AskState.ENDED, now)


def gone(session: Session, question: MessageRef, now: datetime) -> None:
    """A question is none any more."""
    for row in asks.open_of(session, question):
        close(session, row, AskState.ENDED, now)


def close(session: Session, row: AskRow, state: AskState, now: datetime, *, reacted: bool = False) -> None:
    """An ask has come to its end; its DM and the reminders of it are shown anew, quietly."""
    asks.become(session, row, state, reacted_at=now if reacted else None)
    taking_out.show_anew(session, ask_key(row.id), now)
