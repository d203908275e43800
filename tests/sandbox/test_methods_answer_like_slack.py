"""The Web API: who may call what, what is refused and how, and how lists and histories are paged."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import SandboxServer
from tests.sandbox.conftest import MONDAY, section
from tests.workplace import Workplace

Json = dict[str, Any]


def refusal(client: WebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, json=arguments)
    return str(refused.value.response["error"])


def test_an_unknown_method_is_named_as_such(client: WebClient) -> None:
    assert refusal(client, "admin.users.list") == "unknown_method"


def test_tokens_are_checked(slack: SandboxServer, client: WebClient) -> None:
    assert refusal(WebClient(base_url=slack.api), "auth.test") == "not_authed"
    assert refusal(WebClient(base_url=slack.api, token="xoxb-wrong"), "auth.test") == "invalid_auth"
    assert refusal(WebClient(base_url=slack.api, token=slack.app_token), "auth.test") == "not_allowed_token_type"
    assert refusal(client, "apps.connections.open") == "not_allowed_token_type"


def test_a_missing_scope_is_named(slack: SandboxServer, client: WebClient) -> None:
    slack.state.app.scopes.discard("users:read")

    with pytest.raises(SlackApiError) as refused:
        client.users_list()

    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "users:read"
    assert "chat:write" in refused.value.response["provided"]


def test_each_kind_of_conversation_has_its_scope(slack: SandboxServer, workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#secret", members=[ada], private=True)
    slack.state.app.scopes -= {"groups:history", "groups:read"}

    assert refusal(client, "conversations.history", channel=workplace.id_of("#secret")) == "missing_scope"
    assert refusal(client, "conversations.list", types="private_channel") == "missing_scope"
    assert client.conversations_list(types="public_channel")["ok"]


def test_blocks_come_as_json_or_inside_a_form(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")

    client.chat_postMessage(channel=channel, text="a", blocks=[section("as JSON")])
    client.api_call("chat.postMessage", data={"channel": channel, "text": "b", "blocks": '[{"type":"markdown","text":"in a form"}]'})

    assert [message.text_of_blocks for message in ada.sees("#people")] == ["as JSON", "in a form"]


def test_the_app_posts_only_where_it_is_a_member(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#open", members=[ada], with_app=False)
    workplace.channel("#secret", members=[ada], with_app=False, private=True)
    workplace.channel("#old", members=[ada])
    ada.does("archive", channel=workplace.id_of("#old"))

    def posting(channel: str) -> str:
        return refusal(client, "chat.postMessage", channel=channel, text="hej")

    assert posting(workplace.id_of("#open")) == "not_in_channel"
    assert posting(workplace.id_of("#secret")) == "channel_not_found"
    assert posting(workplace.id_of("#old")) == "is_archived"
    assert posting("C0NOTHING") == "channel_not_found"


def test_private_channels_are_visible_to_members_only(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#secret", members=[ada], with_app=False, private=True)
    workplace.channel("#ours", members=[ada], private=True)
    workplace.channel("#open", members=[ada], with_app=False)

    listed = client.conversations_list(types="public_channel,private_channel")["channels"]

    assert sorted(channel["name"] for channel in listed) == ["open", "ours"]
    assert refusal(client, "conversations.info", channel=workplace.id_of("#secret")) == "channel_not_found"
    assert refusal(client, "conversations.history", channel=workplace.id_of("#open")) == "not_in_channel"
    assert [channel["name"] for channel in client.users_conversations(types="public_channel,private_channel")["channels"]] == ["ours"]


def test_text_is_needed_and_limited(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")

    posted = client.chat_postMessage(channel=channel, text="å" * 40_001)

    assert len(posted["message"]["text"]) == 40_000
    assert refusal(client, "chat.postMessage", channel=channel, text="") == "no_text"
    assert refusal(client, "chat.update", channel=channel, ts=posted["ts"], text="å" * 4001) == "msg_too_long"
    assert refusal(client, "chat.postMessage", channel=channel, text="a", metadata={"event_type": 1}) == "invalid_metadata_format"


def test_only_its_own_messages_are_the_apps_to_change(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    hers = ada.posts("#people", "min")

    assert refusal(client, "chat.update", channel=hers.channel, ts=hers.ts, text="x") == "cant_update_message"
    assert refusal(client, "chat.delete", channel=hers.channel, ts=hers.ts) == "cant_delete_message"
    assert refusal(client, "chat.delete", channel=hers.channel, ts="1.000001") == "message_not_found"


def test_an_update_keeps_the_blocks_it_does_not_name(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    posted = client.chat_postMessage(channel=workplace.id_of("#people"), text="a", blocks=[section("before")])

    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="b")
    kept = ada.sees("#people")[0].text_of_blocks
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="c", blocks=[])

    assert kept == "before"
    assert ada.sees("#people")[0].text_of_blocks == "c"


def test_metadata_is_given_back_on_request(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")
    metadata = {"event_type": "posted", "event_payload": {"key": "k1"}}
    root = client.chat_postMessage(channel=channel, text="a", metadata=metadata)
    client.chat_postMessage(channel=channel, text="b", thread_ts=root["ts"], metadata=metadata)

    history = client.conversations_history(channel=channel, include_all_metadata=True)["messages"]
    replies = client.conversations_replies(channel=channel, ts=root["ts"], include_all_metadata=True)["messages"]

    assert [message["metadata"] for message in history + replies] == [metadata] * 3
    assert "metadata" not in client.conversations_history(channel=channel)["messages"][0]


def test_a_post_to_a_deleted_parent_lands_in_the_channel(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    asked = ada.asks("#people", "borta")
    ada.deletes(asked)

    posted = client.chat_postMessage(channel=asked.channel, text="svar", thread_ts=asked.ts)

    assert "thread_ts" not in posted["message"]
    assert [message.text for message in ada.sees("#people")] == ["svar"]


def test_a_post_to_a_deactivated_person_succeeds(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    ada.becomes(deleted=True)

    channel = client.conversations_open(users=ada.id)["channel"]["id"]

    assert client.chat_postMessage(channel=channel, text="hallå?")["ok"]


def test_history_is_paged_newest_first_within_bounds(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")
    posted = [ada.posts("#people", str(number)) for number in range(7)]
    ada.replies(posted[0], "not in the history")

    pages = [[m["text"] for m in page["messages"]] for page in client.conversations_history(channel=channel, limit=3)]
    between = client.conversations_history(channel=channel, oldest=posted[1].ts, latest=posted[4].ts)
    including = client.conversations_history(channel=channel, oldest=posted[1].ts, latest=posted[4].ts, inclusive=True)

    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert [message["text"] for message in between["messages"]] == ["3", "2"]
    assert [message["text"] for message in including["messages"]] == ["4", "3", "2", "1"]
    assert including["has_more"] is False


def test_a_history_cursor_stays_valid_when_new_messages_come(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")
    for number in range(4):
        ada.posts("#people", str(number))

    first = client.conversations_history(channel=channel, limit=2)
    ada.posts("#people", "new")
    second = client.conversations_history(channel=channel, limit=2, cursor=first["response_metadata"]["next_cursor"])

    assert [message["text"] for message in second["messages"]] == ["1", "0"]


def test_bad_cursors_limits_and_timestamps_are_refused(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")

    assert refusal(client, "conversations.history", channel=channel, cursor="nonsense") == "invalid_cursor"
    assert refusal(client, "conversations.history", channel=channel, limit=1000) == "invalid_limit"
    assert refusal(client, "conversations.history", channel=channel, oldest="yesterday") == "invalid_ts_oldest"
    assert refusal(client, "conversations.replies", channel=channel, ts="1.000001") == "thread_not_found"


def test_a_thread_is_paged_oldest_first_and_each_page_begins_with_its_root(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    asked = ada.asks("#people", "root")
    replies = [ada.replies(asked, str(number)) for number in range(5)]

    pages = [[m["text"] for m in page["messages"]] for page in client.conversations_replies(channel=asked.channel, ts=asked.ts, limit=3)]
    newer = client.conversations_replies(channel=asked.channel, ts=asked.ts, oldest=replies[3].ts)["messages"]

    assert pages == [["root", "0", "1"], ["root", "2", "3"], ["root", "4"]]
    assert [message["text"] for message in newer] == ["root", "4"]
    assert newer[0]["reply_count"] == 5
    assert newer[1]["parent_user_id"] == ada.id


def test_lists_of_people_and_members_are_paged(workplace: Workplace, client: WebClient) -> None:
    people = [workplace.person(f"Person {number}") for number in range(5)]
    workplace.channel("#people", members=people)

    members = [page["members"] for page in client.conversations_members(channel=workplace.id_of("#people"), limit=4)]
    users = [user["id"] for page in client.users_list(limit=2) for user in page["members"]]

    assert [len(page) for page in members] == [4, 2]
    assert set(users) == {person.id for person in people} | {workplace.app}


def test_people_are_described_with_what_matters_for_asking_them(workplace: Workplace, client: WebClient) -> None:
    guest = workplace.person("Gäst", guest=True, tz="Asia/Kolkata", locale="en-US")
    outsider = workplace.person("Utomstående", is_stranger=True, team_id="T0OTHER")

    described = client.users_info(user=guest.id, include_locale=True)["user"]

    assert (described["is_restricted"], described["tz"], described["tz_offset"], described["locale"]) == (
        True,
        "Asia/Kolkata",
        19800,
        "en-US",
    )
    assert client.users_info(user=outsider.id)["user"]["is_stranger"] is True
    assert "locale" not in client.users_info(user=guest.id)["user"]
    assert refusal(client, "users.info", user="U0NOBODY") == "user_not_found"


def test_reactions_are_added_once_and_removed_once(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    asked = ada.asks("#people", "fråga")
    where = {"channel": asked.channel, "timestamp": asked.ts, "name": "eyes"}

    client.reactions_add(**where)

    assert refusal(client, "reactions.add", **where) == "already_reacted"
    assert client.reactions_get(channel=asked.channel, timestamp=asked.ts)["message"]["reactions"][0]["users"] == [workplace.app]
    client.reactions_remove(**where)
    assert refusal(client, "reactions.remove", **where) == "no_reaction"
    assert refusal(client, "reactions.add", **(where | {"name": "no such thing"})) == "invalid_name"
    assert refusal(client, "reactions.add", **(where | {"timestamp": "1.000001"})) == "message_not_found"


def test_joining_and_leaving(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#open", members=[ada], with_app=False)
    channel = workplace.id_of("#open")

    joined = client.conversations_join(channel=channel)
    again = client.conversations_join(channel=channel)
    client.conversations_leave(channel=channel)

    assert joined["channel"]["is_member"] is True
    assert again["warning"] == "already_in_channel"
    assert client.conversations_info(channel=channel)["channel"]["is_member"] is False


def test_permalinks_lead_into_threads(workplace: Workplace, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    asked = ada.asks("#people", "fråga")
    reply = ada.replies(asked, "svar")

    link = client.chat_getPermalink(channel=asked.channel, message_ts=reply.ts)["permalink"]

    assert link.endswith(f"/archives/{asked.channel}/p{reply.ts.replace('.', '')}?thread_ts={asked.ts}&cid={asked.channel}")


def test_do_not_disturb_and_user_groups(slack: SandboxServer, workplace: Workplace, client: WebClient) -> None:
    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    group = slack.set_usergroup("lön", [ada.id])
    ada.becomes(dnd=True)

    quiet = client.dnd_info(user=ada.id)

    assert quiet["next_dnd_start_ts"] <= MONDAY.timestamp() + 60 < quiet["next_dnd_end_ts"]
    assert client.dnd_teamInfo(users=[ada.id, bo.id])["users"][bo.id]["dnd_enabled"] is False
    assert client.usergroups_users_list(usergroup=group)["users"] == [ada.id]
    assert client.usergroups_list(include_users=True)["usergroups"][0]["handle"] == "lön"


def test_calls_are_limited_by_tier_with_a_wait(workplace: Workplace) -> None:
    with SandboxServer(now=MONDAY) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api)
        for _ in range(20):
            client.users_list()

        with pytest.raises(SlackApiError) as refused:
            client.users_list()

        assert refused.value.response.status_code == 429
        assert 0 < int(refused.value.response.headers["Retry-After"]) <= 60
        assert client.users_info(user=slack.state.app.user)["ok"]


def test_posts_in_one_channel_are_limited_to_about_one_a_second() -> None:
    with SandboxServer(now=MONDAY) as slack:
        workplace = Workplace(slack)
        ada, bo = workplace.person("Ada"), workplace.person("Bo")
        client = WebClient(token=slack.bot_token, base_url=slack.api)
        for _ in range(3):
            client.chat_postMessage(channel=ada.id, text="hej")

        with pytest.raises(SlackApiError) as refused:
            client.chat_postMessage(channel=ada.id, text="hej")

        assert refused.value.response.headers["Retry-After"] == "1"
        assert client.chat_postMessage(channel=bo.id, text="hej")["ok"]


def test_the_time_of_every_call_is_kept(slack: SandboxServer, client: WebClient) -> None:
    client.auth_test()

    (call,) = slack.house.wire.calls

    assert call.method == "auth.test"
    assert call.answered_at is not None
    assert 0 <= call.answered_at - call.received_at < 1


def test_history_and_replies_show_what_became_of_messages(workplace: Workplace, client: WebClient) -> None:
    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    channel = workplace.id_of(workplace.channel("#people", members=[ada, bo]))
    asked, plain, gone = ada.asks("#people", "fråga"), ada.posts("#people", "som den var"), ada.posts("#people", "strax borta")
    reply, taken_back = bo.replies(asked, "svar"), bo.replies(asked, "felsvar")

    ada.edits(plain, "som den blev")
    ada.reacts(reply, "white_check_mark")
    ada.deletes(gone)
    bo.deletes(taken_back)
    ada.deletes(asked)

    edited, tombstone = client.conversations_history(channel=channel, oldest=asked.ts, latest=gone.ts, inclusive=True)["messages"]
    assert (edited["text"], edited["ts"] < edited["edited"]["ts"]) == ("som den blev", True)
    assert (tombstone["subtype"], tombstone["ts"], tombstone["reply_count"], tombstone["latest_reply"]) == (
        "tombstone",
        asked.ts,
        1,
        reply.ts,
    )
    root, answer = client.conversations_replies(channel=channel, ts=asked.ts)["messages"]
    assert root["subtype"] == "tombstone"
    assert answer["reactions"] == [{"name": "white_check_mark", "users": [ada.id], "count": 1}]
