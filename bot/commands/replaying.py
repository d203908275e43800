"""`kollega sandbox --replay`: a real export, message by message, through the unmodified bot."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.commands import shell
from bot.commands.make_believe import connected_to, make_believe_slack
from bot.health import HealthPage
from bot.replay import Ending, Play, Score, read_score
from bot.replay.door import Door
from bot.replay.play import Progress as HowFar
from bot.replay.play import Stopped
from bot.settings import Settings
from bot.wiring import open_desk
from handlers.export import open_export
from knowledge.domain.errors import KollegaError
from knowledge.domain.ids import Ts, ts_time
from knowledge.storage import messages

log = logging.getLogger("kollega.replay")


def replay(export: Path, *, port: int, speed: float | None, headless: bool, database: str | None) -> None:
    """Play an export. Headless it ends by itself: status 0 means that everything was worked on and nothing was put aside."""
    with open_export(export) as opened, _folder(keep=headless and database is None) as folder:
        score = read_score(opened)
        score.write_workplace(folder / "workplace")
        url = shell.address(database) if database else f"sqlite:///{folder / 'kollega.db'}"
        with (
            closing(HealthPage(0)) as health,
            make_believe_slack(port, folder, folder / "workplace", f"{health.address}/readyz", "--no-rate-limits") as slack,
        ):
            settings = shell.begin(**connected_to(slack), database_url=url, stewards=",".join(_stewards(score)))
            _require_new(settings)
            if not headless:
                shell.out.print(f"\nThe replay is to be seen at\n\n    [bold]{slack['address']}[/bold]\n\nCtrl+C ends it.\n")
            ending = _run(settings, health, score, slack["address"], speed=speed, headless=headless)
    if ending is not None:
        _print(ending)
    if headless:
        shell.out.print(f"The database is kept: KOLLEGA_DATABASE_URL={url}", markup=False)
        if ending is None or ending.dead or ending.lost or ending.not_started:
            raise typer.Exit(1)


def _run(settings: Settings, health: HealthPage, score: Score, address: str, *, speed: float | None, headless: bool) -> Ending | None:
    """The bot in this thread, the replay in another. None: it was ended before it was through."""
    from bot.process import Process  # noqa: PLC0415 - Slack's libraries only where they are used

    ending: list[Ending] = []
    with closing(Door(address)) as door, _bar() as bar:
        shown = _Shown(bar, score.messages)

        def play() -> None:
            try:
                ending.append(Play(score, door, health.look, process.stop, shown, speed)())
            except Stopped:
                return
            except Exception as error:
                log.error("replay_failed", extra={"error": type(error).__name__}, exc_info=log.isEnabledFor(logging.DEBUG))
                process.stop.set()
            if headless:
                process.stop.set()

        playing = threading.Thread(target=play, name="kollega-replay", daemon=True)
        process = Process(settings, health, on_ready=playing.start, forgets=False)
        process.stop_on_signals()
        process.run()
        playing.join()
    return ending[0] if ending else None


def _stewards(score: Score) -> list[str]:
    """Nobody where everybody who starts Kollega has the right to; else all of them, since naming some takes it from the admins."""
    return sorted({each.user for each in score.starters}) if any(each.steward for each in score.starters) else []


def _require_new(settings: Settings) -> None:
    desk = open_desk(settings, lambda: None)
    try:
        with desk.store.reading() as session:
            if messages.any_kept(session):
                raise NotNew
    finally:
        desk.close()


@contextmanager
def _folder(*, keep: bool) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kollega-replay-"))
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Shown:
    """Shows how far the replay is."""

    bar: Progress
    total: int

    def __post_init__(self) -> None:
        self._task = self.bar.add_task("Replaying", total=self.total, at="")

    def __call__(self, at: HowFar) -> None:
        self.bar.update(self._task, completed=at.done, at=_moment(ts_time(Ts(at.at))), refresh=False)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.completed:,} messages, {task.fields[at]}"),
        TimeRemainingColumn(),
        console=shell.progress_out,
        transient=True,
    )


def _print(ending: Ending) -> None:
    shell.out.print(f"{ending.messages:,} messages replayed in {ending.took_s:,.0f} s.")
    if ending.not_started:
        shell.out.print(f"Kollega could not be started in {', '.join(ending.not_started)}.", markup=False)
    if ending.dead:
        shell.out.print(f"{ending.dead:,} things could not be done and were put aside.")
    if ending.lost:
        shell.out.print(f"{ending.lost:,} events were never acknowledged.")


class NotNew(KollegaError):
    """A replay wants a database of its own."""

    def __str__(self) -> str:
        return "the database holds something already; a replay wants a new one"
