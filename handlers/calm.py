"""Reading from Slack may be repeated: whoever is told to wait waits, and goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

NOT_THERE = frozenset({"channel_not_found", "not_in_channel"})
"""Slack's words for a channel that Kollega does not see. Everything else that goes wrong passes, and says nothing of the channel."""


class Interrupted(Exception):
    """Kollega is to stop while it waits for Slack."""


def calm(call: Callable[[], Any], stop: threading.Event) -> Any:
    """The answer to a call, after waiting as long as Slack asks. Raises Interrupted, and SlackApiError for all but «too many»."""
    while True:
        try:
            return call()
        except SlackApiError as error:
            if error.response.status_code != 429:
                raise
            if stop.wait(float(error.response.headers.get("Retry-After", 30))):
                raise Interrupted from None


def pages(client: WebClient, method: str, stop: threading.Event, **arguments: Any) -> Iterator[dict[str, Any]]:
    """The answers to a method that gives its list in pages, from the page that `cursor` names."""
    cursor = arguments.pop("cursor", "")
    while True:
        params = {"cursor": cursor, **arguments} if cursor else arguments
        answer = calm(lambda params=params: client.api_call(method, params=params), stop)  # type: ignore[misc]  # bound now, not late
        yield answer.data
        cursor = next_cursor(answer.data)
        if not cursor:
            return


def next_cursor(answer: dict[str, Any]) -> str:
    return str((answer.get("response_metadata") or {}).get("next_cursor") or "")
