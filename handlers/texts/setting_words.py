"""What Kollega says about settings: a channel's, one's own, and their places in the App Home.

Names come in as they are to be shown. Fields whose comment says «plain» stand where Slack shows plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from knowledge.domain.policy import Wrong

Many = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class ChannelForm:
    """A channel's settings: the form, and the same as a page for those who may only read it. All plain unless it says otherwise."""

    title: str  # at most 24 characters
    save: str  # at most 24 characters
    go_on: str  # at most 24 characters
    which_channel: str
    choose: str
    not_all_shown: str
    nothing_to_change: str  # mrkdwn
    not_started: str  # mrkdwn
    stewards: Callable[[Sequence[str]], str]  # mrkdwn
    read_only: str  # mrkdwn
    changed: Callable[[str, date], str]  # mrkdwn: who («» where it is not known), when
    usual: Callable[[str], str]
    usual_hint: Callable[[str], str]
    suggestions: str
    suggestions_on: str
    suggestions_off: str
    unanswered: str
    routing: str
    routing_on: str
    routing_off: str
    patience: str
    patience_hint: str
    expert_patience: str
    most_experts: str
    last: str
    last_kinds: Mapping[str, str]
    """nobody, person, channel, group"""
    last_which: Mapping[str, str]
    """person, channel, group"""
    last_hints: Mapping[str, str]
    """person, channel, group"""
    no_groups: str  # mrkdwn
    digest: str
    digest_wanted: str
    digest_on: str
    digest_off: str
    digest_day: str
    digest_time: str
    zone: str
    hours: str
    days: str
    start: str
    end: str
    holidays: str
    no_holidays: str
    countries: Mapping[str, str]
    keeping: str
    keep_unanswered: str
    keep_confirmed: str


@dataclass(frozen=True, slots=True)
class DigestOffer:
    """Whether a channel that was just started wants a weekly digest."""

    question: str
    yes: str  # plain
    settings: str  # plain
    thanks: str


@dataclass(frozen=True, slots=True)
class LastAsked:
    """Somebody is asked whether they want to be the one who is asked last. Channels come with their sign."""

    question: Callable[[str, str], str]  # who chose them, the channel
    yes: str  # plain
    no: str  # plain
    said_yes: Callable[[str], str]
    said_no: Callable[[str], str]
    agreed: Callable[[str], str]
    not_yet: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class OwnHours:
    """When somebody may be asked: in the App Home, and the form. Plain unless it says otherwise."""

    heading: str
    hours: Callable[[str, time, time, str], str]  # mrkdwn: days, from, to, time zone
    asks: Callable[[int, int], str]  # mrkdwn: a week, at once
    away: Callable[[date, date], str]  # mrkdwn; the last day away, the first day at work
    last_in: Callable[[Sequence[str]], str]  # mrkdwn
    last_in_form: str
    load: Many  # mrkdwn
    change: str
    quiet_heading: str
    quiet_week: str
    quiet: str
    quiet_why: str  # mrkdwn
    is_quiet: Callable[[date | None], str]  # mrkdwn; None: until they say otherwise
    speak_again: str
    form_title: str  # at most 24 characters
    form_why: str  # mrkdwn
    asks_a_week: str
    open_asks: str
    away_until: str
    away_hint: str


@dataclass(frozen=True, slots=True)
class HomePlaces:
    """Other places in the App Home."""

    topics: str  # plain
    topics_how: Callable[[str], str]  # one of them
    topics_none: str
    digests: str  # plain
    digest_in: Callable[[str, int, time], str]  # the channel, the weekday, the time
    no_digests: str
    more_digests: Many
    channel_settings: str  # plain


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about settings in one language."""

    channel: ChannelForm
    offer: DigestOffer
    role: LastAsked
    own: OwnHours
    home: HomePlaces
    minutes: Many  # plain
    months: Many  # plain
    count: Many  # plain
    weekdays: tuple[str, ...]  # plain, Monday first
    days: Callable[[Sequence[int]], str]  # plain
    at: Callable[[time], str]  # plain
    wrong: Mapping[Wrong, str]  # plain
