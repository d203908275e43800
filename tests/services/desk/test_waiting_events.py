"""What happened while an event waited in the inbox, or was in hand, counts when it is worked on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select, update

from handlers.events import TOGETHER, Events
from knowledge.domain.ids import ChannelId, UserId, time_ts
from knowledge.domain.messages import Message
from knowledge.domain.occurrences import Occurrence, Posted, Reacted, kind_of, to_json
from knowledge.domain.people import Capture
from knowledge.domain.ports import Unmetered
from knowledge.domain.written import Written
from knowledge.services.routing import Routing
from knowledge.storage import Session, inbox, people
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.renaming import rename_channel
from knowledge.storage.tables import InboxRow, MessageRow, ReactionRow
from scheduler.inbox_work import InboxWork
from tests.services.desk.conftest import Office, StillStopwatch

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"


def work(office: Office, meanwhile: Callable[[], None] = lambda: None) -> InboxWork:
    """A worker; `meanwhile` happens once, between reading what is in hand and writing it."""
    nowhere = cast(Any, None)
    events = Events(
        office.store,
        office.index,
        office.clock,
        office.starting,
        nowhere,
        nowhere,
        nowhere,
        Routing(office.store, office.clock),
        UserId("UAPP"),
        suggesting=False,
    )
    once = [meanwhile]

    def read(several: Sequence[ClaimedEvent]) -> Callable[[Session], None]:
        write = events.read(several)
        if once:
            once.pop()()
        return write

    return InboxWork(office.store, read, lambda *_: None, StillStopwatch(), Unmetered(), together=TOGETHER)


def waits(office: Office, *several: Occurrence) -> None:
    with office.store.writing() as session:
        inbox.add(
            session,
            [inbox.NewEvent(f"e{n}", one.lane, kind_of(one), to_json(one), office.clock.now()) for n, one in enumerate(several)],
        )


def stops(office: Office, channel: ChannelId, _user: UserId) -> None:
    with office.store.writing() as session:
        people.channel_row(session, channel).capture = Capture.STOPPED


def opts_out(office: Office, _channel: ChannelId, user: UserId) -> None:
    office.privacy.opt_out(user)


@pytest.mark.parametrize("happens", [stops, opts_out])
def test_a_reaction_is_not_kept_where_nobody_may_be_heard_any_more(office: Office, happens: Callable[..., None]) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    answer = office.says(bo, it, "Välj Återställ lösenord under Inställningar.", thread=asked)
    waits(office, Reacted(it, answer.ts, ada, "white_check_mark", bo, removed=False, event_ts=None))

    happens(office, it, ada)
    while work(office).once("anna"):
        pass

    with office.store.reading() as session:
        assert session.scalars(select(ReactionRow)).all() == []


def test_what_is_in_hand_while_the_channel_gets_another_id_is_kept_under_that(office: Office) -> None:
    ada = office.person("ada")
    it, new = office.channel("it", [ada]), ChannelId("CNEW")
    stamps = [time_ts(office.clock.now() + timedelta(seconds=number)) for number in range(3)]
    waits(office, *(Posted(Written(Message(it, ts, ada, f"{QUESTION} {ts}", ts, ts))) for ts in stamps))

    def renamed() -> None:
        with office.store.writing() as session:
            rename_channel(session, it, new)

    worker = work(office, renamed)
    worker.once("anna")
    with office.store.writing() as session:
        session.execute(update(InboxRow).values(lease_until=None, owner=None))
    while worker.once("anna"):
        pass

    with office.store.reading() as session:
        assert {row.channel_id for row in session.scalars(select(MessageRow))} == {new}
        assert {row.ts for row in session.scalars(select(MessageRow))} == set(stamps)
