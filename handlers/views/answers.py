"""What a search answers: privately after a command, in a conversation, shared in a channel."""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views import actions, limits
from handlers.views.actions import numbered
from handlers.views.blocks import Block, Element, button, context, divider, message, section
from handlers.views.blocks import actions as buttons
from handlers.views.entries import address, entry, first_name, name, question, words
from handlers.views.permalinks import Link
from knowledge.domain.found import Found, SearchResult, Speaker
from knowledge.services.answering import Helped

_SHOWN = 3


def search_results(result: SearchResult, t: Texts, link: Link, *, shareable: bool, offset: int = 0) -> dict[str, Any]:
    """The private answer to `/ask`, with what can be done about each entry. `offset` entries were shown before."""
    shown = result.results[:_SHOWN]
    blocks = _begun(result, t, offset=offset)
    for number, found in enumerate(shown):
        blocks += [
            divider(),
            *entry(found, t, link),
            *_row(_solved(found, number, t), _share(found, number, t) if shareable else None, _doubt(found, number, t)),
        ]
    if shown and (result.more or len(result.results) > _SHOWN):
        following = f"{offset + len(shown)}:{result.query}"[: limits.BUTTON_VALUE]
        blocks += [divider(), buttons(button(t.search.more, actions.MORE, following))]
    return message(_in_brief(result, t, offset=offset), blocks)


def conversation_reply(result: SearchResult, t: Texts, link: Link) -> dict[str, Any]:
    """The answer to a question put to Kollega in a message, read by everybody in that conversation."""
    blocks = _begun(result, t)
    for number, found in enumerate(result.results[:_SHOWN]):
        blocks += [divider(), *entry(found, t, link), *_row(_solved(found, number, t), _doubt(found, number, t))]
    if result.results and (result.more or len(result.results) > _SHOWN):
        blocks.append(context(t.search.more_by_command))
    return message(_in_brief(result, t), blocks)


def solved_it(t: Texts, done: Helped) -> dict[str, Any]:
    """After *Solved it*: what it changed, or what stands already."""
    helper = first_name(done.helper, t)
    if done.again:
        return message(t.search.yours_already(helper) if done.is_asker else t.search.stands_already(helper, done.helped))
    said = [t.search.thanks, t.search.yours_solved(helper) if done.is_asker else t.search.stands_now(helper, done.helped)]
    if done.cleared:
        said.append(t.search.cleared)
    if done.opened:
        said.append(t.search.opened)
    return message(" ".join(said))


def own_answer(t: Texts) -> dict[str, Any]:
    """*Solved it* by whoever gave the answer."""
    return message(t.search.own_answer)


def shared(found: Found, t: Texts, link: Link, by: Speaker) -> dict[str, Any]:
    """An entry in a channel, for everybody there."""
    heading = t.search.shared(name(by, t))
    return posted(heading, found, t, link)


def posted(heading: str, found: Found, t: Texts, link: Link) -> dict[str, Any]:
    """An entry for everybody under a line that says why it is there."""
    return message(
        f"{heading} {t.in_quotes(question(found.question, t, 150))} {address(found, link)}", [section(heading), *entry(found, t, link)]
    )


def _begun(result: SearchResult, t: Texts, *, offset: int = 0) -> list[Block]:
    blocks = [section(_heading(result, t, offset=offset))]
    if result.words_only and result.results:
        blocks.append(context(t.search.words_only))
    return blocks


def _heading(result: SearchResult, t: Texts, *, offset: int) -> str:
    asked = t.in_quotes(question(result.query, t, 150))
    if not result.results:
        nothing = t.search.nothing_yet if result.words_only else t.search.nothing
        return t.search.nothing_more if offset else f"{asked}\n{nothing}"
    if all(found.answer is None for found in result.results[:_SHOWN]):
        return f"{asked}\n{t.search.still_open}"
    return t.search.more_found if offset else f"{asked}\n{t.search.found}"


def _in_brief(result: SearchResult, t: Texts, *, offset: int = 0) -> str:
    first = next((found for found in result.results[:_SHOWN] if found.answer), None)
    heading = _heading(result, t, offset=offset)
    if first is None or first.answer is None:
        return heading
    return f"{heading} {name(first.answer.by, t)}: {words(first.answer.text, t)}"


def _solved(found: Found, number: int, t: Texts) -> Element | None:
    return button(t.search.solved_it, numbered(actions.SOLVED, number), str(found.entry)) if found.answer else None


def _share(found: Found, number: int, t: Texts) -> Element | None:
    return button(t.search.share, numbered(actions.SHARE, number), str(found.entry)) if found.answer else None


def _doubt(found: Found, number: int, t: Texts) -> Element | None:
    if found.answer is None:
        return None
    return button(t.doubts.press, numbered(actions.DOUBT, number), f"{found.entry}:{found.answer.ref.ts}")


def _row(*elements: Element | None) -> list[Block]:
    present = [element for element in elements if element]
    return [buttons(*present)] if present else []
