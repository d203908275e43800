"""When somebody may be asked: their own form."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from handlers.texts import Texts
from handlers.views import fields
from handlers.views.blocks import Block, Element, modal, option, section
from handlers.views.fields import Filled, Values
from handlers.views.limits import CHANNEL_NAME, cut
from knowledge.domain.policy import MOST_A_WEEK, MOST_OPEN_ASKS, PersonPolicy
from knowledge.domain.shown import OwnSettings
from knowledge.domain.working import zone_of

CALLBACK = "own_hours"
_USUAL = PersonPolicy()
_LAST_IN = "answers_for"
_MOST_TICKS = 10  # Slack's limit


def form(own: OwnSettings, t: Texts) -> dict[str, Any]:
    """The form of «När jag får fråga dig»."""
    words, policy = t.settings.own, own.policy
    blocks = [
        section(words.form_why),
        fields.one_of("asks_a_week", words.asks_a_week, _counts(range(MOST_A_WEEK + 1), _USUAL.asks_a_week, t), str(policy.asks_a_week)),
        fields.one_of("open_asks", words.open_asks, _counts(range(1, MOST_OPEN_ASKS + 1), _USUAL.open_asks, t), str(policy.open_asks)),
        *fields.working_hours(policy, _USUAL, t),
        fields.on_day("away_until", words.away_until, last_day_away(own), words.away_hint),
        *([_last_in(own, t)] if own.last_in else []),
    ]
    return modal(words.form_title, blocks, t, submit=t.settings.channel.save, callback_id=CALLBACK)


def changes(own: OwnSettings, values: Values) -> dict[str, Any]:
    """What the form says, by the name of the setting. Somebody is back when the day after their last one away begins."""
    filled = Filled(values)
    last = filled.day("away_until")
    back = datetime.combine(last + timedelta(days=1), time(), zone_of(own.tz)) if last else None
    said: dict[str, Any] = {
        "asks_a_week": filled.whole("asks_a_week"),
        "open_asks": filled.whole("open_asks"),
        "days": filled.wholes("days"),
        "start": filled.time("start"),
        "end": filled.time("end"),
        "country": filled.country("country"),
    }
    if filled.has(_LAST_IN):
        shown = {channel for channel, _ in own.last_in[:_MOST_TICKS]}  # what had no tick to take away stays
        said["answers_for"] = tuple(c for c in own.policy.answers_for if c not in shown or c in filled.texts(_LAST_IN))
    return {**{name: value for name, value in said.items() if value is not None}, "away_until": back}


def last_day_away(own: OwnSettings) -> date | None:
    """The last day that somebody is away, where they live."""
    until = own.policy.away_until
    return until.astimezone(zone_of(own.tz)).date() - timedelta(days=1) if until else None


def first_day_back(own: OwnSettings) -> date:
    """The first working day after somebody was away, where they live."""
    assert own.policy.away_until is not None
    back = own.policy.working(own.tz).next_working(own.policy.away_until) or own.policy.away_until
    return back.astimezone(zone_of(own.tz)).date()


def _last_in(own: OwnSettings, t: Texts) -> Block:
    """Where they are asked last; a tick taken away takes the yes back."""
    ticks = [option(f"#{cut(name, CHANNEL_NAME)}", channel) for channel, name in own.last_in[:_MOST_TICKS]]
    element: Element = {"type": "checkboxes", "options": ticks, "initial_options": ticks}
    return fields.field(_LAST_IN, t.settings.own.last_in_form, element, optional=True)


def _counts(numbers: range, usual: int, t: Texts) -> list[dict[str, Any]]:
    return [option(t.settings.channel.usual(t.settings.count(n)) if n == usual else t.settings.count(n), str(n)) for n in numbers]
