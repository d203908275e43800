"""The make-believe Slack's door for people (docs/sandbox.md), over one connection that is kept."""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from knowledge.domain.errors import KollegaError

Json = dict[str, Any]
_ANSWER_SECONDS = 600.0  # an event that nobody acknowledges is tried for six minutes


class Refused(KollegaError):
    """The make-believe Slack would not do something."""


class Door:
    """`address` is what the make-believe Slack prints: it ends in its token."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._path = parts.path
        self._line = http.client.HTTPConnection(parts.netloc, timeout=_ANSWER_SECONDS)

    def stage(self, happenings: Sequence[Json]) -> Json:
        """Let things happen; returns when the bot has acknowledged them."""
        return self._ask("POST", "stage", {"happenings": list(happenings)})

    def do(self, user: str, verb: str, /, **fields: Any) -> Json:
        """One verb of one person. Raises Refused."""
        return self._ask("POST", "do", {"as": user, "do": verb, **fields})

    def app_user(self) -> str:
        """The bot's own user id."""
        return str(self._ask("GET", "see")["app"]["user"])

    def messages(self, user: str, channel: str) -> list[Json]:
        """What one person sees in a channel."""
        found: list[Json] = self._ask("GET", "messages?" + urlencode({"as": user, "channel": channel}, quote_via=quote))["messages"]
        return found

    def close(self) -> None:
        self._line.close()

    def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        headers = {"Content-Type": "application/json"} if body is not None else {}
        self._line.request(method, self._path + path, json.dumps(body) if body is not None else None, headers)
        said: Json = json.loads(self._line.getresponse().read())
        if said.get("ok") is False:
            raise Refused(f"the make-believe Slack refused: {said.get('message') or said.get('error')}")
        return said
