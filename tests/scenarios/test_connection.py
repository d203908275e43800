"""The line to Slack comes back, whoever else drops it at the same time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin.connection import ConnectionState

from bot.sandbox import SandboxServer
from handlers import connection as watched
from handlers.connection import Connection
from tests.workplace import Workplace


@dataclass
class Told:
    """What the connection told, in order; telling of a line takes as long as `may_go_on` is not set."""

    told: list[str] = field(default_factory=list)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def line(self) -> None:
        self.told.append("line")
        self.may_go_on.wait(30)

    def lost(self) -> None:
        self.told.append("lost")


@pytest.fixture
def told() -> Told:
    calm = Told()
    calm.may_go_on.set()
    return calm


@pytest.fixture
def connection(slack: SandboxServer, workplace: Workplace, told: Told) -> Iterator[Connection]:
    client = WebClient(slack.bot_token, base_url=slack.api)
    app = App(client=client, token_verification_enabled=False)
    with closing(Connection(app, slack.app_token, client, told.line, told.lost)) as opened:
        opened.open()
        workplace.eventually(lambda: opened.is_open)
        yield opened
        told.may_go_on.set()


def test_a_line_that_the_client_drops_first_is_opened_anew(
    connection: Connection, slack: SandboxServer, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = connection._handler.client.current_session
    assert session is not None
    drop = session.disconnect

    def another_was_first() -> None:
        """What slack_sdk does when two threads close one line: each sees it, one closes it, the other finds none when its turn comes."""
        monkeypatch.undo()
        drop()
        raise AttributeError("'NoneType' object has no attribute 'close'")

    monkeypatch.setattr(session, "disconnect", another_was_first)
    slack.cut_sockets()

    workplace.eventually(lambda: connection.reconnects == 1 and connection.is_open)


def test_a_new_line_is_not_open_before_it_is_told_of(
    connection: Connection, told: Told, slack: SandboxServer, workplace: Workplace
) -> None:
    told.may_go_on.clear()
    slack.cut_sockets()

    workplace.eventually(lambda: told.told == ["line", "lost", "line"])

    assert connection._handler.client.is_connected()
    assert not connection.is_open
    told.may_go_on.set()
    workplace.eventually(lambda: connection.is_open)


def test_a_line_that_the_client_opened_by_itself_meanwhile_is_told_of_last(
    connection: Connection, told: Told, slack: SandboxServer, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = watched._ended

    def client_is_faster(line: socket.socket) -> bool:
        """The old line is seen to be gone, and before that is told the client has a new one, with its hello."""
        ended = look(line)
        if ended:
            monkeypatch.undo()
            connection._handler.client.connect_to_new_endpoint(force=True)
            workplace.eventually(lambda: told.told == ["line", "line"])
        return ended

    monkeypatch.setattr(watched, "_ended", client_is_faster)
    slack.cut_sockets()

    workplace.eventually(lambda: told.told == ["line", "line", "lost", "line"])


def test_a_reader_that_began_before_the_clients_mark_was_exchanged_goes_on_to_the_next_line(
    connection: Connection, slack: SandboxServer, workplace: Workplace
) -> None:
    mark = ConnectionState()  # type: ignore[no-untyped-call]  # slack_sdk does not say
    connection._handler.client.current_session_state = mark  # as it does itself, a moment after the line
    slack.cut_sockets()

    workplace.eventually(lambda: connection.reconnects == 1 and connection.is_open)
