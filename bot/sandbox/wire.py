"""The wire between Slack and the app: everything that passes, in both directions, passes here and is measured.

Every call of a method goes through `call` and nowhere else, so that is where ordered faults strike it (`faults/`); events meet theirs
before they become envelopes (`faults/events.py`).
"""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.sandbox.faults import Faults
from bot.sandbox.faults.calls import disturbed

Json = dict[str, Any]
REMEMBERED = 200_000  # more than Slack delivers in six hours at most (30,000 events an hour)


@dataclass
class Delivery:
    """One envelope on its way to the app; times are monotonic seconds."""

    envelope_id: str
    kind: str
    event_id: str | None
    event_type: str | None
    attempt: int
    sent_at: float
    acknowledged_at: float | None = None

    @property
    def seconds(self) -> float | None:
        return None if self.acknowledged_at is None else self.acknowledged_at - self.sent_at


@dataclass
class Call:
    """One call of a Web API method by the app; times are monotonic seconds."""

    method: str
    received_at: float
    channel: str | None = None
    answered_at: float | None = None
    status: int | None = None
    error: str | None = None


class Wire:
    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.deliveries: deque[Delivery] = deque(maxlen=REMEMBERED)
        self.calls: deque[Call] = deque(maxlen=REMEMBERED)
        self.lost: deque[Json] = deque(maxlen=REMEMBERED)  # events given up after the last attempt
        self._under_way: dict[str, Delivery] = {}

    async def envelope(self, socket: web.WebSocketResponse, envelope: Json) -> None:
        """Send one envelope. Raises ConnectionError when the socket is gone."""
        payload: Json = envelope["payload"]
        event: Json = payload.get("event") or {}
        delivery = Delivery(
            envelope_id=envelope["envelope_id"],
            kind=envelope["type"],
            event_id=payload.get("event_id"),
            event_type=event.get("type") or payload.get("type"),
            attempt=envelope.get("retry_attempt", 0),
            sent_at=time.monotonic(),
        )
        self._under_way[delivery.envelope_id] = delivery
        self.deliveries.append(delivery)
        await socket.send_json(envelope)

    def acknowledged(self, envelope_id: str) -> None:
        delivery = self._under_way.pop(envelope_id, None)
        if delivery is not None:
            delivery.acknowledged_at = time.monotonic()

    def given_up(self, envelope_id: str) -> None:
        self._under_way.pop(envelope_id, None)

    async def call(
        self, method: str, channel: str | None, request: web.Request, answer: Callable[[Call], Awaitable[web.Response]]
    ) -> web.Response:
        """Let one call of a method through, or what was ordered to befall it, and keep how it went."""
        call = Call(method, time.monotonic(), channel)
        self.calls.append(call)
        fault = self.faults.on_call(method, channel)
        if fault is None:
            response = await answer(call)
        else:
            response = await disturbed(fault, self.faults.retry_after(fault), request, lambda: answer(call))
        call.answered_at, call.status = time.monotonic(), response.status
        return response
