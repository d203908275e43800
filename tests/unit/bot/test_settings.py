"""Settings: all wrong ones at once, and the pages that describe them agree with the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import WrongSettings, load
from bot.settings_page import example, table

ROOT = Path(__file__).parents[3]


def test_all_wrong_settings_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLEGA_INBOX_WORKERS", "many")
    monkeypatch.setenv("KOLLEGA_SLACK_BOT_TOKEN", "xoxp-1")
    monkeypatch.setenv("KOLLEGA_DATABSE_URL", "sqlite:///x")

    with pytest.raises(WrongSettings) as refused:
        load()

    assert [name for name, _ in refused.value.wrong] == ["KOLLEGA_DATABSE_URL", "KOLLEGA_SLACK_BOT_TOKEN", "KOLLEGA_INBOX_WORKERS"]
    assert "KOLLEGA_DATABASE_URL" in dict(refused.value.wrong)["KOLLEGA_DATABSE_URL"]


def test_an_error_shows_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLEGA_SLACK_BOT_TOKEN", "secret-token-value")

    with pytest.raises(WrongSettings) as refused:
        load()

    assert "secret-token-value" not in str(refused.value.wrong)


def test_stewards_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOLLEGA_STEWARDS", "U1, U2,")

    assert load().stewards == ("U1", "U2")


def test_the_example_file_is_made_from_the_settings() -> None:
    assert (ROOT / ".env.example").read_text(encoding="utf-8") == example()


def test_readmes_table_is_made_from_the_settings() -> None:
    assert table() in (ROOT / "README.md").read_text(encoding="utf-8")
