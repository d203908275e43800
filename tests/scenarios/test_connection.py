"""The line to Slack comes back, whoever else drops it at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox import SandboxServer
from handlers.connection import Connection
from tests.workplace import Workplace


@pytest.fixture
def connection(slack: SandboxServer) -> Iterator[Connection]:
    client = WebClient(slack.bot_token, base_url=slack.api)
    with closing(Connection(App(client=client, token_verification_enabled=False), slack.app_token, client)) as opened:
        opened.open()
        yield opened


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
