"""Which events the app gets, and what they say."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import SandboxServer
from tests.sandbox.conftest import Socket
from tests.workplace import Workplace

Json = dict[str, Any]


def test_a_message_in_a_channel_of_the_app_reaches_it(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada Lind")
    workplace.channel("#people", members=[ada])

    posted = ada.asks("#people", "När kommer lönen i juni?")

    (event,) = workplace.eventually(lambda: socket.heard("message", None))
    assert event["text"] == "När kommer lönen i juni?"
    assert (event["user"], event["channel"], event["ts"], event["channel_type"]) == (ada.id, posted.channel, posted.ts, "channel")
    wrapping = socket.envelopes[-1]["payload"]
    assert wrapping["type"] == "event_callback"
    assert wrapping["event_id"].startswith("Ev")
    assert wrapping["authorizations"][0]["user_id"] == workplace.app


def test_what_is_said_where_the_app_is_no_member_stays_there(workplace: Workplace, socket: Socket) -> None:
    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    workplace.channel("#elsewhere", members=[ada], with_app=False)
    workplace.channel("#secret", members=[ada], with_app=False, private=True)
    workplace.channel("#here", members=[ada])

    ada.posts("#elsewhere", "not for the app")
    ada.posts("#secret", "nor this")
    ada.posts(str(ada.does("open_dm", user=bo.id)["channel"]), "nor this")
    ada.posts("#here", "but this")

    workplace.eventually(lambda: socket.heard("message"))
    assert [event["text"] for event in socket.heard("message")] == ["but this"]


def test_private_channels_and_direct_messages_have_their_own_type(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#secret", members=[ada], private=True)

    ada.posts("#secret", "in private")
    ada.writes_to_the_app("directly")

    workplace.eventually(lambda: len(socket.heard("message")) == 2)
    assert sorted(event["channel_type"] for event in socket.heard("message")) == ["group", "im"]


def test_only_what_the_app_subscribed_to_is_sent(slack: SandboxServer, workplace: Workplace, socket: Socket) -> None:
    slack.state.app.events -= {"message.channels", "reaction_added"}
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    posted = ada.posts("#people", "unheard")
    ada.reacts(posted, "eyes")
    ada.writes_to_the_app("heard")

    workplace.eventually(lambda: socket.heard("message"))
    assert [event["text"] for event in socket.heard("message")] == ["heard"]
    assert socket.heard("reaction_added") == []


def test_a_mention_comes_as_a_message_and_as_a_mention(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    posted = ada.posts("#people", "@Kollega vem kan lön?")

    (mention,) = workplace.eventually(lambda: socket.heard("app_mention"))
    (message,) = workplace.eventually(lambda: socket.heard("message"))
    assert mention["ts"] == message["ts"] == posted.ts
    assert mention["text"] == f"<@{workplace.app}> vem kan lön?"


def test_the_app_hears_its_own_messages(workplace: Workplace, socket: Socket, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    client.chat_postMessage(channel=workplace.id_of("#people"), text="from the app")

    (echo,) = workplace.eventually(lambda: socket.heard("message"))
    assert echo["bot_id"] == client.auth_test()["bot_id"]
    assert echo["user"] == workplace.app


def test_a_reply_also_changes_its_parent(workplace: Workplace, socket: Socket) -> None:
    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    workplace.channel("#people", members=[ada, bo])
    asked = ada.asks("#people", "Vad är koden?")

    bo.replies(asked, "1234")

    (changed,) = workplace.eventually(lambda: socket.heard("message", "message_changed"))
    assert changed["message"]["reply_count"] == 1
    assert "reply_count" not in changed["previous_message"]
    assert changed["message"]["text"] == changed["previous_message"]["text"] == "Vad är koden?"
    assert "edited" not in changed["message"]


def test_a_link_is_unfurled_as_a_change_of_the_same_text(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    ada.posts("#people", "se https://exempel.se/sida.")

    (changed,) = workplace.eventually(lambda: socket.heard("message", "message_changed"))
    assert changed["message"]["text"] == changed["previous_message"]["text"] == "se <https://exempel.se/sida>."
    assert changed["message"]["attachments"][0]["from_url"] == "https://exempel.se/sida"


def test_an_edit_tells_what_was_and_what_is(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    posted = ada.posts("#people", "före")

    ada.edits(posted, "efter")

    (changed,) = workplace.eventually(lambda: socket.heard("message", "message_changed"))
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("före", "efter")
    assert float(changed["message"]["edited"]["ts"]) > float(posted.ts)
    assert changed["hidden"] is True


def test_a_deletion_names_what_was_deleted(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    posted = ada.posts("#people", "ångrar mig")

    ada.deletes(posted)

    (deleted,) = workplace.eventually(lambda: socket.heard("message", "message_deleted"))
    assert deleted["deleted_ts"] == posted.ts
    assert deleted["previous_message"]["text"] == "ångrar mig"
    assert ada.sees("#people") == []


def test_a_parent_with_replies_becomes_a_tombstone_until_the_last_reply_goes(workplace: Workplace, socket: Socket) -> None:
    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    workplace.channel("#people", members=[ada, bo])
    asked = ada.asks("#people", "hemligt")
    reply = bo.replies(asked, "svar")

    ada.deletes(asked)

    changed = workplace.eventually(lambda: [e for e in socket.heard("message", "message_changed") if "hidden" in e["message"]])[0]
    assert changed["message"]["subtype"] == "tombstone"
    assert "hemligt" not in str(changed["message"])
    assert [message.raw.get("subtype") for message in ada.sees("#people")] == ["tombstone"]

    bo.deletes(reply)

    assert ada.sees("#people") == []


def test_a_broadcast_stands_in_the_channel_and_in_the_thread(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    asked = ada.asks("#people", "fråga")

    ada.replies(asked, "till alla", broadcast=True)

    (event,) = workplace.eventually(lambda: socket.heard("message", "thread_broadcast"))
    assert event["root"]["ts"] == asked.ts
    assert [message.text for message in ada.sees("#people")] == ["fråga", "till alla"]
    assert [message.text for message in ada.thread(asked)] == ["till alla"]


def test_a_shared_file_has_its_subtype(workplace: Workplace, socket: Socket, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    ada.posts("#people", "bilden", files=[{"id": "F1", "name": "a.png", "title": "a", "mimetype": "image/png"}])

    (event,) = workplace.eventually(lambda: socket.heard("message", "file_share"))
    assert event["files"][0]["id"] == "F1"
    assert client.files_info(file="F1")["file"]["name"] == "a.png"


def test_reactions_tell_on_what_and_whose(workplace: Workplace, socket: Socket) -> None:
    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    workplace.channel("#people", members=[ada, bo])
    asked = ada.asks("#people", "fråga")

    bo.reacts(asked, "raised_hand")
    bo.unreacts(asked, "raised_hand")

    (removed,) = workplace.eventually(lambda: socket.heard("reaction_removed"))
    (added,) = socket.heard("reaction_added")
    assert added["item"] == removed["item"] == {"type": "message", "channel": asked.channel, "ts": asked.ts}
    assert (added["user"], added["item_user"], added["reaction"]) == (bo.id, ada.id, "raised_hand")


def test_inviting_the_app_lets_it_hear_from_then_on(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada], with_app=False)

    ada.posts("#people", "före")
    ada.invites(workplace.app, "#people")
    ada.posts("#people", "efter")

    (joined,) = workplace.eventually(lambda: socket.heard("member_joined_channel"))
    assert (joined["user"], joined["inviter"]) == (workplace.app, ada.id)
    workplace.eventually(lambda: socket.heard("message", None))
    assert [event["text"] for event in socket.heard("message", None)] == ["efter"]


def test_the_app_hears_that_it_was_removed_and_nothing_more(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    ada.does("kick", channel=workplace.id_of("#people"), user=workplace.app)
    ada.posts("#people", "bakom ryggen")
    ada.writes_to_the_app("hej")

    workplace.eventually(lambda: socket.heard("message", None))
    assert [event["text"] for event in socket.heard("message", None)] == ["hej"]
    assert socket.heard("channel_left")[0]["channel"] == workplace.id_of("#people")


def test_a_channel_made_private_keeps_its_id_and_changes_its_type(workplace: Workplace, socket: Socket, client: WebClient) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")

    ada.does("make_private", channel=channel)

    workplace.eventually(lambda: socket.heard("channel_convert_to_private") and socket.heard("message", "channel_convert_to_private"))
    assert client.conversations_info(channel=channel)["channel"]["is_private"] is True


def test_archiving_renaming_and_sharing_are_told(slack: SandboxServer, workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = workplace.id_of("#people")

    slack.rename(channel, "folk")
    slack.share(channel, "T0OTHER")
    ada.does("archive", channel=channel)

    workplace.eventually(lambda: socket.heard("channel_archive"))
    assert socket.heard("channel_rename")[0]["channel"]["name"] == "folk"
    assert socket.heard("channel_shared")[0]["connected_team_id"] == "T0OTHER"


def test_changes_of_people_are_told(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")

    ada.becomes(dnd=True)
    ada.becomes(deleted=True)

    (change,) = workplace.eventually(lambda: socket.heard("user_change"))
    assert change["user"]["deleted"] is True
    assert socket.heard("dnd_updated_user")[0]["dnd_status"]["dnd_enabled"] is True
    assert socket.heard("team_join")[0]["user"]["id"] == ada.id


def test_after_uninstalling_the_tokens_are_worth_nothing(
    slack: SandboxServer, workplace: Workplace, socket: Socket, client: WebClient
) -> None:
    slack.uninstall()

    workplace.eventually(lambda: socket.heard("app_uninstalled") and socket.heard("tokens_revoked"))
    with pytest.raises(SlackApiError, match="account_inactive"):
        client.auth_test()


def test_policy_timestamps_are_unique_and_increase(workplace: Workplace) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    stamps = [ada.posts("#people", str(number)).ts for number in range(50)]
    workplace.time.passes(hours=4)
    later = ada.posts("#people", "later").ts

    assert stamps == sorted(set(stamps), key=float)
    assert float(later) - float(stamps[-1]) >= 4 * 3600


def test_over_the_limit_events_are_dropped_and_the_app_is_told_the_minute(
    slack: SandboxServer, workplace: Workplace, socket: Socket
) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    slack.limit_events(limited=True)
    ada.posts("#people", "nobody hears this")
    slack.limit_events(limited=False)
    ada.posts("#people", "but this")

    (heard,) = workplace.eventually(lambda: [told for told in socket.asked("event_callback") if told["event"]["type"] == "message"])
    (told,) = socket.asked("app_rate_limited")
    assert (told["type"], told["minute_rate_limited"] % 60) == ("app_rate_limited", 0)
    assert "event" not in told
    assert heard["event"]["text"] == "but this"
