"""One entry as people see it: the person first, the answer's first bite, what may be said of it, where it comes from."""

from __future__ import annotations

from handlers.texts import Texts
from handlers.views import limits
from handlers.views.bites import bite
from handlers.views.blocks import Block, Element, context, section
from handlers.views.limits import cut
from handlers.views.mrkdwn import calm, quoted
from handlers.views.permalinks import Link
from knowledge.domain.found import Badge, BadgeKind, Found, Speaker

_OTHER_WAY = 200  # characters of each way besides the first
_NAMED = 2  # people named in one badge; the rest is said by the number that it helped


def entry(found: Found, t: Texts, link: Link) -> list[Block]:
    """An entry without its buttons. An open question says that it is one."""
    asked = f"{t.in_quotes(question(found.question, t, 150))} · {where(found, t)}"
    read_on = f"<{address(found, link)}|{t.to_thread}>"
    said_of_it = badges(found, t)
    if found.answer is None:
        return [
            context(*_person(found.asker, t)),
            section(t.in_quotes(question(found.question, t, 300))),
            context(f"{said_of_it} · {where(found, t)} · {read_on}"),
        ]
    return [
        context(*_person(found.answer.by, t)),
        section(words(found.answer.text, t)),
        *(section(f"{t.other_way(name(way.by, t))} {words(way.text, t, _OTHER_WAY)}") for way in found.other_ways),
        context(f"{said_of_it}\n{asked} · {read_on}" if said_of_it else f"{asked} · {read_on}"),
    ]


def words(text: str, t: Texts, limit: int = 300) -> str:
    """The first bite of what somebody wrote; a sign for what has no words."""
    return bite(quoted(text, t.someone), limit) or limits.ELLIPSIS


def question(text: str, t: Texts, limit: int) -> str:
    """A question on one line, for quoting inside a sentence."""
    return bite(" ".join(quoted(text[: limits.TEXT].replace("```", " "), t.someone).split()), limit) or limits.ELLIPSIS


def name(speaker: Speaker, t: Texts) -> str:
    """A person's name as mrkdwn, for inside a sentence."""
    return calm(cut(speaker.name.strip(), limits.NAME)) or t.colleague


def first_name(speaker: Speaker, t: Texts) -> str:
    """What colleagues call somebody, as mrkdwn: «Löst med Birgittas svar»."""
    return calm(first_word(speaker)) or t.colleague


def first_word(speaker: Speaker) -> str:
    """A person's first name as plain text; the whole name where it is not written first («Skoghäll, Birgitta»)."""
    whole = cut(speaker.name.strip(), limits.NAME)
    first = whole.partition(" ")[0]
    return whole if "," in whole or first.endswith(".") else first


def where(found: Found, t: Texts) -> str:
    return t.in_channel(calm(cut(found.channel_name, limits.CHANNEL_NAME)), found.asked_at)


def address(found: Found, link: Link) -> str:
    """Where reading on begins; within the question's channel, in its thread."""
    to = found.link_to
    return link(to, found.ts if to.channel == found.channel else None)


def badges(found: Found, t: Texts) -> str:
    """What may be said of the answer, in one line."""
    confirmed_by = [name(each, t) for each in found.confirmed_by if each.name.strip()][:_NAMED]
    return " · ".join(_badge(badge, confirmed_by, t) for badge in found.badges)


def portrait(speaker: Speaker, t: Texts) -> list[Element]:
    """A person's picture for a line of context, where there is one."""
    if speaker.avatar.startswith("https://") and len(speaker.avatar) <= limits.URL:
        return [{"type": "image", "image_url": speaker.avatar, "alt_text": cut(speaker.name.strip(), limits.NAME) or t.colleague}]
    return []


def _badge(badge: Badge, confirmed_by: list[str], t: Texts) -> str:
    match badge.kind:
        case BadgeKind.ACCEPTED:
            return t.badges.accepted(confirmed_by)
        case BadgeKind.ENDORSED:
            return t.badges.endorsed(confirmed_by)
        case BadgeKind.SAID_THANKS:
            return t.badges.said_thanks(confirmed_by)
        case BadgeKind.HELPED:
            return t.badges.helped(badge.count)
        case BadgeKind.CONFIRMED:
            return t.badges.confirmed(badge.at) if badge.at else t.badges.confirmed_once
        case BadgeKind.NOT_CONFIRMED:
            return t.badges.not_confirmed
        case BadgeKind.IN_DOUBT:
            return t.badges.in_doubt
        case BadgeKind.NEWER_ANSWER:
            return t.badges.newer_answer
        case BadgeKind.NO_ANSWER:
            return t.badges.no_answer


def _person(speaker: Speaker, t: Texts) -> list[Element | str]:
    named = f"*{name(speaker, t)}*"
    title = calm(cut(speaker.title.strip(), limits.TITLE))
    return [*portrait(speaker, t), f"{named} · {title}" if title else named]
