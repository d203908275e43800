"""Settings: the only reader of the environment. Every setting begins with KOLLEGA_; `.env` is read too."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from knowledge.domain.errors import KollegaError

PREFIX = "KOLLEGA_"


@dataclass
class WrongSettings(KollegaError):
    """Settings that cannot be used, all at once: (name, what is wrong)."""

    wrong: list[tuple[str, str]]


class Settings(BaseSettings):
    """Everything that can be set. The description of a field stands in README's table and in `.env.example`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = Field(None, description="The bot token of your Slack app (xoxb-…).")
    slack_app_token: SecretStr | None = Field(None, description="The app-level token with connections:write (xapp-…).")
    slack_api_url: str = Field("https://slack.com/api/", description="Where the Web API is. The sandbox sets it.")
    database_url: str = Field(
        "", description="sqlite:////path/kollega.db or postgresql://user:password@host/name. Empty: a file in the data folder."
    )
    data_dir: Path = Field(default_factory=lambda: user_data_path("kollega"), description="Where the database file lies.")
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("kollega"), description="Where unpacked models lie; can be deleted at any time."
    )
    language: Literal["sv", "en"] = Field("en", description="The language where neither a person's nor a channel's is known.")
    stewards: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="User ids of the workspace's stewards, with commas between. Empty: Slack's owners and admins."
    )
    encoder: str = Field("builtin:multilingual", description="builtin:multilingual, builtin:english, a Hugging Face name or a folder.")
    english_encoder: str = Field(
        "builtin:english",
        description="A second encoder, for English with English, that finds more there. Empty: none, for a small machine.",
    )
    suggestions: bool = Field(True, description="Whether a good match is shown unasked (to the asker alone).")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged. Never message text, names or tokens."
    )
    log_format: Literal["text", "json"] = Field("text", description="One line of text, or one JSON object, an event.")
    inbox_workers: int = Field(2, ge=1, le=32, description="Threads that work on events.")
    outbox_workers: int = Field(2, ge=1, le=32, description="Threads that send to Slack.")
    health_port: int | None = Field(
        None, ge=0, le=65535, description="A port on 127.0.0.1 for /livez, /readyz and /metrics (Prometheus). Empty: none; 0: any free one."
    )
    clock_url: str | None = Field(None, description="Where the policy clock is read. The sandbox sets it; empty: this machine's clock.")

    @field_validator("stewards", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("health_port", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if "://" in value and not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
            raise ValueError("must begin with sqlite: or postgresql:")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _kind_of_token(cls, value: SecretStr | None, info: object) -> SecretStr | None:
        wanted = "xoxb-" if getattr(info, "field_name", "") == "slack_bot_token" else "xapp-"
        if value is not None and value.get_secret_value() and not value.get_secret_value().startswith(wanted):
            raise ValueError(f"must begin with {wanted}")
        return value if value is not None and value.get_secret_value() else None

    @property
    def database(self) -> str:
        """The URL of the database, with the default filled in."""
        return self.database_url or f"sqlite:///{self.data_dir / 'kollega.db'}"


def load(**overrides: object) -> Settings:
    """Read the settings, from `overrides`, the environment, `.env`, and the defaults, in this order.

    Raises WrongSettings with every wrong one at once.
    """
    wrong = _unknown_names()
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        wrong += [(PREFIX + str(e["loc"][0]).upper(), _plain(e["msg"])) for e in error.errors()]
        raise WrongSettings(wrong) from None
    if wrong:
        raise WrongSettings(wrong)
    return settings


def _unknown_names() -> list[tuple[str, str]]:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    found = []
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            found.append((name, f"is no setting{f'; did you mean {near[0]}?' if near else ''}"))
    return found


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input ")
