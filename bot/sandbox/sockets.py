"""Socket Mode: the app's connections, envelopes, acknowledgements and what happens when none comes."""

import asyncio
import contextlib
import json
import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.sandbox.faults.events import EventWay
from bot.sandbox.faults.lines import Lines
from bot.sandbox.wire import Wire

Json = dict[str, Any]

MOST_CONNECTIONS = 10
TICKET_SECONDS = 30.0
ACKNOWLEDGE_SECONDS = 3.0
PING_SECONDS = 10.0
CONNECTION_SECONDS = 5 * 3600.0
WARNING_SECONDS = 10.0
RETRY_SECONDS = (0.0, 60.0, 300.0)


class NotAnswered(Exception):
    """The app did not acknowledge a command, click or form; the message is what Slack would call it."""


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    outgoing: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)


@dataclass
class Waiting:
    acknowledged: Callable[[Json | None], None]
    overdue: Callable[[str], None]
    timer: asyncio.TimerHandle | None = None


class SocketMode:
    def __init__(
        self,
        wire: Wire,
        app_id: Callable[[], str],
        connected: Callable[[bool], None],
        *,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        seed: int | None = None,
    ) -> None:
        self.wire = wire
        self._app_id = app_id
        self._tell_connected = connected
        self._retry_seconds = retry_seconds
        self._choice = random.Random(seed)  # noqa: S311  which connection gets an envelope is no secret
        self._tickets: dict[str, float] = {}
        self._connections: list[Connection] = []
        self.greeted = 0
        """How many lines were opened, ever"""
        self._waiting: dict[str, Waiting] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way = 0  # events that were sent and neither acknowledged nor given up
        self._quiet = asyncio.Event()
        self._quiet.set()
        self.lines = Lines(self.cut)
        self._events = EventWay(
            wire.faults, send=lambda payload: self._attempt(payload, 0, ""), drop=self._drop, lose=wire.lost.append, deal=self._deal
        )

    @property
    def connections(self) -> int:
        return len(self._connections)

    @property
    def unacknowledged(self) -> int:
        """What was sent over a line that stands, and waits for an acknowledgement."""
        return len(self._waiting)

    @property
    def under_way(self) -> int:
        """Events that are not acknowledged yet, those among them that are to be sent again, be it in minutes."""
        return self._under_way

    def new_ticket(self) -> str:
        """The right to open one connection within half a minute."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = time.monotonic() + TICKET_SECONDS
        return ticket

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its ticket to its end."""
        if self._tickets.pop(request.query.get("ticket", ""), 0.0) < time.monotonic():
            return web.Response(status=401, text="invalid ticket")
        if self.lines.refused:
            return web.Response(status=503, text="try again later")
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        if self.connections >= MOST_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        connection = Connection(socket, request.transport)
        self._connections.append(connection)
        self.greeted += 1
        await socket.send_json(_hello(self._app_id(), self.connections))
        self._tell_connected(True)
        tasks = [asyncio.create_task(self._write(connection)), asyncio.create_task(self._age(connection))]
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._hear(message.data)
        finally:
            for task in tasks:
                task.cancel()
            self._lose(connection)
        return socket

    def send_event(self, payload: Json) -> None:
        """Deliver an event, again and again if need be: at once, after a minute, after five; then it is lost."""
        self._events.take(payload)

    async def until_acknowledged(self) -> None:
        """Wait until the app has acknowledged every event that it was sent, or Slack gave it up."""
        await self._quiet.wait()

    async def ask(self, kind: str, payload: Json) -> Json | None:
        """Deliver a command, click or form and wait for the acknowledgement; its payload is the answer. Raises NotAnswered after 3 s."""
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()

        def answered(response: Json | None) -> None:
            if not answer.done():
                answer.set_result(response)

        def failed(why: str) -> None:
            if not answer.done():
                answer.set_exception(NotAnswered(why))

        envelope = {"envelope_id": str(uuid4()), "type": kind, "accepts_response_payload": True, "payload": payload}
        self._pass(envelope, Waiting(answered, lambda _envelope_id: failed("operation_timeout")), lambda: failed("dispatch_failed"))
        return await answer

    async def disconnect(self, reason: str) -> None:
        """Tell every connection to go (`warning`, `refresh_requested`, `link_disabled`); all but a warning are closed soon after."""
        for connection in list(self._connections):
            with contextlib.suppress(ConnectionError):
                await connection.socket.send_json(_disconnect(reason))
            if reason != "warning":
                self._forget(connection)
                asyncio.get_running_loop().call_later(1.0, self._close, connection)

    def cut(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            self._forget(connection)
            if connection.transport is not None:
                connection.transport.abort()

    async def stop(self) -> None:
        self.lines.mend()
        for waiting in self._waiting.values():
            if waiting.timer:
                waiting.timer.cancel()
        self._waiting.clear()
        for connection in list(self._connections):
            self._forget(connection)
            await connection.socket.close(code=1001)

    def _drop(self, payload: Json) -> None:
        """The first attempt is lost on its way; Slack hears no acknowledgement and sends again."""
        self._under_way += 1
        self._quiet.clear()
        asyncio.get_running_loop().call_later(ACKNOWLEDGE_SECONDS, self._attempt, payload, 1, "timeout")

    def _deal(self, payload: Json, copies: int) -> None:
        """Several copies of an event, to all connections in turn."""
        for copy in range(copies):
            to = self._connections[copy % len(self._connections)] if self._connections else None
            self._attempt(payload, 0, "", to)

    def _attempt(self, payload: Json, attempt: int, reason: str, to: Connection | None = None) -> None:
        envelope = {
            "envelope_id": str(uuid4()),
            "type": "events_api",
            "accepts_response_payload": False,
            "retry_attempt": attempt,
            "retry_reason": reason,
            "payload": payload,
        }

        if attempt == 0:
            self._under_way += 1
            self._quiet.clear()

        def again(why: str) -> None:
            if attempt >= len(self._retry_seconds):
                self.wire.lost.append(payload)
                self._arrived()
                return
            asyncio.get_running_loop().call_later(self._retry_seconds[attempt], self._attempt, payload, attempt + 1, why)

        self._pass(
            envelope,
            Waiting(lambda _response: self._arrived(), lambda _envelope_id: again("timeout")),
            lambda: again("connection_failed"),
            to,
        )

    def _arrived(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self._quiet.set()

    def _pass(self, envelope: Json, waiting: Waiting, nobody: Callable[[], None], to: Connection | None = None) -> None:
        """Hand an envelope to one connection: any, or the one given."""
        if not self._connections:
            nobody()
            return
        self._waiting[envelope["envelope_id"]] = waiting
        (to or self._choice.choice(self._connections)).outgoing.put_nowait(envelope)

    async def _write(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        while True:
            envelope = await connection.outgoing.get()
            envelope_id = envelope["envelope_id"]
            waiting = self._waiting.get(envelope_id)
            if waiting is None:
                continue
            waiting.timer = loop.call_later(ACKNOWLEDGE_SECONDS, self._overdue, envelope_id)
            with contextlib.suppress(ConnectionError):
                await self.wire.envelope(connection.socket, envelope)

    async def _age(self, connection: Connection) -> None:
        """Slack refreshes a connection every few hours, with a warning."""
        await asyncio.sleep(CONNECTION_SECONDS - WARNING_SECONDS)
        await connection.socket.send_json(_disconnect("warning"))
        await asyncio.sleep(WARNING_SECONDS)
        await connection.socket.send_json(_disconnect("refresh_requested"))
        self._forget(connection)
        asyncio.get_running_loop().call_later(1.0, self._close, connection)

    def _hear(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        envelope_id = said.get("envelope_id") if isinstance(said, dict) else None
        waiting = self._waiting.pop(envelope_id, None) if isinstance(envelope_id, str) else None
        if waiting is None or not isinstance(envelope_id, str):
            return
        self.wire.acknowledged(envelope_id)
        if waiting.timer:
            waiting.timer.cancel()
        response = said.get("payload")
        waiting.acknowledged(response if isinstance(response, dict) else None)

    def _overdue(self, envelope_id: str) -> None:
        waiting = self._waiting.pop(envelope_id, None)
        if waiting is not None:
            self.wire.given_up(envelope_id)
            waiting.overdue(envelope_id)

    def _lose(self, connection: Connection) -> None:
        """A connection is gone: what it had not yet been sent goes to another; what it had been sent waits for its timer."""
        self._forget(connection)
        while not connection.outgoing.empty():
            envelope = connection.outgoing.get_nowait()
            if self._connections:
                self._choice.choice(self._connections).outgoing.put_nowait(envelope)
            else:
                self._overdue(envelope["envelope_id"])

    def _forget(self, connection: Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)
            if not self._connections:
                self._tell_connected(False)

    def _close(self, connection: Connection) -> None:
        task = asyncio.ensure_future(_closed(connection.socket))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _closed(socket: web.WebSocketResponse) -> None:
    await socket.close(code=1001)


def _hello(app_id: str, connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "connection_info": {"app_id": app_id},
        "debug_info": {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": int(CONNECTION_SECONDS)},
    }


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
