"""What of a raw message is kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.payloads import mentions_of, reduce_message, written
from knowledge.domain.ids import ChannelId, Ts, UserId
from knowledge.domain.messages import Message, Reaction
from knowledge.domain.written import Written

HERE = ChannelId("C1")
TS = "1700000000.000100"


def raw(**fields: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": "hello", "ts": TS, **fields}


def text_of(**fields: Any) -> str:
    said = written(raw(**fields), HERE)
    assert said is not None
    return said.message.text


def test_a_plain_message_is_its_own_root_and_version() -> None:
    assert written(raw(), HERE) == Written(Message(HERE, Ts(TS), UserId("U1"), "hello", Ts(TS), Ts(TS)))


def test_a_reply_names_its_root_and_an_edit_its_version() -> None:
    said = written(raw(thread_ts="1700000000.000001", edited={"user": "U1", "ts": "1700000009.000000"}), HERE)

    assert said is not None
    assert said.message.thread_ts == "1700000000.000001"
    assert said.message.version == "1700000009.000000"
    assert said.message.is_reply


def test_a_broadcast_is_marked() -> None:
    said = written(raw(subtype="thread_broadcast", thread_ts="1700000000.000001"), HERE)

    assert said is not None
    assert said.message.broadcast


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "bot_message"},
        {"bot_id": "B1"},
        {"subtype": "channel_join"},
        {"subtype": "me_message"},
        {"subtype": "reply_broadcast"},
        {"subtype": "some_new_notice"},
        {"hidden": True},
        {"user": None},
        {"user": "USLACKBOT"},
        {"text": " \n "},
        {"text": "", "attachments": [{"text": "an unfurled page"}]},
        {"ts": 1700000000.0001},
        {"ts": "1700000000"},
        {"ts": "1700000000.0001; --"},
    ],
)
def test_what_no_person_wrote_is_left_out(fields: dict[str, Any]) -> None:
    assert written(raw(**fields), HERE) is None


def test_a_bot_id_of_null_is_no_bot() -> None:
    assert written(raw(bot_id=None), HERE) is not None


def test_a_tombstone_keeps_the_place_and_no_words() -> None:
    said = written(
        raw(subtype="tombstone", user="USLACKBOT", text="This message was deleted.", hidden=True, thread_ts="1700000000.000001"), HERE
    )

    assert said is not None
    assert said.deleted
    assert (said.message.text, said.message.user, said.message.thread_ts) == ("", "", "1700000000.000001")


def test_a_file_is_told_by_its_text_else_by_its_comment_else_by_its_name() -> None:
    commented = {"title": "plan.pdf", "initial_comment": {"comment": "the new plan"}}

    assert text_of(subtype="file_share", files=[{"title": "plan.pdf"}], text="see here") == "see here"
    assert text_of(subtype="file_share", files=[commented], text="") == "the new plan"
    assert text_of(subtype="file_share", files=[{"title": "a.png"}, {"name": "b.png"}], text="") == "a.png\nb.png"


def test_slacks_own_sentence_about_an_upload_of_2015_is_not_the_persons() -> None:
    sentence = "<@U1|ned> uploaded a file: <https://x.slack.com/f|Shot> and commented: look"

    assert text_of(subtype="file_share", text=sentence, file={"title": "Shot", "initial_comment": {"comment": "look"}}) == "look"
    assert text_of(subtype="file_share", text=sentence, file={"title": "Shot"}) == "Shot"


def test_a_comment_of_2015_belongs_to_who_commented() -> None:
    said = written(
        {"type": "message", "subtype": "file_comment", "ts": TS, "text": "…", "comment": {"user": "U2", "comment": "fantastic"}}, HERE
    )

    assert said is not None
    assert (said.message.user, said.message.text) == ("U2", "fantastic")


def test_what_is_no_message_is_none() -> None:
    assert written({"type": "file_comment", "user": "U2", "text": "How so?", "ts": TS}, HERE) is None


def test_mentions_lose_the_name_that_old_ones_carry() -> None:
    said = written(raw(text="<@U2|bo> and <@W3>, ask <@U2>"), HERE)

    assert said is not None
    assert said.message.text == "<@U2> and <@W3>, ask <@U2>"
    assert said.mentions == ("U2", "W3")


def test_mentions_of_a_text_stand_in_its_order() -> None:
    assert mentions_of("<@U9> <#C1|x> <!here> <@U2|bo> <@u3> <@U9>") == ("U9", "U2")


def test_reactions_lose_their_skin_tone_and_count_once_a_person() -> None:
    reactions = [
        {"name": "raising_hand::skin-tone-3", "users": ["U2", "U3"], "count": 7},
        {"name": "raising_hand", "users": ["U2"], "count": 1},
        {"name": "eyes", "count": 4},
        {"name": "", "users": ["U4"]},
        "odd",
    ]
    said = written(raw(reactions=reactions), HERE)

    assert said is not None
    assert said.reactions == tuple(Reaction(HERE, Ts(TS), UserId(user), "raising_hand") for user in ("U2", "U3"))


def test_rich_text_stands_in_for_an_empty_text() -> None:
    section = {
        "type": "rich_text_section",
        "elements": [
            {"type": "text", "text": "Hi "},
            {"type": "user", "user_id": "U2"},
            {"type": "text", "text": ", is a<b "},
            {"type": "text", "text": "true", "style": {"bold": True}},
            {"type": "text", "text": "? "},
            {"type": "link", "url": "https://x.se", "text": "here"},
            {"type": "emoji", "name": "eyes"},
            {"type": "channel", "channel_id": "C2"},
            {"type": "broadcast", "range": "here"},
            {"type": "usergroup", "usergroup_id": "S1"},
        ],
    }
    others = [
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"elements": [{"type": "text", "text": word}]} for word in ("one", "two")],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said\nbefore"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x = 1"}]},
    ]
    said = written(raw(text="", blocks=[{"type": "rich_text", "elements": [section, *others]}]), HERE)

    assert said is not None
    assert said.message.text == (
        "Hi <@U2>, is a&lt;b *true*? <https://x.se|here>:eyes:<#C2><!here><!subteam^S1>\n• one\n• two\n> said\n> before\n```x = 1```"
    )
    assert said.mentions == ("U2",)


@pytest.mark.parametrize("indent", [-(10**30), 10**30, 2.5, "2"])
def test_a_list_set_far_in_or_out_is_read(indent: object) -> None:
    listed = {"type": "rich_text_list", "style": "bullet", "indent": indent, "elements": [{"elements": [{"type": "text", "text": "one"}]}]}

    said = written(raw(text="", blocks=[{"type": "rich_text", "elements": [listed]}]), HERE)

    assert said is not None
    assert said.message.text.strip() == "• one"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
_FIELDS = [
    "type",
    "subtype",
    "ts",
    "user",
    "bot_id",
    "text",
    "thread_ts",
    "edited",
    "reactions",
    "blocks",
    "files",
    "file",
    "comment",
    "hidden",
]


@given(st.dictionaries(st.sampled_from(_FIELDS), json_values | st.sampled_from([TS, "U1", "tombstone", "file_comment", "file_share"])))
def test_no_json_object_makes_it_stumble(odd: dict[str, Any]) -> None:
    reduce_message(odd, HERE)
    reduce_message({**odd, "ts": TS, "user": "U1"}, HERE)
