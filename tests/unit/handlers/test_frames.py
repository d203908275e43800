"""However a line gives its bytes, Slack's client gets one whole frame at a time, and the log holds nobody's words."""

from __future__ import annotations

import logging
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock

import pytest
from slack_sdk.socket_mode.builtin.internals import _receive_messages

from bot import logs
from handlers.frames import WholeFrames

Lines = tuple[socket.socket, WholeFrames]


@pytest.fixture
def lines() -> Iterator[Lines]:
    theirs, ours = socket.socketpair()
    ours.settimeout(0.02)
    yield theirs, WholeFrames(ours)
    theirs.close()
    ours.close()


def frame(payload: bytes, opcode: int = 1) -> bytes:
    """As a server sends it."""
    size = len(payload)
    if size < 126:
        head = bytes([size])
    elif size < 65_536:
        head = bytes([126]) + size.to_bytes(2, "big")
    else:
        head = bytes([127]) + size.to_bytes(8, "big")
    return bytes([0x80 | opcode]) + head + payload


def heard(line: WholeFrames) -> list[tuple[int, bytes]]:
    """What Slack's client makes of the line until nothing comes any more."""
    found: list[tuple[int, bytes]] = []
    with suppress(TimeoutError):
        while True:
            received = _receive_messages(line, Lock(), logging.getLogger("test"))  # type: ignore[arg-type]  # as the client does it
            found += [(header.opcode, payload) for header, payload in received if header is not None]
    return found


@pytest.mark.parametrize("size", [1, 125, 126, 1024, 65_535, 65_536, 200_000])
def test_a_frame_of_any_size_is_heard_whole(lines: Lines, size: int) -> None:
    theirs, ours = lines
    said, rest = b"x" * size, frame(b"x" * size)

    found: list[tuple[int, bytes]] = []
    while rest:
        theirs.send(rest[:50_000])
        rest = rest[50_000:]
        found += heard(ours)

    assert found == [(1, said)]


def test_pieces_that_come_late_lose_nothing(lines: Lines) -> None:
    theirs, ours = lines
    draw = random.Random(1)
    said = [str(number).encode() * draw.randint(1, 90) for number in range(40)]
    everything, found = b"".join(map(frame, said)), list[tuple[int, bytes]]()

    while everything:
        cut = draw.randint(1, 400)
        theirs.send(everything[:cut])
        everything = everything[cut:]
        found += heard(ours)  # waits until the line is silent in the middle of a frame

    assert found == [(1, each) for each in said]


def test_a_thousand_frames_at_once_are_heard_one_by_one(lines: Lines) -> None:
    theirs, ours = lines

    theirs.sendall(frame(b"{}") * 1500)

    assert len(heard(ours)) == 1500


def test_the_last_byte_of_the_handshake_is_no_frame(lines: Lines) -> None:
    theirs, ours = lines

    theirs.send(b"\n")
    assert heard(ours) == []
    theirs.send(frame(b"{}"))

    assert heard(ours) == [(1, b"{}")]


def test_a_ping_without_a_payload_is_heard_at_once(lines: Lines) -> None:
    theirs, ours = lines

    theirs.send(frame(b"", 9))
    received = _receive_messages(ours, Lock(), logging.getLogger("test"))  # type: ignore[arg-type]  # as the client does it

    assert [header.opcode for header, _ in received if header] == [9]
    theirs.send(frame(b"a"))
    assert heard(ours) == [(1, b"a")]


def test_a_warning_of_slacks_libraries_is_never_printed(capfd: pytest.CaptureFixture[str]) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logs.start("info", "text")
        for name in ("slack_bolt.App", "slack_sdk.socket_mode"):
            logger = logging.getLogger(name)
            logger.setLevel(logging.WARNING if "bolt" in name else logging.NOTSET)
            logger.warning("Received an unsupported data frame (payload: hemligt)")
    finally:
        logging.getLogger().handlers[:] = before[0]
        logging.getLogger().setLevel(before[1])

    assert "hemligt" not in capfd.readouterr().err
