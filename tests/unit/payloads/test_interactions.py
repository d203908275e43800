"""What commands, clicks, shortcuts and forms say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from handlers.payloads import BlockAction, MessageShortcut, SlashCommand, ViewSubmission

SLACK = Path(__file__).parents[3].parent / "shared" / "slack"
TS, ROOT = "1700000000.000100", "1700000000.000001"


def test_a_command_is_parsed() -> None:
    asked = SlashCommand.parse(
        {"command": "/ask", "text": " hur gör man ", "user_id": "U1", "channel_id": "C1", "trigger_id": "1.2", "response_url": "http://r"}
    )

    assert asked == SlashCommand("U1", "C1", "/ask", "hur gör man", "1.2", "http://r")  # type: ignore[arg-type]  # plain strings


def test_a_click_in_an_ephemeral_note_knows_where_it_stands() -> None:
    clicked = BlockAction.parse(
        {
            "type": "block_actions",
            "user": {"id": "U1"},
            "container": {"type": "message", "message_ts": TS, "channel_id": "C1", "is_ephemeral": True, "thread_ts": ROOT},
            "channel": {"id": "C1"},
            "actions": [{"type": "button", "action_id": "solved", "block_id": "b", "value": "42"}],
            "trigger_id": "1.2",
            "response_url": "http://r",
        }
    )

    assert (clicked.person, clicked.action_id, clicked.value, clicked.channel) == ("U1", "solved", "42", "C1")
    assert (clicked.message_ts, clicked.thread_ts, clicked.is_ephemeral, clicked.view) == (TS, ROOT, True, None)


@pytest.mark.parametrize(
    ("element", "values"),
    [
        ({"type": "plain_text_input", "value": "words"}, ("words",)),
        ({"type": "plain_text_input", "value": None}, ()),
        ({"type": "static_select", "selected_option": {"value": "a"}}, ("a",)),
        ({"type": "static_select", "selected_option": None}, ()),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
        ({"type": "checkboxes", "selected_options": []}, ()),
        ({"type": "users_select", "selected_user": "U1"}, ("U1",)),
        ({"type": "multi_users_select", "selected_users": ["U1", "U2"]}, ("U1", "U2")),
        ({"type": "conversations_select", "selected_conversation": "C1"}, ("C1",)),
        ({"type": "datepicker", "selected_date": "2026-06-08"}, ("2026-06-08",)),
        ({"type": "timepicker", "selected_time": "09:00"}, ("09:00",)),
        ({"type": "datetimepicker", "selected_date_time": 1780000000}, ("1780000000",)),
        (
            {
                "type": "rich_text_input",
                "rich_text_value": {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}],
                },
            },
            ("hi",),
        ),
    ],
)
def test_every_kind_of_input_gives_its_values(element: dict[str, Any], values: tuple[str, ...]) -> None:
    sent = ViewSubmission.parse(
        {
            "user": {"id": "U1"},
            "trigger_id": "1.2",
            "view": {
                "id": "V1",
                "hash": "h",
                "callback_id": "ask",
                "private_metadata": "{}",
                "state": {"values": {"block": {"action": element}}},
            },
        }
    )

    assert sent.view.many("action") == values
    assert sent.view.one("action") == (values[0] if values else "")
    assert (sent.view.view_id, sent.view.root_id, sent.view.hash, sent.view.private_metadata) == ("V1", "V1", "h", "{}")


def test_a_shortcut_brings_the_message_where_a_person_wrote_it() -> None:
    body = {
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "callback_id": "save",
        "message_ts": TS,
        "trigger_id": "1.2",
        "response_url": "http://r",
        "message": {"type": "message", "user": "U2", "text": "so", "ts": TS, "thread_ts": ROOT},
    }

    by_person = MessageShortcut.parse(body)
    by_bot = MessageShortcut.parse({**body, "message": {**body["message"], "bot_id": "B1"}})  # type: ignore[dict-item]  # a plain dict

    assert by_person.written is not None
    assert (by_person.written.message.text, by_person.author, by_person.thread_ts) == ("so", "U2", ROOT)
    assert by_bot.written is None
    assert by_bot.message == by_person.message


def test_slacks_own_samples_are_parsed() -> None:
    folder = SLACK / "samples" / "interactions"
    if not folder.exists():
        pytest.skip("needs ../shared/slack")

    def read(name: str) -> dict[str, Any]:
        body: dict[str, Any] = json.loads((folder / name).read_text())
        return body

    assert SlashCommand.parse(read("slash-commands/SlashCommandPayload.json")).text == ""
    assert BlockAction.parse(read("interactive-components/BlockActionPayload.json")).is_ephemeral is False
    assert MessageShortcut.parse(read("interactive-components/MessageShortcutPayload.json")).callback_id == ""
    assert ViewSubmission.parse(read("views/ViewSubmissionPayload.json")).view.many("x") == ()
