"""Why something was not done: short, private, without blame."""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views.blocks import message


def already_done(t: Texts) -> dict[str, Any]:
    return message(t.refusals.already_done)


def gone(t: Texts) -> dict[str, Any]:
    """Does not exist, or may not be read: which of the two is not said."""
    return message(t.refusals.gone)


def not_for_everybody(t: Texts) -> dict[str, Any]:
    """Somebody in the place could not read the source."""
    return message(t.refusals.not_for_everybody)


def opted_out(t: Texts) -> dict[str, Any]:
    """Kollega was called by somebody whose words it does not take in."""
    return message(t.refusals.opted_out)


def not_started(t: Texts) -> dict[str, Any]:
    """Kollega was called in a channel where it does not listen."""
    return message(t.refusals.not_started)


def not_here(t: Texts) -> dict[str, Any]:
    """Something of a channel was asked for where there is none, or one that Kollega is not in."""
    return message(t.refusals.not_here)


def answer_changed(t: Texts) -> dict[str, Any]:
    """Takes the place of a reply whose source was edited, deleted or closed."""
    return message(t.refusals.answer_changed)
