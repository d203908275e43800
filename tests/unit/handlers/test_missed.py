"""Whether something may have been missed, told by the connection and the door in whatever order."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from handlers.missed import Missed


@dataclass
class Base:
    """Takes the wish to read what was missed, unless it is away."""

    is_away: bool = False
    asked: int = 0
    advanced: int = 0
    meanwhile: Any = lambda: None

    def missed(self, *, long: bool) -> None:
        self.meanwhile()
        if self.is_away:
            raise ConnectionError
        self.asked += 1

    def advance(self) -> None:
        self.advanced += 1

    def sweep(self) -> None:
        """Nothing here is to be compared."""


@dataclass
class Mirror:
    begun: list[threading.Thread] = field(default_factory=list)

    def everything_soon(self) -> threading.Thread:
        self.begun.append(threading.Thread(target=lambda: None))
        return self.begun[-1]


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


@pytest.fixture
def base() -> Base:
    return Base()


@pytest.fixture
def missed(base: Base) -> Missed:
    return Missed(cast(Any, base), Clock(), cast(Any, Mirror()), lambda: None)


def test_after_a_line_was_opened_something_is_missing_until_it_is_asked_for(missed: Missed) -> None:
    missed.line_opened()
    before = missed.is_whole
    missed.step()

    assert (before, missed.is_whole) == (False, True)


def test_while_the_database_takes_neither_event_nor_wish_something_is_missing(missed: Missed, base: Base) -> None:
    missed.line_opened()
    missed.step()
    base.is_away = True
    missed.event_refused()
    with pytest.raises(ConnectionError):
        missed.step()
    while_away = missed.is_whole
    base.is_away = False
    missed.step()

    assert (while_away, missed.is_whole, base.asked) == (False, True, 2)


def test_an_event_refused_at_the_end_of_a_line_does_not_make_the_lost_line_whole(missed: Missed, base: Base) -> None:
    missed.line_opened()
    missed.step()
    missed.line_lost()
    missed.event_refused()
    missed.step()
    missed.advance()

    assert not missed.is_whole
    assert base.advanced == 0, "the cursors went past what nobody hears"


def test_an_event_refused_while_readings_are_asked_for_asks_once_more(missed: Missed, base: Base) -> None:
    missed.line_opened()
    base.meanwhile = missed.event_refused
    missed.step()
    meanwhile = missed.is_whole
    base.meanwhile = lambda: None
    missed.step()

    assert (meanwhile, missed.is_whole, base.asked) == (False, True, 2)
