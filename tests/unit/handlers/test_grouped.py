"""What several threads write at the same time is one transaction, and each is told what came of its own."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from handlers.grouped import Grouped
from knowledge.domain.errors import DatabaseUnavailable


@dataclass
class Book:
    """Writes numbers down; the first group waits until the test lets it go."""

    may_go: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    groups: list[list[int]] = field(default_factory=list)
    failing: Callable[[Sequence[int]], Exception | None] = lambda _: None

    def write(self, numbers: Sequence[int]) -> list[str]:
        self.groups.append(list(numbers))
        self.begun.set()
        if len(self.groups) == 1:
            assert self.may_go.wait(10)
        error = self.failing(numbers)
        if error is not None:
            raise error
        return [f"wrote {number}" for number in numbers]


def waits(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until


def at_once(book: Book, count: int, most: int = 50) -> list[Future[str]]:
    """The first is being written while all others come."""
    grouped = Grouped(book.write, most)
    pool = ThreadPoolExecutor(count)
    first = [pool.submit(grouped, 0)]
    assert book.begun.wait(10)
    others = [pool.submit(grouped, number) for number in range(1, count)]
    waits(lambda: len(grouped._queue) == count)
    book.may_go.set()
    pool.shutdown(wait=True)
    return first + others


def test_who_comes_while_one_is_written_is_written_with_the_next() -> None:
    book = Book()

    told = at_once(book, 8, most=5)

    assert [one.result() for one in told] == [f"wrote {number}" for number in range(8)]
    assert [len(group) for group in book.groups] == [1, 5, 2]


def test_what_cannot_be_written_keeps_nothing_else_out() -> None:
    book = Book(failing=lambda numbers: ValueError("three") if 3 in numbers else None)

    told = at_once(book, 6)

    assert [str(one.exception() or one.result()) for one in told] == ["wrote 0", "wrote 1", "wrote 2", "three", "wrote 4", "wrote 5"]


def test_where_the_database_is_gone_nobody_waits_for_each_of_the_others() -> None:
    book = Book(failing=lambda numbers: DatabaseUnavailable("gone") if 0 not in numbers else None)

    told = at_once(book, 6)

    assert [one.exception() is None for one in told] == [True, False, False, False, False, False]
    assert len(book.groups) == 2


@pytest.mark.timeout(30)
def test_nobody_waits_for_ever_where_the_writer_ends() -> None:
    def ends_once(_numbers: Sequence[int]) -> None:
        if len(book.groups) == 2:
            raise SystemExit

    book = Book(failing=ends_once)

    told = at_once(book, 12, most=3)

    assert [len(group) for group in book.groups] == [1, 3, 3, 3, 2]
    ended = [number for number, one in enumerate(told) if one.exception() is not None]
    assert sorted(book.groups[1]) == ended
    assert Counter(type(told[number].exception()) for number in ended) == {SystemExit: 1, RuntimeError: 2}
    assert [one.result() for number, one in enumerate(told) if number not in ended] == [f"wrote {n}" for n in range(12) if n not in ended]
