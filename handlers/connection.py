"""The socket to Slack, watched: a cut line is noticed within a second.

slack_sdk's own client sees a line that was closed without a farewell only when its pings have failed for 40 to 50 s, and
reads nothing in a tight loop until then.
"""

from __future__ import annotations

import logging
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast

from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient

from handlers.frames import WholeFrames, WholeFramesHandler
from knowledge.domain.errors import KollegaError

log = logging.getLogger("kollega.connection")

_LOOK_SECONDS = 1.0
_LONGEST_PAUSE = 30.0  # between attempts while Slack cannot be reached


@dataclass
class SlackUnreachable(KollegaError):
    """Slack could not be reached, or does not take a token."""

    reason: str

    def __str__(self) -> str:
        return self.reason


@dataclass
class Connection:
    """One Socket Mode connection that comes back by itself."""

    app: App
    app_token: str
    client: WebClient
    on_line: Callable[[], None] = lambda: None
    """Called when Slack has said hello on a new line, before anything that comes over it is sure to be heard"""
    on_lost: Callable[[], None] = lambda: None
    reconnects: int = 0
    """How often the line came back"""
    _closing: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None
    _telling: threading.Lock = field(default_factory=threading.Lock)
    _greeted: object = None
    """The line on which Slack said hello last"""
    _handler: WholeFramesHandler = field(init=False)

    def __post_init__(self) -> None:
        self._handler = WholeFramesHandler(self.app, self.app_token, self.client)
        # Slack's client opens new lines by itself, too: each begins with a hello.
        self._slack.message_listeners.append(self._hear)

    def open(self) -> None:
        """Connect, and stay connected until `close`. Raises SlackUnreachable where Slack does not take the token, or cannot be reached."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]  # Bolt does not say
        except SlackApiError as error:
            raise SlackUnreachable(
                f"Slack does not take KOLLEGA_SLACK_APP_TOKEN: {error.response.get('error', 'no reason given')}"
            ) from None
        except OSError as error:
            raise SlackUnreachable(f"Slack cannot be reached: {error}") from None
        self._watch = threading.Thread(target=self._keep_alive, name="kollega-connection", daemon=True)
        self._watch.start()

    def close(self) -> None:
        """Take nothing more from Slack. What was acknowledged is in the inbox."""
        self._closing.set()
        session = self._slack.current_session
        line = session.sock if session is not None else None
        if line is not None:
            with suppress(OSError):  # else the client waits three seconds for a last word
                socket.socket.shutdown(_plain(line), socket.SHUT_RDWR)
        self._handler.close()  # type: ignore[no-untyped-call]  # Bolt does not say

    @property
    def is_open(self) -> bool:
        """Whether there is a line, and what follows from its being new is told."""
        return self._slack.is_connected() and self._greeted is self._slack.current_session

    @property
    def _slack(self) -> SocketModeClient:
        return self._handler.client

    def _hear(self, _client: BaseSocketModeClient, message: dict[str, Any], _raw: str | None) -> None:
        if message.get("type") == "hello":
            with self._telling:
                line = self._slack.current_session
                self.on_line()
                self._greeted = line

    def _keep_alive(self) -> None:
        pause = _LOOK_SECONDS
        while not self._closing.wait(pause):
            session = self._slack.current_session
            # Read once: the client's own threads drop the line at any moment.
            line = session.sock if session is not None else None
            if line is not None and not _ended(_plain(line)):
                pause = _LOOK_SECONDS
                continue
            with self._telling:
                self.on_lost()
            if session is not None:
                with suppress(OSError, AttributeError):  # the client looks whether there is a line before it waits for it, not after
                    session.disconnect()
            try:
                self._slack.connect_to_new_endpoint()
            except Exception as error:  # noqa: BLE001 - whatever the network says, the next attempt follows
                pause = min(_LONGEST_PAUSE, pause * 2)
                log.warning("not_connected", extra={"error": type(error).__name__, "again_in": pause})
            else:
                pause = _LOOK_SECONDS
                self.reconnects += 1
                log.info("connected_again")
                with self._telling:
                    if self._greeted is self._slack.current_session:
                        self.on_line()  # the client had opened it by itself: its hello came before the old one was told lost


def _plain(line: Any) -> socket.socket:
    return line.line if isinstance(line, WholeFrames) else cast(socket.socket, line)


def _ended(line: socket.socket) -> bool:
    """Whether the other end has closed. Looks without taking anything; below TLS, where peeking is not allowed."""
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(line, selectors.EVENT_READ)
            return bool(selector.select(0)) and socket.socket.recv(line, 1, socket.MSG_PEEK) == b""
    except TimeoutError:
        return False  # somebody else read it in between
    except (OSError, ValueError):
        return True
