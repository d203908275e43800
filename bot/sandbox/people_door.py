"""The door for people: the page, what it reads, what it does, and what it hears. All under a token that is new at each start."""

import re
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox import seeing
from bot.sandbox.errors import SlackError
from bot.sandbox.live import Live
from bot.sandbox.people import Person
from bot.sandbox.refusals import in_words
from bot.sandbox.sockets import SocketMode
from bot.sandbox.stage import Stage
from bot.sandbox.verbs import Verbs
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
PAGE = Path(__file__).parent / "page"
PAGE_FILE = re.compile(r"[a-z0-9_-]+\.(js|css|svg|png|woff2)")
SAFE_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the token
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' ws://127.0.0.1:* ws://localhost:*; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}


class PeopleDoor:
    def __init__(self, workspace: Workspace, verbs: Verbs, live: Live, sockets: SocketMode, stage: Stage) -> None:
        self._workspace = workspace
        self._verbs = verbs
        self._live = live
        self._sockets = sockets
        self._stage = stage

    def add_to(self, router: web.UrlDispatcher, token: str) -> None:
        router.add_get(f"/{token}/", self.page)
        router.add_get(f"/{token}/live", self.live)
        router.add_post(f"/{token}/do", self.do)
        router.add_post(f"/{token}/stage", self.play)
        for what in ("see", "messages", "thread", "home", "browse"):
            router.add_get(f"/{token}/{what}", self.read)
        router.add_get(f"/{token}/{{file}}", self.file)

    async def page(self, request: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["file"]
        if not PAGE_FILE.fullmatch(name):
            raise web.HTTPNotFound
        return _file(name)

    async def read(self, request: web.Request) -> web.Response:
        try:
            return _answer(self.reading(request.path.rpartition("/")[2], dict(request.query)))
        except SlackError as error:
            return _answer(_refusal(error), status=404)

    def reading(self, what: str, query: dict[str, str]) -> Json:
        """The answer to `see`, `messages`, `thread`, `home` or `browse`."""
        workspace, me = self._workspace, self._me(query.get("as", ""))
        match what:
            case "see":
                return seeing.see(workspace, me, connected=self._sockets.connections > 0)
            case "browse":
                return {"conversations": seeing.browse(workspace, me)}
            case "home":
                return {"view": workspace.homes.get(me.id)}
        channel = workspace.conversation(query.get("channel", ""))
        if not seeing.may_read(channel, me):
            raise SlackError("channel_not_found")
        if what == "thread":
            return {"messages": seeing.thread(workspace, me, channel, query.get("ts", ""))}
        return {"messages": seeing.messages(workspace, me, channel)}

    async def do(self, request: web.Request) -> web.Response:
        body = await _json(request)
        return body if isinstance(body, web.Response) else _answer(await self.doing(body))

    async def play(self, request: web.Request) -> web.Response:
        body = await _json(request)
        return body if isinstance(body, web.Response) else _answer(await self.playing(body))

    async def playing(self, body: Json) -> Json:
        """Let what once happened happen again."""
        try:
            return {"ok": True, **await self._stage.play(list(body.get("happenings") or []))}
        except SlackError as error:
            return _refusal(error)

    async def doing(self, body: Json) -> Json:
        """Carry out one verb; a refusal is an answer, too."""
        try:
            return {"ok": True, **await self._verbs.do(body)}
        except SlackError as error:
            return _refusal(error)

    async def live(self, request: web.Request) -> web.StreamResponse:
        try:
            me = self._me(request.query.get("as", ""))
        except SlackError as error:
            return _answer(_refusal(error), status=404)
        return await self._live.accept(request, me.id)

    def _me(self, said: str) -> Person:
        """Who is meant; without a name, the person to begin with."""
        if said:
            return self._workspace.person(said)
        first = self._workspace.play_as or next((each.id for each in self._workspace.people.values() if each.is_full_member), "")
        return self._workspace.person(first)


async def _json(request: web.Request) -> Json | web.Response:
    """The object that was sent, or the refusal of anything else."""
    if request.content_type != "application/json":  # a form from another page cannot send JSON without asking first
        return _answer({"ok": False, "error": "invalid_post_type", "message": in_words("invalid_post_type")}, status=415)
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _answer({"ok": False, "error": "invalid_json", "message": in_words("invalid_json")}, status=400)
    return body


def _refusal(error: SlackError) -> Json:
    return {"ok": False, "error": error.code, **error.details, "message": error.details.get("message") or in_words(error.code)}


def _answer(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


def _file(name: str) -> web.StreamResponse:
    path = PAGE / name
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=SAFE_HEADERS)
