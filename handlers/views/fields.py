"""Inputs of a form, each a block whose `block_id` and `action_id` are the name of what it sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from handlers.texts import Texts
from handlers.views import limits
from handlers.views.blocks import Block, Element, option, plain_text
from knowledge.domain.policy import ChannelPolicy, PersonPolicy

_ON, _OFF = "on", "off"
_NO_COUNTRY = "none"  # stands for the empty country: an option must have a value


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


def working_hours(policy: ChannelPolicy | PersonPolicy, usual: ChannelPolicy | PersonPolicy, t: Texts) -> list[Block]:
    """Days, from, to and public holidays, with their defaults told."""
    words = t.settings.channel
    options = [option(name.capitalize(), str(day)) for day, name in enumerate(t.settings.weekdays)]
    initial = [options[day] for day in policy.days]
    days: Element = {"type": "checkboxes", "options": options, **({"initial_options": initial} if initial else {})}
    return [
        field("days", words.days, days, hint=words.usual_hint(t.settings.days(usual.days))),
        at_time("start", words.start, policy.start, usual.start, t),
        at_time("end", words.end, policy.end, usual.end, t),
        one_of("country", words.holidays, _countries(t, policy.country, usual.country), policy.country or _NO_COUNTRY),
    ]


def at_time(name: str, label: str, at: time, usual: time, t: Texts) -> Block:
    return field(
        name, label, {"type": "timepicker", "initial_time": f"{at:%H:%M}"}, hint=t.settings.channel.usual_hint(t.settings.at(usual))
    )


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

    def texts(self, name: str) -> tuple[str, ...]:
        return self._values.get(name, ())

    def whole(self, name: str) -> int:
        return _whole(self.text(name))

    def wholes(self, name: str) -> tuple[int, ...]:
        return tuple(sorted(_whole(value) for value in self._values.get(name, ())))

    def country(self, name: str) -> str:
        value = self.text(name)
        return "" if value == _NO_COUNTRY else value

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


def _countries(t: Texts, chosen: str, usual: str) -> list[dict[str, Any]]:
    """Countries by name; none at all, and one that has no name here but was set, too."""
    words = t.settings.channel
    others = [option(chosen, chosen)] if chosen and chosen not in words.countries else []
    named = [option(words.usual(name) if code == usual else name, code) for code, name in words.countries.items()]
    return [*named, *others, option(words.no_holidays, _NO_COUNTRY)]


def _whole(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else -1
