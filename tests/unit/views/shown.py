"""Entries, questions and people to show; and everything that the views can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from handlers.texts import Texts
from handlers.views import (
    answers,
    digest,
    digest_offer,
    doubts,
    errors,
    helptext,
    home,
    hours,
    introduction,
    last_asked,
    privacy,
    secrets,
    settings,
    shortcuts,
    suggestions,
)
from handlers.views.permalinks import permalink
from knowledge.domain.digest import Change, Changed, Digest, Learning, Thanks, ThanksFor, Wanted
from knowledge.domain.found import Badge, BadgeKind, Found, FoundAnswer, MyQuestion, Privacy, SearchResult, Speaker, SuggestionOutcome
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.language import Language
from knowledge.domain.policy import UNTIL_FURTHER_NOTICE, ChannelPolicy, PersonPolicy
from knowledge.domain.shown import ChannelSettings, DigestIn, HomePage, OwnSettings
from knowledge.domain.weeks import Week
from knowledge.services.answering import Helped
from knowledge.services.digest import Coming
from knowledge.services.doubting import Doubted
from knowledge.services.suggesting import Solved

ASKED_AT = datetime(2026, 6, 8, 7, tzinfo=UTC)
CHANNEL = ChannelId("C0ITHELP1")
ASKED = Ts("1780902000.000100")
REPLIED = Ts("1780902600.000200")

EVERY_BADGE = tuple(Badge(kind, count=3, at=ASKED_AT) for kind in BadgeKind)
HOSTILE = (
    "<!channel> <@U0AAAA> <!here|here> <!subteam^S0BBBB|@it> @everyone & < > \u202e<https://evil.example/"
    + "x" * 2_500
    + "|https://bank.se> ```curl <!everyone> `@here` "
    + "y" * 9_000
    + " ``` *_~ ``` \n\n> " * 30
    + "&&&&<<<<>>>>" * 2_000
)


def speaker(name: str = "Birgitta Skoghäll", title: str = "IT-support", avatar: str = "https://avatars.example/b.png") -> Speaker:
    return Speaker(UserId("U0BIRGITTA"), name, title, avatar)


def found(
    question: str = "Hur nollställer jag vpn?",
    answer: str | None = "Öppna GlobalProtect och välj Refresh.",
    by: Speaker | None = None,
    badges: tuple[Badge, ...] = (Badge(BadgeKind.ACCEPTED), Badge(BadgeKind.CONFIRMED, at=ASKED_AT)),
    channel_name: str = "it-hjälpen",
    confirmed_by: tuple[Speaker, ...] = (Speaker(UserId("U0PAWEL"), "Paweł"),),
) -> Found:
    who = by or speaker()
    return Found(
        entry=EntryId(7),
        score=0.9,
        channel=CHANNEL,
        channel_name=channel_name,
        ts=ASKED,
        asker=Speaker(UserId("U0PAWEL"), "Paweł"),
        asked_at=ASKED_AT,
        lang=Language.SV,
        question=question,
        answer=FoundAnswer(MessageRef(CHANNEL, REPLIED), who, answer) if answer is not None else None,
        badges=badges,
        confirmed_by=confirmed_by,
    )


def result(*entries: Found, query: str = "vpn", more: bool = False, words_only: bool = False) -> SearchResult:
    return SearchResult(query, entries, confident=True, words_only=words_only, more=more, took_ms=4.2)


def mine(
    text: str = "Hur nollställer jag vpn?", state: str = "open", answered: int = 0, number: int = 1, offered: Found | None = None
) -> MyQuestion:
    ref = MessageRef(CHANNEL, Ts(f"17809020{number:02}.000100"))
    return MyQuestion(ref, "it-hjälpen", text, state, ASKED_AT, answered, offered, number if offered else None)


def link(ref: MessageRef, thread: Ts | None) -> str:
    return permalink("skoghall", ref, thread)


GROUPS = [(f"S0GROUP{number}", f"grupp-{number}") for number in range(120)]
LAST = {"nobody": "", "person": "U0ADA", "channel": "C0IT", "group": "S0GROUP1"}


def channel_settings(name: str, *, may_change: bool = True, kind: str = "nobody") -> ChannelSettings:
    zones = ("Europe/Stockholm", "Europe/Helsinki", "UTC")
    policy = ChannelPolicy(tz=zones[0], fallback=LAST[kind], country="BR", days=(0, 2, 4), keep_unanswered_months=60)
    return ChannelSettings(
        CHANNEL, name, policy, may_change, (speaker(name),) * 12, zones, zones[1], speaker(name), kind == "person", speaker(name), ASKED_AT
    )


def own_settings(*, away: bool = False, muted: datetime | None = None, asked: int = 0) -> OwnSettings:
    policy = PersonPolicy(away_until=ASKED_AT + timedelta(days=9) if away else None)
    return OwnSettings(policy, "Europe/Stockholm", muted, asked, ((CHANNEL, "it-hjälpen"),) * away)


def week_22(
    *,
    learnings: tuple[Learning, ...] = (),
    changed: tuple[Changed, ...] = (),
    help_wanted: tuple[Wanted, ...] = (),
    thanks: tuple[Thanks, ...] = (),
    questions: int = 0,
    solved: int = 0,
    channel_name: str = "it-hjälpen",
    weeks: tuple[Week, ...] = (Week(2026, 22),),
    days: tuple[date, date] = (date(2026, 5, 25), date(2026, 5, 29)),
    late: bool = False,
) -> Digest:
    """A digest of the last week of May."""
    at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    return Digest(CHANNEL, channel_name, weeks, *days, at, late, learnings, changed, help_wanted, thanks, questions, solved, ())


def full_digest(text: str, name: str) -> Digest:
    """As much as a digest may hold, of what people wrote and are called."""
    who, entry = speaker(name, name), found(text, text, speaker(name, name), EVERY_BADGE, name)
    people = [Speaker(UserId(f"U{number}"), name) for number in range(60)]
    return week_22(
        learnings=(Learning(entry, who, 2, endorsed=True),) * 5,
        changed=tuple(Changed(entry, what) for what in Change),
        help_wanted=(Wanted(MessageRef(CHANNEL, ASKED), who, text, ASKED_AT, 4),) * 3,
        thanks=tuple(Thanks(each, what, MessageRef(CHANNEL, ASKED)) for what in ThanksFor for each in people),
        questions=9,
        solved=7,
        channel_name=name,
        weeks=(Week(2026, 21), Week(2026, 22)),
        late=True,
    )


NOTHING_KEPT = Privacy(None, 0, 0, 0, 0)


def every_doubt() -> dict[str, Doubted]:
    """What a click on *Doesn't hold any more* may have done."""
    ways = [(stands, others, thumb) for stands in (True, False) for others in (True, False) for thumb in (True, False)]
    said = {"stands": 0, "others": 1, "thumb": 2}
    answer, question = MessageRef(CHANNEL, REPLIED), MessageRef(CHANNEL, ASKED)
    return {", ".join(word for word, at in said.items() if way[at]) or "gone": Doubted(EntryId(7), answer, question, *way) for way in ways}


def every_message(t: Texts, text: str, name: str) -> dict[str, dict[str, Any]]:
    """Every message with people's words, names and titles set to the given ones."""
    who = speaker(name, name)
    full = found(text, text, who, EVERY_BADGE, name, (who, who, who))
    unanswered = found(text, None, who, EVERY_BADGE, name)
    three = (full, unanswered, full)
    return {
        "search": answers.search_results(result(*three, query=text, more=True, words_only=True), t, link, shareable=True, offset=3),
        "search without anything": answers.search_results(result(query=text), t, link, shareable=True),
        "search without anything yet": answers.search_results(result(query=text, words_only=True), t, link, shareable=True),
        "search without more": answers.search_results(result(query=text), t, link, shareable=False, offset=3),
        "search with open questions": answers.search_results(result(unanswered, query=text), t, link, shareable=True),
        "conversation": answers.conversation_reply(result(*three, query=text, more=True), t, link),
        **{
            f"doubt, {name}": doubts.doubted(each, t, link) if each.stands else doubts.taken_back(each, t)
            for name, each in every_doubt().items()
        },
        "solved it": answers.solved_it(t, Helped(who, 3, opened=True)),
        "solved it, asker": answers.solved_it(t, Helped(who, 0, is_asker=True, opened=True, cleared=True)),
        "solved it again": answers.solved_it(t, Helped(who, 1, again=True)),
        "solved it again, asker": answers.solved_it(t, Helped(who, 0, is_asker=True, again=True)),
        "solved it, own answer": answers.own_answer(t),
        "shared": answers.shared(full, t, link, who),
        "note": suggestions.note(full, text, t, link, 12, may_show=True),
        "suggestion solved": suggestions.solved(t, Solved(who, full, 0, told=False), wanted_line=False),
        "suggestion solved and told": suggestions.solved(t, Solved(who, full, 3, told=True), wanted_line=True),
        "suggestion solved and not told": suggestions.solved(t, Solved(who, full, 1, told=False), wanted_line=True),
        **{f"suggestion {outcome} already": suggestions.already(t, outcome) for outcome in SuggestionOutcome},
        "suggestion dismissed": suggestions.dismissed(t),
        "suggestion shown": suggestions.shown(t),
        "suggestion gone": suggestions.gone(t),
        "thread line": suggestions.thread_line(who, full, t, link),
        "shown to all": suggestions.shown_to_all(full, t, link, who),
        "introduction": introduction.channel_introduction(),
        "started": introduction.started(name, who),
        "newcomer": introduction.for_newcomer(t),
        "not allowed, inviter": introduction.not_allowed(t, "inviter"),
        "not allowed, creator": introduction.not_allowed(t, "creator"),
        "export ready": privacy.export_ready(t),
        "export part": privacy.export_part(text[:2_900]),
        "masked": secrets.masked_notice(("password", "card number", "something new"), t),
        "digest": digest.digest(full_digest(text, name), t, link),
        "digest of a quiet week": digest.digest(week_22(questions=1, channel_name=name), t, link),
        "coming digest": digest.coming(Coming(name, True, ASKED_AT, True, week_22(questions=1, channel_name=name)), t, t, link),
        "coming digest, off": digest.coming(Coming(name, False, ASKED_AT, False, None), t, t, link),
        "not here": errors.not_here(t),
        "not member": shortcuts.not_member(t),
        "not started": shortcuts.not_started(t),
        "help": helptext.help_message(t),
        "digest offer": digest_offer.offer(CHANNEL, t),
        "last asked": last_asked.question(CHANNEL, name, who, t),
        "last asked, yes": last_asked.answered(name, t, yes=True),
        "last asked, no": last_asked.answered(name, t, yes=False),
        "digest taken": digest_offer.taken(t),
        "settings, not started": settings.not_started(t),
        "already done": errors.already_done(t),
        "gone": errors.gone(t),
        "not for everybody": errors.not_for_everybody(t),
        "opted out": errors.opted_out(t),
        "channel not started": errors.not_started(t),
        "answer changed": errors.answer_changed(t),
    }


def every_modal(t: Texts, text: str, name: str) -> dict[str, dict[str, Any]]:
    ref = MessageRef(CHANNEL, REPLIED)
    return {
        "mark": shortcuts.mark_as_answer([mine(text, number=n) for n in range(10)], t, ref),
        "mark, many": shortcuts.mark_as_answer([mine(text, number=n) for n in range(12)], t, ref),
        "mark, none": shortcuts.mark_as_answer([], t, ref),
        "marked": shortcuts.marked(t, speaker(name)),
        "mark, gone": shortcuts.gone(t),
        "privacy": privacy.overview(NOTHING_KEPT, t),
        "privacy, opted out": privacy.overview(Privacy(ASKED_AT, 1, 2, 30, 4), t),
        **{
            f"settings, {kind}": settings.form(channel_settings(name, kind=kind), t, GROUPS, kind) for kind in t.settings.channel.last_kinds
        },
        "settings, no groups": settings.form(channel_settings(name, kind="group"), t, [], "group"),
        "settings to read": settings.page(channel_settings(name, may_change=False), t),
        "settings, which channel": settings.pick([(ChannelId(f"C{n}"), name) for n in range(120)], t),
        "settings, no channel": settings.pick([], t),
        "settings closed": settings.closed(t.refusals.gone, t),
        "own hours": hours.form(own_settings(), t),
        "own hours, all set": hours.form(own_settings(away=True), t),
        "erased": privacy.erased(t, 3, 1),
        "erased nothing": privacy.erased(t, 0, 0),
    }


def every_home(t: Texts, text: str, name: str) -> dict[str, dict[str, Any]]:
    offered = found(text, text, speaker(name, name), EVERY_BADGE, name)
    states = ("open", "answered", "resolved", "withdrawn")
    many = [mine(text, states[number % 4], number, number, offered) for number in range(12)]
    digests = tuple(DigestIn(name, day, time(9)) for day in range(7)) * 2
    busy = HomePage(tuple(many), None, "sv", own_settings(away=True, asked=2), True, (name, "vpn"), digests, True, paused=True)
    idle = replace(busy, questions=())
    return {
        "home": home.home(busy, t, link),
        "home, quiet": home.home(replace(idle, own=own_settings(muted=ASKED_AT + timedelta(days=7))), t, link),
        "home, quiet until further notice": home.home(replace(idle, own=own_settings(muted=UNTIL_FURTHER_NOTICE)), t, link),
        "home of a guest": home.home(replace(idle, is_asked=False), t, link),
        "home, empty": home.home(HomePage((), ASKED_AT, None), t, link),
    }
