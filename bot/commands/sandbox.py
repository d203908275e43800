"""`kollega sandbox`"""

from __future__ import annotations

import json
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bot.clock import SystemStopwatch
from bot.commands import replaying, shell
from bot.commands.make_believe import connected_to, make_believe_slack
from bot.health import HealthPage
from bot.settings import Settings
from bot.wiring import open_desk
from handlers.export import open_export
from knowledge.domain.ids import ChannelId, UserId
from knowledge.services.importing import Importing

BUNDLED = Path(__file__).parent.parent / "sandbox" / "workplace"


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
        str | None, typer.Option(help="With --replay: a new database to keep, a file or a URL. Without, a temporary one.")
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
        furnish(settings, BUNDLED)
        from bot.process import Process  # noqa: PLC0415 - Slack's libraries only where they are used

        process = Process(settings, health, on_ready=lambda: _greet(slack["address"]))
        process.stop_on_signals()
        process.run()


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
    finally:
        desk.close()


def _greet(address: str) -> None:
    shell.out.print(f"\nThe make-believe workplace is open:\n\n    [bold]{address}[/bold]\n\nCtrl+C ends it; nothing is kept.\n")
