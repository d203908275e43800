"""`kollega sandbox`"""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import replaying, shell
from bot.commands.furnishing import BUNDLED, furnish
from bot.commands.make_believe import connected_to, make_believe_slack
from bot.health import HealthPage


def sandbox(
    port: Annotated[int, typer.Option(help="Where the page is served, on this machine only; a taken one is stepped over.")] = 8400,
    replay: Annotated[
        Path | None, typer.Option(metavar="EXPORT", help="Play a Slack export (zip or folder) through the bot, from its first message on.")
    ] = None,
    speed: Annotated[
        float | None, typer.Option(min=0.001, help="With --replay: so many times real time. Without: as fast as it can.")
    ] = None,
    headless: Annotated[
        bool, typer.Option("--headless", help="With --replay: no page; ends when all is done, with 0 if all went well.")
    ] = False,
    database: Annotated[
        str | None,
        typer.Option(
            help="With --replay: a new database to keep, a file or a URL. Without, a temporary one, which --headless leaves and names."
        ),
    ] = None,
) -> None:
    """The bot on a make-believe Slack in your browser: no account, no token, no network.

    Everything is made new at each start and removed at the end; your real database is never touched.
    """
    if replay is not None:
        replaying.replay(replay, port=port, speed=speed, headless=headless, database=database)
        return
    if speed is not None or headless or database is not None:
        raise typer.BadParameter("--speed, --headless and --database belong to --replay")
    with (
        tempfile.TemporaryDirectory(prefix="kollega-sandbox-") as folder,
        closing(HealthPage(0)) as health,
        make_believe_slack(port, Path(folder), BUNDLED, f"{health.address}/readyz") as slack,
    ):
        settings = shell.begin(**connected_to(slack), database_url=f"sqlite:///{Path(folder) / 'kollega.db'}", stewards="")
        furnish(settings)
        from bot.process import Process  # noqa: PLC0415 - Slack's libraries only where they are used

        process = Process(settings, health, on_ready=lambda: _greet(slack["address"]))
        process.stop_on_signals()
        process.run()


def _greet(address: str) -> None:
    shell.out.print(f"\nThe make-believe workplace is open:\n\n    [bold]{address}[/bold]\n\nCtrl+C ends it; nothing is kept.\n")
