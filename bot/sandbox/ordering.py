"""Ordering faults, for the tests and for people at the page: of calls, of events, and of the sockets."""

from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.faults import CallFault, CallTrouble, EventFault, Faults, HowOften, order_from
from bot.sandbox.sockets import SocketMode

Json = dict[str, Any]
REASONS = ("warning", "refresh_requested", "link_disabled", "too_many_websockets")


class Orders:
    """Everything is carried out in the server's thread."""

    def __init__(self, faults: Faults, sockets: SocketMode) -> None:
        self.faults = faults
        self._sockets = sockets

    def order(self, fault: CallFault | EventFault) -> int:
        return self.faults.order(fault)

    def standing(self) -> Json:
        """What was ordered and is not over, as plain data."""
        return {"faults": self.faults.listed(), "lines": self._sockets.lines.told()}

    def cut(self, every: float | None = None) -> None:
        """Cut all connections now, and again every so many seconds until everything is mended."""
        self._sockets.cut()
        if every is not None:
            self._sockets.lines.cut_every(every)

    def refuse(self, seconds: float) -> None:
        """Let nobody connect for a while."""
        self._sockets.lines.refuse(seconds)

    async def disconnect(self, reason: str) -> None:
        if reason not in REASONS:
            raise SlackError("invalid_order", message=f"reason: one of {', '.join(REASONS)}")
        await self._sockets.disconnect(reason)

    def away(self, seconds: float) -> None:
        """Slack is not there for a while: connections are cut and refused, every call is closed without an answer and not carried out."""
        self.order(CallFault(CallTrouble.LOST, often=HowOften(lasts=seconds)))
        self.refuse(seconds)
        self._sockets.cut()

    def mend(self, number: int | None = None) -> None:
        """End one fault, or all, those of the sockets too."""
        self.faults.mend(number)
        if number is None:
            self._sockets.lines.mend()

    async def carry_out(self, said: Json) -> Json:
        """An order as JSON (docs/sandbox.md). Raises SlackError `invalid_order` with what is wrong."""
        try:
            match said.get("of"):
                case "cut":
                    self.cut(None if said.get("every") is None else _seconds(said, "every"))
                case "refuse":
                    self.refuse(_seconds(said, "seconds"))
                case "disconnect":
                    await self.disconnect(str(said.get("reason")))
                case "away":
                    self.away(_seconds(said, "seconds"))
                case _:
                    return {"number": self.order(order_from(said))}
        except ValueError as error:
            raise SlackError("invalid_order", message=str(error)) from None
        return {}


def _seconds(said: Json, name: str) -> float:
    value = said.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"{name}: a number of seconds")
    return float(value)
