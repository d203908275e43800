"""The App Home: one's own questions with what waits for a click, then everything that one may set, and one's own data."""

from __future__ import annotations

from typing import Any

from handlers.texts import EN, SV, Texts
from handlers.views import actions
from handlers.views.actions import numbered
from handlers.views.blocks import Block, Element, button, context, divider, header, option, section
from handlers.views.blocks import actions as buttons
from handlers.views.entries import entry, first_name, words
from handlers.views.helptext import how_to_ask
from handlers.views.home_places import paused, topics, weekly_digests, when_to_write
from handlers.views.limits import CHANNEL_NAME, cut
from handlers.views.mrkdwn import calm
from handlers.views.permalinks import Link
from knowledge.domain.found import MyQuestion
from knowledge.domain.lifecycle import QuestionState
from knowledge.domain.shown import HomePage

_AS_IN_SLACK = "auto"
_QUESTIONS = 7  # with up to ten blocks each they leave room in the 100 of a view


def home(page: HomePage, t: Texts, link: Link) -> dict[str, Any]:
    """Somebody's App Home."""
    blocks: list[Block] = [header(t.home.mine)]
    if not page.questions:
        blocks.append(section(t.home.none_yet))
    for number, question in enumerate(page.questions[:_QUESTIONS]):
        blocks += [*([divider()] if number else []), *_question(question, number, t, link)]
    blocks += [
        *(
            topics(page.topics, t.settings.home.topics_how(calm(page.topics[0])) if page.topics else t.settings.home.topics_none, t)
            if page.is_asked
            else []
        ),
        *(when_to_write(page.own, t, is_asked=page.is_asked) if page.own is not None else []),
        *(paused(t) if page.paused else []),
        *weekly_digests(page.digests, t, may_change=page.may_change_channels),
        header(t.home.how),
        section(how_to_ask(t)),
        header(t.home.language),
        section(t.home.language_why, _languages(page.own_language, t)),
        header(t.home.yours),
        section(t.home.opted_out if page.opted_out_at else t.home.your_data, button(t.home.see_yours, actions.PRIVACY_OPEN)),
    ]
    return {"type": "home", "blocks": blocks}


def _question(question: MyQuestion, number: int, t: Texts, link: Link) -> list[Block]:
    asked = t.home.asked(calm(cut(question.channel_name, CHANNEL_NAME)), question.asked_at)
    blocks = [
        section(words(question.text, t, 200)),
        context(f"*{_state(question, t)}* · {asked} · <{link(question.ref, None)}|{t.to_thread}>"),
    ]
    if question.suggestion is not None and question.suggestion_id is not None:
        helper = question.suggestion.answer.by if question.suggestion.answer else question.suggestion.asker
        blocks += [
            section(t.home.waiting),
            *entry(question.suggestion, t, link),
            buttons(
                button(t.suggestion.solves, numbered(actions.SUGGESTION_SOLVES, number), str(question.suggestion_id), style="primary"),
                button(t.suggestion.not_this, numbered(actions.SUGGESTION_NOT, number), str(question.suggestion_id)),
            ),
            context(t.suggestion.tells_thread(first_name(helper, t))),
        ]
    own = _own_buttons(question, number, t)
    return [*blocks, buttons(*own)] if own else blocks


def _state(question: MyQuestion, t: Texts) -> str:
    match question.state:
        case QuestionState.RESOLVED:
            return t.home.resolved
        case QuestionState.WITHDRAWN:
            return t.home.withdrawn
        case QuestionState.ANSWERED:
            return t.home.answered(question.answers)
        case _:
            if question.is_asking:
                return t.home.asking
            return t.home.nobody_could if question.asked_in_vain else t.home.open


def _own_buttons(question: MyQuestion, number: int, t: Texts) -> list[Element]:
    value = f"{question.ref.channel}:{question.ref.ts}"
    made: list[Element] = []
    if question.state == QuestionState.ANSWERED:
        made.append(button(t.home.thanks_solved, numbered(actions.HOME_SOLVED, number), value, style="primary"))
    if question.is_asking:
        made.append(button(t.asks.stop, numbered(actions.ASK_STOP, number), value))
    if question.state in {QuestionState.OPEN, QuestionState.ANSWERED}:
        made.append(button(t.home.not_needed, numbered(actions.HOME_WITHDRAW, number), value))
    return made


def _languages(own: str | None, t: Texts) -> Element:
    offered = [option(t.home.as_in_slack, _AS_IN_SLACK), option(SV.language_name, SV.code), option(EN.language_name, EN.code)]
    chosen = next((each for each in offered if each["value"] == own), offered[0])
    return {"type": "static_select", "action_id": actions.HOME_LANGUAGE, "options": offered, "initial_option": chosen}
