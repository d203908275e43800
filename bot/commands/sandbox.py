"""`kollega sandbox`"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.clock import SystemStopwatch
from bot.commands import shell
from bot.health import HealthPage
from bot.settings import Settings
from bot.wiring import open_desk
from handlers.export import open_export
from handlers.offered import offered
from knowledge.domain.errors import KollegaError
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.policy import ChannelPolicy
from knowledge.services.importing import Importing
from knowledge.storage import people

BUNDLED = Path(__file__).parent.parent / "sandbox" / "workplace"
WITH_DIGEST = {"it-hjalp": "sv", "dev": "en"}
"""Channels of the bundled workplace whose digest is on, with their language."""
_START_SECONDS = 20.0


def sandbox(
    port: Annotated[int, typer.Option(help="Where the page is served, on this machine only; a taken one is stepped over.")] = 8400,
) -> None:
    """The bot on a make-believe Slack in your browser: no account, no token, no network.

    Everything is made new at each start and removed at the end; your real database is never touched.
    """
    with (
        tempfile.TemporaryDirectory(prefix="kollega-sandbox-") as folder,
        closing(HealthPage(0)) as health,
        make_believe_slack(port, Path(folder), f"{health.address}/readyz") as slack,
    ):
        settings = shell.begin(
            slack_bot_token=slack["bot_token"],
            slack_app_token=slack["app_token"],
            slack_api_url=slack["api"],
            clock_url=slack["clock"],
            database_url=f"sqlite:///{Path(folder) / 'kollega.db'}",
            stewards="",
        )
        furnish(settings, BUNDLED)
        from bot.process import Process  # noqa: PLC0415 - Slack's libraries only where they are used

        process = Process(settings, health, on_ready=lambda: _greet(slack["address"]))
        process.stop_on_signals()
        process.run()


@contextmanager
def make_believe_slack(port: int, folder: Path, readiness: str) -> Iterator[dict[str, Any]]:
    """A make-believe Slack in a process of its own, until the block ends. What it prints when it is ready."""
    app_file = folder / "app.json"
    app_file.write_text(json.dumps(offered()), encoding="utf-8")
    command = [sys.executable, "-m", "bot.sandbox", "--port", str(port), "--workplace", str(BUNDLED), "--app-file", str(app_file)]
    command += ["--readiness", readiness]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:  # noqa: S603 - our own program
        try:
            assert program.stdout is not None
            line = program.stdout.readline()
            if not line:
                raise SandboxFailed(f"the make-believe Slack did not start (exit status {program.wait(_START_SECONDS)})")
            yield json.loads(line)
        finally:
            program.terminate()
            try:
                program.wait(10)
            except subprocess.TimeoutExpired:
                program.kill()


def furnish(settings: Settings, workplace: Path) -> None:
    """The bundled workplace's history is read in, and Kollega is started where it is a member, as after some weeks of use."""
    desk = open_desk(settings, lambda: None)
    try:
        with open_export(workplace) as export:
            Importing(desk.store, desk.index, desk.clock, SystemStopwatch())(export, None, lambda _: None)
            inside = set(json.loads((workplace / "workplace.json").read_text(encoding="utf-8"))["app"]["in"])
            with desk.store.writing() as session:
                for channel in export.channels():
                    if channel.name in inside:
                        desk.starting.begin(session, ChannelId(channel.channel_id), UserId(channel.creator or ""), desk.clock.now())
                    if channel.name in WITH_DIGEST:
                        row = people.channel_row(session, ChannelId(channel.channel_id))
                        row.settings, row.lang = ChannelPolicy(digest=True).to_json(), WITH_DIGEST[channel.name]
    finally:
        desk.close()


def _greet(address: str) -> None:
    shell.out.print(f"\nThe make-believe workplace is open:\n\n    [bold]{address}[/bold]\n\nCtrl+C ends it; nothing is kept.\n")


class SandboxFailed(KollegaError):
    """The make-believe Slack could not be started."""
