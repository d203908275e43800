"""The ordered faults: which call or event each is about, how often it strikes, and what it does then."""

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

Json = dict[str, Any]


class CallTrouble(StrEnum):
    """What befalls a call of a Web API method."""

    RATE_LIMITED = "rate_limited"  # 429 with Retry-After: `seconds`, or what is left of the time that the fault lasts; never carried out
    ERROR = "error"  # 500
    LOST = "lost"  # the connection is closed without an answer
    HANGING = "hanging"  # nothing is heard for `seconds`; then the answer if it was carried out, else the connection is closed
    DELAYED = "delayed"  # carried out and answered after `seconds`


class EventTrouble(StrEnum):
    """What befalls an event on its way to the app."""

    DROPPED = "dropped"  # lost on the way; without an acknowledgement Slack sends it again
    LOST = "lost"  # never sent: Slack has given it up
    DELAYED = "delayed"  # `seconds` late, so that later ones overtake it
    DUPLICATED = "duplicated"  # sent `copies` times in all, with the same event_id
    REORDERED = "reordered"  # `window` events at a time are shuffled; fewer when no more come for `seconds`


@dataclass(frozen=True, slots=True)
class HowOften:
    """Of the calls or events that a fault is about, it strikes every `every`th with a probability, at most `times`, for `lasts` seconds."""

    times: int | None = None
    every: int = 1
    probability: float = 1.0
    lasts: float | None = None
    seed: int = 0


ALWAYS = HowOften()


@dataclass(frozen=True, slots=True)
class CallFault:
    """`method`: a name or a pattern like `chat.*`. `channel`: an id; None: any. `done`: whether the call is carried out nevertheless."""

    trouble: CallTrouble
    method: str = "*"
    channel: str | None = None
    seconds: float = 0.0
    done: bool = False
    often: HowOften = ALWAYS

    def is_about(self, method: str, channel: str | None) -> bool:
        return fnmatchcase(method, self.method) and self.channel in (None, channel)


@dataclass(frozen=True, slots=True)
class EventFault:
    """`event`: a type or a pattern; a subtype follows a dot: `message` is a plain message, `message.*` one with any subtype.

    `spread`: copies are dealt out to all connections in turn, not at random.
    """

    trouble: EventTrouble
    event: str = "*"
    channel: str | None = None
    seconds: float = 0.0
    copies: int = 2
    spread: bool = False
    window: int = 10
    often: HowOften = ALWAYS

    def is_about(self, event: Json) -> bool:
        subtype = event.get("subtype")
        name = f"{event.get('type')}.{subtype}" if subtype else str(event.get("type"))
        return fnmatchcase(name, self.event) and self.channel in (None, channel_of(event))


Fault = CallFault | EventFault


@dataclass
class Standing:
    """A fault on order, and how it went so far."""

    number: int
    fault: Fault
    since: float
    met: int = 0
    struck: int = 0
    dice: random.Random = field(default_factory=random.Random)

    def left(self, now: float) -> float | None:
        """Seconds that it still stands; None: for good."""
        return None if self.fault.often.lasts is None else self.fault.often.lasts - (now - self.since)

    def strikes(self) -> bool:
        often = self.fault.often
        self.met += 1
        if self.met % often.every or (often.times is not None and self.struck >= often.times):
            return False
        if self.dice.random() >= often.probability:
            return False
        self.struck += 1
        return True


class Faults:
    """An ordered list: of those that are about a call or an event, the first that strikes is what happens."""

    def __init__(self, real: Callable[[], float] = time.monotonic) -> None:
        self._real = real
        self._standing: list[Standing] = []
        self._ordered = 0

    def order(self, fault: Fault) -> int:
        """Let a fault happen from now on; its number."""
        self._ordered += 1
        self._standing.append(Standing(self._ordered, fault, self._real(), dice=random.Random(fault.often.seed)))  # noqa: S311  no secret
        return self._ordered

    def mend(self, number: int | None = None) -> None:
        """End one fault, or all."""
        self._standing = [each for each in self._standing if number is not None and each.number != number]

    def struck(self, number: int) -> int:
        """How often a fault that still stands has struck."""
        return next((each.struck for each in self._standing if each.number == number), 0)

    def on_call(self, method: str, channel: str | None) -> CallFault | None:
        for each in self._current():
            if isinstance(each.fault, CallFault) and each.fault.is_about(method, channel) and each.strikes():
                return each.fault
        return None

    def on_event(self, event: Json) -> tuple[EventFault, random.Random] | None:
        """The fault, and its own dice."""
        for each in self._current():
            if isinstance(each.fault, EventFault) and each.fault.is_about(event) and each.strikes():
                return each.fault, each.dice
        return None

    def retry_after(self, fault: CallFault) -> int:
        """What a rate-limited call is told to wait, in whole seconds: as ordered, else for as long as the fault stands."""
        rest = next((each.left(self._real()) for each in self._standing if each.fault is fault), None)
        return max(1, round(fault.seconds or rest or 1))

    def listed(self) -> list[Json]:
        """What stands, oldest first, as plain data."""
        return [{"number": each.number, "struck": each.struck, **asdict(each.fault)} for each in self._current()]

    def _current(self) -> list[Standing]:
        now = self._real()
        self._standing = [each for each in self._standing if (left := each.left(now)) is None or left > 0]
        return self._standing


def channel_of(event: Json) -> str | None:
    """The conversation that an event is about, where it names one."""
    channel = event.get("channel") or (event.get("item") or {}).get("channel")
    if isinstance(channel, dict):
        channel = channel.get("id")
    return channel if isinstance(channel, str) else None
