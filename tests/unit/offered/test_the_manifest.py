"""The app manifest: Slack would take it, and it asks for what the code uses."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from bot.sandbox.app import App
from bot.sandbox.methods import METHODS
from handlers import features, offered
from handlers.offered import Lang, manifest
from handlers.payloads.events import EVENT_TYPES
from handlers.views import shortcuts

ROOT = Path(__file__).parents[3]
SLACK = next((up / "shared" / "slack" for up in ROOT.parents if (up / "shared" / "slack").is_dir()), ROOT.parent / "shared" / "slack")
LANGS: tuple[Lang, ...] = get_args(Lang)
# Undocumented, so nobody can subscribe to it; the same is said by a message in the channel.
NOT_FOR_SUBSCRIBING = {"channel_convert_to_private"}
# Documented by Slack, and missing from the list of events that we hold ours against.
NOT_LISTED = {"channel_archive", "channel_unarchive", "group_archive", "group_unarchive"}
# What an app may do with its own tokens and views needs no scope.
WITHOUT_SCOPE = {"api.test", "auth.test", "views.open", "views.push", "views.update", "views.publish"}


@pytest.fixture
def slack() -> Path:
    if not SLACK.is_dir():
        pytest.skip("Slack's own shapes are not on this machine (../shared/slack)")
    return SLACK


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_slacks_own_schema_takes_it(slack: Path, lang: Lang, version: str) -> None:
    schema = json.loads((slack / "schemas" / f"manifest.schema.{version}.json").read_text(encoding="utf-8"))

    breaches = [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(manifest(lang))]

    assert breaches == []


@pytest.mark.parametrize("lang", LANGS)
def test_it_keeps_to_what_slack_shows(lang: Lang) -> None:
    made = manifest(lang)
    shown, offers = made["display_information"], made["features"]

    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert len(offers["shortcuts"]) <= 5
    assert all(len(each["name"]) <= 24 and len(each["description"]) <= 150 for each in offers["shortcuts"])
    assert all(len(each["command"]) <= 32 and each["command"].islower() for each in offers["slash_commands"])
    assert all(0 < len(each["description"]) <= 2000 and 0 < len(each["usage_hint"]) <= 1000 for each in offers["slash_commands"])


def test_both_languages_offer_the_same() -> None:
    swedish, english = ({json.dumps(each) for each in _bare(manifest(lang))} for lang in LANGS)

    assert swedish == english


def test_it_runs_over_socket_mode_with_tokens_that_last() -> None:
    assert manifest("en")["settings"] | {"event_subscriptions": {}} == {
        "event_subscriptions": {},
        "interactivity": {"is_enabled": True},
        "org_deploy_enabled": False,
        "socket_mode_enabled": True,
        "token_rotation_enabled": False,
    }
    assert manifest("en")["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_every_method_that_the_code_calls_has_its_scope() -> None:
    called = set(_methods_called())
    granted = set(features.scopes())

    assert {"chat.postMessage", "conversations.members", "views.open", "auth.test"} <= called
    assert called <= set(METHODS), "the make-believe Slack cannot tell their scopes"
    for method in called - WITHOUT_SCOPE - {"apps.connections.open"}:
        assert granted.intersection(METHODS[method].scopes), method


def test_channels_of_each_kind_can_be_read() -> None:
    for kind in ("channels", "groups", "im"):
        assert {f"{kind}:history", f"{kind}:read"} <= set(features.scopes())


def test_every_event_that_something_is_made_of_is_subscribed() -> None:
    messages = {"message.channels", "message.groups", "message.im"}

    assert (EVENT_TYPES - NOT_FOR_SUBSCRIBING - {"message"}) | messages <= set(features.events())


def test_slack_knows_every_event_and_sends_it_for_the_scopes_asked_for(slack: Path) -> None:
    for feature in features.FEATURES:
        for event in set(feature.events) - NOT_LISTED:
            known = json.loads((slack / "events" / f"{event}.json").read_text(encoding="utf-8"))
            # The list writes one of them with a full stop.
            needed = {scope.replace("app_mentions.", "app_mentions:") for scope in known["scopes"]}
            assert "Events" in known["APIs"], event
            assert not needed or needed.intersection(feature.scopes), event


def test_slack_knows_every_scope_by_its_name() -> None:
    # Each scope is one that the make-believe Slack asks for somewhere, or that an event alone needs.
    asked_for = {scope for method in METHODS.values() for scope in method.scopes}

    assert set(features.scopes()) - asked_for == {"app_mentions:read", "commands"}


def test_what_is_registered_is_offered_and_the_reverse() -> None:
    assert set(_registered("command")) == {each.command for each in offered.COMMANDS}
    assert set(_registered("shortcut")) == {each.callback_id for each in offered.MESSAGE_SHORTCUTS}


def test_the_sandbox_installs_it_with_these_scopes_and_no_others() -> None:
    app = App()

    app.offer(offered.offered())

    assert app.name == "Kollega"
    assert app.scopes == set(features.scopes())
    assert app.events == set(features.events())
    assert [each["command"] for each in app.commands] == ["/ask", "/kollega"]
    assert [each["callback_id"] for each in app.message_shortcuts] == [shortcuts.CALLBACK]


def test_what_a_token_lacks_is_told_by_feature() -> None:
    assert features.lacking(features.scopes()) == []

    ((feature, scopes),) = features.lacking(set(features.scopes()) - {"im:write"})

    assert (feature.name, scopes) == ("direct messages", ["im:write"])


def _bare(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from ({"command": each["command"]} for each in made["features"]["slash_commands"])
    yield from ({"callback_id": each["callback_id"]} for each in made["features"]["shortcuts"])
    yield made["oauth_config"] | made["settings"]


def _trees() -> Iterator[ast.AST]:
    for package in ("bot", "handlers", "knowledge", "scheduler"):
        for file in sorted((ROOT / package).rglob("*.py")):
            if "sandbox" not in file.relative_to(ROOT).parts:
                yield from ast.walk(ast.parse(file.read_text(encoding="utf-8")))


def _methods_called() -> Iterator[str]:
    """Slack's methods as the code names them: "chat.update" as words, or `client.chat_update` as a call."""
    names = set(METHODS) | {file.stem for file in (SLACK / "methods").rglob("*.json")}
    by_attribute = {name.replace(".", "_"): name for name in names}
    for node in _trees():
        if isinstance(node, ast.Constant) and node.value in names:
            yield str(node.value)
        elif isinstance(node, ast.Attribute) and node.attr in by_attribute:
            yield by_attribute[node.attr]


def _registered(kind: str) -> Iterator[str]:
    """What the handlers register with Bolt: `app.command("/ask")`, `app.shortcut(CALLBACK)`."""
    for node in _trees():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == kind and len(node.args) == 1:
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "app"):
                continue
            (said,) = node.args
            if isinstance(said, ast.Constant):
                if kind == "shortcut" or str(said.value).startswith("/"):
                    yield str(said.value)
            elif isinstance(said, ast.Name | ast.Attribute):
                name = said.id if isinstance(said, ast.Name) else said.attr
                yield str(getattr(offered, name, None) or getattr(shortcuts, name))
