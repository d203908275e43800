"""What every command shares: settings and logs read once, output for people or as JSON lines."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from rich.console import Console

from bot import logs
from bot.settings import Settings, load
from knowledge.domain.errors import KollegaError
from knowledge.storage import checkup

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object a line instead of text for people.")]

out = Console(highlight=False, soft_wrap=True)
progress_out = Console(stderr=True, highlight=False)


def begin(**overrides: object) -> Settings:
    """Read the settings and start the logs. Raises WrongSettings."""
    settings = load(**overrides)
    logs.start(settings.log_level, settings.log_format)
    return settings


def begin_with_base() -> Settings:
    """The same for a command that only reads what is known. Raises NoBase where nothing ever made the database's file."""
    settings = begin()
    file = checkup.sqlite_file(settings.database)
    if file is not None and not file.exists():
        raise NoBase(file)
    return settings


@dataclass
class NoBase(KollegaError):
    """There is no database yet."""

    file: Path

    def __str__(self) -> str:
        return f"there is no database at {self.file}: `kollega run` and `kollega import` make it; KOLLEGA_DATA_DIR says where"


@dataclass
class CannotWrite(KollegaError):
    """A file that was to be written cannot be."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path} cannot be written: {self.reason}"


@contextmanager
def written(path: Path) -> Iterator[TextIO]:
    """A file that stands there whole or not at all, its owner's only; devices and pipes are written as they are. Raises CannotWrite."""
    target = path.resolve()
    special = target.exists() and not target.is_file()
    beside = target if special else target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            if not special:
                beside.chmod(0o600)
            yield file
        if not special:
            beside.replace(target)
    except BaseException as error:
        if not special:
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise CannotWrite(path, error.strerror or type(error).__name__) from None
        raise


def address(database: str) -> str:
    """The address of a database that somebody named; a bare path is a SQLite file."""
    return database if "://" in database else f"sqlite:///{Path(database).resolve()}"


def print_json(value: dict[str, Any]) -> None:
    """One object, one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def safe(text: str) -> str:
    """People's words for the terminal: no markup of ours, and no control of the terminal."""
    return "".join(c for c in text if c.isprintable()).replace("[", "\\[")


def who() -> str:
    """Who uses the shell, for the log of readings on somebody's behalf."""
    return f"shell:{getpass.getuser()}"
