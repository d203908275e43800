"""Why Kollega suggested something or stayed silent, for a steward's eyes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, assert_never

from handlers.texts import Texts
from handlers.views.blocks import Block, context, message, section
from handlers.views.entries import address, first_name, question
from handlers.views.limits import CHANNEL_NAME, cut
from handlers.views.mrkdwn import calm
from handlers.views.permalinks import Link
from knowledge.domain.explained import Explained, What
from knowledge.domain.found import Found

_QUOTED = 120


def latest(several: Sequence[Explained], channel_name: str, t: Texts, link: Link) -> dict[str, Any]:
    """The latest questions of a channel, the newest first."""
    if not several:
        return message(t.why.none)
    heading = t.why.heading(f"#{calm(cut(channel_name, CHANNEL_NAME))}")
    return message(heading, [section(heading), *(_one(each, t, link) for each in several), context(t.why.only_you)])


def one(told: Explained, t: Texts, link: Link) -> dict[str, Any]:
    """One question."""
    return message(f"{t.in_quotes(question(told.text, t, _QUOTED))} {_what(told, t, link)}", [_one(told, t, link), context(t.why.only_you)])


def stewards_only(t: Texts) -> dict[str, Any]:
    """To somebody else."""
    return message(t.why.stewards_only)


def no_question(t: Texts) -> dict[str, Any]:
    """To who named a message of which nothing can be told."""
    return message(t.why.no_question)


def _one(told: Explained, t: Texts, link: Link) -> Block:
    asked = f"{t.in_quotes(question(told.text, t, _QUOTED))} · {t.day(told.asked_at)} · <{link(told.question, None)}|{t.why.to_question}>"
    return section(f"{asked}\n{_what(told, t, link)}")


def _what(told: Explained, t: Texts, link: Link) -> str:
    match told.what:
        case What.WAITING:
            return t.why.waiting(_offered(told.about, t, link))
        case What.SOLVED:
            return t.why.solved(_offered(told.about, t, link))
        case What.NOT_NEEDED:
            return t.why.not_needed(_offered(told.about, t, link))
        case What.SHOWN:
            return t.why.shown(_offered(told.about, t, link))
        case What.NOTHING_TO_SHOW:
            return t.why.nothing_to_show
        case What.NOT_SURE:
            # Rounded away from each other: a chance that is not enough never looks as if it were.
            chance, threshold = math.floor(round(100 * told.chance, 6)), math.ceil(round(100 * told.threshold, 6))
            return t.why.not_sure(_linked(told.about, t.why.the_answer, link), chance, threshold)
        case What.NOT_CONFIRMED:
            return t.why.not_confirmed(_linked(told.about, t.why.one_like_it, link))
        case What.ANSWERED:
            return t.why.answered
        case What.LATE:
            return t.why.late
        case What.SWITCHED_OFF:
            return t.why.switched_off
        case What.NO_AUDIENCE:
            return t.why.no_audience
        case What.NO_MODEL:
            return t.why.no_model
        case What.CHANGED:
            return t.why.changed
        case What.NOT_TRIED:
            return t.why.not_tried
        case _ as never:
            assert_never(never)


def _offered(about: Found | None, t: Texts, link: Link) -> str:
    who = (about.answer.by if about.answer else about.asker) if about is not None else None
    return _linked(about, t.why.offered(first_name(who, t) if who is not None else t.colleague), link)


def _linked(about: Found | None, words: str, link: Link) -> str:
    return f"<{address(about, link)}|{words}>" if about is not None else words
