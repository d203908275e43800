"""A make-believe Slack for each test, and what connects to it: Slack's own client, a bare socket, a whole Bolt app."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from slack_bolt import App
from slack_sdk import WebClient

from bot.sandbox import SandboxServer
from handlers.connection import Connection
from tests.workplace import Workplace

Json = dict[str, Any]
MONDAY = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
OFFER: Json = {
    "name": "Kollega",
    "commands": [{"command": "/ask", "usage": "[question]", "description": "Ask"}],
    "message_shortcuts": [{"callback_id": "save", "name": "Save as Q&A"}],
    "global_shortcuts": [{"callback_id": "tip", "name": "Share a tip"}],
}


class Socket:
    """The app's bare end of a socket: keeps every frame, and acknowledges envelopes unless `answer` says otherwise (False: does not)."""

    def __init__(self, url: str) -> None:
        self.frames: list[Json] = []
        self.answer: Callable[[Json], Json | bool | None] = lambda _envelope: None
        self.closed = threading.Event()
        self._url = url
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._live(),), daemon=True)
        self._end: asyncio.Event | None = None
        self._thread.start()

    @property
    def envelopes(self) -> list[Json]:
        return [frame for frame in list(self.frames) if "envelope_id" in frame]

    def heard(self, kind: str, subtype: str | None = "any") -> list[Json]:
        """The inner events of a kind, in the order of their coming."""
        events = [envelope["payload"]["event"] for envelope in self.envelopes if envelope["type"] == "events_api"]
        return [event for event in events if event["type"] == kind and subtype in ("any", event.get("subtype"))]

    def asked(self, kind: str) -> list[Json]:
        """The payloads of commands, clicks and forms of a kind."""
        return [envelope["payload"] for envelope in self.envelopes if kind in (envelope["type"], envelope["payload"].get("type"))]

    def close(self) -> None:
        if self._end is not None:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(5)
        self._loop.close()

    async def _live(self) -> None:
        self._end = asyncio.Event()
        async with aiohttp.ClientSession() as session, session.ws_connect(self._url) as socket:
            hearing = asyncio.create_task(self._hear(socket))
            ending = asyncio.create_task(self._end.wait())
            await asyncio.wait((hearing, ending), return_when=asyncio.FIRST_COMPLETED)
            self.closed.set()
            for task in (hearing, ending):
                task.cancel()
            await asyncio.gather(hearing, ending, return_exceptions=True)

    async def _hear(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            frame: Json = message.json()
            self.frames.append(frame)
            if "envelope_id" not in frame:
                continue
            answer = self.answer(frame)
            if answer is not False:
                payload = {"payload": answer} if isinstance(answer, dict) else {}
                await socket.send_json({"envelope_id": frame["envelope_id"], **payload})


@pytest.fixture
def slack() -> Iterator[SandboxServer]:
    with SandboxServer(now=MONDAY, app=OFFER, rate_limits=False) as server:
        yield server


@pytest.fixture
def workplace(slack: SandboxServer) -> Workplace:
    return Workplace(slack)


@pytest.fixture
def client(slack: SandboxServer) -> WebClient:
    return client_of(slack)


@pytest.fixture
def connect(slack: SandboxServer) -> Iterator[Callable[[], Socket]]:
    """Opens sockets; they are closed after the test."""
    opened: list[Socket] = []

    def connected() -> Socket:
        url = WebClient(base_url=slack.api).apps_connections_open(app_token=slack.app_token)["url"]
        socket = Socket(url)
        opened.append(socket)
        Workplace(slack).eventually(lambda: socket.frames)
        return socket

    yield connected
    for socket in opened:
        socket.close()


@pytest.fixture
def socket(connect: Callable[[], Socket]) -> Socket:
    return connect()


@pytest.fixture
def run_app(slack: SandboxServer) -> Iterator[Callable[[Callable[[App], None]], App]]:
    """Runs a whole Bolt app over a socket; takes the function that registers its listeners."""
    connections: list[Connection] = []

    def run(register: Callable[[App], None]) -> App:
        app = App(client=client_of(slack))
        register(app)
        connection = Connection(app, slack.app_token, client_of(slack))
        connection.open()
        connections.append(connection)
        Workplace(slack).eventually(lambda: slack.house.sockets.connections)
        return app

    yield run
    for connection in connections:
        connection.close()


def client_of(slack: SandboxServer) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api)


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str, action_id: str = "press", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    view: Json = {"type": "modal", "callback_id": "form", "title": {"type": "plain_text", "text": "A form"}, "blocks": list(blocks)}
    return view | {"submit": {"type": "plain_text", "text": "Send"}} | more


def question(label: str = "Question", action_id: str = "text", **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": action_id}
    return {"type": "input", "block_id": label.lower(), "label": {"type": "plain_text", "text": label}, "element": element, **more}
