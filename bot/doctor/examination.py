"""The whole examination, in the order in which somebody would mend things."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.doctor import base, machine, slack
from bot.doctor.findings import Finding
from bot.settings import Settings
from knowledge.domain.ports import Clock, Encoders, Stopwatch


@dataclass(frozen=True)
class Doctor:
    """Looks and changes nothing: no database is made or upgraded, no socket opened, nothing posted."""

    settings: Settings
    clock: Clock
    """This machine's own, to be held against Slack's"""
    policy: Clock
    stopwatch: Stopwatch
    open_encoders: Callable[[], Encoders]
    free_bytes: Callable[[Path], int] = machine.free_bytes

    def findings(self) -> Iterator[Finding]:
        """One after the other, as soon as each is known; the encoder takes seconds and comes last."""
        yield from machine.environment(Path(".env"))
        yield from slack.findings(self.settings, self.clock)
        yield from base.findings(self.settings, self.policy)
        yield from machine.room(self.settings, self.free_bytes)
        yield from machine.encoders(self.open_encoders, self.stopwatch)
