"""Slack's own Socket Mode client, mended where it loses frames.

slack_sdk 3.47 reads a piece of the line at a time. When a frame is not whole before its timeout, or frames come faster than it
gets to the end of a piece, what it had read is thrown away, and what follows is taken for a frame's beginning: events are heard
only when Slack sends them again, and the rubbish, people's words in it, is logged. Given one whole frame at a time it is right.
"""

from __future__ import annotations

import logging
import socket
from typing import Any, cast

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import Connection, ConnectionState

AT_ONCE = 100
"""Threads in which what Slack sends is taken. They mostly wait for one commit together; what is not acknowledged in 3 s comes again"""
_PIECE = 65_536
_NO_PAYLOAD = 2  # bytes of a frame without a payload, like a ping


class WholeFrames:
    """A line whose `recv` gives one whole frame, however it comes in; after a timeout it goes on where it was."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self._read = bytearray()
        self._was_empty = False

    def recv(self, size: int, flags: int = 0) -> bytes:
        if self._was_empty:
            # The client asks for more when a frame has two bytes, and would wait with the ping in its hand.
            self._was_empty = False
            return b""
        while (length := _length(self._read)) is None or len(self._read) < length:
            piece = self.line.recv(_PIECE)
            if not piece:
                return b""
            self._read += piece
            if self._read.startswith(b"\n"):  # the client leaves the last byte of the handshake on the line; no frame begins so
                del self._read[:1]
        frame = bytes(self._read[:length])
        del self._read[:length]
        self._was_empty = length == _NO_PAYLOAD
        return frame

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)


class _OneLine(ConnectionState):
    """Ends the reading of one line when it is not the client's any more, whoever was told first."""

    def __init__(self, client: SocketModeClient, line: Connection) -> None:
        self._client, self._line, self._over = client, line, False

    @property
    def terminated(self) -> bool:
        return self._over or self._client.closed or self._client.current_session is not self._line

    @terminated.setter
    def terminated(self, over: bool) -> None:
        self._over = over


class WholeFramesClient(SocketModeClient):
    """Reads whole frames, and never goes on with a line that is gone.

    slack_sdk's reads until it is told that its line is over, and tells that to a mark that is exchanged a moment after the line: a
    reader that began in between waits on the old line for ever, and nothing is heard any more.
    """

    def _run_current_session(self) -> None:
        line = self.current_session
        if line is None or not line.is_active():
            return
        if not isinstance(line.sock, WholeFrames):
            line.sock = cast(Any, WholeFrames(cast(socket.socket, line.sock)))
        try:
            line.run_until_completion(_OneLine(self, line))
        except Exception as error:  # noqa: BLE001 - the next line is read all the same; what it says may quote people's words
            self.logger.warning("A line to Slack ended with %s", type(error).__name__)


class WholeFramesHandler(SocketModeHandler):
    """Bolt on such a client. The client logs by slack_sdk's logger: what it says of payloads is never printed."""

    def __init__(self, app: App, app_token: str, client: WebClient) -> None:
        self.app, self.app_token = app, app_token
        self.client = WholeFramesClient(
            app_token, concurrency=AT_ONCE, logger=logging.getLogger("slack_sdk.socket_mode"), web_client=client
        )
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]  # as Bolt does it


def _length(read: bytearray) -> int | None:
    """Bytes of the frame that begins here (RFC 6455, 5.2; a server's frames are not masked). None: not known yet."""
    if len(read) < _NO_PAYLOAD:
        return None
    short = read[1] & 0x7F
    extended = {126: 2, 127: 8}.get(short, 0)
    if len(read) < _NO_PAYLOAD + extended:
        return None
    payload = int.from_bytes(read[2 : 2 + extended], "big") if extended else short
    return _NO_PAYLOAD + extended + payload
