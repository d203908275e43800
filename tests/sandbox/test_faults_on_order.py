"""What is ordered goes wrong, as often as was ordered, and nothing else does."""

import http.client
import time
from collections.abc import Callable
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import SandboxServer, SlackError
from bot.sandbox.faults import CallTrouble, EventTrouble
from tests.sandbox.conftest import Socket, client_of
from tests.workplace import Workplace

NO_ANSWER = (URLError, ConnectionError, http.client.HTTPException, TimeoutError)


@pytest.fixture
def client(slack: SandboxServer) -> WebClient:
    """Slack's client, which must not try again by itself here."""
    return WebClient(token=slack.bot_token, base_url=slack.api, timeout=1, retry_handlers=[])


@pytest.fixture
def it(workplace: Workplace) -> str:
    """A channel with the app in it."""
    return workplace.id_of(workplace.channel("#it", members=[workplace.person("Ada")]))


def test_one_method_is_told_to_wait_and_the_others_flow(workplace: Workplace, client: WebClient, it: str) -> None:
    workplace.trouble.with_calls(CallTrouble.RATE_LIMITED, "chat.post*", seconds=30, times=2)

    refused = [status_of(client, it) for _ in range(2)]

    assert [(status, wait) for status, wait in refused] == [(429, "30"), (429, "30")]
    assert client.auth_test()["ok"]
    assert client.chat_postMessage(channel=it, text="hej")["ok"]
    assert [shown.text for shown in workplace.said_by_the_app("#it")] == ["hej"]


def test_a_wait_in_one_channel_holds_nothing_back_in_another(workplace: Workplace, client: WebClient, it: str) -> None:
    other = workplace.id_of(workplace.channel("#hr", members=[workplace.known("Ada")]))
    workplace.trouble.with_calls(CallTrouble.RATE_LIMITED, "chat.postMessage", channel="#it", lasts=20)

    assert status_of(client, it) == (429, "20")
    assert client.chat_postMessage(channel=other, text="hej")["ok"]


def test_every_third_call_fails_until_it_is_mended(workplace: Workplace, client: WebClient, it: str) -> None:
    order = workplace.trouble.with_calls(CallTrouble.ERROR, "chat.postMessage", every=3)

    statuses = [status_of(client, it)[0] for _ in range(7)]
    struck = workplace.trouble.has_struck(order)
    workplace.trouble.ends()

    assert statuses == [200, 200, 500, 200, 200, 500, 200]
    assert struck == 2
    assert [status_of(client, it)[0] for _ in range(3)] == [200, 200, 200]


def test_chance_is_the_same_with_the_same_seed(workplace: Workplace, client: WebClient, it: str) -> None:
    def drawn(seed: int) -> list[int]:
        workplace.trouble.with_calls(CallTrouble.ERROR, "chat.postMessage", probability=0.5, seed=seed)
        statuses = [status_of(client, it)[0] for _ in range(12)]
        workplace.trouble.ends()
        return statuses

    first, again, other = drawn(7), drawn(7), drawn(8)

    assert set(first) == {200, 500}
    assert first == again != other


@pytest.mark.parametrize(("done", "said"), [(True, ["hej"]), (False, [])])
def test_a_lost_answer_says_nothing_of_whether_it_was_done(
    workplace: Workplace, client: WebClient, it: str, done: bool, said: list[str]
) -> None:
    workplace.trouble.with_calls(CallTrouble.LOST, "chat.postMessage", done=done, times=1)

    with pytest.raises(NO_ANSWER):
        client.chat_postMessage(channel=it, text="hej")

    assert [shown.text for shown in workplace.said_by_the_app("#it")] == said


def test_a_hanging_call_is_done_at_once_and_answered_late(workplace: Workplace, client: WebClient, it: str) -> None:
    workplace.trouble.with_calls(CallTrouble.HANGING, "chat.postMessage", seconds=1.5, done=True, times=1)

    with pytest.raises(NO_ANSWER):
        client.chat_postMessage(channel=it, text="hej")

    assert [shown.text for shown in workplace.said_by_the_app("#it")] == ["hej"]


def test_a_delayed_call_is_done_late(workplace: Workplace, client: WebClient, it: str) -> None:
    workplace.trouble.with_calls(CallTrouble.DELAYED, "chat.postMessage", seconds=0.3, times=1)
    began = time.monotonic()

    assert client.chat_postMessage(channel=it, text="hej")["ok"]

    assert time.monotonic() - began >= 0.3


def test_a_dropped_event_comes_by_slacks_next_attempt_and_a_lost_one_never(
    workplace: Workplace, socket: Socket, slack: SandboxServer
) -> None:
    workplace.trouble.with_events(EventTrouble.LOST, "message", times=1)
    workplace.trouble.with_events(EventTrouble.DROPPED, "message", times=1)
    ada = workplace.person("Ada")

    for text in ("lost", "dropped", "whole"):
        ada.writes_to_the_app(text)

    workplace.eventually(lambda: len(socket.heard("message")) == 2)
    assert [event["text"] for event in socket.heard("message")] == ["whole", "dropped"]
    assert [payload["event"]["text"] for payload in slack.house.wire.lost] == ["lost"]


def test_a_delayed_event_is_overtaken(workplace: Workplace, socket: Socket) -> None:
    workplace.trouble.with_events(EventTrouble.DELAYED, "message", seconds=0.3, times=1)
    ada = workplace.person("Ada")

    ada.writes_to_the_app("first")
    ada.writes_to_the_app("second")

    workplace.eventually(lambda: len(socket.heard("message")) == 2)
    assert [event["text"] for event in socket.heard("message")] == ["second", "first"]


def test_copies_of_an_event_are_dealt_out_to_all_connections(workplace: Workplace, connect: Callable[[], Socket]) -> None:
    sockets = [connect(), connect()]
    workplace.trouble.with_events(EventTrouble.DUPLICATED, "message", copies=4, spread=True)

    workplace.person("Ada").writes_to_the_app("hej")

    workplace.eventually(lambda: sum(len(s.heard("message")) for s in sockets) == 4)
    ids = [each["payload"]["event_id"] for s in sockets for each in s.envelopes if each["payload"]["event"]["type"] == "message"]
    assert [len(s.heard("message")) for s in sockets] == [2, 2]
    assert len(set(ids)) == 1


def test_events_are_shuffled_within_their_window_by_the_seed(workplace: Workplace, socket: Socket) -> None:
    workplace.trouble.with_events(EventTrouble.REORDERED, "message", window=5, seconds=0.2, seed=3)
    ada = workplace.person("Ada")

    for number in range(12):
        ada.writes_to_the_app(str(number))

    workplace.eventually(lambda: len(socket.heard("message")) == 12)
    heard = [int(event["text"]) for event in socket.heard("message")]
    assert [sorted(heard[:5]), sorted(heard[5:10]), sorted(heard[10:])] == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11]]
    assert heard != sorted(heard)


def test_sockets_are_cut_again_and_again_until_it_is_mended(
    workplace: Workplace, slack: SandboxServer, connect: Callable[[], Socket]
) -> None:
    slack.cut_sockets_every(0.2)

    for _ in range(3):
        assert connect().closed.wait(5)
    slack.mend()

    assert not connect().closed.wait(0.5)


def test_nobody_is_let_in_while_connections_are_refused(workplace: Workplace, slack: SandboxServer) -> None:
    slack.refuse_sockets(30)

    url = client_of(slack).apps_connections_open(app_token=slack.app_token)["url"]

    assert handshake_status(url) == 503
    assert slack.house.sockets.connections == 0


def test_slack_is_away_for_a_while_and_comes_back(workplace: Workplace, slack: SandboxServer, socket: Socket, client: WebClient) -> None:
    slack.goes_away(0.5)

    assert socket.closed.wait(5)
    with pytest.raises(NO_ANSWER):
        client.auth_test()

    workplace.eventually(lambda: answers(client))


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled", "too_many_websockets"])
def test_slack_sends_away_with_each_of_its_reasons(workplace: Workplace, socket: Socket, reason: str) -> None:
    workplace.person("Ada").does("fault", of="disconnect", reason=reason)

    workplace.eventually(lambda: [frame for frame in socket.frames if frame["type"] == "disconnect"])
    assert [frame["reason"] for frame in socket.frames if frame["type"] == "disconnect"] == [reason]


def test_faults_are_ordered_and_listed_over_the_door(workplace: Workplace, client: WebClient, it: str) -> None:
    ada = workplace.known("Ada")

    number = ada.does("fault", of="calls", trouble="rate_limited", method="chat.postMessage", seconds=30, times=1)["number"]

    (standing,) = ada.does("faults")["faults"]
    assert (standing["number"], standing["trouble"], standing["seconds"], standing["often"]["times"]) == (number, "rate_limited", 30, 1)
    assert status_of(client, it) == (429, "30")
    ada.does("mend", number=number)
    assert ada.does("faults")["faults"] == []


def test_trouble_with_the_lines_is_listed_until_it_is_mended(workplace: Workplace) -> None:
    ada = workplace.person("Ada")
    before = ada.does("faults")["lines"]

    ada.does("fault", of="cut", every=60)
    ada.does("fault", of="refuse", seconds=600)

    standing = ada.does("faults")["lines"]
    ada.does("mend")
    assert standing["cut_every"] == 60
    assert 590 < standing["refused_for"] <= 600
    assert before == ada.does("faults")["lines"] == {"cut_every": None, "refused_for": None}


@pytest.mark.parametrize(
    ("order", "why"),
    [
        ({"of": "weather"}, "of: calls or events"),
        ({"of": "calls", "trouble": "gremlins"}, "trouble"),
        ({"of": "calls", "trouble": "error", "chanel": "C1"}, "chanel: no such field"),
        ({"of": "refuse", "seconds": "soon"}, "seconds: a number of seconds"),
        ({"of": "disconnect", "reason": "bored"}, "reason: one of"),
    ],
)
def test_what_cannot_be_ordered_is_said(workplace: Workplace, order: dict[str, str], why: str) -> None:
    with pytest.raises(SlackError) as refused:
        workplace.person("Ada").does("fault", **order)

    assert refused.value.code == "invalid_order"
    assert why in refused.value.details["message"]


def status_of(client: WebClient, channel: str) -> tuple[int, str]:
    """The status of a post, and what it was told to wait."""
    try:
        return client.chat_postMessage(channel=channel, text="hej").status_code, ""
    except SlackApiError as error:
        return error.response.status_code, error.response.headers.get("Retry-After", "")


def answers(client: WebClient) -> bool:
    try:
        return bool(client.auth_test()["ok"])
    except NO_ANSWER:
        return False


def handshake_status(url: str) -> int:
    host, _, path = url.removeprefix("ws://").partition("/")
    connection = http.client.HTTPConnection(host)
    connection.request("GET", f"/{path}")
    status = connection.getresponse().status
    connection.close()
    return status
