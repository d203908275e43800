"""Topics: one's own, the whole list, the invitation, the form for a new one."""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views import actions, limits
from handlers.views.blocks import Block, Element, button, context, message, modal, plain_text, section
from handlers.views.blocks import actions as buttons
from handlers.views.entries import name
from handlers.views.mrkdwn import calm
from knowledge.domain.found import Speaker
from knowledge.domain.topics import MyTopics, Topic, TopicsChanged

NEW_FORM = "new_topic_form"
NAME, SYNONYMS, HOME, EXPERTS = "name", "synonyms", "home", "experts"
_SHOWN = 60  # topics named in one message


def mine(topics: MyTopics, t: Texts, *, may_keep: bool) -> dict[str, Any]:
    """What somebody is asked about, and what else there is."""
    names = _names(topics.mine)
    said = t.topics.mine(names) if names else t.topics.mine_none
    others = _names(tuple(topic for topic in topics.every if topic not in topics.mine))[:_SHOWN]
    there = t.topics.every(others) if others else "" if topics.every else t.topics.every_none
    blocks: list[Block] = [section(said), *([section(there)] if there else []), context(t.topics.how)]
    if may_keep:
        blocks.append(buttons(button(t.topics.new, actions.TOPIC_NEW)))
    return message(said, blocks)


def changed(done: TopicsChanged, t: Texts) -> dict[str, Any]:
    """What came of `+vpn -skrivare`."""
    lines = [
        *([t.topics.added(_calm(done.added))] if done.added else []),
        *([t.topics.removed(_calm(done.removed))] if done.removed else []),
        *([t.topics.unknown(_calm(done.unknown))] if done.unknown else []),
    ]
    return message("\n".join(lines) or t.topics.how)


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


def new_form(t: Texts) -> dict[str, Any]:
    """A new topic of the curated list."""
    blocks = [
        _input(NAME, t.topics.name, {"type": "plain_text_input", "max_length": limits.CHANNEL_NAME}),
        _input(SYNONYMS, t.topics.synonyms, {"type": "plain_text_input", "max_length": 500}, t.topics.synonyms_hint, optional=True),
        _input(
            HOME,
            t.topics.home,
            {"type": "conversations_select", "filter": {"include": ["public", "private"]}},
            t.topics.home_hint,
            optional=True,
        ),
        _input(EXPERTS, t.topics.experts, {"type": "multi_users_select"}, t.topics.experts_hint, optional=True),
    ]
    return modal(t.topics.new_title, blocks, t, submit=t.topics.save, callback_id=NEW_FORM)


def saved(topic: Topic, t: Texts) -> dict[str, Any]:
    return modal(t.topics.new_title, [section(t.topics.saved(calm(topic.name)))], t)


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
