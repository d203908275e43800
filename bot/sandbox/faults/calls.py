"""Calls that go wrong, as the client sees it."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.faults.rules import CallFault, CallTrouble


async def disturbed(
    fault: CallFault, retry_after: int, request: web.Request, carried_out: Callable[[], Awaitable[web.Response]]
) -> web.Response:
    """The response to a call that a fault strikes."""
    match fault.trouble:
        case CallTrouble.RATE_LIMITED:
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(retry_after)})
        case CallTrouble.ERROR:
            if fault.done:
                await carried_out()
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        case CallTrouble.LOST:
            if fault.done:
                await carried_out()
            return _hang_up(request)
        case CallTrouble.HANGING:
            response = await carried_out() if fault.done else None
            await asyncio.sleep(fault.seconds)
            return response or _hang_up(request)
        case CallTrouble.DELAYED:
            await asyncio.sleep(fault.seconds)
            return await carried_out()


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=599)  # reaches nobody; stands in the record of calls
