"""The bot's processes as a test sees them: started from a warm parent, trapped, stopped, watched."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.faults.launcher import QUICK, Begin
from tests.workplace import Workplace


@dataclass
class Parent:
    """The warm parent. One for a whole test session."""

    program: subprocess.Popen[str]

    def asks(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self.program.stdin is not None and self.program.stdout is not None
        self.program.stdin.write(json.dumps(asked) + "\n")
        self.program.stdin.flush()
        line = self.program.stdout.readline()
        assert line, "the launcher is gone"
        return dict(json.loads(line))

    def ends(self) -> None:
        assert self.program.stdin is not None and self.program.stdout is not None
        self.program.stdin.close()
        self.program.wait(10)
        self.program.stdout.close()


def warm_parent() -> Parent:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOLLEGA_")}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.faults.launcher"]
    return Parent(subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))


@dataclass
class Bot:
    """One process of the bot after another, on one database and one Slack."""

    parent: Parent
    workplace: Workplace
    settings: dict[str, Any]
    folder: Path
    pace: dict[str, Any] = field(default_factory=lambda: asdict(QUICK))
    pid: int | None = None

    @property
    def trap(self) -> Path:
        return self.folder / "trap"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def reached(self) -> set[str]:
        """Every point that any process passed."""
        path = self.folder / "reached"
        return set(path.read_text().split()) if path.exists() else set()

    def starts(self, killed_at: tuple[str, int] | None = None, **how: Any) -> None:
        """Begun, and connected, or killed meanwhile: at the n-th passing of a point."""
        self.trap.write_text("kill {} {}".format(*killed_at) if killed_at else "none none 0")
        begin = Begin(self.settings, str(self.trap), str(self.folder / "reached"), str(self.log), self.pace, **how)
        self.pid = int(self.parent.asks({"start": asdict(begin)})["pid"])
        self.workplace.eventually(lambda: self.is_sprung() or self.readiness().get("connected"), seconds=30)

    def is_killed_at(self, point: str, times: int) -> None:
        self._sets("kill", point, times)

    def is_held_at(self, point: str, times: int = 1) -> None:
        self._sets("hold", point, times)

    def is_sprung(self) -> bool:
        return self.trap.read_text().startswith("sprung")

    def goes_on(self) -> None:
        assert self.pid is not None
        os.kill(self.pid, signal.SIGCONT)

    def is_gone(self) -> int:
        """Waits until the process is gone; its exit status."""
        status = int(self.parent.asks({"wait": self.pid})["status"])
        self.pid = None
        return status

    def is_told_to_stop(self) -> None:
        assert self.pid is not None
        os.kill(self.pid, signal.SIGTERM)

    def ends(self) -> None:
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)
            self.is_gone()

    def readiness(self) -> dict[str, Any]:
        """What the readiness page says; empty while the program is not there."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.settings['health_port']}/readyz", timeout=5) as page:
                return dict(json.load(page))
        except urllib.error.HTTPError as unready:
            with unready:
                return dict(json.load(unready))
        except (OSError, ValueError, http.client.HTTPException):
            return {}

    def is_idle(self) -> bool:
        told = self.readiness()
        return bool(told.get("connected")) and told.get("encoder") == "ready" and told.get("due") == 0

    def metric(self, name: str, **labels: str) -> float:
        return metric(self.settings["health_port"], name, **labels)

    def _sets(self, what: str, point: str, times: int) -> None:
        new = self.folder / "trap.new"
        new.write_text(f"{what} {point} {times}")
        new.replace(self.trap)  # whole or not at all: the bot reads it at every point


def metric(port: int | str, name: str, **labels: str) -> float:
    """One value of a metrics page; 0 where it was never counted."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        families = text_string_to_metric_families(page.read().decode())
        samples = [sample for family in families for sample in family.samples]
    return sum(sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items())
