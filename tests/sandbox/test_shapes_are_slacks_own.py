"""What the sandbox answers and sends, held against Slack's own schemas and samples, which lie outside this repository."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk import WebClient

from bot.sandbox import SandboxServer
from tests.sandbox.conftest import Socket, actions, button, modal, question, section
from tests.workplace import Workplace

Json = dict[str, Any]
SLACK = Path(__file__).parents[2] / "../shared/slack"
pytestmark = pytest.mark.skipif(not SLACK.is_dir(), reason="Slack's schemas and samples (../shared/slack) are not on this machine")

# Free in both: Block Kit has schemas of its own, and values stand under ids that the app chose.
FREE = {"blocks", "values", "attachments", "files", "metadata"}
# Slack's types describe a message inside an event as if it were an event itself; the samples show what it is.
INSIDE_EVENTS = {"message", "previous_message", "root"}
# What Slack sends today although these samples, some years old, do not show it.
SINCE = {
    ".context_team_id",
    ".context_enterprise_id",
    ".event_ts",
    ".response_urls",
    ".user.profile.fields",
    ".user.profile.status_emoji_display_info",
    ".root.is_locked",
    ".root.reply_users",
    ".message.reply_users",
    ".previous_message.reply_users",
}
# Slack's types ask for these always; Slack leaves them out when one joins by oneself, and where a workspace has no fields of its own.
NOT_ALWAYS = {"inviter", "fields"}
SAMPLE_OF_EVENT = {
    ("message", None): "MessagePayload",
    ("message", "message_changed"): "MessageChangedPayload",
    ("message", "message_deleted"): "MessageDeletedPayload",
    ("message", "thread_broadcast"): "MessageThreadBroadcastPayload",
    ("message", "channel_join"): "MessageChannelJoinPayload",
    ("message", "channel_leave"): "MessageChannelLeavePayload",
    ("message", "channel_archive"): "MessageChannelArchivePayload",
    ("app_mention", None): "AppMentionPayload",
    ("app_home_opened", None): "AppHomeOpenedPayload",
    ("reaction_added", None): "ReactionAddedPayload",
    ("reaction_removed", None): "ReactionRemovedPayload",
    ("member_joined_channel", None): "MemberJoinedChannelPayload",
    ("member_left_channel", None): "MemberLeftChannelPayload",
    ("channel_archive", None): "ChannelArchivePayload",
    ("channel_unarchive", None): "ChannelUnarchivePayload",
    ("user_change", None): "UserChangePayload",
}


def test_every_answer_has_the_shape_of_slacks_schema(slack: SandboxServer, workplace: Workplace, client: WebClient) -> None:
    for name, answer in answers(slack, workplace, client).items():
        schema = SLACK / "schemas" / f"{_pascal(name)}Resp.json"
        if schema.is_file():
            assert _breaches(schema, answer) == [], name


def test_every_answer_holds_only_what_slacks_sample_holds(slack: SandboxServer, workplace: Workplace, client: WebClient) -> None:
    for name, answer in answers(slack, workplace, client).items():
        sample = SLACK / "samples" / "responses" / f"{name}.json"
        if sample.is_file():
            assert list(strangers(answer, _read(sample))) == [], name


def test_every_event_has_the_shape_of_slacks_schema(workplace: Workplace, socket: Socket) -> None:
    for event in events(workplace, socket):
        assert _breaches(SLACK / "schemas" / "InnerEvent.json", event, FREE | INSIDE_EVENTS) == [], event


def test_every_event_holds_only_what_slacks_sample_holds(workplace: Workplace, socket: Socket) -> None:
    seen = set()
    for event in events(workplace, socket):
        kind = (event["type"], event.get("subtype"))
        if kind in SAMPLE_OF_EVENT:
            seen.add(kind)
            sample = _read(SLACK / "samples" / "events" / f"{SAMPLE_OF_EVENT[kind]}.json")["event"]
            assert list(strangers(event, sample)) == [], event

    assert seen == set(SAMPLE_OF_EVENT)


def test_what_wraps_an_event_is_as_in_slacks_sample(workplace: Workplace, socket: Socket) -> None:
    events(workplace, socket)

    sample = _read(SLACK / "samples" / "events" / "MessagePayload.json")
    wrappings = [envelope["payload"] for envelope in socket.envelopes if envelope["type"] == "events_api"]

    assert [found for each in wrappings for found in strangers({**each, "event": {}}, sample)] == []


def test_commands_clicks_and_forms_hold_only_what_slacks_samples_hold(workplace: Workplace, socket: Socket, client: WebClient) -> None:
    ada = workplace.person("Ada Lind")
    workplace.channel("#people", members=[ada])
    client.chat_postMessage(channel=workplace.id_of("#people"), text="x", blocks=[section("x"), actions(button("Press"))])
    ada.runs("/ask", "something", "#people")
    command = workplace.eventually(lambda: socket.asked("slash_commands"))[0]
    ada.clicks(ada.sees("#people")[-1], "Press")
    click = workplace.eventually(lambda: socket.asked("block_actions"))[0]
    client.views_open(trigger_id=click["trigger_id"], view=modal(question()))
    form = workplace.eventually(lambda: ada.form)
    ada.fills(form, {"Question": "why"})
    ada.submits()
    submission = workplace.eventually(lambda: socket.asked("view_submission"))[0]

    kept = SLACK / "samples" / "interactions"
    assert list(strangers(command, _read(kept / "slash-commands" / "SlashCommandPayload.json"))) == []
    assert list(strangers(click, _read(kept / "interactive-components" / "BlockActionPayload.json"))) == []
    assert list(strangers(submission, _read(kept / "views" / "ViewSubmissionPayload.json"))) == []


def answers(slack: SandboxServer, workplace: Workplace, client: WebClient) -> dict[str, Json]:
    """What each method answers in a channel where something was said."""
    ada = workplace.person("Ada Lind")
    channel = workplace.channel("#people", members=[ada]) and workplace.id_of("#people")
    said = ada.posts("#people", "När kommer lönen?")
    ada.replies(said, "Den 25:e", broadcast=True)
    ada.reacts(said, "eyes")
    ada.opens_home()
    posted = client.chat_postMessage(channel=channel, text="hej", blocks=[section("hej")])
    calls: dict[str, Callable[[], Any]] = {
        "auth.test": client.auth_test,
        "team.info": client.team_info,
        "conversations.info": lambda: client.conversations_info(channel=channel, include_num_members=True),
        "conversations.list": client.conversations_list,
        "conversations.members": lambda: client.conversations_members(channel=channel),
        "conversations.history": lambda: client.conversations_history(channel=channel),
        "conversations.replies": lambda: client.conversations_replies(channel=channel, ts=said.ts),
        "conversations.open": lambda: client.conversations_open(users=ada.id, return_im=True),
        "users.conversations": client.users_conversations,
        "users.info": lambda: client.users_info(user=ada.id, include_locale=True),
        "users.list": lambda: client.users_list(include_locale=True),
        "reactions.get": lambda: client.reactions_get(channel=channel, timestamp=said.ts),
        "reactions.add": lambda: client.reactions_add(channel=channel, timestamp=said.ts, name="tada"),
        "chat.getPermalink": lambda: client.chat_getPermalink(channel=channel, message_ts=said.ts),
        "chat.postEphemeral": lambda: client.chat_postEphemeral(channel=channel, user=ada.id, text="för dig"),
        "views.publish": lambda: client.views_publish(user_id=ada.id, view={"type": "home", "blocks": [section("hem")]}),
        "chat.delete": lambda: client.chat_delete(channel=channel, ts=posted["ts"]),
        "apps.connections.open": lambda: client.apps_connections_open(app_token=slack.app_token),
    }
    return {"chat.postMessage": _data(posted)} | {name: _data(call()) for name, call in calls.items()}


def events(workplace: Workplace, socket: Socket) -> list[Json]:
    """Everything that the app hears on an eventful day."""
    ada, bo = workplace.person("Ada Lind"), workplace.person("Bo")
    workplace.channel("#people", members=[ada, bo])
    said = ada.posts("#people", "När kommer lönen?")
    bo.replies(said, "Den 25:e", broadcast=True)
    ada.edits(said, "När kommer lönen i juni?")
    ada.reacts(said, "eyes")
    ada.unreacts(said, "eyes")
    ada.posts("#people", f"<@{workplace.app}> vad vet du?")
    gone = bo.posts("#people", "fel kanal")
    bo.deletes(gone)
    bo.leaves("#people")
    bo.joins("#people")
    ada.opens_home()
    bo.becomes(status_text="på semester")
    for verb in ("archive", "unarchive"):
        ada.does(verb, channel=workplace.id_of("#people"))
    workplace.eventually(lambda: socket.heard("channel_unarchive"))
    return [envelope["payload"]["event"] for envelope in socket.envelopes if envelope["type"] == "events_api"]


def strangers(ours: Any, theirs: Any, where: str = "") -> Iterator[str]:
    """The fields of ours that theirs does not know, or knows as something else."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key, value in ours.items():
            if key in FREE or f"{where}.{key}" in SINCE:
                continue
            if key not in theirs:
                yield f"{where}.{key} is not in Slack's sample"
            elif value is not None:
                yield from strangers(value, theirs[key], f"{where}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        for value in ours if theirs else ():
            yield from strangers(value, theirs[0], f"{where}[]")
    elif theirs is not None and _kind(ours) != _kind(theirs) and (ours, theirs) != ("false", False):  # a command comes as a form
        yield f"{where} is a {_kind(ours)}, in Slack's sample a {_kind(theirs)}"


def _kind(value: Any) -> str:
    return {bool: "truth value", int: "number", float: "number", str: "text", dict: "object", list: "list"}[type(value)]


def _breaches(schema: Path, value: Json, free: set[str] = FREE) -> list[str]:
    errors = Draft7Validator(_opened(_read(schema), free)).iter_errors(_without_nulls(value))
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


def _opened(schema: Any, free: set[str]) -> Any:
    """The schema without its word on what may stand beside: it lists less than Slack sends; the samples look after that."""
    if isinstance(schema, list):
        return [_opened(each, free) for each in schema]
    if not isinstance(schema, dict):
        return schema
    opened = {key: _opened(value, free) for key, value in schema.items() if key != "additionalProperties"}
    if isinstance(opened.get("properties"), dict):
        opened["properties"] = {name: {} if name in free else each for name, each in opened["properties"].items()}
    if isinstance(opened.get("required"), list):
        opened["required"] = [name for name in opened["required"] if name not in NOT_ALWAYS]
    return opened


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(each) for key, each in value.items() if each is not None}
    return [_without_nulls(each) for each in value] if isinstance(value, list) else value


def _data(answer: Any) -> Json:
    data: Json = answer.data
    return data


def _pascal(method: str) -> str:
    return "".join(part[0].upper() + part[1:] for part in method.split("."))


def _read(path: Path) -> Json:
    read: Json = json.loads(path.read_text(encoding="utf-8"))
    return read
