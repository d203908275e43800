"""`kollega` as people start it: a process of its own, with a clean environment and a database of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

Run = Callable[..., "Said"]


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit status."""

    out: str
    err: str
    status: int

    @property
    def lines(self) -> list[str]:
        """The lines on stderr."""
        return self.err.splitlines()


@pytest.fixture
def kollega(tmp_path: Path) -> Run:
    """Run a command: `kollega("ask", "vpn", KOLLEGA_LANGUAGE="sv", stdin="…")`."""
    return runner(tmp_path)


@pytest.fixture
def empty_base(migrated_sqlite: Path, tmp_path: Path) -> None:
    """A base where nothing was said yet."""
    (tmp_path / "data").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "data" / "kollega.db")


def runner(folder: Path) -> Run:
    """Runs commands whose database lies in `folder`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("KOLLEGA_")}
    clean |= {"HF_HUB_OFFLINE": "1", "KOLLEGA_DATA_DIR": str(folder / "data"), "COLUMNS": "200", "NO_COLOR": "1"}

    def run(*words: str, stdin: str = "", **settings: str) -> Said:
        command = [str(Path(sys.executable).with_name("kollega")), *words]
        done = subprocess.run(
            command, env=clean | settings, cwd=folder, input=stdin, capture_output=True, text=True, timeout=120, check=False
        )
        return Said(done.stdout, done.stderr, done.returncode)

    return run
