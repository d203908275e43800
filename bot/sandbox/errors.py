"""What Slack says when it says no."""

from typing import Any


class SlackError(Exception):
    """A refusal with Slack's own error code; `details` go into the answer beside it."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


def invalid(code: str, problems: list[str]) -> SlackError:
    """A refusal that says what was wrong, where Slack says it: in `response_metadata.messages`."""
    return SlackError(code, response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]})
