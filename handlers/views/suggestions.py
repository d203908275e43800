"""An old answer for a new question: the private note, what its clicks say, and the lines that everybody sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.texts import Texts
from handlers.views import actions, limits
from handlers.views.answers import posted
from handlers.views.blocks import Element, button, context, message, option, section
from handlers.views.blocks import actions as buttons
from handlers.views.entries import address, entry, first_name, first_word, name, question
from handlers.views.limits import cut
from handlers.views.permalinks import Link
from knowledge.domain.found import Found, Speaker, SuggestionOutcome
from knowledge.services.suggesting import Solved

_TELL = "tell"
_NAME_IN_OPTION = 30  # an option holds 75 characters, and the sentence around the name takes the rest


def note(found: Found, question_text: str, t: Texts, link: Link, suggestion_id: int, *, may_show: bool) -> dict[str, Any]:
    """The private note under a question. It quotes the question, since it stands in the channel, not in the thread."""
    asked = t.in_quotes(question(question_text, t, 120))
    blocks = [
        section(f"{asked}\n{t.suggestion.heading}"),
        *entry(found, t, link),
        buttons(_tell_thread(_helper(found), t)),
        buttons(
            button(t.suggestion.solves, actions.SUGGESTION_SOLVES, str(suggestion_id), style="primary"),
            button(t.suggestion.not_this, actions.SUGGESTION_NOT, str(suggestion_id)),
            *([button(t.suggestion.show_all, actions.SUGGESTION_SHOW_ALL, str(suggestion_id))] if may_show else []),
        ),
    ]
    return message(f"{asked} {t.suggestion.heading}", blocks)


def wants_thread_line(state: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether the thread is to be told, from what stands in the note: yes, unless the asker unticked it."""
    is_tick = actions.any_of(actions.SUGGESTION_TELL_THREAD)
    return all(ticked for action, ticked in state.items() if is_tick.match(action))


def solved(t: Texts, done: Solved, *, wanted_line: bool) -> dict[str, Any]:
    """After *This solves it*: what it changed. `wanted_line`: the asker wanted the thread told."""
    helper = first_name(done.helper, t)
    said = [t.suggestion.solved(helper)]
    if wanted_line:
        said.append(t.suggestion.told if done.told else t.suggestion.not_told)
    if done.helped:
        said.append(t.search.stands_now(helper, done.helped))
    return message(" ".join(said))


def already(t: Texts, outcome: str) -> dict[str, Any]:
    """A click on a note that was answered before: what stands."""
    stands = {
        SuggestionOutcome.SOLVED: t.suggestion.solved_already,
        SuggestionOutcome.NOT_NEEDED: t.suggestion.dismissed_already,
        SuggestionOutcome.SHOWN: t.suggestion.shown_already,
    }
    return message(next((said for known, said in stands.items() if known == outcome), t.refusals.already_done))


def dismissed(t: Texts) -> dict[str, Any]:
    """After *Not what I need*."""
    return message(t.suggestion.dismissed)


def shown(t: Texts) -> dict[str, Any]:
    """After *Show to everyone*."""
    return message(t.suggestion.shown)


def gone(t: Texts) -> dict[str, Any]:
    """A click on a note whose answer may not be shown any more."""
    return message(t.suggestion.gone)


def thread_line(helper: Speaker, found: Found, t: Texts, link: Link) -> dict[str, Any]:
    """One quiet line in the thread of a question that an old answer solved."""
    said = t.suggestion.thread_line(first_name(helper, t))
    return message(f"{said} {address(found, link)}", [context(f"{said} <{address(found, link)}|{t.to_thread}>")])


def shown_to_all(found: Found, t: Texts, link: Link, by: Speaker) -> dict[str, Any]:
    """The suggested answer in the question's thread, for everybody."""
    return posted(t.suggestion.shown_to_all(name(by, t)), found, t, link)


def _helper(found: Found) -> Speaker:
    return found.answer.by if found.answer else found.asker


def _tell_thread(helper: Speaker, t: Texts) -> Element:
    shown_name = cut(first_word(helper), _NAME_IN_OPTION) or t.colleague
    tick = option(cut(t.suggestion.tell_thread(shown_name), limits.OPTION), _TELL)
    return {"type": "checkboxes", "action_id": actions.SUGGESTION_TELL_THREAD, "options": [tick], "initial_options": [tick]}
