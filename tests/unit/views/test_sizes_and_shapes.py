"""Slack takes everything that Kollega sends, whatever people wrote and are called."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block

from bot.sandbox.blocks import MESSAGE_CHARACTERS, characters, is_too_large, message_problems, view_problems
from handlers.texts import EN, SV, Texts
from tests.unit.views.shown import every_home, every_message, every_modal

SCHEMAS = Path(__file__).parents[3] / "../shared/slack/schemas"

Written = tuple[str, str]


def test_every_message_is_taken(t: Texts, written: Written) -> None:
    messages = every_message(t, *written)

    for name, said in messages.items():
        assert message_problems(said["blocks"]) == [], name
        assert characters(said["blocks"]) <= MESSAGE_CHARACTERS, name


def test_every_message_says_something_without_its_blocks(t: Texts, written: Written) -> None:
    messages = every_message(t, *written)

    for name, said in messages.items():
        assert 0 < len(said["text"].strip()) <= 4_000, name


def test_every_form_and_home_is_taken(t: Texts, written: Written) -> None:
    views = {**every_modal(t, *written), **every_home(t, *written)}

    for name, view in views.items():
        assert view_problems(view) == [], name
        assert not is_too_large(view), name


def test_every_block_passes_the_rules_of_slacks_own_library(t: Texts, written: Written) -> None:
    shown = {**every_message(t, *written), **every_modal(t, *written), **every_home(t, *written)}

    for name, each in shown.items():
        for block in Block.parse_all(each["blocks"]):
            assert block.to_dict(), name


def test_every_action_id_stands_once_in_a_message_or_view(t: Texts, written: Written) -> None:
    shown = {**every_message(t, *written), **every_modal(t, *written), **every_home(t, *written)}

    for name, each in shown.items():
        ids = list(_under(each, "action_id"))
        assert len(ids) == len(set(ids)), name
        assert all(len(action_id) <= 255 for action_id in ids), name


@pytest.mark.parametrize(("schema", "render"), [("MessagePayload", every_message), ("ModalV", every_modal), ("HomeV", every_home)])
def test_slacks_own_schemas_are_met(schema: str, render: Any, t: Texts, written: Written) -> None:
    if not SCHEMAS.is_dir():
        pytest.skip("Slack's schemas are not on this machine")
    validator = _validator(schema)

    for name, each in render(t, *written).items():
        # Slack's type of a message's payload knows the blocks only.
        shown = {"blocks": each["blocks"]} if schema == "MessagePayload" else each
        wrong = [error.json_path for error in validator.iter_errors(shown)]
        assert wrong == [], name


def test_the_two_languages_say_different_things() -> None:
    swedish, english = every_message(SV, "vpn", "Ada"), every_message(EN, "vpn", "Ada")
    in_both = {"introduction", "started", "export part"}

    assert [name for name, said in swedish.items() if said["text"] == english[name]["text"] and name not in in_both] == []


def test_nothing_is_said_with_an_exclamation_mark(t: Texts) -> None:
    shown = {**every_message(t, "vpn", "Ada"), **every_modal(t, "vpn", "Ada"), **every_home(t, "vpn", "Ada")}

    for name, each in shown.items():
        assert "!" not in json.dumps(each, ensure_ascii=False), name


@cache
def _validator(schema: str) -> Draft7Validator:
    return Draft7Validator(json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))


def _under(part: Any, key: str) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get(key), str):
            yield part[key]
        for value in part.values():
            yield from _under(value, key)
    elif isinstance(part, list):
        for value in part:
            yield from _under(value, key)
