"""Commands, shortcuts, clicks, forms, home tabs: what the app gets and what its answers do."""

from typing import Any

import pytest
from slack_sdk import WebClient, WebhookClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import SandboxServer, SlackError
from bot.sandbox.triggers import ResponseUrls, Triggers
from tests.sandbox.conftest import Socket, actions, button, modal, question, section
from tests.workplace import Person, Workplace

Json = dict[str, Any]


@pytest.fixture
def ada(workplace: Workplace) -> Person:
    person = workplace.person("Ada Lind")
    workplace.channel("#people", members=[person])
    return person


def trigger_of(socket: Socket, workplace: Workplace, ada: Person) -> str:
    """A trigger fresh from a command."""
    ada.runs("/ask", "x", "#people")
    return str(workplace.eventually(lambda: socket.asked("slash_commands"))[-1]["trigger_id"])


def refusal(client: WebClient, method: str, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        client.api_call(method, json=arguments)
    return str(refused.value.response["error"])


def test_a_command_says_who_where_and_what(slack: SandboxServer, workplace: Workplace, socket: Socket, ada: Person) -> None:
    ada.runs("/ask", "var är @Ada Lind & co?", "#people")

    (command,) = socket.asked("slash_commands")
    assert command["command"] == "/ask"
    assert command["text"] == f"var är <@{ada.id}> &amp; co?"
    assert (command["user_id"], command["channel_id"], command["channel_name"]) == (ada.id, workplace.id_of("#people"), "people")
    assert command["response_url"].startswith(f"http://127.0.0.1:{slack.port}/response/")


def test_the_acknowledgement_of_a_command_can_answer_it(socket: Socket, workplace: Workplace, ada: Person) -> None:
    bo = workplace.person("Bo")
    socket.answer = lambda envelope: {"text": "svar", "response_type": "ephemeral"} if envelope["type"] == "slash_commands" else None

    ada.runs("/ask", "hej", "#people")

    assert [note.text for note in ada.notes] == ["svar"]
    assert bo.notes == []


def test_only_offered_commands_and_shortcuts_can_be_used(socket: Socket, ada: Person) -> None:
    posted = ada.posts("#people", "hej")

    with pytest.raises(SlackError, match="unknown_command"):
        ada.runs("/other", "", "#people")
    with pytest.raises(SlackError, match="unknown_shortcut"):
        ada.shortcut("other", posted)


def test_shortcuts_carry_the_message_they_are_used_on(socket: Socket, ada: Person) -> None:
    posted = ada.posts("#people", "spara mig")

    ada.shortcut("save", posted)
    ada.shortcut("tip")

    (on_message,) = socket.asked("message_action")
    (anywhere,) = socket.asked("shortcut")
    assert (on_message["callback_id"], on_message["message"]["text"], on_message["message_ts"]) == ("save", "spara mig", posted.ts)
    assert anywhere["callback_id"] == "tip"
    assert "response_url" not in anywhere


def test_a_click_tells_which_button_of_which_message(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    client.chat_postMessage(
        channel=workplace.id_of("#people"), text="a", blocks=[section("Löst?"), actions(button("Ja", "yes", value="7"))]
    )
    (message,) = ada.sees("#people")

    ada.clicks(message, "Ja")

    (click,) = socket.asked("block_actions")
    assert (click["actions"][0]["action_id"], click["actions"][0]["value"]) == ("yes", "7")
    assert click["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": False,
    }
    assert click["message"]["text"] == "a"
    assert click["user"]["id"] == ada.id


def test_a_button_that_is_gone_cannot_be_clicked(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    posted = client.chat_postMessage(channel=workplace.id_of("#people"), text="a", blocks=[actions(button("Ja"))])
    (message,) = ada.sees("#people")
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="b", blocks=[section("klart")])

    with pytest.raises(SlackError, match="action_not_found"):
        ada.clicks(message, "Ja")


def test_a_menu_entry_is_sent_with_its_value(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    option = {"text": {"type": "plain_text", "text": "Ta bort"}, "value": "remove"}
    menu = {"type": "overflow", "action_id": "more", "options": [option]}
    client.chat_postMessage(channel=workplace.id_of("#people"), text="a", blocks=[section("a", accessory=menu)])

    ada.clicks(ada.sees("#people")[0], "Ta bort")

    assert socket.asked("block_actions")[0]["actions"][0]["selected_option"] == option


def test_a_form_is_opened_filled_in_and_sent(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    opened = client.views_open(
        trigger_id=trigger_of(socket, workplace, ada), view=modal(question(), question("Note", "note", optional=True))
    )
    form = ada.form
    assert form is not None

    ada.fills(form, {"Question": "Var är kaffet?"})
    errors = ada.submits()

    (sent,) = socket.asked("view_submission")
    assert errors == {}
    assert sent["view"]["id"] == opened["view"]["id"]
    assert sent["view"]["state"]["values"] == {
        "question": {"text": {"type": "plain_text_input", "value": "Var är kaffet?"}},
        "note": {"note": {"type": "plain_text_input", "value": None}},
    }
    assert ada.form is None


def test_a_required_field_is_asked_for_before_the_app_hears(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=modal(question()))

    errors = ada.submits()

    assert list(errors) == ["question"]
    assert socket.asked("view_submission") == []
    assert ada.form is not None


@pytest.mark.parametrize(
    ("answer", "open_after"),
    [
        ({"response_action": "errors", "errors": {"question": "Nej"}}, ["A form"]),
        ({"response_action": "update", "view": modal(title={"type": "plain_text", "text": "Changed"})}, ["Changed"]),
        ({"response_action": "push", "view": modal(title={"type": "plain_text", "text": "On top"})}, ["A form", "On top"]),
        ({"response_action": "clear"}, []),
    ],
    ids=["errors", "update", "push", "clear"],
)
def test_the_answer_to_a_form_decides_what_is_open(
    slack: SandboxServer, workplace: Workplace, socket: Socket, client: WebClient, ada: Person, answer: Json, open_after: list[str]
) -> None:
    client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=modal(question()))
    socket.answer = lambda envelope: answer if envelope["payload"].get("type") == "view_submission" else None
    form = ada.form
    assert form is not None
    ada.fills(form, {"Question": "x"})

    errors = ada.submits()

    assert [view["title"]["text"] for view in slack.read(ada.id, "see")["views"]] == open_after
    assert errors == answer.get("errors", {})


def test_forms_are_stacked_three_high(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=modal())
    for _ in range(2):
        client.views_push(trigger_id=trigger_of(socket, workplace, ada), view=modal())

    fourth = refusal(client, "views.push", trigger_id=trigger_of(socket, workplace, ada), view=modal())

    assert fourth == "push_limit_reached"


def test_closing_is_told_to_those_who_asked(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=modal(notify_on_close=True))
    ada.closes()
    client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=modal())
    ada.closes()

    (closed,) = socket.asked("view_closed")
    assert closed["is_cleared"] is False
    assert ada.form is None


def test_a_trigger_works_once(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    trigger = trigger_of(socket, workplace, ada)

    client.views_open(trigger_id=trigger, view=modal())

    assert refusal(client, "views.open", trigger_id=trigger, view=modal()) == "exchanged_trigger_id"
    assert refusal(client, "views.open", trigger_id="1.2.x", view=modal()) == "invalid_trigger_id"


def test_a_trigger_lasts_three_seconds_of_real_time() -> None:
    now = [0.0]
    triggers = Triggers(lambda: now[0])
    in_time, late = triggers.new("U1"), triggers.new("U1")

    now[0] = 2.9
    assert triggers.exchange(in_time) == "U1"
    now[0] = 3.1

    with pytest.raises(SlackError, match="expired_trigger_id"):
        triggers.exchange(late)


def test_a_view_is_updated_only_if_nobody_was_faster(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    opened = client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=modal(external_id="mine"))["view"]

    client.views_update(external_id="mine", view=modal(external_id="mine"), hash=opened["hash"])

    assert refusal(client, "views.update", view_id=opened["id"], view=modal(), hash=opened["hash"]) == "hash_conflict"
    assert refusal(client, "views.update", view_id="V0NONE", view=modal()) == "not_found"
    assert refusal(client, "views.update", view_id=opened["id"], view={"type": "modal"}) == "invalid_arguments"


def test_what_is_filled_in_survives_an_update(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    picker = {"type": "users_select", "action_id": "who"}
    view = modal(actions(picker, block_id="people"), question())
    opened = client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=view)["view"]
    form = ada.form
    assert form is not None
    ada.clicks(form, "who", choose=ada.id)

    updated = client.views_update(view_id=opened["id"], view=view)["view"]

    assert updated["state"]["values"]["people"]["who"]["selected_user"] == ada.id
    assert socket.asked("block_actions")[0]["view"]["state"]["values"]["people"]["who"]["selected_user"] == ada.id


def test_the_home_tab_is_published_for_each_person(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    bo = workplace.person("Bo")
    first = client.views_publish(user_id=ada.id, view={"type": "home", "blocks": [section("Mina frågor"), actions(button("Visa"))]})["view"]

    ada.opens_home()
    home = ada.home
    assert home is not None
    ada.clicks(home, "Visa")

    assert home.text_of_blocks == "Mina frågor\nVisa"
    assert bo.home is None
    assert workplace.eventually(lambda: socket.heard("app_home_opened"))[0]["view"]["id"] == first["id"]
    assert socket.asked("block_actions")[0]["container"] == {"type": "view", "view_id": first["id"]}
    client.views_publish(user_id=ada.id, view={"type": "home", "blocks": []}, hash=first["hash"])
    assert refusal(client, "views.publish", user_id=ada.id, view={"type": "home", "blocks": []}, hash=first["hash"]) == "hash_conflict"


def test_choices_come_from_the_app_while_typing(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    select = {"type": "external_select", "action_id": "topic"}
    client.views_open(trigger_id=trigger_of(socket, workplace, ada), view=modal(section("a", block_id="b", accessory=select)))
    choices = [{"text": {"type": "plain_text", "text": "vpn"}, "value": "vpn"}]
    socket.answer = lambda envelope: {"options": choices} if envelope["payload"].get("type") == "block_suggestion" else None
    form = ada.form
    assert form is not None

    offered = ada.does("options", view=form.raw["id"], block_id="b", action_id="topic", value="vp")

    assert offered["options"] == choices
    assert socket.asked("block_suggestion")[0]["value"] == "vp"


def respond(url: str, **said: Any) -> int:
    return WebhookClient(url).send_dict(said).status_code


def test_a_response_url_works_five_times(workplace: Workplace, socket: Socket, ada: Person) -> None:
    ada.runs("/ask", "x", "#people")
    url = socket.asked("slash_commands")[0]["response_url"]

    statuses = [respond(url, text=str(number)) for number in range(6)]

    assert statuses == [200] * 5 + [404]
    assert [note.text for note in ada.notes] == list("01234")


def test_a_response_url_lasts_half_an_hour_of_real_time(slack: SandboxServer, workplace: Workplace, ada: Person) -> None:
    now = [0.0]
    urls = ResponseUrls(slack.state, lambda: now[0])
    key = urls.new(ada.id, slack.state.conversation(workplace.id_of("#people"))).rpartition("/")[2]

    workplace.time.passes(hours=4)
    slack.run(lambda: urls.respond(key, {"text": "in time"}))
    now[0] = 1801

    with pytest.raises(SlackError, match="expired_url"):
        slack.run(lambda: urls.respond(key, {"text": "too late"}))
    assert [note.text for note in ada.notes] == ["in time"]


def test_a_response_can_be_for_all(workplace: Workplace, socket: Socket, ada: Person) -> None:
    ada.runs("/ask", "x", "#people")

    respond(socket.asked("slash_commands")[0]["response_url"], text="för alla", response_type="in_channel")

    assert [message.text for message in workplace.said_by_the_app("#people")] == ["för alla"]
    assert ada.notes == []


def test_a_response_can_replace_and_remove_the_note_it_came_from(
    workplace: Workplace, socket: Socket, client: WebClient, ada: Person
) -> None:
    client.chat_postEphemeral(channel=workplace.id_of("#people"), user=ada.id, text="a", blocks=[actions(button("Ja"))])
    ada.clicks(ada.notes[0], "Ja")
    (click,) = socket.asked("block_actions")
    assert click["container"]["is_ephemeral"] is True
    assert "message" not in click

    respond(click["response_url"], text="bytt", replace_original=True)
    replaced = [note.text_of_blocks for note in ada.notes]
    respond(click["response_url"], delete_original=True)

    assert replaced == ["bytt"]
    assert ada.notes == []


def test_a_response_can_replace_a_message(workplace: Workplace, socket: Socket, client: WebClient, ada: Person) -> None:
    client.chat_postMessage(channel=workplace.id_of("#people"), text="a", blocks=[actions(button("Ja"))])
    ada.clicks(ada.sees("#people")[0], "Ja")

    respond(socket.asked("block_actions")[0]["response_url"], text="bytt", replace_original=True)

    (message,) = ada.sees("#people")
    assert message.text_of_blocks == "bytt"
    assert "edited" in message.raw
