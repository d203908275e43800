"""What a form that comes back is read as."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from handlers.texts import SV
from handlers.views import settings
from knowledge.domain.errors import NotFound
from tests.unit.views.shown import GROUPS, channel_settings

LEFT_ALONE = {
    "suggestions": ("on",),
    "routing": ("on",),
    "digest": ("off",),
    "patience_minutes": ("120",),
    "expert_minutes": ("240",),
    "most_experts": ("2",),
    "last_kind": ("nobody",),
    "digest_day": ("0",),
    "digest_time": ("09:00",),
    "tz": ("Europe/Stockholm",),
    "days": ("0", "2", "4"),
    "start": ("08:00",),
    "end": ("17:00",),
    "country": ("BR",),
    "keep_unanswered_months": ("60",),
    "keep_confirmed_months": ("24",),
}


def changed(**filled: tuple[str, ...]) -> dict[str, Any]:
    form = settings.form(channel_settings("it"), SV, GROUPS)
    return settings.changes(settings.opened_for(form["private_metadata"]), {**LEFT_ALONE, **filled})


def test_what_was_left_alone_is_no_change() -> None:
    assert changed() == {}


def test_only_what_was_changed_is_told() -> None:
    said = changed(suggestions=("off",), days=("4", "0"), start=("07:30",), country=("none",), patience_minutes=("15",))

    assert said == {"suggestions": False, "days": (0, 4), "start": time(7, 30), "country": "", "patience_minutes": 15}


def test_the_usual_zone_is_followed_where_it_is_chosen() -> None:
    assert changed(tz=("Europe/Helsinki",)) == {"tz": ""}
    assert changed(tz=("UTC",)) == {"tz": "UTC"}


@pytest.mark.parametrize(
    ("kind", "chosen", "fallback"), [("person", "U0BO", "U0BO"), ("channel", "C0HR", "C0HR"), ("group", "S0GROUP1", "S0GROUP1")]
)
def test_whom_to_ask_last_comes_from_the_field_of_its_kind(kind: str, chosen: str, fallback: str) -> None:
    assert changed(last_kind=(kind,), **{f"last_{kind}": (chosen,)}) == {"fallback": fallback}


def test_values_that_slack_would_not_send_are_left_to_the_rules_or_dropped() -> None:
    assert changed(patience_minutes=("٣",), start=("late",), days=("monday",)) == {"patience_minutes": -1, "days": (-1,)}


@pytest.mark.parametrize("metadata", ["", "{}", "[1, 2]", '["C0IT", {"digest_time": 9}, "UTC"]', "null"])
def test_a_form_that_kollega_did_not_make_is_refused(metadata: str) -> None:
    with pytest.raises(NotFound):
        settings.opened_for(metadata)
