"""`python -m bot.sandbox` and the workplaces that it loads."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox import SandboxServer
from tests.workplace import Workplace

Json = dict[str, Any]
BUNDLED = Path(__file__).parents[2] / "bot" / "sandbox" / "workplace"


@contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], Json]]:
    command = [sys.executable, "-m", "bot.sandbox", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield running, json.loads(running.stdout.readline())
        if running.poll() is None:
            running.terminate()
            running.wait(10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_cleanly(number: signal.Signals) -> None:
    with program("--now", "2026-06-08T09:00:00+02:00") as (running, said):
        client = WebClient(token=said["bot_token"], base_url=said["api"])
        assert client.auth_test()["ok"]
        assert said["app_token"].startswith("xapp-")
        assert said["address"].startswith("http://127.0.0.1:")

        running.send_signal(number)

        assert running.wait(10) == 0


def test_a_taken_port_gives_way_to_the_next() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with program("--port", str(port)) as (_, said):
            found = int(said["api"].split(":")[2].split("/")[0])

    assert port < found < port + 50


def test_an_app_file_tells_what_the_app_offers(tmp_path: Path) -> None:
    manifest = {
        "display_information": {"name": "Kollega"},
        "features": {
            "bot_user": {"display_name": "Kollegan"},
            "slash_commands": [{"command": "/ask", "usage_hint": "[fråga]", "description": "Fråga"}],
            "shortcuts": [
                {"type": "message", "callback_id": "save", "name": "Spara", "description": "d"},
                {"type": "global", "callback_id": "tip", "name": "Tips", "description": "d"},
            ],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "users:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
    }
    app_file = tmp_path / "manifest.json"
    app_file.write_text(json.dumps(manifest), encoding="utf-8")

    with program("--app-file", str(app_file)) as (_, said):
        client = WebClient(token=said["bot_token"], base_url=said["api"])
        users = client.users_list()["members"]

    with SandboxServer(app=manifest) as slack:
        app = slack.state.app
        assert (app.name, app.commands) == ("Kollegan", [{"command": "/ask", "usage": "[fråga]", "description": "Fråga"}])
        assert app.message_shortcuts == [{"callback_id": "save", "name": "Spara"}]
        assert app.global_shortcuts == [{"callback_id": "tip", "name": "Tips"}]
        assert (app.scopes, app.events) == ({"chat:write", "users:read"}, {"app_mention"})
    assert "Kollegan" in {user["real_name"] for user in users}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small export: a question with an answer, a tombstone, a bot, a private and a shared channel."""
    users = [
        {"id": "U0ADA", "team_id": "T0HOME", "name": "ada", "real_name": "Ada", "tz": "Europe/Stockholm", "locale": "sv-SE"},
        {"id": "U0OUT", "team_id": "T0OTHER", "name": "ute", "real_name": "Ute", "is_stranger": True},
    ]
    channels = [
        {"id": "C0HELP", "name": "help", "created": 1, "creator": "U0ADA", "members": ["U0ADA"]},
        {"id": "C0EXT", "name": "ext", "created": 1, "creator": "U0ADA", "members": ["U0ADA", "U0OUT"], "is_ext_shared": True},
    ]
    groups = [{"id": "G0SECRET", "name": "secret", "created": 1, "creator": "U0ADA", "members": ["U0ADA"]}]
    day = [
        {"type": "message", "user": "U0ADA", "text": "fråga", "ts": "1780000000.000100", "thread_ts": "1780000000.000100"},
        {
            "type": "message",
            "user": "U0ADA",
            "text": "svar",
            "ts": "1780000100.000200",
            "thread_ts": "1780000000.000100",
            "reactions": [{"name": "tada", "users": ["U0ADA"], "count": 1}],
            "edited": {"user": "U0ADA", "ts": "1780000200.000000"},
        },
        {"type": "message", "subtype": "bot_message", "bot_id": "B0ALARM", "username": "Larm", "text": "pip", "ts": "1780000300.000300"},
    ]
    about = {
        "team": {"id": "T0HOME", "name": "Home", "domain": "home"},
        "now": "2026-06-08T09:00:00+02:00",
        "play_as": "U0ADA",
        "app": {"name": "Kollega", "in": ["help"]},
        "usergroups": [{"name": "hjälp", "users": ["U0ADA"]}],
    }
    for name, content in (("users", users), ("channels", channels), ("groups", groups), ("workplace", about)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "help").mkdir()
    (tmp_path / "help" / "2026-05-28.json").write_text(json.dumps(day), encoding="utf-8")
    return tmp_path


def test_a_workplace_is_loaded_with_threads_reactions_and_edits(folder: Path) -> None:
    with SandboxServer(folder) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api)
        alarm, root = client.conversations_history(channel="C0HELP")["messages"]
        reply = client.conversations_replies(channel="C0HELP", ts=root["ts"])["messages"][1]

        assert root["reply_count"] == 1
        assert (reply["text"], reply["edited"]["ts"], reply["reactions"][0]["name"]) == ("svar", "1780000200.000000", "tada")
        assert (alarm["bot_id"], alarm["username"]) == ("B0ALARM", "Larm")
        assert [channel["name"] for channel in client.users_conversations()["channels"]] == ["help"]
        assert client.conversations_info(channel="C0EXT")["channel"]["is_ext_shared"] is True
        assert client.team_info()["team"]["name"] == "Home"
        assert slack.state.now().isoformat().startswith("2026-06-08T07:00:0")
        assert slack.read("", "see")["me"]["id"] == "U0ADA"
        assert slack.read("U0ADA", "see")["conversations"][0]["unread"] == 0


def test_the_bundled_workplace_can_be_played() -> None:
    with SandboxServer(BUNDLED) as slack:
        workplace = Workplace(slack)
        ada = workplace.known("Ada")

        ada.posts("#it-hjalp", "Är skrivaren trasig igen?")

        assert ada.sees("#it-hjalp")[-1].text == "Är skrivaren trasig igen?"
