"""What may wait lets events go first where many of them wait, and goes on all the same when they do not get fewer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from knowledge.storage import Store, inbox
from scheduler.after_events import LONGEST_SECONDS, MANY, AfterEvents

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


@dataclass
class Pieces:
    """Another work; notes when it was begun."""

    watch: Watch
    begun: list[float] = field(default_factory=list)
    name: str = "pieces"
    rung: str = "pieces"

    def once(self, owner: str) -> bool:
        self.begun.append(self.watch.at)
        return owner == "anna"


@dataclass
class Watch:
    """Time passes only while somebody waits; `meanwhile` happens then."""

    meanwhile: Callable[[], object] = lambda: None
    at: float = 0.0
    stops: bool = False

    def seconds(self) -> float:
        return self.at

    def wait(self, seconds: float) -> bool:
        self.at += seconds
        self.meanwhile()
        return self.stops


def arrive(store: Store, many: int) -> None:
    with store.writing() as session:
        inbox.add(session, [inbox.NewEvent(f"e{number}", f"C1:{number}", "posted", {}, NOW) for number in range(many)])


def one_is_done(store: Store) -> None:
    with store.writing() as session:
        inbox.finish(session, inbox.claim(session, "bo", 15, 1))


def test_few_events_are_not_waited_for(store: Store) -> None:
    watch = Watch()
    arrive(store, MANY - 1)

    assert AfterEvents(Pieces(watch), store, watch, watch.wait).once("anna")

    assert watch.at == 0.0


def test_many_events_go_first(store: Store) -> None:
    watch = Watch(lambda: one_is_done(store))
    arrive(store, MANY + 2)
    pieces = Pieces(watch)

    AfterEvents(pieces, store, watch, watch.wait).once("anna")

    with store.reading() as session:
        assert inbox.waiting(session, MANY) == MANY - 1
    assert len(pieces.begun) == 1


def test_what_waits_is_not_kept_for_ever_where_events_do_not_get_fewer(store: Store) -> None:
    watch = Watch()
    arrive(store, MANY)
    pieces = Pieces(watch)

    AfterEvents(pieces, store, watch, watch.wait).once("anna")

    assert LONGEST_SECONDS <= pieces.begun[0] < LONGEST_SECONDS + 1


def test_nothing_is_waited_for_when_everything_stops(store: Store) -> None:
    watch = Watch(stops=True)
    arrive(store, MANY)

    AfterEvents(Pieces(watch), store, watch, watch.wait).once("anna")

    assert watch.at < 1
