"""The end of asking: whatever is said in the thread, or becomes of the question, an expert is not left to wonder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from knowledge.domain.ids import ChannelId, MessageRef, UserId
from knowledge.domain.routing import OPEN, SILENT_ASKS, AskState
from knowledge.services import audiences, taking_out
from knowledge.storage import Session, asks, posts, tasks
from knowledge.storage.tables import AskRow

ROUTE = "route"


def ask_key(ask: int) -> str:
    """Names the DM of one ask in the outbox."""
    return f"ask:{ask}"


def heard(session: Session, about: Sequence[AskRow], speakers: Collection[UserId], *, is_open: bool, now: datetime) -> None:
    """A question was settled anew: `about` are all asks about it, `speakers` those besides the asker who spoke in its thread."""
    for row in about:
        is_waiting = AskState(row.state) in OPEN
        if row.expert in speakers and (is_waiting or row.state == AskState.LAPSED):
            answered(session, row, now)
        elif is_waiting and (speakers or not is_open):
            close(session, row, AskState.ENDED, now)


def gone(session: Session, question: MessageRef, now: datetime) -> None:
    """A question is none any more."""
    for row in asks.open_of(session, question):
        close(session, row, AskState.ENDED, now)


def let_go(session: Session, row: AskRow, now: datetime, state: AskState = AskState.UNSENT) -> None:
    """Through no fault of theirs somebody cannot answer any more: it is closed without blame, and the question goes on at once.

    `state` stands for an ask that they never saw.
    """
    was_seen = posts.by_key(session, ask_key(row.id)) is not None
    close(session, row, AskState.ENDED if was_seen else state, now)
    look_again(session, asks.question_of(row), now)


def taken_out(session: Session, channel: ChannelId, now: datetime) -> None:
    """What was shown elsewhere of a channel was taken out, the experts' messages too: the questions go on without them."""
    for row in asks.open_in(session, channel):
        let_go(session, row, now)


def left(session: Session, channel: ChannelId, users: Collection[UserId], now: datetime) -> None:
    """Some people are in a channel no more: who of them may not read its questions any more is not waited for."""
    for row in asks.open_in(session, channel):
        if row.expert in users and not audiences.may_be_read(session, UserId(row.expert), channel, now):
            let_go(session, row, now)


def no_colleagues(session: Session, users: Collection[UserId], now: datetime) -> None:
    """Some people left the company, or are guests by now: they are not waited for."""
    for row in asks.open_by(session, users):
        let_go(session, row, now)


def route_key(question: MessageRef) -> str:
    """Names the one task of a question that waits."""
    return f"route:{question.channel}:{question.ts}"


def look_again(session: Session, question: MessageRef, at: datetime) -> None:
    """Look at a question again at a moment, and not before. Whoever is at it just now loses it: each question has one task."""
    tasks.again(session, route_key(question), ROUTE, at, {"channel": question.channel, "ts": question.ts})


def answered(session: Session, row: AskRow, now: datetime) -> None:
    """They answered, be it late."""
    close(session, row, AskState.ANSWERED, now)
    reacted(session, row, now)


def reacted(session: Session, row: AskRow, now: datetime) -> None:
    """They pressed a button or wrote: nothing that counts as silence, and what their messages say of a pause is looked at again."""
    row.reacted_at = row.reacted_at or now
    session.flush()
    for each in asks.of_expert(session, UserId(row.expert))[:SILENT_ASKS]:
        if each.state == AskState.LAPSED:
            taking_out.show_anew(session, ask_key(each.id), now)


def close(session: Session, row: AskRow, state: AskState, now: datetime, *, reacted: bool = False) -> None:
    """An ask has come to its end; its DM and the reminders of it are shown anew, quietly."""
    asks.become(session, row, state, reacted_at=now if reacted else None)
    taking_out.show_anew(session, ask_key(row.id), now)
