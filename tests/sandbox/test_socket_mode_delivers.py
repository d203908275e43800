"""Envelopes, acknowledgements, what happens without them, and the life of a connection."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.sandbox import SandboxServer, SlackError, posting
from tests.sandbox.conftest import MONDAY, OFFER, Socket
from tests.workplace import Workplace

Json = dict[str, Any]


def test_a_connection_is_greeted(socket: Socket, slack: SandboxServer) -> None:
    (hello,) = socket.frames

    assert hello["type"] == "hello"
    assert hello["num_connections"] == 1
    assert hello["connection_info"] == {"app_id": slack.state.app.id}


def test_an_event_envelope_has_slacks_fields(workplace: Workplace, socket: Socket) -> None:
    workplace.person("Ada").writes_to_the_app("hej")

    envelope = workplace.eventually(lambda: [each for each in socket.envelopes if socket.heard("message")])[-1]
    assert set(envelope) == {"envelope_id", "type", "accepts_response_payload", "retry_attempt", "retry_reason", "payload"}
    assert (envelope["type"], envelope["accepts_response_payload"], envelope["retry_attempt"]) == ("events_api", False, 0)


def test_each_envelope_goes_to_one_of_the_connections(workplace: Workplace, connect: Callable[[], Socket]) -> None:
    sockets = [connect() for _ in range(3)]
    ada = workplace.person("Ada")

    for number in range(60):
        ada.writes_to_the_app(str(number))

    workplace.eventually(lambda: sum(len(s.heard("message")) for s in sockets) == 60)
    heard = [s.heard("message") for s in sockets]
    assert all(len(events) > 3 for events in heard)
    assert sorted(int(event["text"]) for events in heard for event in events) == list(range(60))


def test_the_eleventh_connection_is_sent_away(workplace: Workplace, connect: Callable[[], Socket]) -> None:
    for _ in range(10):
        connect()

    eleventh = connect()

    assert (eleventh.frames[0]["type"], eleventh.frames[0]["reason"]) == ("disconnect", "too_many_websockets")
    assert eleventh.closed.wait(5)


def test_a_ticket_opens_one_connection(slack: SandboxServer) -> None:
    used = slack.run(slack.house.sockets.new_ticket)
    first = Socket(f"ws://127.0.0.1:{slack.port}/socket?ticket={used}")
    Workplace(slack).eventually(lambda: first.frames)

    assert slack.house.sockets.connections == 1
    assert slack.run(slack.house.sockets.new_ticket) != used
    first.close()


def test_an_event_nobody_acknowledges_comes_again_with_the_same_identity(
    slack: SandboxServer, workplace: Workplace, socket: Socket
) -> None:
    socket.answer = lambda envelope: None if envelope.get("retry_attempt") else False

    workplace.person("Ada").writes_to_the_app("hej")

    again = workplace.eventually(lambda: [each for each in socket.envelopes if each["retry_attempt"]])[0]
    first = next(each for each in socket.envelopes if each["payload"]["event_id"] == again["payload"]["event_id"])
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
    assert again["envelope_id"] != first["envelope_id"]
    assert again["payload"] == first["payload"]
    deliveries = [each for each in slack.house.wire.deliveries if each.event_id == again["payload"]["event_id"]]
    assert [each.acknowledged_at is None for each in deliveries] == [True, False]
    assert deliveries[1].sent_at - deliveries[0].sent_at == pytest.approx(3, abs=0.5)


def test_an_event_is_lost_after_the_last_attempt() -> None:
    with SandboxServer(now=MONDAY, retry_seconds=(0.0, 0.02, 0.05)) as slack:
        workplace = Workplace(slack)

        workplace.person("Ada").writes_to_the_app("nobody listens")

        workplace.eventually(lambda: [lost for lost in slack.house.wire.lost if lost["event"]["type"] == "message"])


def test_an_event_waits_for_an_app_that_comes_back_in_time() -> None:
    with SandboxServer(now=MONDAY, retry_seconds=(0.0, 0.3, 0.3), rate_limits=False) as slack:
        workplace = Workplace(slack)
        workplace.person("Ada").writes_to_the_app("soon")

        late = Socket(slack.run(slack.house._socket_url))

        (event,) = workplace.eventually(lambda: late.heard("message"))
        assert event["text"] == "soon"
        assert late.envelopes[-1]["retry_reason"] == "connection_failed"
        late.close()


def test_a_command_that_is_not_acknowledged_shows_an_error_after_three_seconds(workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    socket.answer = lambda _envelope: False
    before = time.monotonic()

    with pytest.raises(SlackError, match="operation_timeout"):
        ada.runs("/ask", "hej")

    assert time.monotonic() - before == pytest.approx(3, abs=0.5)


def test_without_a_connection_a_command_fails_at_once(workplace: Workplace) -> None:
    ada = workplace.person("Ada")
    before = time.monotonic()

    with pytest.raises(SlackError, match="dispatch_failed"):
        ada.runs("/ask", "hej")

    assert time.monotonic() - before < 1


def test_refreshing_closes_the_old_connection(slack: SandboxServer, socket: Socket, connect: Callable[[], Socket]) -> None:
    slack.disconnect("refresh_requested")

    assert Workplace(slack).eventually(lambda: [frame for frame in socket.frames if frame["type"] == "disconnect"])
    assert socket.closed.wait(5)
    assert connect().frames[0]["type"] == "hello"


def test_a_warning_closes_nothing(slack: SandboxServer, workplace: Workplace, socket: Socket) -> None:
    slack.disconnect("warning")

    workplace.person("Ada").writes_to_the_app("still there?")

    workplace.eventually(lambda: socket.heard("message"))
    assert [frame["reason"] for frame in socket.frames if frame["type"] == "disconnect"] == ["warning"]


def test_a_burst_of_thousands_is_delivered_without_slowing(slack: SandboxServer, workplace: Workplace, socket: Socket) -> None:
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])
    channel = slack.state.conversation(workplace.id_of("#people"))

    def burst() -> None:
        for number in range(3000):
            posting.post(slack.state, channel, posting.from_person(slack.state, ada.id, str(number)))

    slack.run(burst)

    workplace.eventually(lambda: len(socket.heard("message")) == 3000, seconds=20)
    workplace.eventually(workplace.is_quiet)
    halves = list(slack.house.wire.deliveries)[1:1501], list(slack.house.wire.deliveries)[1501:]
    first, second = (half[-1].sent_at - half[0].sent_at for half in halves)
    assert second < 3 * first + 0.5


def test_a_whole_bolt_app_answers_over_its_own_client(
    slack: SandboxServer, workplace: Workplace, run_app: Callable[[Callable[[App], None]], App]
) -> None:
    def register(app: App) -> None:
        def on_mention(event: Json, say: Any) -> None:
            say(text=f"Hej <@{event['user']}>", thread_ts=event["ts"])

        def on_message() -> None:
            """Acknowledged, no more."""

        def on_ask(ack: Ack, command: Json, respond: Any) -> None:
            ack()
            respond(text=f"Du frågade: {command['text']}")

        app.event("app_mention")(on_mention)
        app.event("message")(on_message)
        app.command("/ask")(on_ask)

    run_app(register)
    ada = workplace.person("Ada")
    workplace.channel("#people", members=[ada])

    asked = ada.asks("#people", "@Kollega är du där?")
    ada.runs("/ask", "var är kaffet?", "#people")

    (reply,) = workplace.eventually(lambda: ada.thread(asked))
    assert reply.text == f"Hej <@{ada.id}>"
    (note,) = workplace.eventually(lambda: ada.notes)
    assert note.text == "Du frågade: var är kaffet?"
    assert [call.method for call in slack.house.wire.calls if call.method.startswith("chat")] == ["chat.postMessage"]


def test_a_bolt_app_comes_back_after_its_sockets_are_cut(
    slack: SandboxServer, workplace: Workplace, run_app: Callable[[Callable[[App], None]], App]
) -> None:
    heard: list[str] = []

    def register(app: App) -> None:
        def on_message(event: Json) -> None:
            heard.append(event["text"])

        app.event("message")(on_message)

    run_app(register)
    ada = workplace.person("Ada")

    slack.cut_sockets()
    workplace.eventually(lambda: slack.house.sockets.connections, seconds=5)
    ada.writes_to_the_app("tillbaka?")

    workplace.eventually(lambda: heard == ["tillbaka?"])


def test_a_refreshed_bolt_app_misses_nothing(
    slack: SandboxServer, workplace: Workplace, run_app: Callable[[Callable[[App], None]], App]
) -> None:
    heard: list[str] = []

    def register(app: App) -> None:
        def on_message(event: Json) -> None:
            heard.append(event["text"])

        app.event("message")(on_message)

    run_app(register)
    ada = workplace.person("Ada")
    assert OFFER["name"] == slack.state.app.name

    slack.disconnect("refresh_requested")
    workplace.eventually(lambda: slack.house.sockets.connections)
    for number in range(10):
        ada.writes_to_the_app(str(number))

    workplace.eventually(lambda: sorted(set(heard)) == [str(number) for number in range(10)])
