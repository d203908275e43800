"""What every command shares: settings and logs read once, output for people or as JSON lines."""

from __future__ import annotations

import getpass
import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

from bot import logs
from bot.settings import Settings, load

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of text for people.")]

out = Console(highlight=False, soft_wrap=True)
progress_out = Console(stderr=True, highlight=False)


def begin(**overrides: object) -> Settings:
    """Read the settings and start the logs. Raises WrongSettings."""
    settings = load(**overrides)
    logs.start(settings.log_level, settings.log_format)
    return settings


def print_json(value: dict[str, Any]) -> None:
    """One object, one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def who() -> str:
    """Who uses the shell, for the log of readings on somebody's behalf."""
    return f"shell:{getpass.getuser()}"
