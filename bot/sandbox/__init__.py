"""A make-believe Slack: a server of its own on loopback that speaks Slack's protocols. It knows nothing of the bot that connects to it.

`SandboxServer` runs it in a thread; `python -m bot.sandbox` runs it as a program. docs/sandbox.md describes its doors.
"""

from bot.sandbox.errors import SlackError
from bot.sandbox.server import SandboxServer

__all__ = ["SandboxServer", "SlackError"]
