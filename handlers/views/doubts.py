"""What *Doesn't hold any more* answers, privately."""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views import actions as names
from handlers.views.blocks import actions, button, message, section
from handlers.views.permalinks import Link
from knowledge.services.doubting import Doubted


def doubted(done: Doubted, t: Texts, link: Link) -> dict[str, Any]:
    """The answer is marked; the click can be taken back, and the thread takes what is right."""
    marked = t.doubts.marked_before if done.by_others else t.doubts.marked
    said = f"{marked} {t.doubts.can_you} <{link(done.answer, done.question.ts)}|{t.doubts.in_thread}>."
    return message(said, [section(said), actions(button(t.doubts.take_back, names.DOUBT_BACK, f"{done.entry}:{done.answer.ts}"))])


def taken_back(done: Doubted, t: Texts) -> dict[str, Any]:
    """The click counts no more; what it says of the mark is true of everybody's doubts."""
    if done.has_thumb:
        return message(t.doubts.thumb_left)
    return message(t.doubts.still_marked if done.by_others else t.doubts.taken_back)
