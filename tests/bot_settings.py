"""Settings of a bot on a make-believe Slack."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr

from bot.sandbox import SandboxServer
from bot.settings import Settings


def settings_on(slack: SandboxServer, **more: Any) -> Settings:
    """Connected to this Slack and its clock; the rest as said, no file is read."""
    connected: dict[str, Any] = {
        "slack_bot_token": SecretStr(slack.bot_token),
        "slack_app_token": SecretStr(slack.app_token),
        "slack_api_url": slack.api,
        "clock_url": f"{slack.origin}/clock",
    }
    return Settings(_env_file=None, **connected, **more)  # type: ignore[call-arg]  # pydantic-settings' own
