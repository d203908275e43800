"""Inputs of a form, each a block whose `block_id` and `action_id` are the name of what it sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time
from typing import Any

from handlers.texts import Texts
from handlers.views import limits
from handlers.views.blocks import Block, Element, option, plain_text

_ON, _OFF = "on", "off"


def switch(name: str, label: str, on: str, off: str, *, is_on: bool) -> Block:
    """On or off, each in words of its own."""
    options = [option(on, _ON), option(off, _OFF)]
    return field(name, label, {"type": "radio_buttons", "options": options, "initial_option": options[0 if is_on else 1]})


def one_of(name: str, label: str, options: Sequence[dict[str, Any]], chosen: str, *, hint: str = "", acts: bool = False) -> Block:
    """A menu; a choice that is not among the options leaves it open. `acts`: each choice is told at once."""
    offered = list(options[: limits.SELECT_OPTIONS])
    initial = [each for each in offered if each["value"] == chosen]
    element: Element = {"type": "static_select", "options": offered, **({"initial_option": initial[0]} if initial else {})}
    block = field(name, label, element, hint=hint)
    return {**block, "dispatch_action": True} if acts else block


def some_of(name: str, label: str, options: Sequence[dict[str, Any]], chosen: Iterable[str]) -> Block:
    """Ticks, of which at least one is to be set."""
    wanted = set(chosen)
    initial = [each for each in options if each["value"] in wanted]
    element: Element = {"type": "checkboxes", "options": list(options), **({"initial_options": initial} if initial else {})}
    return field(name, label, element)


def at_time(name: str, label: str, at: time) -> Block:
    return field(name, label, {"type": "timepicker", "initial_time": f"{at:%H:%M}"})


def on_day(name: str, label: str, day: date | None, hint: str) -> Block:
    """A day that may be left open."""
    element: Element = {"type": "datepicker", **({"initial_date": day.isoformat()} if day else {})}
    return field(name, label, element, hint=hint, optional=True)


def field(name: str, label: str, element: Element, *, hint: str = "", optional: bool = False) -> Block:
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, limits.LABEL),
        "element": {"action_id": name, **element},
        **({"optional": True} if optional else {}),
    }
    return {**block, "hint": plain_text(hint, limits.LABEL)} if hint else block


def day_options(t: Texts) -> list[dict[str, Any]]:
    """The weekdays, Monday first."""
    return [option(name.capitalize(), str(day)) for day, name in enumerate(t.settings.weekdays)]


def country_options(t: Texts, chosen: str) -> list[dict[str, Any]]:
    """Countries by name; none at all, and one that has no name here but was set, too."""
    names = t.settings.channel.countries
    others = [option(chosen, chosen)] if chosen and chosen not in names else []
    return [option(name, code) for code, name in names.items()] + others + [option(t.settings.channel.no_holidays, NO_COUNTRY)]


NO_COUNTRY = "none"
"""Stands for the empty country: an option must have a value"""

Values = Mapping[str, tuple[str, ...]]
"""What stands in a form, by name"""


class Filled:
    """A form as somebody sent it: values by name, as the domain wants them. What Slack would not send is None or -1."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def switch(self, name: str) -> bool:
        return self.text(name) == _ON

    def text(self, name: str) -> str:
        return next(iter(self._values.get(name, ())), "")

    def whole(self, name: str) -> int:
        return _whole(self.text(name))

    def wholes(self, name: str) -> tuple[int, ...]:
        return tuple(sorted(_whole(value) for value in self._values.get(name, ())))

    def country(self, name: str) -> str:
        value = self.text(name)
        return "" if value == NO_COUNTRY else value

    def time(self, name: str) -> time | None:
        try:
            return time.fromisoformat(self.text(name)).replace(tzinfo=None, second=0, microsecond=0)
        except ValueError:
            return None

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            return None

    def has(self, name: str) -> bool:
        return name in self._values


def _whole(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else -1
