"""What waits in one channel is worked on in one transaction; one event that cannot be done keeps no other waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from knowledge.domain.errors import DatabaseUnavailable
from knowledge.domain.ports import Unmetered
from knowledge.storage import Session, Store, inbox
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.tables import InboxRow
from scheduler.inbox_work import InboxWork

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


class Watch:
    """A second passes between each two looks."""

    at = 0.0

    def seconds(self) -> float:
        self.at += 1
        return self.at


@dataclass
class Desk:
    """Does events by noting them, unless one of them is broken."""

    error: type[Exception] = ValueError
    groups: list[list[str]] = field(default_factory=list)
    rested: list[float] = field(default_factory=list)

    def read(self, events: Sequence[ClaimedEvent]) -> Callable[[Session], None]:
        self.groups.append([event.event_id for event in events])
        broken = any(event.body.get("broken") for event in events)

        def write(_session: Session) -> None:
            if broken:
                raise self.error("broken")

        return write


def arrive(store: Store, *events: tuple[str, str, str], broken: str = "") -> None:
    bodies = {broken: {"broken": True}}
    with store.writing() as session:
        inbox.add(session, [inbox.NewEvent(name, lane, kind, bodies.get(name, {}), NOW) for name, lane, kind in events])


def states(store: Store) -> dict[str, str]:
    with store.reading() as session:
        return {row.event_id: row.state for row in session.scalars(select(InboxRow))}


def work(store: Store, desk: Desk) -> InboxWork:
    together = frozenset({"posted", "reacted"})
    return InboxWork(store, desk.read, lambda *_: None, Watch(), Unmetered(), together=together, rest=desk.rested.append)


def test_a_channels_messages_are_done_together_one_of_each_thread(store: Store) -> None:
    desk = Desk()
    arrive(
        store, ("a", "C1:1", "posted"), ("b", "C1:2", "reacted"), ("c", "C1:1", "posted"), ("d", "C10:1", "posted"), ("e", "C1", "joined")
    )

    works = work(store, desk)
    while works.once("anna"):
        pass

    assert desk.groups == [["a", "b"], ["c"], ["d"], ["e"]]
    assert set(states(store).values()) == {"done"}
    assert len(desk.rested) == 4


def test_one_that_cannot_be_done_keeps_no_other_waiting(store: Store) -> None:
    desk = Desk()
    arrive(store, ("a", "C1:1", "posted"), ("b", "C1:2", "posted"), ("c", "C1:3", "posted"), broken="b")

    assert work(store, desk).once("anna")

    assert desk.groups == [["a", "b", "c"], ["a"], ["b"], ["c"]]
    assert states(store) == {"a": "done", "b": "due", "c": "done"}


def test_where_the_database_is_gone_they_are_not_tried_one_by_one(store: Store) -> None:
    desk = Desk(error=DatabaseUnavailable)
    arrive(store, ("a", "C1:1", "posted"), ("b", "C1:2", "posted"), broken="b")

    with pytest.raises(DatabaseUnavailable):
        work(store, desk).once("anna")

    assert desk.groups == [["a", "b"]]
    assert states(store) == {"a": "due", "b": "due"}


def test_when_another_has_taken_one_of_them_the_others_are_done_and_that_one_is_theirs(store: Store) -> None:
    desk = Desk()
    arrive(store, ("a", "C1:1", "posted"), ("b", "C1:2", "posted"))
    reading = desk.read

    def read(events: Sequence[ClaimedEvent]) -> Callable[[Session], None]:
        if len(events) == 2:
            with store.writing() as session:  # held up past the lease of one, which another claims
                session.get_one(InboxRow, events[1].id).owner = "bo"
        return reading(events)

    works = work(store, desk)
    InboxWork(store, read, works.buried, works.stopwatch, works.meter, together=works.together).once("anna")

    assert desk.groups == [["a", "b"], ["a"], ["b"]]
    assert states(store) == {"a": "done", "b": "due"}
