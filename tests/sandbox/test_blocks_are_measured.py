"""Block Kit's limits, one by one."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.blocks import message_problems, view_problems
from tests.sandbox.conftest import actions, button, modal, question, section
from tests.workplace import Workplace

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def option(number: int, **more: Any) -> Json:
    return {"text": {"type": "plain_text", "text": f"option {number}"}, "value": str(number), **more}


def select(kind: str, count: int, **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", "options": [option(number) for number in range(count)], **more}


FINE = {
    "section": section("x" * 3000),
    "fields": {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2000}] * 10},
    "header": {"type": "header", "text": plain(150)},
    "button": actions(button("x" * 75, value="x" * 2000)),
    "actions": actions(*(button("a", f"a{number}") for number in range(25))),
    "context": {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 10},
    "select": actions(select("static_select", 100)),
    "overflow": section("a", accessory=select("overflow", 5)),
    "checkboxes": section("a", accessory=select("checkboxes", 10)),
    "radio": section("a", accessory=select("radio_buttons", 10)),
    "ids": section("a", block_id="x" * 255),
    "divider": {"type": "divider"},
    "markdown": {"type": "markdown", "text": "x" * 12_000},
    "rich text": {"type": "rich_text", "elements": []},
}

BROKEN = {
    "section too long": section("x" * 3001),
    "empty mrkdwn": section(""),
    "section without anything": {"type": "section"},
    "eleven fields": {"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11},
    "field too long": {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]},
    "header too long": {"type": "header", "text": plain(151)},
    "header in mrkdwn": {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
    "label too long": actions(button("x" * 76)),
    "value too long": actions(button("a", value="x" * 2001)),
    "style unknown": actions(button("a", style="purple")),
    "26 elements": actions(*(button("a", f"a{number}") for number in range(26))),
    "no elements": actions(),
    "11 in context": {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11},
    "button in context": {"type": "context", "elements": [button("a")]},
    "101 options": actions(select("static_select", 101)),
    "no options": actions(select("static_select", 0)),
    "six in overflow": section("a", accessory=select("overflow", 6)),
    "eleven checkboxes": section("a", accessory=select("checkboxes", 11)),
    "option text too long": actions({"type": "static_select", "action_id": "a", "options": [{"text": plain(76), "value": "1"}]}),
    "option value too long": actions({"type": "static_select", "action_id": "a", "options": [{"text": plain(5), "value": "x" * 151}]}),
    "same action_id twice": actions(button("a", "same"), button("b", "same")),
    "action_id too long": actions(button("a", "x" * 256)),
    "block_id too long": section("a", block_id="x" * 256),
    "unknown block": {"type": "banner"},
    "unknown element": actions({"type": "slider", "action_id": "a"}),
    "too much markdown": {"type": "markdown", "text": "x" * 12_001},
    "image without words": {"type": "image", "image_url": "https://x.se/a.png"},
}


@pytest.mark.parametrize("block", FINE.values(), ids=FINE)
def test_what_is_just_within_the_limit_is_taken(block: Json) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize("block", BROKEN.values(), ids=BROKEN)
def test_what_is_beyond_the_limit_is_refused_with_a_reason(block: Json) -> None:
    problems = message_problems([block])

    assert problems
    assert "json-pointer:/blocks" in problems[0]


def test_a_message_holds_fifty_blocks_and_a_view_a_hundred() -> None:
    divider = {"type": "divider"}

    assert message_problems([divider] * 50) == []
    assert message_problems([divider] * 51)
    assert view_problems(modal(*[divider] * 100)) == []
    assert view_problems(modal(*[divider] * 101))


def test_a_block_id_stands_once() -> None:
    assert message_problems([section("a", block_id="same"), section("b", block_id="same")])


def test_the_same_action_id_in_two_blocks_is_fine() -> None:
    assert message_problems([actions(button("a", "same")), actions(button("b", "same"))]) == []


@pytest.mark.parametrize(
    "view",
    [
        modal(question(), submit=None),
        modal(title={"type": "plain_text", "text": "x" * 25}),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        modal(submit={"type": "mrkdwn", "text": "Send"}),
        {"type": "modal", "blocks": []},
        {"type": "window", "blocks": []},
        "no view",
    ],
    ids=["no submit", "title", "metadata", "callback", "submit", "no title", "kind", "nothing"],
)
def test_a_broken_view_is_refused(view: Any) -> None:
    assert view_problems(view)


def test_a_form_with_everything_is_taken() -> None:
    assert view_problems(modal(question(), section("a"), title=plain(24), private_metadata="x" * 3000)) == []


def test_the_api_refuses_with_the_places_named(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel=workplace.id_of("#people"), text="a", blocks=[section("")])

    assert refused.value.response["error"] == "invalid_blocks"
    assert "/blocks/0/text" in refused.value.response["response_metadata"]["messages"][0]


def test_too_much_text_in_blocks_is_refused(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")

    client.chat_postMessage(channel=channel, text="a", blocks=[section("x" * 2600)] * 5)

    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        client.chat_postMessage(channel=channel, text="a", blocks=[section("x" * 2700)] * 5)
