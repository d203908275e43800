"""Places of the App Home besides one's questions: topics, when one may be asked, weekly digests."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.texts import Texts
from handlers.views import actions
from handlers.views.actions import numbered
from handlers.views.blocks import Block, button, header, section
from handlers.views.blocks import actions as buttons
from handlers.views.hours import first_day_back, last_day_away
from handlers.views.limits import CHANNEL_NAME, cut
from handlers.views.mrkdwn import calm
from knowledge.domain.policy import UNTIL_FURTHER_NOTICE
from knowledge.domain.shown import DigestIn, OwnSettings
from knowledge.domain.working import zone_of

WEEK, FURTHER = "week", "further"
_DIGESTS = 10
_TOPICS = 40


def topics(names: Sequence[str], invitation: str, t: Texts) -> list[Block]:
    """«Dina ämnen»: the topics that somebody knows, and how to add or drop one. Left out where there is nothing to say."""
    said = [*([", ".join(f"*{calm(name)}*" for name in names[:_TOPICS])] if names else []), *([invitation] if invitation else [])]
    return [header(t.settings.home.topics), section("\n".join(said))] if said else []


def when_to_write(own: OwnSettings, t: Texts, *, is_asked: bool) -> list[Block]:
    """«När jag får fråga dig», and quiet by one tap, undone by one. Who is never asked sees the second only."""
    if not is_asked:
        return [header(t.settings.own.quiet_heading), *_quiet(own, t)]
    words, policy = t.settings.own, own.policy
    said = [words.asks(policy.asks_a_week, policy.open_asks)]
    if policy.asks_a_week:
        said.append(words.hours(t.settings.days(policy.days), policy.start, policy.end, calm(own.tz)))
    last = last_day_away(own)
    if last is not None:
        said.append(words.away(last, first_day_back(own)))
    if own.last_in:
        said.append(words.last_in([f"#{calm(cut(name, CHANNEL_NAME))}" for _, name in own.last_in]))
    if own.asked:
        said.append(words.load(own.asked))
    return [header(words.heading), section("\n".join(said), button(words.change, actions.HOME_HOURS)), *_quiet(own, t)]


def paused(t: Texts) -> list[Block]:
    """To somebody who is asked nothing because they did not react: why, and the way back."""
    return [section(t.asks.pausing, button(t.asks.ask_again, actions.ASK_AGAIN))]


def weekly_digests(digests: Sequence[DigestIn], t: Texts, *, may_change: bool) -> list[Block]:
    """Which of one's channels have a weekly digest; for those who may change it, the way there."""
    words = t.settings.home
    said = [f"• {words.digest_in(calm(cut(each.channel_name, CHANNEL_NAME)), each.day, each.at)}" for each in digests[:_DIGESTS]]
    if len(digests) > _DIGESTS:
        said.append(words.more_digests(len(digests) - _DIGESTS))
    way = button(words.channel_settings, actions.SETTINGS_OPEN) if may_change else None
    return [header(words.digests), section("\n".join(said) or words.no_digests, way)]


def _quiet(own: OwnSettings, t: Texts) -> list[Block]:
    words, until = t.settings.own, own.muted_until
    if until is None:
        week = button(words.quiet_week, numbered(actions.HOME_MUTE, 0), WEEK)
        further = button(words.quiet, numbered(actions.HOME_MUTE, 1), FURTHER)
        return [section(words.quiet_why), buttons(week, further)]
    day = until.astimezone(zone_of(own.tz)).date() if until < UNTIL_FURTHER_NOTICE else None
    return [section(words.is_quiet(day), button(words.speak_again, actions.HOME_UNMUTE))]
