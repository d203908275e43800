"""What the page hears as it happens: one queue for each open page."""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]


class Live:
    def __init__(self, watchers: set[str]) -> None:
        self._watchers = watchers
        self._pages: dict[str, set[asyncio.Queue[Json]]] = {}
        self._sockets: set[web.WebSocketResponse] = set()

    def push(self, people: Iterable[str] | None, occurrence: Json) -> None:
        """Tell the open pages of these people (of everybody: None)."""
        for user in list(self._pages) if people is None else people:
            for queue in self._pages.get(user, ()):
                queue.put_nowait(occurrence)

    async def accept(self, request: web.Request, user: str) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=20)
        await socket.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._pages.setdefault(user, set()).add(queue)
        self._watchers.add(user)
        self._sockets.add(socket)
        writer = asyncio.create_task(_write(socket, queue))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            writer.cancel()
            self._sockets.discard(socket)
            self._pages[user].discard(queue)
            if not self._pages[user]:
                del self._pages[user]
                self._watchers.discard(user)
        return socket

    async def stop(self) -> None:
        for socket in list(self._sockets):
            await socket.close(code=1001)


async def _write(socket: web.WebSocketResponse, queue: asyncio.Queue[Json]) -> None:
    with contextlib.suppress(ConnectionError):
        while True:
            await socket.send_json(await queue.get())
