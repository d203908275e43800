from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.domain.errors import EncoderUnavailable
from knowledge.domain.ports import Encoders
from knowledge.language.background import BackgroundEncoders

DEADLINE = 10.0


class Recorded:
    """An encoder that remembers what it was asked."""

    id = "recorded"
    dimensions = 2

    def __init__(self) -> None:
        self.asked: list[str] = []

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        return np.ones((len(texts), 2), np.float32)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.queries(texts)


def _raising(failure: Exception) -> Callable[[], Encoders]:
    def open_it() -> Encoders:
        raise failure

    return open_it


def test_nothing_is_ready_before_the_encoder_is_open() -> None:
    gate = threading.Event()
    recorded = Recorded()

    def open_it() -> Encoders:
        gate.wait(DEADLINE)
        return Encoders(recorded)

    background = BackgroundEncoders(open_it)
    background.start()

    before = (background.ready, background.encoders, background.failure, background.wait(0))
    gate.set()

    assert before == (False, None, None, False)
    assert background.wait(DEADLINE)
    assert background.encoders == Encoders(recorded)


def test_an_encoder_that_is_ready_has_been_warmed_up() -> None:
    recorded, english = Recorded(), Recorded()
    background = BackgroundEncoders(lambda: Encoders(recorded, english))

    background.start()

    assert background.wait(DEADLINE)
    assert (len(recorded.asked), len(english.asked)) == (2, 2)


def test_whoever_asked_is_told_once_the_encoder_can_be_had() -> None:
    told = threading.Event()
    seen: list[Encoders | None] = []
    background = BackgroundEncoders(lambda: Encoders(Recorded()))

    def on_ready() -> None:
        seen.append(background.encoders)
        told.set()

    background.on_ready = on_ready
    background.start()

    assert told.wait(DEADLINE)
    assert seen[0] is not None


def test_a_failure_is_told_and_nobody_is_called(caplog: pytest.LogCaptureFixture) -> None:
    failure = EncoderUnavailable("set something else")
    called: list[None] = []
    background = BackgroundEncoders(_raising(failure))
    background.on_ready = lambda: called.append(None)

    with caplog.at_level(logging.INFO, logger="kollega.language"):
        background.start()
        ready = background.wait(DEADLINE)

    assert not ready
    assert background.failure is failure
    assert background.encoders is None
    assert called == []
    assert caplog.messages[-1] == "encoder_unavailable"


def test_an_unexpected_failure_is_told_by_its_kind_and_not_by_its_words() -> None:
    background = BackgroundEncoders(_raising(ZeroDivisionError("lösenordet är hemligt")))

    background.start()

    assert not background.wait(DEADLINE)
    assert background.failure is not None
    assert "ZeroDivisionError" in background.failure.reason
    assert "hemligt" not in background.failure.reason


def test_the_thread_never_keeps_the_process_alive() -> None:
    gate = threading.Event()

    def open_it() -> Encoders:
        gate.wait(DEADLINE)
        return Encoders(Recorded())

    background = BackgroundEncoders(open_it)

    background.start()
    loading = [thread for thread in threading.enumerate() if thread.name == "encoder"]
    gate.set()

    assert loading
    assert all(thread.daemon for thread in loading)
    assert background.wait(DEADLINE)
