"""The parts of the make-believe Slack put together, and the port it listens on."""

import asyncio
import errno
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.sandbox.bot_doors import BotDoors
from bot.sandbox.conversations import Conversation
from bot.sandbox.events import is_heard, rate_limited, wrapped
from bot.sandbox.faults import Faults
from bot.sandbox.interactions import Interactions
from bot.sandbox.limits import RateLimits
from bot.sandbox.live import Live
from bot.sandbox.methods.registry import Desk
from bot.sandbox.ordering import Orders
from bot.sandbox.people_door import PeopleDoor
from bot.sandbox.sockets import RETRY_SECONDS, SocketMode
from bot.sandbox.stage import Stage
from bot.sandbox.triggers import ResponseUrls, Triggers
from bot.sandbox.verbs import Verbs
from bot.sandbox.wire import Wire
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
HOST = "127.0.0.1"
LARGEST_REQUEST = 10 * 2**20
READY_SECONDS = 30.0  # how long a move of the clock waits for the bot at most
READY_PAUSE_SECONDS = 0.1
READY_IN_A_ROW = 3  # the bot looks at the clock about every second; one quiet answer may come before it has looked
PORTS_TRIED = 50


class House:
    def __init__(
        self,
        workspace: Workspace,
        token: str,
        *,
        rate_limits: bool = True,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        seed: int | None = None,
    ) -> None:
        self.workspace = workspace
        self.faults = Faults()
        self.wire = Wire(self.faults)
        self.limits = RateLimits(enabled=rate_limits)
        self.triggers = Triggers()
        self.responses = ResponseUrls(workspace)
        self.live = Live(workspace.watchers)
        self.sockets = SocketMode(self.wire, lambda: workspace.app.id, self._tell_connected, retry_seconds=retry_seconds, seed=seed)
        self.readiness: str | Callable[[], bool] | None = None
        interactions = Interactions(workspace, self.triggers, self.responses, self.sockets.ask)
        self.orders = Orders(self.faults, self.sockets)
        self.door = PeopleDoor(
            workspace, Verbs(workspace, interactions, self.move_clock, self.orders), self.live, self.sockets, Stage(workspace, self.sockets)
        )
        self._bot_doors = BotDoors(Desk(workspace, self.triggers, self.limits, self._socket_url), self.sockets, self.responses, self.wire)
        self._events_limited = False
        self._token = token
        self._runner: web.AppRunner | None = None
        self.port = 0
        workspace.tell_app = self._tell_app
        workspace.tell_people = self.live.push

    async def open(self, port: int) -> int:
        """Listen on `port`, or on the next one that is free; 0 takes any. Returns the port."""
        application = web.Application(middlewares=[self._guard], client_max_size=LARGEST_REQUEST)
        self._bot_doors.add_to(application.router)
        self.door.add_to(application.router, self._token)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        for candidate in range(port, port + PORTS_TRIED) if port else (0,):
            try:
                await web.TCPSite(self._runner, HOST, candidate).start()
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
                continue
            self.port = int(self._runner.addresses[0][1])
            self.responses.origin = f"http://{HOST}:{self.port}"
            return self.port
        raise OSError(errno.EADDRINUSE, f"no free port from {port} to {port + PORTS_TRIED - 1}")

    async def close(self) -> None:
        await self.sockets.stop()
        await self.live.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def move_clock(self, moment: datetime) -> datetime:
        """Move policy time, then wait until the bot has nothing due, half a minute at most."""
        self.workspace.clock.move_to(moment)
        self.workspace.tell_people(None, {"kind": "clock", "now": self.workspace.now().isoformat()})
        if self.readiness is not None:
            await self._until_ready()
        return self.workspace.now()

    async def _until_ready(self) -> None:
        deadline = asyncio.get_running_loop().time() + READY_SECONDS
        quiet = 0
        async with ClientSession(timeout=ClientTimeout(total=5)) as session:
            while quiet < READY_IN_A_ROW and asyncio.get_running_loop().time() < deadline:
                quiet = quiet + 1 if await self._is_ready(session) and not self.sockets.unacknowledged else 0
                if quiet < READY_IN_A_ROW:
                    await asyncio.sleep(READY_PAUSE_SECONDS)

    async def _is_ready(self, session: ClientSession) -> bool:
        """200 means ready; if the answer is an object with counts of what is `due` or `in_flight`, they must be 0, too."""
        if callable(self.readiness):
            return await asyncio.to_thread(self.readiness)
        try:
            async with session.get(str(self.readiness)) as response:
                if response.status != 200:
                    return False
                said = json.loads(await response.text() or "{}") if response.content_type == "application/json" else {}
        except (ClientError, TimeoutError, ValueError):
            return False
        return not (isinstance(said, dict) and (said.get("due") or said.get("in_flight")))

    def limit_events(self, *, limited: bool) -> None:
        """Drop events as Slack does over 30,000 an hour, or deliver them again. The app is told which minute it begins in."""
        self._events_limited = limited
        if limited:
            self.sockets.send_event(rate_limited(self.workspace))

    def _tell_app(self, event: Json, where: Conversation | None) -> None:
        if not self._events_limited and is_heard(self.workspace, event, where):
            self.sockets.send_event(wrapped(self.workspace, event, where))

    def _tell_connected(self, connected: bool) -> None:
        self.workspace.tell_people(None, {"kind": "app", "connected": connected})

    def _socket_url(self) -> str:
        return f"ws://{HOST}:{self.port}/socket?ticket={self.sockets.new_ticket()}"

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let in only who calls this very server: no other host's name (DNS rebinding), no other site's page."""
        hosts = {f"{HOST}:{self.port}", f"localhost:{self.port}"}
        if request.path == "/socket":
            hosts |= {HOST, "localhost"}  # slack_sdk's own client leaves the port out; the ticket in the address guards this door
        origin = request.headers.get("Origin")
        if request.host not in hosts or (origin is not None and not _is_own(origin, hosts)):
            return web.json_response(
                {"ok": False, "error": "forbidden", "message": "This server answers to its own address only."}, status=403
            )
        return await handler(request)


def _is_own(origin: str, hosts: set[str]) -> bool:
    parts = urlsplit(origin)
    return parts.scheme == "http" and parts.netloc in hosts
