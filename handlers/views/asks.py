"""A question put to an expert: the direct message and what becomes of it, its forms, the answer in the thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers.texts import Texts
from handlers.views import actions, limits
from handlers.views.blocks import Block, Element, button, context, message, modal, option, plain_text, section
from handlers.views.blocks import actions as buttons
from handlers.views.entries import first_name, name, question, words
from handlers.views.limits import CHANNEL_NAME, cut
from handlers.views.mrkdwn import calm, escape, quoted
from handlers.views.permalinks import Link
from handlers.views.pieces import pieces
from knowledge.domain.endings import Ending
from knowledge.domain.found import Speaker
from knowledge.domain.ids import MessageRef, UserId
from knowledge.domain.later import Later
from knowledge.domain.routing import Asked, AskState

ANSWER_FORM = "answer_form"
EDIT_FORM = "edit_answer_form"
HAND_ON_FORM = "hand_on_form"
REMOVE_FORM = "remove_answer_form"
_ANSWER = "answer"
_TO = "to"
EDIT, REMOVE = "edit", "remove"
_MOST = 3_000
"""Characters of one answer as typed: what a field of a form holds"""
_MOST_SHOWN = limits.MESSAGE - 1_000
"""Characters of one answer as Slack is given it: each `<`, `>` and `&` is four or five of them"""

People = dict[UserId, Speaker]


def ask(asked: Asked, people: People, t: Texts, link: Link, a_week: int, *, reminder: bool = False) -> dict[str, Any]:
    """The direct message to the expert, while the question waits."""
    asker = people[asked.asker]
    heading = t.asks.asked(name(asker, t), calm(cut(asked.channel_name, CHANNEL_NAME)), asked.asked_at)
    why = " ".join([t.asks.nobody_yet, *([t.asks.tried(first_name(asker, t))] if asked.suggested else []), *_why(asked, people, t)])
    value = str(asked.ask)
    blocks: list[Block] = [
        *([section(t.asks.reminder)] if reminder else []),
        section(heading),
        section(f">{words(asked.text, t, 700)}".replace("\n", "\n>")),
        context(why),
        buttons(
            {**button(t.asks.open_thread, actions.ASK_OPEN, value, style="primary"), "url": link(asked.question, None)},
            button(t.asks.answer, actions.ASK_ANSWER, value),
            _later(t, value),
            button(t.asks.hand_on, actions.ASK_HAND_ON, value),
            button(t.asks.not_mine, actions.ASK_NOT_MINE, value),
        ),
        context(t.asks.limits(a_week)),
    ]
    return message(f"{heading} {question(asked.text, t, 300)}", blocks)


def afterwards(
    asked: Asked, ending: Ending | None, asker: Speaker, t: Texts, link: Link, now: datetime, *, pausing: bool
) -> dict[str, Any]:
    """What the direct message says once the question does not wait for this expert. `ending` is None while they put it off.

    `now` is local to the expert.
    """
    said = _said_of(ending, asker, t) if ending else t.asks.will_remind(asked.next_at.astimezone(now.tzinfo), now) if asked.next_at else ""
    blocks: list[Block] = [
        section(f"{t.in_quotes(question(asked.text, t, 150))}\n{said}"),
        context(f"<{link(asked.question, None)}|{t.to_thread}>"),
    ]
    if asked.state is AskState.LATER:
        value = str(asked.ask)
        blocks.append(
            buttons(
                button(t.asks.answer, actions.ASK_ANSWER, value),
                button(t.asks.hand_on, actions.ASK_HAND_ON, value),
                button(t.asks.not_mine, actions.ASK_NOT_MINE, value),
            ),
        )
    if pausing:
        blocks += [section(t.asks.pausing), buttons(button(t.asks.ask_again, actions.ASK_AGAIN, str(asked.ask)))]
    return message(said, blocks)


def _said_of(ending: Ending, asker: Speaker, t: Texts) -> str:
    match ending:
        case Ending.ON_ITS_WAY:
            return t.asks.on_its_way
        case Ending.STANDS:
            return t.asks.answered
        case Ending.NOT_POSTED:
            return t.asks.not_posted
        case Ending.TAKEN_BACK:
            return t.asks.removed
        case Ending.PASSED:
            return t.asks.passed
        case Ending.NOT_MINE:
            return t.asks.said_not_mine
        case Ending.NEXT_ASKED:
            return t.asks.lapsed
        case Ending.TIME_UP:
            return t.asks.time_up
        case Ending.STOPPED:
            return t.asks.asker_stopped(first_name(asker, t))
        case Ending.SETTLED:
            return t.asks.ended


def not_posted(question: MessageRef, t: Texts, link: Link) -> dict[str, Any]:
    """To somebody whose answer Slack would not have."""
    return message(t.asks.not_posted, [section(t.asks.not_posted), context(f"<{link(question, None)}|{t.to_thread}>")])


def closed(t: Texts) -> dict[str, Any]:
    """A button of a question that waits for this expert no more."""
    return message(t.asks.closed)


def asks_again(t: Texts) -> dict[str, Any]:
    return message(t.asks.asks_again)


def gone(t: Texts) -> dict[str, Any]:
    return message(t.asks.gone)


def answer_form(ref: MessageRef, text: str, me: Speaker, t: Texts, there: Texts) -> dict[str, Any]:
    """Write an answer to a question. `there`: the language of the channel where it will stand."""
    blocks = [
        section(f">{words(text, t, 700)}".replace("\n", "\n>")),
        _answer_input(t, hint=t.asks.answer_hint(there.asks.answer_from(cut(me.name.strip(), limits.NAME) or there.colleague).strip("*"))),
    ]
    return modal(t.asks.answer_title, blocks, t, submit=t.asks.send, callback_id=ANSWER_FORM, metadata=f"{ref.channel}:{ref.ts}")


def edit_form(ref: MessageRef, text: str, t: Texts) -> dict[str, Any]:
    """Change one's own answer. `text` is plain, as it was typed."""
    blocks = [_answer_input(t, initial=text)]
    return modal(t.asks.edit_title, blocks, t, submit=t.asks.save, callback_id=EDIT_FORM, metadata=f"{ref.channel}:{ref.ts}")


def hand_on_form(ask: int, colleagues: Sequence[Speaker], t: Texts) -> dict[str, Any]:
    """Choose who else is to be asked, among those who agreed."""
    if not colleagues:
        return modal(t.asks.hand_on_title, [section(t.asks.nobody_to_ask)], t)
    options = [option(cut(each.name.strip(), limits.OPTION) or t.colleague, each.user) for each in colleagues[: limits.SELECT_OPTIONS]]
    chooser: Element = {"type": "static_select", "action_id": _TO, "options": options}
    block = {"type": "input", "block_id": _TO, "label": plain_text(t.asks.to_whom, limits.LABEL), "element": chooser}
    return modal(t.asks.hand_on_title, [block], t, submit=t.asks.send, callback_id=HAND_ON_FORM, metadata=str(ask))


def written_answer(values: Mapping[str, tuple[str, ...]]) -> str:
    """What stands in the form of an answer, plain."""
    return next(iter(values.get(_ANSWER, ())), "")


def wrong_answer(text: str, t: Texts) -> dict[str, str]:
    """Why an answer, as it was typed, cannot be posted, by field of its form; nothing where it can."""
    if not any(character.isprintable() and not character.isspace() for character in text):
        return {_ANSWER: t.asks.answer_empty}
    return {_ANSWER: t.asks.answer_too_long} if len(quoted(escape(text), t.someone)) > _MOST_SHOWN else {}


def chosen_colleague(values: Mapping[str, tuple[str, ...]]) -> str:
    """The user chosen to be asked instead."""
    return next(iter(values.get(_TO, ())), "")


def gone_form(t: Texts) -> dict[str, Any]:
    return modal(t.asks.answer_title, [section(t.asks.gone)], t)


def on_its_way_form(t: Texts) -> dict[str, Any]:
    """A form was sent again with other words while the first ones are being posted."""
    return modal(t.asks.answer_title, [section(t.asks.first_on_its_way)], t)


def masked_form(kinds: Sequence[str], t: Texts) -> dict[str, Any]:
    """Tells who answered what was struck out of it."""
    return modal(t.asks.answer_title, [section(t.masked_answer(kinds))], t)


def not_yours(author: Speaker, t: Texts) -> dict[str, Any]:
    return message(t.asks.not_yours(first_name(author, t)))


def answer_post(text: str, by: Speaker, t: Texts) -> dict[str, Any]:
    """An answer in the thread, whole and in its author's name; it calls nobody. `text` is mrkdwn."""
    said = pieces(quoted(text, t.someone))
    heading = t.asks.answer_from(name(by, t))
    menu: Element = {
        "type": "overflow",
        "action_id": actions.ANSWER_CHANGE,
        "options": [option(t.asks.edit, EDIT), option(t.asks.remove, REMOVE)],
    }
    more = f" {limits.ELLIPSIS}" if len(said) > 1 else ""
    return message(f"{heading}: {''.join(said[:1])}{more}", [section(heading, menu), *(section(piece) for piece in said)])


def remove_form(ref: MessageRef, t: Texts) -> dict[str, Any]:
    """Asks once more before an answer is removed."""
    blocks = [section(t.asks.remove_sure)]
    return modal(t.asks.remove_title, blocks, t, submit=t.asks.remove, callback_id=REMOVE_FORM, metadata=f"{ref.channel}:{ref.ts}")


def asking(text: str, ref: MessageRef, t: Texts) -> dict[str, Any]:
    """The private note to the asker when somebody is asked."""
    said = t.asks.asking(t.in_quotes(question(text, t, 120)))
    return message(said, [section(said), buttons(button(t.asks.stop, actions.ASK_STOP, f"{ref.channel}:{ref.ts}"))])


def answered_already(t: Texts) -> dict[str, Any]:
    return message(t.asks.answered_already)


def stopped(t: Texts) -> dict[str, Any]:
    return message(t.asks.stopped)


def fallback(asked: MessageRef, text: str, heading: str, t: Texts, link: Link) -> dict[str, Any]:
    """A question put to a group or another channel, after the experts."""
    read_on = f"<{link(asked, None)}|{t.to_thread}>"
    value = f"{asked.channel}:{asked.ts}"
    blocks = [
        section(f"{heading}\n{t.in_quotes(question(text, t, 300))}"),
        buttons(button(t.asks.answer, actions.ANSWER_QUESTION, value)),
        context(read_on),
    ]
    return message(f"{heading} {t.in_quotes(question(text, t, 300))}", blocks)


def _why(asked: Asked, people: People, t: Texts) -> list[str]:
    topics = [calm(each.removeprefix("topic:")) for each in asked.why if each.startswith("topic:")]
    said = [t.asks.why_topics(topics)] if topics else []
    said += [
        t.asks.why_passed(first_name(people[UserId(each.removeprefix("passed:"))], t)) for each in asked.why if each.startswith("passed:")
    ]
    return said + ([t.asks.why_fallback] if "fallback" in asked.why else [])


def _later(t: Texts, value: str) -> Element:
    offered = ((t.asks.two_hours, Later.TWO_HOURS), (t.asks.next_day, Later.NEXT_DAY), (t.asks.next_week, Later.NEXT_WEEK))
    options = [option(text, f"{value}:{later}") for text, later in offered]
    placeholder = plain_text(t.asks.later, limits.PLACEHOLDER)
    return {"type": "static_select", "action_id": actions.ASK_LATER, "placeholder": placeholder, "options": options}


def _answer_input(t: Texts, *, hint: str = "", initial: str = "") -> Block:
    field: Element = {"type": "plain_text_input", "action_id": _ANSWER, "multiline": True, "max_length": _MOST}
    if initial:
        field["initial_value"] = initial[:_MOST]
    block: Block = {"type": "input", "block_id": _ANSWER, "label": plain_text(t.asks.your_answer, limits.LABEL), "element": field}
    return {**block, "hint": plain_text(hint, limits.LABEL)} if hint else block
