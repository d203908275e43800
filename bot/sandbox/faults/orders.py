"""A fault as somebody orders it in words: the JSON of `POST do` (docs/sandbox.md)."""

from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.sandbox.faults.rules import CallFault, EventFault, HowOften

Json = dict[str, Any]
KINDS: dict[str, type[CallFault | EventFault]] = {"calls": CallFault, "events": EventFault}
_OFTEN = frozenset(each.name for each in fields(HowOften))


def order_from(said: Json) -> CallFault | EventFault:
    """`{"of": "calls"|"events", "trouble": …, …}` as a fault; how often stands beside the rest. Raises ValueError with what is wrong."""
    kind = KINDS.get(str(said.get("of")))
    if kind is None:
        raise ValueError("of: calls or events")
    given = {key: value for key, value in said.items() if key != "of"}
    often = {key: given.pop(key) for key in _OFTEN & given.keys()}
    if unknown := given.keys() - {each.name for each in fields(kind)}:
        raise ValueError(f"{min(unknown)}: no such field")
    try:
        return TypeAdapter(kind).validate_python(given | {"often": often})
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise ValueError(f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
