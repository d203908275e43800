"""What Slack's answers mean for a post, over real HTTP: sent, to be looked up, to wait, refused."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs

import pytest
from slack_sdk import WebClient

from handlers.calls import Call
from handlers.messenger import SlackMessenger
from handlers.outgoing import Outgoing
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.outgoing import Dropped, LostLease, OutcomeUnknown, Refused, Sent, Throttled
from knowledge.storage.outbox import ClaimedPost

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
POST, NOTE, UPDATE = "chat.postMessage", "chat.postEphemeral", "chat.update"
HISTORY, REPLIES = "conversations.history", "conversations.replies"
Json = dict[str, Any]


@dataclass
class ScriptedSlack:
    """Answers each method in the order that was written down, and remembers what it was asked."""

    answers: dict[str, list[tuple[int, Json | bytes]]] = field(default_factory=dict)
    asked: list[tuple[str, Json]] = field(default_factory=list)
    retry_after: str = "30"

    def says(self, method: str, answer: Json | bytes, status: int = 200) -> None:
        self.answers.setdefault(method, []).append((status, answer))

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.asked]


@pytest.fixture
def slack() -> ScriptedSlack:
    return ScriptedSlack()


@pytest.fixture
def send(slack: ScriptedSlack) -> Iterator[Callable[..., Sent | Dropped]]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            method, body = self.path.strip("/"), self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
            is_json = "json" in self.headers["Content-Type"]
            slack.asked.append((method, json.loads(body) if is_json else {k: v[0] for k, v in parse_qs(body).items()}))
            status, answer = slack.answers[method].pop(0)
            if answer == b"cut":
                self.close_connection = True
                return
            self.send_response(status)
            if status == 429:
                self.send_header("Retry-After", slack.retry_after)
            self.end_headers()
            self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    client = WebClient("xoxb-test", base_url=f"http://127.0.0.1:{server.server_address[1]}/", timeout=5, retry_handlers=[])

    def sent(
        method: str = POST,
        *,
        unknown: bool = False,
        thread: str | None = None,
        to_person: bool = False,
        holds: bool = True,
        withdrawn: bool = False,
    ) -> Any:
        place = {} if to_person else {"channel": "C1"}
        call = Call(method, {**place, "text": "Hej", **({"thread_ts": thread} if thread else {})})
        messenger = SlackMessenger(client, cast(Outgoing, Says(Dropped("gone") if withdrawn else call)))
        channel = None if to_person else ChannelId("C1")
        post = ClaimedPost(1, "k1", method, channel, UserId("U1"), "reply", {}, unknown, 1, "anna", NOW)
        return messenger.send(post, lambda: holds)

    yield sent
    server.shutdown()
    server.server_close()


@dataclass(frozen=True)
class Says:
    """What a row says, without a desk behind it."""

    call: Call | Dropped

    def render(self, post: ClaimedPost) -> Call | Dropped:
        return self.call


def with_key(key: str, ts: str = "1780902000.000200") -> Json:
    return {"ts": ts, "metadata": {"event_type": "kollega_post", "event_payload": {"key": key}}}


def test_a_post_carries_its_key(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    slack.says(POST, {"ok": True, "ts": "1780902000.000200"})

    assert send().ts == "1780902000.000200"

    assert slack.asked[0][1]["metadata"]["event_payload"] == {"key": "k1"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [(b"cut", 200), (b"<html>", 502), (b"<html>", 200), ({"ok": False, "error": "internal_error"}, 200), ({"ok": False}, 500)],
)
@pytest.mark.parametrize("method", [POST, UPDATE])
def test_where_slack_may_have_it_or_not_the_outcome_is_unknown(
    slack: ScriptedSlack, send: Callable[..., Sent], method: str, answer: Json | bytes, status: int
) -> None:
    slack.says(method, answer, status)

    with pytest.raises(OutcomeUnknown):
        send(method)


def test_a_note_is_sent_at_most_once(slack: ScriptedSlack, send: Callable[..., Dropped]) -> None:
    slack.says(NOTE, b"cut")

    assert isinstance(send(NOTE), Dropped)
    assert isinstance(send(NOTE, unknown=True), Dropped)
    assert slack.methods == [NOTE]


def test_an_unknown_post_that_slack_has_is_not_sent_again(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    slack.says(HISTORY, {"ok": True, "messages": [with_key("other")], "response_metadata": {"next_cursor": "more"}})
    slack.says(HISTORY, {"ok": True, "messages": [{"ts": "1780901999.000100"}, with_key("k1", "1780902001.000100")]})
    slack.says(UPDATE, {"ok": True})

    assert send(unknown=True).ts == "1780902001.000100"

    assert slack.methods == [HISTORY, HISTORY, UPDATE]
    assert slack.asked[1][1]["cursor"] == "more"


def test_an_unknown_post_that_slack_has_says_what_is_true_by_now_and_keeps_its_key(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    slack.says(REPLIES, {"ok": True, "messages": [with_key("k1", "1780902001.000100")]})
    slack.says(UPDATE, {"ok": True})

    send(unknown=True, thread="1.5")

    _, said = slack.asked[-1]
    assert (said["channel"], said["ts"], said["text"]) == ("C1", "1780902001.000100", "Hej")
    assert said["metadata"]["event_payload"] == {"key": "k1"}
    assert "thread_ts" not in said


def test_what_is_not_to_be_said_any_more_is_taken_out_if_slack_has_it(slack: ScriptedSlack, send: Callable[..., Dropped]) -> None:
    for messages in ([with_key("k1", "1780902001.000100")], [with_key("other")]):
        slack.says(HISTORY, {"ok": True, "messages": messages})
    slack.says("chat.delete", {"ok": True})

    outcomes = [send(unknown=unknown, withdrawn=True) for unknown in (True, True, False)]

    assert outcomes == [Dropped("gone")] * 3
    assert slack.methods == [HISTORY, "chat.delete", HISTORY]
    assert slack.asked[1][1] == {"channel": "C1", "ts": "1780902001.000100"}


def test_a_found_post_that_slack_does_not_let_change_stands_and_is_to_be_shown_anew(
    slack: ScriptedSlack, send: Callable[..., Sent]
) -> None:
    slack.says(HISTORY, {"ok": True, "messages": [with_key("k1", "1780902001.000100")]})
    slack.says(UPDATE, {"ok": False, "error": "edit_window_closed"})

    outcome = send(unknown=True)

    assert (outcome.ts, outcome.is_still_true(None)) == ("1780902001.000100", False)


def test_what_cannot_be_looked_for_is_not_given_up(slack: ScriptedSlack, send: Callable[..., Dropped]) -> None:
    slack.says(HISTORY, {"ok": False, "error": "not_in_channel"})

    with pytest.raises(Refused):
        send(unknown=True, withdrawn=True)


@pytest.mark.parametrize("answer", [b"[1]", b'"x"', b"7", b"\xff\xfe", b"null", {"ok": True}, {"ok": True, "ts": 7}])
def test_what_is_no_answer_of_slacks_leaves_the_outcome_unknown(
    slack: ScriptedSlack, send: Callable[..., Sent], answer: Json | bytes
) -> None:
    slack.says(POST, answer)
    slack.says(HISTORY, answer)

    with pytest.raises(OutcomeUnknown):
        send()
    with pytest.raises(OutcomeUnknown):
        send(unknown=True)


def test_a_history_that_leads_to_itself_is_not_read_for_ever(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    for _ in range(2):
        slack.says(HISTORY, {"ok": True, "messages": [], "response_metadata": {"next_cursor": "same"}})

    with pytest.raises(OutcomeUnknown):
        send(unknown=True)


ASKED_TO_WAIT = [("7", 7), ("nan", 30), ("inf", 30), ("1e400", 30), ("Fri, 27 Nov 2026 15:00:00 GMT", 30), ("-1", 0), ("9e9", 3600)]


@pytest.mark.parametrize(("header", "seconds"), ASKED_TO_WAIT)
def test_however_slack_says_how_long_to_wait_it_is_a_sane_time(
    slack: ScriptedSlack, send: Callable[..., Sent], header: str, seconds: float
) -> None:
    slack.retry_after = header
    slack.says(POST, {"ok": False, "error": "ratelimited"}, 429)

    with pytest.raises(Throttled) as throttled:
        send()

    assert throttled.value.seconds == seconds


def test_an_unknown_post_that_slack_does_not_have_is_sent(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    slack.says(REPLIES, {"ok": True, "messages": [with_key("other")]})
    slack.says(POST, {"ok": True, "ts": "1780902000.000200"})

    assert send(unknown=True, thread="1.5").ts == "1780902000.000200"

    assert slack.methods == [REPLIES, POST]


def test_a_reply_whose_parent_is_gone_is_looked_for_in_the_channel(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    slack.says(REPLIES, {"ok": False, "error": "thread_not_found"})
    slack.says(HISTORY, {"ok": True, "messages": [with_key("k1")]})
    slack.says(UPDATE, {"ok": True})

    assert send(unknown=True, thread="1.5").ts == "1780902000.000200"


def test_asked_to_wait_a_post_waits_in_its_channel_and_everything_else_everywhere(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    for method in (POST, UPDATE):
        slack.says(method, {"ok": False, "error": "ratelimited"}, 429)

    with pytest.raises(Throttled) as post:
        send(POST)
    with pytest.raises(Throttled) as update:
        send(UPDATE)

    assert (post.value.method, post.value.channel, post.value.seconds) == (POST, "C1", 30)
    assert (update.value.method, update.value.channel, update.value.seconds) == (UPDATE, "", 30)


def test_asked_to_wait_while_looking_up_only_the_reading_waits(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    slack.says(HISTORY, {"ok": False, "error": "ratelimited"}, 429)

    with pytest.raises(Throttled) as throttled:
        send(unknown=True)

    assert (throttled.value.method, throttled.value.channel) == (HISTORY, "")
    assert slack.methods == [HISTORY]


def test_what_slack_refuses_is_refused_and_what_is_so_already_is_done(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    slack.says(POST, {"ok": False, "error": "channel_not_found"})
    slack.says(UPDATE, {"ok": False, "error": "message_not_found"})

    with pytest.raises(Refused) as refused:
        send(POST)

    assert refused.value.code == "channel_not_found"
    assert send(UPDATE) == Sent()


def test_a_post_to_a_person_goes_to_their_direct_messages_and_is_looked_up_there(slack: ScriptedSlack, send: Callable[..., Sent]) -> None:
    for _ in range(2):
        slack.says("conversations.open", {"ok": True, "channel": {"id": "D1"}})
    slack.says(POST, {"ok": True, "ts": "1780902000.000200"})
    slack.says(HISTORY, {"ok": True, "messages": [with_key("k1")]})
    slack.says(UPDATE, {"ok": True})

    send(to_person=True)
    send(to_person=True, unknown=True)

    assert [asked["channel"] for method, asked in slack.asked if method in (POST, HISTORY)] == ["D1", "D1"]


@pytest.mark.parametrize("unknown", [False, True])
def test_whoever_was_held_up_past_the_lease_does_not_call(slack: ScriptedSlack, send: Callable[..., Sent], unknown: bool) -> None:
    with pytest.raises(LostLease):
        send(unknown=unknown, holds=False)

    assert slack.asked == []
