"""Topics: one's own, the whole list, the invitation, the form for a new one."""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views import actions, limits
from handlers.views.blocks import Block, Element, button, context, message, modal, option, plain_text, section
from handlers.views.blocks import actions as buttons
from handlers.views.entries import name
from handlers.views.mrkdwn import calm
from knowledge.domain.found import Speaker
from knowledge.domain.topics import MyTopics, Topic, TopicsChanged

TOPIC_FORM = "topic_form"
NAME, SYNONYMS, HOME, EXPERTS, TAKE_OFF = "name", "synonyms", "home", "experts", "take_off"
_SHOWN = 60  # topics named in one message


def mine(topics: MyTopics, t: Texts, *, may_keep: bool) -> dict[str, Any]:
    """What somebody is asked about, and what else there is."""
    names = _names(topics.mine)
    said = t.topics.mine(names) if names else t.topics.mine_none
    others = _names(tuple(topic for topic in topics.every if topic not in topics.mine))[:_SHOWN]
    there = (t.topics.others if names else t.topics.every)(others) if others else "" if topics.every else t.topics.every_none
    blocks: list[Block] = [section(said), *([section(there)] if there else [])]
    if topics.every:
        blocks.append(context(t.topics.how((others or names)[0], (names or others)[0])))
    if may_keep:
        blocks.append(buttons(button(t.topics.new, actions.TOPIC_NEW), *_editable(topics.every, t)))
    return message(said, blocks)


def _editable(every: tuple[Topic, ...], t: Texts) -> list[Element]:
    """A menu of the topics that may be changed; none where there are none."""
    options = [option(topic.name, str(topic.id)) for topic in every[: limits.SELECT_OPTIONS]]
    placeholder = plain_text(t.topics.edit, limits.PLACEHOLDER)
    chooser: Element = {"type": "static_select", "action_id": actions.TOPIC_EDIT, "placeholder": placeholder, "options": options}
    return [chooser] if options else []


def changed(done: TopicsChanged, t: Texts) -> dict[str, Any]:
    """What came of `+vpn -skrivare`."""
    lines = [
        *(t.topics.belongs(calm(word), calm(topic)) for word, topic in done.synonyms),
        *([t.topics.added(_calm(done.added))] if done.added else []),
        *([t.topics.removed(_calm(done.removed))] if done.removed else []),
        *([t.topics.unknown(_calm(done.unknown))] if done.unknown else []),
    ]
    return message("\n".join(lines))


def members_only(t: Texts) -> dict[str, Any]:
    return message(t.topics.members_only)


def invitation(topic: Topic, by: Speaker, t: Texts, a_week: int) -> dict[str, Any]:
    """Would somebody like to be asked about a topic?"""
    said = t.topics.invitation(name(by, t), calm(topic.name), a_week)
    value = str(topic.id)
    yes, no = button(t.topics.yes, actions.TOPIC_YES, value, style="primary"), button(t.topics.no, actions.TOPIC_NO, value)
    return message(said, [section(said), buttons(yes, no)])


def invitation_answered(topic: Topic, t: Texts, *, yes: bool) -> dict[str, Any]:
    return message(t.topics.said_yes(calm(topic.name)) if yes else t.topics.said_no(calm(topic.name)))


def topic_form(t: Texts, topic: Topic | None = None) -> dict[str, Any]:
    """A new topic of the curated list, or one that is there to change or take off."""
    known = topic or Topic(0, "")
    name_field: Element = {"type": "plain_text_input", "max_length": limits.CHANNEL_NAME, **_initially("initial_value", known.name)}
    words: Element = {"type": "plain_text_input", "max_length": 500, **_initially("initial_value", ", ".join(known.synonyms)[:500])}
    home: Element = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    blocks = [
        _input(NAME, t.topics.name, name_field),
        _input(SYNONYMS, t.topics.synonyms, words, t.topics.synonyms_hint, optional=True),
        _input(HOME, t.topics.home, {**home, **_initially("initial_conversation", known.home_channel)}, t.topics.home_hint, optional=True),
        _input(EXPERTS, t.topics.experts, {"type": "multi_users_select"}, t.topics.experts_hint, optional=True),
    ]
    if topic is None:
        return modal(t.topics.new_title, blocks, t, submit=t.topics.save, callback_id=TOPIC_FORM)
    tick: Element = {"type": "checkboxes", "options": [option(t.topics.take_off, TAKE_OFF)]}
    blocks.append(_input(TAKE_OFF, t.topics.no_longer, tick, optional=True))
    return modal(t.topics.edit_title, blocks, t, submit=t.topics.save, callback_id=TOPIC_FORM, metadata=str(topic.id))


def saved(name: str, t: Texts) -> dict[str, Any]:
    return modal(t.topics.edit_title, [section(t.topics.saved(calm(name)))], t)


def taken_off(t: Texts) -> dict[str, Any]:
    return modal(t.topics.edit_title, [section(t.topics.taken_off)], t)


def _initially(field: str, value: Any) -> Element:
    return {field: value} if value else {}


def _input(block_id: str, label: str, element: Element, hint: str = "", *, optional: bool = False) -> Block:
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, limits.LABEL),
        "element": {"action_id": block_id, **element},
        "optional": optional,
    }
    return {**block, "hint": plain_text(hint, limits.LABEL)} if hint else block


def _names(topics: tuple[Topic, ...]) -> list[str]:
    return [calm(topic.name) for topic in topics]


def _calm(names: tuple[str, ...]) -> list[str]:
    return [calm(each) for each in names]
