"""Playing a score: Kollega is invited and started everywhere, then everything happens in order, as fast as the bot keeps up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.health import Answer
from bot.replay.door import Door
from bot.replay.score import Happening, Score, Starter
from handlers.payloads import written
from handlers.views import actions
from knowledge.domain.ids import ChannelId, Ts, ts_time
from knowledge.language.questions import read_message

Json = dict[str, Any]

MOST_TOGETHER = 100
"""How much may happen before the bot is waited for. Beside that it is waited for before each question and after it: what is suggested
then is what would have been, all earlier answers known and no later one."""
_GLANCE_SECONDS, _LONGEST_GLANCE = 0.005, 0.05  # between looks at the readiness, first and at most
_QUIET_LOOKS = 5  # at the end: the bot reads the policy clock anew every 0.2 s, and may find something due then
_QUIET_SECONDS = 0.1
_TICK_SECONDS = 1.0  # with --speed: how often policy time is moved along while nothing happens
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: messages of the export said, of all; and where policy time is."""

    done: int
    total: int
    at: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a replay. `dead`: rows that were put aside; `lost`: events that the bot never acknowledged."""

    messages: int
    took_s: float
    dead: int
    lost: int
    not_started: tuple[str, ...]


class Stopped(Exception):
    """Somebody ended the replay, or the bot ended."""


@dataclass
class Play:
    """One replay. `look` is the bot's readiness; `speed`: so many times real time, None: as fast as the bot keeps up."""

    score: Score
    door: Door
    look: Callable[[], Answer]
    stop: threading.Event
    tell: Callable[[Progress], None] = lambda _: None
    speed: float | None = None
    _lost: int = 0
    _began: float = field(default_factory=time.monotonic)

    def __call__(self) -> Ending:
        """Play everything and wait until the bot has nothing due. Raises Stopped."""
        self._until_ready()
        not_started = self._start_everywhere()
        said = 0
        for together in self._batches():
            self._lost = self.door.stage(together)["lost"]
            self._until_ready()
            said += sum(each["kind"] == "message" for each in together)
            self.tell(Progress(said, self.score.messages, together[-1]["at"]))
        told = self._until_quiet()
        return Ending(said, round(time.monotonic() - self._began, 1), told.get("dead", 0), self._lost, tuple(not_started))

    def _start_everywhere(self) -> list[str]:
        """Kollega is invited to every channel and started there; the channels where that did not succeed."""
        app = self.door.app_user()
        for starter in self.score.starters:
            self.door.do(starter.user, "invite", channel=starter.channel, user=app)
        self._until_ready()
        return [starter.channel for starter in self.score.starters if not self._start(starter)]

    def _start(self, starter: Starter) -> bool:
        """The button under Kollega's first words is pressed; False where it does not come or does nothing."""
        found = self._eventually(lambda: self._button(starter))
        if found is None:
            return False
        message, block, element = found
        self.door.do(starter.user, "click", action=element, block_id=block, channel=starter.channel, ts=message)
        return self._eventually(lambda: self._button(starter) is None) is not None

    def _button(self, starter: Starter) -> tuple[str, str, Json] | None:
        for message in self.door.messages(starter.user, starter.channel):
            for block in message.get("blocks") or []:
                for element in block.get("elements") or []:
                    if actions.any_of(actions.START_CHANNEL).match(str(element.get("action_id"))):
                        return message["ts"], block["block_id"], element
        return None

    def _batches(self) -> Iterator[list[Happening]]:
        """What happens before the bot is waited for: a question by itself, other things together; with a speed, each in its time."""
        if self.speed is not None:
            yield from self._paced(self.speed)
            return
        together: list[Happening] = []
        for happening in self.score.happenings():
            asked = may_ask(happening)
            if together and (asked or len(together) >= MOST_TOGETHER):
                yield together
                together = []
            together.append(happening)
            if asked:
                yield together
                together = []
        if together:
            yield together

    def _paced(self, speed: float) -> Iterator[list[Happening]]:
        began, first = time.monotonic(), self.score.begins
        for happening in self.score.happenings():
            due = ts_time(Ts(happening["at"]))
            while (wait := (due - first).total_seconds() / speed - (time.monotonic() - began)) > 0:
                if self.stop.wait(min(wait, _TICK_SECONDS)):
                    raise Stopped
                now = first + timedelta(seconds=(time.monotonic() - began) * speed)
                if now < due:
                    yield [{"kind": "time", "at": f"{now.timestamp():.6f}"}]
            yield [happening]

    def _until_ready(self) -> None:
        pause = _GLANCE_SECONDS
        while not self.look()[0]:
            if self.stop.wait(pause):
                raise Stopped
            pause = min(_LONGEST_GLANCE, pause * 2)

    def _until_quiet(self) -> Json:
        quiet, told = 0, dict[str, Any]()
        while quiet < _QUIET_LOOKS:
            ready, told = self.look()
            quiet = quiet + 1 if ready else 0
            if self.stop.wait(_QUIET_SECONDS):
                raise Stopped
        return told

    def _eventually(self, condition: Callable[[], Any]) -> Any:
        until = time.monotonic() + _START_SECONDS
        while not (found := condition()):
            if time.monotonic() > until:
                return None
            if self.stop.wait(_LONGEST_GLANCE):
                raise Stopped
        return found


def may_ask(happening: Happening) -> bool:
    """Whether the bot could read it as a question. It knows who began a thread, which is not looked up here: either would do."""
    said = written(happening["message"], ChannelId(happening["channel"])) if happening["kind"] == "message" else None
    if said is None or said.deleted:
        return False
    is_reply = said.message.is_reply
    readings = (
        read_message(said.message.text, first_in_thread=not is_reply, in_thread_by_asker=by_asker, is_reply=is_reply)
        for by_asker in ((False, True) if is_reply else (False,))
    )
    return any(reading.is_question for reading in readings)
