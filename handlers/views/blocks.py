"""Block Kit's pieces as plain data, each within its size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from handlers.texts import Texts
from handlers.views import limits
from handlers.views.limits import cut

Block = dict[str, Any]
Element = dict[str, Any]


def message(text: str, blocks: Sequence[Block] | None = None) -> dict[str, Any]:
    """A message. `text` is what notifications and screen readers say, and all there is without blocks."""
    said = cut(text, limits.TEXT)
    return {"text": said, "blocks": list(blocks) if blocks is not None else [section(said)]}


def modal(title: str, blocks: Sequence[Block], t: Texts, *, submit: str = "", callback_id: str = "", metadata: str = "") -> dict[str, Any]:
    """A form or a page over the conversation."""
    view: dict[str, Any] = {
        "type": "modal",
        "title": plain_text(title, limits.MODAL_TITLE),
        "close": plain_text(t.close, limits.MODAL_TITLE),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain_text(submit, limits.MODAL_TITLE)
    if callback_id:
        view["callback_id"] = callback_id
    if metadata:
        view["private_metadata"] = metadata
    return view


def plain_text(text: str, limit: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": cut(text, limit), "emoji": True}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": cut(text, limits.SECTION)}


def header(text: str) -> Block:
    return {"type": "header", "text": plain_text(text, limits.HEADER)}


def section(text: str, accessory: Element | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def context(*elements: Element | str) -> Block:
    return {"type": "context", "elements": [mrkdwn(each) if isinstance(each, str) else each for each in elements]}


def actions(*elements: Element) -> Block:
    return {"type": "actions", "elements": list(elements)}


def divider() -> Block:
    return {"type": "divider"}


def button(text: str, action_id: str, value: str = "", *, style: str = "", confirm: dict[str, Any] | None = None) -> Element:
    element: Element = {"type": "button", "text": plain_text(text, limits.BUTTON), "action_id": action_id}
    if value:
        element["value"] = value[: limits.BUTTON_VALUE]
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    return element


def option(text: str, value: str, description: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"text": plain_text(text, limits.OPTION), "value": value}
    return {**made, "description": plain_text(description, limits.OPTION)} if description else made


def confirm(title: str, text: str, yes: str, no: str) -> dict[str, Any]:
    """A second question before something that cannot be undone."""
    return {
        "title": plain_text(title, limits.CONFIRM_TITLE),
        "text": plain_text(text, limits.CONFIRM_TEXT),
        "confirm": plain_text(yes, limits.CONFIRM_BUTTON),
        "deny": plain_text(no, limits.CONFIRM_BUTTON),
        "style": "danger",
    }
