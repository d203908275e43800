"""The weekly digest: what is good to know, what has changed, who waits for help, and thanks. Every item names its person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from handlers.texts import Texts
from handlers.views import actions, limits
from handlers.views.actions import numbered
from handlers.views.blocks import Block, button, context, divider, header, message, section
from handlers.views.entries import address, first_name, name, question, words
from handlers.views.limits import cut
from handlers.views.mrkdwn import calm, escape
from handlers.views.permalinks import Link
from knowledge.domain.digest import Change, Changed, Digest, Learning, Thanks, ThanksFor, Wanted
from knowledge.domain.found import Speaker
from knowledge.services.digest import Coming

_NAMED = 20  # of a big channel's week; the rest is thanked by number


def digest(shown: Digest, t: Texts, link: Link) -> dict[str, Any]:
    """The digest as it stands in its channel. The least useful learnings give way where people wrote more than a message holds."""
    learnings = list(shown.learnings)
    blocks = _blocks(shown, learnings, t, link)
    while learnings and _characters(blocks) > limits.MESSAGE:
        learnings.pop()
        blocks = _blocks(shown, learnings, t, link)
    return message(_in_brief(shown, t), blocks)


def coming(told: Coming, t: Texts, within: Texts, link: Link) -> dict[str, Any]:
    """What somebody is shown of a channel's next digest: in their language when it comes, in the channel's what it says."""
    channel = calm(cut(told.channel_name, limits.CHANNEL_NAME))
    state = t.digest.is_on(channel, told.at) if told.on else t.digest.is_off(channel)
    change = t.digest.you_change_it if told.may_change else t.digest.steward_changes_it
    lines = [state, change, t.digest.so_far if told.digest else t.digest.nothing_so_far]
    blocks = [section("\n".join(lines))]
    if told.digest is not None:
        blocks += [divider(), *digest(told.digest, within, link)["blocks"]]
    return message(" ".join(lines), blocks)


def _blocks(shown: Digest, learnings: Sequence[Learning], t: Texts, link: Link) -> list[Block]:
    blocks = [header(_title(shown, t))]
    if shown.late:
        blocks.append(context(t.digest.late(len(shown.weeks))))
    if learnings:
        blocks.append(section(f"*{t.digest.good_to_know}*"))
        blocks += [block for each in learnings for block in _learning(each, t, link)]
    if shown.changed:
        blocks.append(section(f"*{t.digest.changed}*"))
        blocks += [section(_changed(each, t, link)) for each in shown.changed]
    if shown.help_wanted:
        blocks.append(section(f"*{t.digest.can_you_help}*"))
        blocks += [_wanted(each, number, shown, t, link) for number, each in enumerate(shown.help_wanted)]
        if shown.more_wanted:
            blocks.append(context(t.digest.more_wait(shown.more_wanted)))
    closing = [*_thanks(shown.thanks, t), *([t.digest.value(shown.questions, shown.solved)] if shown.questions else [])]
    return [*blocks, *([divider(), section("\n".join(closing))] if closing else [])]


def _title(shown: Digest, t: Texts) -> str:
    weeks = t.digest.weeks([week.number for week in shown.weeks], shown.first_day, shown.last_day)
    return t.digest.title(cut(shown.channel_name.strip(), limits.CHANNEL_NAME), weeks)


def _learning(each: Learning, t: Texts, link: Link) -> Iterator[Block]:
    """The question first: a name before it would be read as the asker's."""
    answer = each.found.answer
    if answer is not None:
        said = f"{t.digest.answered(f'*{name(answer.by, t)}*')} {_said(words(answer.text, t), t)}"
        helped = " ".join(part for part in (_helped(each, t), f"<{address(each.found, link)}|{t.to_thread}>") if part)
        yield section(f"● {question(each.found.question, t, 150)}\n{said}\n{helped}")


def _said(bite: str, t: Texts) -> str:
    """An answer as it is quoted: in one line between marks, a list or code as it stands, from a new line."""
    return f"\n{bite}" if "\n" in bite or "`" in bite else t.in_quotes(bite)


def _helped(each: Learning, t: Texts) -> str:
    who = name(each.helped, t) if each.helped and each.helped.name.strip() else ""
    helped = t.digest.helped(who, each.others) if who or each.others else ""
    return " ".join(part for part in (helped, t.digest.endorsed if each.endorsed else "") if part)


def _changed(each: Changed, t: Texts, link: Link) -> str:
    by = each.found.answer.by if each.found.answer else each.found.asker
    asked = t.in_quotes(question(each.found.question, t, 150))
    match each.what:
        case Change.NEWER:
            said = t.digest.newer(f"*{name(by, t)}*", asked)
        case Change.TAKEN_BACK:
            said = t.digest.taken_back(name(by, t), asked)
        case Change.DOUBTED:
            said = t.digest.doubted(name(by, t), asked)
        case Change.RETIRED:
            said = t.digest.retired(name(by, t), asked)
    return f"{said} <{address(each.found, link)}|{t.to_thread}>"


def _wanted(each: Wanted, number: int, shown: Digest, t: Texts, link: Link) -> Block:
    since = t.digest.since(each.since, shown.at)
    waits = f"{since}, {t.digest.wondering(each.wondering)}." if each.wondering > 1 else f"{since}."
    text = f"*{name(each.asker, t)}:* {t.in_quotes(question(each.text, t, 250))} {waits} <{link(each.ref, None)}|{t.to_thread}>"
    return section(text, button(t.digest.answer, numbered(actions.ANSWER_QUESTION, number), f"{each.ref.channel}:{each.ref.ts}"))


def _thanks(thanks: Sequence[Thanks], t: Texts) -> Iterator[str]:
    firsts = Counter(first_name(who, t) for who in {each.to.user: each.to for each in thanks}.values())
    for what, say in ((ThanksFor.ASKING, t.digest.thanks_asking), (ThanksFor.ANSWERING, t.digest.thanks_answering)):
        names = [_called(each.to, firsts, t) for each in thanks if each.what is what]
        more = len(names) - _NAMED
        if names:
            yield say([*names[:_NAMED], t.digest.and_more(more)] if more > 0 else names)


def _called(who: Speaker, firsts: Counter[str], t: Texts) -> str:
    """By first name, where only one of those thanked is called so."""
    first = first_name(who, t)
    return first if firsts[first] == 1 else name(who, t)


def _in_brief(shown: Digest, t: Texts) -> str:
    """What a notification says: what the digest is, and what is in it."""
    asked = [question(each.found.question, t, 80) for each in shown.learnings]
    return " · ".join([escape(_title(shown, t)), *asked])


def _characters(part: Any) -> int:
    """How much text stands in blocks."""
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(_characters(value) for value in part.values())
    return sum(_characters(value) for value in part) if isinstance(part, list) else 0
