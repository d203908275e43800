"""`kollega run`"""

from __future__ import annotations

from bot.commands import shell


def run() -> None:
    """The bot on Slack (Socket Mode), until it is stopped."""
    from bot.process import Process  # noqa: PLC0415 - Slack's libraries only where they are used

    process = Process(shell.begin())
    process.stop_on_signals()
    process.run()
