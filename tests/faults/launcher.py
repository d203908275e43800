"""The real bot, begun in processes that share one warm parent: a start takes a few tenths of a second instead of several.

`python -m tests.faults.launcher` reads one JSON object a line and answers one:

    {"start": {"settings": {…}, …}}  → {"pid": 123}        forks; the child is what `kollega run` is, but for what `Begin` says
    {"wait": 123}                    → {"status": -9}

The parent has one thread and has loaded what takes long to import; each child opens its own database, sockets and threads.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot import logs
from bot.process import DRAIN_SECONDS, LEAVE_SECONDS, Process
from bot.settings import Settings
from knowledge.domain import failpoints
from knowledge.domain.ports import Encoders, Vector
from knowledge.language.background import BackgroundEncoders
from scheduler.pace import Pace
from tests.services.desk.conftest import WordEncoder

QUICK = Pace(inbox_lease=2.0, task_lease=2.0, reading_lease=5.0, outbox_lease=3.0, call=1, reconcile_after=1.0, longest_wait=1.0)
"""Every wait an eighth of what it is or so, in the same proportions: a lease outlasts what may be waited for under it."""
NEVER = 3600.0


@dataclass(frozen=True)
class Begin:
    """How one process is begun. `trap` is a file: `kill NAME N` or `hold NAME N` in it means the N-th time from then on; `reached` one
    to which every point that is passed is appended."""

    settings: dict[str, Any]
    trap: str
    reached: str
    log: str
    pace: dict[str, Any] = field(default_factory=lambda: asdict(QUICK))
    drain_seconds: float = DRAIN_SECONDS
    leave_seconds: float = LEAVE_SECONDS
    slow_encoder: bool = False


class SlowEncoder(WordEncoder):
    """Takes forever over an entry."""

    def passages(self, texts: Sequence[str]) -> Vector:
        if len(texts) > 1 or texts[0] != "a few words to warm up":
            time.sleep(NEVER)
        return super().passages(texts)


class Traps:
    """Ends or holds this process at the n-th passing of a point."""

    def __init__(self, trap: Path, reached: Path) -> None:
        self._trap = trap
        self._reached = os.open(reached, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._one = threading.Lock()

    def __call__(self, point: str) -> None:
        os.write(self._reached, f"{point}\n".encode())
        with self._one:
            self._pass(point)

    def _pass(self, point: str) -> None:
        what, name, times = self._trap.read_text().split()
        if name != point or what == "sprung":
            return
        if int(times) > 1:
            self._trap.write_text(f"{what} {name} {int(times) - 1}")
            return
        self._trap.write_text(f"sprung {name} 0")
        # To this thread: sent to the process, the thread would go on until another has taken the signal.
        signal.pthread_kill(threading.get_ident(), signal.SIGKILL if what == "kill" else signal.SIGSTOP)


def child(begin: Begin) -> None:
    log = os.open(begin.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logs.start("info", "text")
    failpoints.install(Traps(Path(begin.trap), Path(begin.reached)))
    encoder = SlowEncoder() if begin.slow_encoder else WordEncoder()
    process = Process(
        Settings(_env_file=None, **begin.settings),  # type: ignore[call-arg]  # pydantic-settings' own
        open_encoders=lambda _: BackgroundEncoders(lambda: Encoders(encoder)),
        pace=Pace(**begin.pace),
        drain_seconds=begin.drain_seconds,
    )
    process.stop_on_signals(begin.leave_seconds)
    process.run()


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            answer = {"pid": _fork(Begin(**asked["start"]))}
        else:
            answer = {"status": os.waitstatus_to_exitcode(os.waitpid(asked["wait"], 0)[1])}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _fork(begin: Begin) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        child(begin)
    except BaseException:  # noqa: BLE001 - the child must not go on as its parent
        traceback.print_exc()
        os._exit(1)
    sys.stdout = sys.stderr  # the parent's line belongs to the parent
    sys.exit(0)


if __name__ == "__main__":
    main()
