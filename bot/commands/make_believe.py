"""The make-believe Slack as a program beside the bot."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from handlers.offered import offered
from knowledge.domain.errors import KollegaError

_START_SECONDS = 20.0


@contextmanager
def make_believe_slack(port: int, folder: Path, workplace: Path, readiness: str, *options: str) -> Iterator[dict[str, Any]]:
    """A make-believe Slack in a process of its own, until the block ends. What it prints when it is ready."""
    app_file = folder / "app.json"
    app_file.write_text(json.dumps(offered()), encoding="utf-8")
    command = [sys.executable, "-m", "bot.sandbox", "--port", str(port), "--workplace", str(workplace), "--app-file", str(app_file)]
    command += ["--readiness", readiness, *options]
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


def connected_to(slack: dict[str, Any]) -> dict[str, str]:
    """The settings that lead the bot to a make-believe Slack."""
    return {
        "slack_bot_token": slack["bot_token"],
        "slack_app_token": slack["app_token"],
        "slack_api_url": slack["api"],
        "clock_url": slack["clock"],
    }


class SandboxFailed(KollegaError):
    """The make-believe Slack could not be started."""
