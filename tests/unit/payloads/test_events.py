"""What events say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.payloads import reduce_event
from knowledge.domain.occurrences import (
    ChannelChanged,
    Deleted,
    DirectMessage,
    Edited,
    HomeOpened,
    Joined,
    Left,
    Mentioned,
    Occurrence,
    PersonChanged,
    Posted,
    Reacted,
    Uninstalled,
)

SLACK = Path(__file__).parents[3].parent / "shared" / "slack"
TS, ROOT, LATER = "1700000000.000100", "1700000000.000001", "1700000099.000000"


def message(**fields: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "text": "hello",
        "ts": TS,
        "event_ts": TS,
        **fields,
    }


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    base = {"type": "message", "user": "U1", "ts": TS}
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": "C1",
        "channel_type": "channel",
        "ts": LATER,
        "event_ts": LATER,
        "message": {**base, **after},
        "previous_message": {**base, **before},
    }


def test_a_message_is_posted_in_the_lane_of_its_thread() -> None:
    occurrence = reduce_event(message(thread_ts=ROOT))

    assert isinstance(occurrence, Posted)
    assert occurrence.written.message.text == "hello"
    assert occurrence.lane == f"C1:{ROOT}"


def test_messages_of_private_channels_count_and_those_of_group_chats_do_not() -> None:
    assert isinstance(reduce_event(message(channel_type="group")), Posted)
    assert reduce_event(message(channel_type="mpim")) is None


@pytest.mark.parametrize("fields", [{"channel_type": "im"}, {"channel_type": "app_home"}, {"channel": "D1", "channel_type": None}])
def test_a_message_to_the_app_is_direct(fields: dict[str, Any]) -> None:
    occurrence = reduce_event(message(**fields))

    assert isinstance(occurrence, DirectMessage)
    assert (occurrence.user, occurrence.text, occurrence.thread_ts) == ("U1", "hello", TS)


def test_the_apps_own_words_in_a_direct_conversation_are_nothing() -> None:
    assert reduce_event(message(channel_type="im", bot_id="B1")) is None
    assert reduce_event({**changed({"text": "a"}, {"text": "b"}), "channel_type": "im"}) is None


def test_an_edit_carries_the_new_words_and_their_version() -> None:
    occurrence = reduce_event(changed({"text": "helo"}, {"text": "hello", "edited": {"user": "U1", "ts": "1700000050.000000"}}))

    assert isinstance(occurrence, Edited)
    assert occurrence.written.message.text == "hello"
    assert occurrence.written.message.version == "1700000050.000000"


def test_a_change_of_words_without_a_version_gets_the_time_of_the_event() -> None:
    occurrence = reduce_event(changed({"text": "a"}, {"text": "b"}))

    assert isinstance(occurrence, Edited)
    assert occurrence.written.message.version == LATER


@pytest.mark.parametrize(
    "after",
    [
        {"text": "hello", "attachments": [{"title": "unfurled"}]},
        {"text": "hello", "reply_count": 1, "thread_ts": TS},
        {"text": "hello", "subtype": "thread_broadcast"},
    ],
)
def test_an_unfurled_link_or_a_new_reply_changes_nothing(after: dict[str, Any]) -> None:
    assert reduce_event(changed({"text": "hello"}, after)) is None


def test_an_edit_of_an_edited_message_counts_although_it_brought_the_old_words_back() -> None:
    before = {"text": "hello", "edited": {"ts": "1700000010.000000"}}

    assert isinstance(reduce_event(changed(before, {"text": "hello", "edited": {"ts": "1700000020.000000"}})), Edited)


def test_a_bots_edit_is_nothing() -> None:
    assert reduce_event(changed({"text": "a", "bot_id": "B1"}, {"text": "b", "bot_id": "B1"})) is None


def test_a_deleted_parent_with_replies_is_a_deletion() -> None:
    after = {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True, "thread_ts": TS}

    assert reduce_event(changed({"text": "hello"}, after)) == Deleted("C1", TS, TS)  # type: ignore[arg-type]  # plain strings


def test_a_deletion_names_the_message_and_its_thread() -> None:
    event = message(subtype="message_deleted", deleted_ts=TS, ts=LATER, previous_message={"thread_ts": ROOT, "ts": TS})

    occurrence = reduce_event(event)

    assert isinstance(occurrence, Deleted)
    assert (occurrence.ts, occurrence.thread_ts, occurrence.lane) == (TS, ROOT, f"C1:{ROOT}")


def test_a_reaction_is_put_on_and_taken_off() -> None:
    event = {
        "type": "reaction_added",
        "user": "U2",
        "reaction": "+1::skin-tone-2",
        "item_user": "U1",
        "item": {"type": "message", "channel": "C1", "ts": TS},
        "event_ts": LATER,
    }

    on, off = reduce_event(event), reduce_event({**event, "type": "reaction_removed"})

    assert isinstance(on, Reacted)
    assert isinstance(off, Reacted)
    assert (on.name, on.removed, off.removed, on.item_user, on.lane) == ("+1", False, True, "U1", f"C1:{TS}")
    assert reduce_event({**event, "item": {"type": "file", "file": "F1"}}) is None


@pytest.mark.parametrize(
    ("event", "what"),
    [
        ({"type": "channel_archive", "channel": "C1"}, "archived"),
        ({"type": "group_archive", "channel": "C1"}, "archived"),
        ({"type": "channel_unarchive", "channel": "C1"}, "unarchived"),
        ({"type": "channel_deleted", "channel": "C1"}, "deleted"),
        ({"type": "group_left", "channel": "C1"}, "left"),
        ({"type": "channel_shared", "channel": "C1"}, "shared"),
        ({"type": "channel_unshared", "channel": "C1", "is_ext_shared": False}, "unshared"),
        ({"type": "channel_unshared", "channel": "C1", "is_ext_shared": True}, "shared"),
        ({"type": "channel_history_changed", "channel": "C1"}, "history_changed"),
        (message(subtype="channel_convert_to_private"), "made_private"),
    ],
)
def test_a_channel_changes(event: dict[str, Any], what: str) -> None:
    assert reduce_event(event) == ChannelChanged("C1", what)  # type: ignore[arg-type]  # plain strings


def test_a_channel_gets_another_name_or_id() -> None:
    renamed = reduce_event({"type": "group_rename", "channel": {"id": "G1", "name": "new"}})
    moved = reduce_event({"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C9"})

    assert renamed == ChannelChanged("G1", "renamed", name="new")  # type: ignore[arg-type]  # plain strings
    assert moved == ChannelChanged("G1", "id_changed", new_id="C9")  # type: ignore[arg-type]  # plain strings


def test_people_come_go_and_change() -> None:
    joined = reduce_event({"type": "member_joined_channel", "user": "U1", "channel": "C1", "inviter": "U2"})
    left = reduce_event({"type": "member_left_channel", "user": "U1", "channel": "C1"})
    person = reduce_event({"type": "user_change", "user": {"id": "U1", "profile": {"real_name": "Ada"}, "is_restricted": True}})

    assert isinstance(joined, Joined)
    assert joined.inviter == "U2"
    assert isinstance(left, Left)
    assert isinstance(person, PersonChanged)
    assert (person.person.name, person.person.is_guest, person.lane) == ("Ada", True, "person:U1")


def test_the_home_tab_is_opened_and_the_messages_tab_is_no_home() -> None:
    assert isinstance(reduce_event({"type": "app_home_opened", "user": "U1", "tab": "home"}), HomeOpened)
    assert reduce_event({"type": "app_home_opened", "user": "U1", "tab": "messages"}) is None


def test_a_mention_stands_in_the_lane_of_its_message() -> None:
    occurrence = reduce_event({"type": "app_mention", "user": "U1", "text": "<@UBOT> hur", "ts": TS, "channel": "C1"})

    assert isinstance(occurrence, Mentioned)
    assert occurrence.lane == f"C1:{TS}"


def test_only_a_revoked_bot_token_is_an_uninstall() -> None:
    assert isinstance(reduce_event({"type": "app_uninstalled"}), Uninstalled)
    assert isinstance(reduce_event({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}), Uninstalled)
    assert reduce_event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}) is None


EXPECTED: dict[str, type[Occurrence] | None] = {
    "AppHomeOpenedPayload": HomeOpened,
    "AppMentionPayload": Mentioned,
    "AppUninstalledPayload": Uninstalled,
    "ChannelArchivePayload": ChannelChanged,
    "ChannelDeletedPayload": ChannelChanged,
    "ChannelIdChangedPayload": ChannelChanged,
    "ChannelLeftPayload": ChannelChanged,
    "ChannelRenamePayload": ChannelChanged,
    "ChannelSharedPayload": ChannelChanged,
    "ChannelUnarchivePayload": ChannelChanged,
    "ChannelUnsharedPayload": ChannelChanged,
    "GroupArchivePayload": ChannelChanged,
    "GroupLeftPayload": ChannelChanged,
    "GroupRenamePayload": ChannelChanged,
    "GroupUnarchivePayload": ChannelChanged,
    "MemberJoinedChannelPayload": Joined,
    "MemberLeftChannelPayload": Left,
    "MessageBotPayload": None,
    "MessageChangedPayload": None,  # the sample says the same before and after
    "MessageChannelJoinPayload": None,
    "MessageDeletedPayload": Deleted,
    "MessageFileSharePayload": Posted,
    "MessageMePayload": None,
    "MessagePayload": Posted,
    "MessageThreadBroadcastPayload": Posted,
    "ReactionAddedPayload": Reacted,
    "ReactionRemovedPayload": Reacted,
    "TeamJoinPayload": PersonChanged,
    "TokensRevokedPayload": Uninstalled,
    "UserChangePayload": PersonChanged,
}
_HOLLOW = {"bot_id", "subtype", "tab", "channel_type", "thread_ts", "parent_user_id"}


def sample(name: str) -> dict[str, Any]:
    """Slack's sample with its empty strings filled in; where a filled field would change what it is, it stays empty."""
    path = SLACK / "samples" / "events" / f"{name}.json"
    if not path.exists():
        pytest.skip("needs ../shared/slack")

    def filled(value: Any, key: str = "") -> Any:
        match value:
            case dict():
                return {k: filled(v, k) for k, v in value.items()}
            case list():
                return [filled(v, key) for v in value]
            case "" if key not in _HOLLOW:
                return TS if key == "ts" or key.endswith("_ts") else "C1" if key.startswith("channel") else "X1"
        return value

    event: dict[str, Any] = filled(json.loads(path.read_text())["event"])
    return event


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_slacks_own_samples_are_understood(name: str) -> None:
    occurrence = reduce_event(sample(name))

    expected = EXPECTED[name]
    assert occurrence is None if expected is None else isinstance(occurrence, expected)


@pytest.mark.skipif(not SLACK.exists(), reason="needs ../shared/slack")
@pytest.mark.parametrize("path", sorted((SLACK / "samples" / "events").glob("*.json")), ids=lambda path: path.stem)
def test_no_sample_makes_it_stumble(path: Path) -> None:
    reduce_event(json.loads(path.read_text()).get("event", {}))


@pytest.mark.skipif(not SLACK.exists(), reason="needs ../shared/slack")
@pytest.mark.parametrize(
    "event",
    [
        message(),
        {
            "type": "reaction_added",
            "user": "U2",
            "reaction": "+1",
            "item_user": "U1",
            "item": {"type": "message", "channel": "C1", "ts": TS},
            "event_ts": LATER,
        },
        {"type": "channel_id_changed", "old_channel_id": "G1", "new_channel_id": "C9", "event_ts": LATER},
        {"type": "channel_archive", "channel": "C1", "user": "U1", "event_ts": LATER},
    ],
)
def test_the_events_of_these_tests_are_shaped_as_slack_shapes_them(event: dict[str, Any]) -> None:
    schema = json.loads((SLACK / "schemas" / "InnerEvent.json").read_text())

    jsonschema.Draft7Validator(schema).validate(event)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "ts", "text", "user", "channel", "x"]), inner, max_size=3)
    ),
    max_leaves=8,
)
_TYPES = [
    "message",
    "app_mention",
    "reaction_added",
    "channel_rename",
    "user_change",
    "tokens_revoked",
    "app_home_opened",
    "channel_archive",
]
_FIELDS = ["subtype", "channel", "user", "ts", "message", "previous_message", "item", "tokens", "deleted_ts", "reaction", "tab", "text"]
_WORDS = ["message_changed", "message_deleted", TS, "C1", "U1"]


@given(st.sampled_from(_TYPES), st.dictionaries(st.sampled_from(_FIELDS), json_values | st.sampled_from(_WORDS)))
def test_no_event_makes_it_stumble(kind: str, fields: dict[str, Any]) -> None:
    reduce_event({"type": kind, **fields})
