"""Logs: an event's name and its fields. Never message text, names or tokens."""

from __future__ import annotations

import json
import logging
import sys
from typing import Literal

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def start(level: str, form: Literal["text", "json"]) -> None:
    """Send the logs to stderr. Libraries speak from warnings on, and never of payloads."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    handler.addFilter(_without_payloads)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("kollega").setLevel(level.upper())
    # At debug these print whole payloads, with people's words and tokens; and a tick that comes late is no news.
    for talkative in ("slack_bolt", "slack_sdk", "urllib3", "sqlalchemy", "apscheduler"):
        logging.getLogger(talkative).setLevel(logging.ERROR)
    # What it reports as an error is raised too, and told by whoever called.
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)


def _without_payloads(record: logging.LogRecord) -> bool:
    """Bolt gives its loggers levels of their own, so that the above does not reach them."""
    return not record.name.startswith("slack_bolt") or record.levelno >= logging.ERROR


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _OWN}


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{key}={value}" for key, value in _fields(record).items())
        line = f"{self.formatTime(record)} {record.levelname.lower():7} {record.getMessage()} {fields}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {"at": self.formatTime(record), "level": record.levelname.lower(), "event": record.getMessage(), **_fields(record)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)
