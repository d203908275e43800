"""The form of *Mark as answer*: which question a message answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.texts import Texts
from handlers.views import limits
from handlers.views.blocks import Element, message, modal, option, plain_text, section
from handlers.views.entries import first_name
from handlers.views.mrkdwn import plain
from knowledge.domain.found import MyQuestion, Speaker
from knowledge.domain.ids import MessageRef

CALLBACK = "mark_as_answer"
_QUESTION = "question"


def mark_as_answer(questions: Sequence[MyQuestion], t: Texts, ref: MessageRef) -> dict[str, Any]:
    """Choose one of the questions that the message `ref` may answer."""
    if not questions:
        return modal(t.marking.title, [section(t.marking.no_questions)], t)
    block = {"type": "input", "block_id": _QUESTION, "label": plain_text(t.marking.which, limits.LABEL), "element": _choice(questions, t)}
    return modal(t.marking.title, [block], t, submit=t.marking.submit, callback_id=CALLBACK, metadata=_value(ref))


def chosen_question(values: Mapping[str, tuple[str, ...]]) -> str | None:
    """The value of the chosen question, `channel:ts`, or None where none was chosen."""
    return next(iter(values.get(_QUESTION, ())), None)


def marked(t: Texts, helper: Speaker) -> dict[str, Any]:
    return modal(t.marking.title, [section(t.marking.marked(first_name(helper, t)))], t)


def gone(t: Texts) -> dict[str, Any]:
    """The question or the message is gone, or its author takes no part."""
    return modal(t.marking.title, [section(t.marking.gone)], t)


def not_member(t: Texts) -> dict[str, Any]:
    return message(t.marking.not_member)


def not_started(t: Texts) -> dict[str, Any]:
    return message(t.marking.not_started)


def _choice(questions: Sequence[MyQuestion], t: Texts) -> Element:
    options = list({_value(each.ref): _option(each, t) for each in questions}.values())[: limits.SELECT_OPTIONS]
    if len(options) <= limits.RADIO_OPTIONS:
        return {"type": "radio_buttons", "action_id": _QUESTION, "options": options}
    placeholder = plain_text(t.marking.choose, limits.PLACEHOLDER)
    return {"type": "static_select", "action_id": _QUESTION, "options": options, "placeholder": placeholder}


def _option(question: MyQuestion, t: Texts) -> dict[str, Any]:
    return option(plain(question.text, t.someone) or limits.ELLIPSIS, _value(question.ref), t.marking.asked(question.asked_at))


def _value(ref: MessageRef) -> str:
    return f"{ref.channel}:{ref.ts}"
