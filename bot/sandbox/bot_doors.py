"""The doors for the bot: `/api/<method>`, `/socket`, `/response/<key>` and `/clock`."""

import json
from typing import Any

from aiohttp import web

from bot.sandbox.errors import SlackError
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.registry import Asked, Desk, Method, RateLimited
from bot.sandbox.sockets import SocketMode
from bot.sandbox.triggers import ResponseUrls
from bot.sandbox.wire import Call, Wire

Json = dict[str, Any]


class BotDoors:
    def __init__(self, desk: Desk, sockets: SocketMode, responses: ResponseUrls, wire: Wire) -> None:
        self._desk = desk
        self._sockets = sockets
        self._responses = responses
        self._wire = wire

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_route("*", "/api/{method}", self.call)
        router.add_get("/socket", self._sockets.accept)
        router.add_post("/response/{key}", self.respond)
        router.add_get("/clock", self.clock)

    async def call(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        arguments = await _arguments(request)

        async def answer(call: Call) -> web.Response:
            try:
                body: Json = {"ok": True, **self._run(name, arguments, _bearer(request) or str(arguments.get("token") or ""))}
            except SlackError as error:
                call.error = error.code
                body = {"ok": False, "error": error.code, **error.details}
            except RateLimited as limit:
                call.error = "ratelimited"
                headers = {"Retry-After": str(limit.seconds)}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
            scopes = ",".join(sorted(self._desk.workspace.app.scopes))
            return web.json_response(body, headers={"X-OAuth-Scopes": scopes})

        return await self._wire.call(name, _channel_of(arguments), request, answer)

    async def respond(self, request: web.Request) -> web.Response:
        try:
            said = await request.json()
        except ValueError:
            said = None
        if not isinstance(said, dict):
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        try:
            self._responses.respond(request.match_info["key"], said)
        except SlackError as error:
            status = 404 if error.code in ("expired_url", "used_url") else 400
            return web.json_response({"ok": False, "error": error.code, **error.details}, status=status)
        return web.json_response({"ok": True})

    async def clock(self, request: web.Request) -> web.Response:
        if _bearer(request) != self._desk.workspace.app.bot_token:
            return web.json_response({"ok": False, "error": "not_authed"}, status=401)
        return web.json_response({"now": self._desk.workspace.now().isoformat(timespec="microseconds")})

    def _run(self, name: str, arguments: Json, token: str) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._admit(method, token)
        if wait := self._desk.limits.take(name, method.per_minute):
            raise RateLimited(wait)
        asked = Asked(self._desk, arguments)
        if method.scopes:
            asked.need(*method.scopes)
        return method.run(asked)

    def _admit(self, method: Method, token: str) -> None:
        app = self._desk.workspace.app
        if method.name == "api.test":
            return
        if not token:
            raise SlackError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise SlackError("invalid_auth")
        if not app.installed:
            raise SlackError("account_inactive")
        if app.token_error:
            raise SlackError(app.token_error)
        if (token == app.app_token) != (method.token == "app"):  # noqa: S105
            raise SlackError("not_allowed_token_type")


def _channel_of(arguments: Json) -> str | None:
    channel = arguments.get("channel")
    return channel if isinstance(channel, str) else None


def _bearer(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def _arguments(request: web.Request) -> Json:
    """Arguments from the address, a form or JSON; the body wins."""
    arguments: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
        return arguments | body if isinstance(body, dict) else arguments
    form = await request.post()
    return arguments | {key: value for key, value in form.items() if isinstance(value, str)}
