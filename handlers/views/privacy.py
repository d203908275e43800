"""The page about one's own data: what is kept, taking part or not, a copy, erasing."""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views import actions
from handlers.views.blocks import button, confirm, divider, message, modal, section
from knowledge.domain.found import Privacy


def overview(privacy: Privacy, t: Texts) -> dict[str, Any]:
    """What somebody is shown of their own, with what they can do about it."""
    words = t.your_data
    counts = [
        words.questions(privacy.questions),
        words.answers(privacy.answers),
        words.other_messages(privacy.other_messages),
        words.facts(privacy.facts),
    ]
    sure = confirm(words.erase_title, words.erase_sure, words.erase_yes, words.erase_no)
    if privacy.opted_out_at is None:
        part = section(words.taking_part, button(words.opt_out, actions.PRIVACY_OPT_OUT))
    else:
        part = section(words.opted_out(privacy.opted_out_at), button(words.opt_in, actions.PRIVACY_OPT_IN))
    blocks = [
        section(words.kept),
        section(words.not_kept),
        section(words.counts(counts)),
        divider(),
        part,
        section(words.export_why, button(words.export, actions.PRIVACY_EXPORT)),
        section(words.erase_why, button(words.erase, actions.PRIVACY_ERASE, style="danger", confirm=sure)),
    ]
    return modal(words.title, blocks, t)


def erased(t: Texts, messages: int, facts: int) -> dict[str, Any]:
    """What was erased, and what could not be reached."""
    words = t.your_data
    counts = [said(count) for said, count in ((words.erased_messages, messages), (words.erased_facts, facts)) if count]
    done = words.erased(counts) if counts else words.nothing_erased
    return modal(words.erased_title, [section(done), section(words.out_of_reach)], t)


def export_ready(t: Texts) -> dict[str, Any]:
    """The first message of a copy; the copy follows in parts."""
    return message(t.your_data.export_ready)


def export_part(text: str) -> dict[str, Any]:
    """One part of a copy, shown as it is: rich text knows no mrkdwn, so nothing in it is a mention, a link or a fence."""
    preformatted = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text or " "}]}
    return message("…", [{"type": "rich_text", "elements": [preformatted]}])
