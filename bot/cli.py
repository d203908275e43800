"""The command `kollega`: every command in a file of its own under `bot/commands/`."""

from __future__ import annotations

import logging
import sys
import uuid
from typing import Annotated

import typer

from bot.commands import (
    asking,
    database,
    dead,
    digesting,
    evaluating,
    examining,
    experts,
    exporting,
    importing,
    manifest,
    personal,
    running,
    sandbox,
)
from bot.errors import one_line
from knowledge.domain.errors import KollegaError

app = typer.Typer(
    name="kollega",
    help="A self-hosted Slack bot for social learning at work: what was answered once is found again.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("run")(running.run)
app.command("sandbox")(sandbox.sandbox)
app.command("import")(importing.import_export)
app.command("ask")(asking.ask)
app.command("experts")(experts.experts)
app.command("digest")(digesting.digest)
app.command("export")(exporting.export)
app.command("dead")(dead.dead)
app.command("doctor")(examining.doctor)
app.command("manifest")(manifest.manifest)
app.add_typer(personal.app, name="privacy")
app.add_typer(database.app, name="db")
app.add_typer(evaluating.app, name="evaluate")


def _version(value: bool) -> None:
    if value:
        from importlib.metadata import version  # noqa: PLC0415 - only when asked for

        typer.echo(f"kollega {version('kollega')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")] = False,
) -> None:
    """Options of every command."""


def main() -> None:
    """Run a command; a user's mistake is one clear line on stderr and exit status 1, never a traceback."""
    try:
        app(standalone_mode=True)
    except KollegaError as error:
        for line in one_line(error):
            print(f"kollega: {line}", file=sys.stderr)  # noqa: T201 - the door of the shell
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        incident = uuid.uuid4().hex[:8]
        logging.getLogger("kollega").exception("command_failed", extra={"incident": incident})
        print(f"kollega: something failed that should not have ({type(error).__name__}, incident {incident})", file=sys.stderr)  # noqa: T201
        sys.exit(1)
