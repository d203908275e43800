"""Events that go wrong between Slack's log and the app's sockets."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from bot.sandbox.faults.rules import EventFault, EventTrouble, Faults

Json = dict[str, Any]
WINDOW_SECONDS = 0.5  # a window that nothing more comes into is closed after so long, unless the fault says otherwise


class EventWay:
    """Takes every event once and hands it on: as it is, or as the ordered faults will have it."""

    def __init__(
        self,
        faults: Faults,
        *,
        send: Callable[[Json], None],
        drop: Callable[[Json], None],
        lose: Callable[[Json], None],
        deal: Callable[[Json, int], None],
    ) -> None:
        self._faults = faults
        self._send, self._drop, self._lose, self._deal = send, drop, lose, deal
        self._windows: dict[EventFault, list[Json]] = {}

    def take(self, payload: Json) -> None:
        found = self._faults.on_event(payload.get("event") or {})
        if found is None:
            self._send(payload)
            return
        fault, dice = found
        match fault.trouble:
            case EventTrouble.DROPPED:
                self._drop(payload)
            case EventTrouble.LOST:
                self._lose(payload)
            case EventTrouble.DELAYED:
                asyncio.get_running_loop().call_later(fault.seconds, self._send, payload)
            case EventTrouble.DUPLICATED if fault.spread:
                self._deal(payload, fault.copies)
            case EventTrouble.DUPLICATED:
                for _ in range(fault.copies):
                    self._send(payload)
            case EventTrouble.REORDERED:
                self._hold(fault, dice, payload)

    def _hold(self, fault: EventFault, dice: random.Random, payload: Json) -> None:
        window = self._windows.setdefault(fault, [])
        window.append(payload)
        if len(window) == 1:
            asyncio.get_running_loop().call_later(fault.seconds or WINDOW_SECONDS, self._release, fault, dice, window)
        if len(window) >= fault.window:
            self._release(fault, dice, window)

    def _release(self, fault: EventFault, dice: random.Random, window: list[Json]) -> None:
        if self._windows.get(fault) is not window:
            return  # it was full before its time was up
        del self._windows[fault]
        dice.shuffle(window)
        for payload in window:
            self._send(payload)
