"""What a page of history shows, and what Slack says instead of events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.payloads import limited_minute, shown_in
from knowledge.domain.ids import ChannelId

HERE = ChannelId("C1")
TS, ROOT = "1700000009.000100", "1700000000.000100"
MINUTE = {"type": "app_rate_limited", "minute_rate_limited": 1518467820}


def message(**fields: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U1", "text": "hello", "ts": TS, **fields}


def test_everything_that_stands_is_shown_whoever_wrote_it() -> None:
    page = {"messages": [message(), message(ts=ROOT, bot_id="B1"), message(ts="1700000001.000100", text=""), {"ts": "nonsense"}]}

    shown = shown_in(page, HERE)

    assert [(one.ref.ts, one.written is not None) for one in shown] == [(TS, True), (ROOT, False), ("1700000001.000100", False)]


def test_a_thread_names_its_latest_reply_and_a_reply_its_thread() -> None:
    root, reply = shown_in({"messages": [message(ts=ROOT, thread_ts=ROOT, latest_reply=TS), message(thread_ts=ROOT)]}, HERE)

    assert (root.is_reply, root.latest_reply) == (False, TS)
    assert (reply.is_reply, reply.thread_ts, reply.latest_reply) == (True, ROOT, None)


def test_reactions_of_which_only_some_people_are_named_are_told_apart() -> None:
    reactions = [{"name": "white_check_mark", "users": ["U1"], "count": 60}, {"name": "-1::skin-tone-2", "users": ["U1"], "count": 1}]

    (shown,) = shown_in({"messages": [message(reactions=reactions)]}, HERE)

    assert shown.half_named == {"white_check_mark"}


@pytest.mark.parametrize("body", [MINUTE, {"type": "event_callback", "event": MINUTE}])
def test_the_minute_in_which_events_are_dropped(body: dict[str, Any]) -> None:
    assert limited_minute(body) == datetime(2018, 2, 12, 20, 37, tzinfo=UTC)


@pytest.mark.parametrize("minute", ["1518467820", -1, 10**14, None])
def test_a_minute_that_is_none_is_no_news(minute: object) -> None:
    assert limited_minute({"type": "app_rate_limited", "minute_rate_limited": minute}) is None
    assert limited_minute({"type": "event_callback", "event": {"type": "message"}}) is None
