"""Single fields of Slack's JSON, whatever stands there: a field that is missing or of another type is empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from knowledge.domain.ids import Ts

Raw = Mapping[str, Any]

_TS = re.compile(r"\d{9,11}\.\d{6}", re.ASCII)


def text(raw: Raw, key: str) -> str:
    """A string that every database takes: without NUL characters and halves of surrogate pairs."""
    value = raw.get(key)
    return _clean(value) if isinstance(value, str) else ""


def flag(raw: Raw, key: str) -> bool:
    return raw.get(key) is True


def mapping(raw: Raw, key: str) -> Raw:
    value = raw.get(key)
    return value if isinstance(value, Mapping) else {}


def mappings(raw: Raw, key: str) -> list[Raw]:
    value = raw.get(key)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def strings(raw: Raw, key: str) -> list[str]:
    value = raw.get(key)
    return [clean for item in value if isinstance(item, str) and (clean := _clean(item))] if isinstance(value, list) else []


def _clean(value: str) -> str:
    return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def stamp(raw: Raw, key: str) -> Ts | None:
    """A message's ts; None for anything that Slack would not write."""
    value = raw.get(key)
    return Ts(value) if isinstance(value, str) and _TS.fullmatch(value) else None
