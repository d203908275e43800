"""Settings in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from handlers.texts.english import WEEKDAYS, dated, day_and_month, in_words, listed
from handlers.texts.setting_words import ChannelForm, DigestOffer, HomePlaces, LastAsked, OwnHours, Settings
from knowledge.domain.policy import Wrong

COUNTRIES = {
    "SE": "Sweden",
    "NO": "Norway",
    "DK": "Denmark",
    "FI": "Finland",
    "IS": "Iceland",
    "AT": "Austria",
    "AU": "Australia",
    "BE": "Belgium",
    "CA": "Canada",
    "CH": "Switzerland",
    "CZ": "Czechia",
    "DE": "Germany",
    "EE": "Estonia",
    "ES": "Spain",
    "FR": "France",
    "GB": "United Kingdom",
    "IE": "Ireland",
    "IN": "India",
    "IT": "Italy",
    "JP": "Japan",
    "LT": "Lithuania",
    "LV": "Latvia",
    "NL": "Netherlands",
    "PL": "Poland",
    "PT": "Portugal",
    "RO": "Romania",
    "UA": "Ukraine",
    "US": "United States",
}


def _at(at: time) -> str:
    return f"{at:%H:%M}"


def _minutes(minutes: int) -> str:
    if minutes == 480:
        return "A working day"
    if minutes % 60:
        return f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"


def _months(months: int) -> str:
    if months % 12 or months == 12:
        return f"{months} months"
    return f"{in_words(months // 12).capitalize()} years"


def _days(days: Sequence[int]) -> str:
    names = [WEEKDAYS[day] for day in sorted(set(days))]
    if len(names) > 2 and sorted(set(days)) == list(range(min(days), max(days) + 1)):
        return f"{names[0]} to {names[-1]}"
    return listed(names)


def _stewards(names: Sequence[str]) -> str:
    return f"{'Steward' if len(names) == 1 else 'Stewards'}: {listed(names)}." if names else "Nobody looks after this channel."


def _asks(a_week: int, at_once: int) -> str:
    if a_week == 0:
        return "I do not ask you anything."
    most = "At most one question a week" if a_week == 1 else f"At most {in_words(a_week)} questions a week, {in_words(at_once)} at a time"
    return f"{most}, and only about topics that you have agreed to."


def _load(asked: int) -> str:
    times = "once" if asked == 1 else "twice" if asked == 2 else f"{in_words(asked)} times"
    return f"In the last seven days I have asked you {times}. Only you see this."


SETTINGS_EN = Settings(
    channel=ChannelForm(
        title="Channel settings",
        save="Save",
        go_on="Continue",
        which_channel="Which channel is it about?",
        choose="Choose a channel",
        not_all_shown="These are the first hundred. For another channel, type /kollega settings there.",
        nothing_to_change="You are not the steward of any channel. Do you want to see what holds in one? Type `/kollega settings` there.",
        not_started="I have not been started in this channel, so there is nothing to set yet.",
        stewards=_stewards,
        read_only="The stewards can change this.",
        changed=lambda name, at: f"Last changed on {dated(at)} by {name}." if name else f"Last changed on {dated(at)}.",
        usual=lambda words: f"{words} (default)",
        usual_hint=lambda words: f"The default is {words}.",
        suggestions="Earlier answers",
        suggestions_on="Show them to whoever asks, and to nobody else",
        suggestions_off="Do not show them",
        unanswered="When nobody answers",
        routing="Experts",
        routing_on="Ask somebody who has agreed to be asked",
        routing_off="Ask nobody",
        patience="How long I wait for an answer in the channel",
        patience_hint="Counted in the channel's working hours.",
        expert_patience="How long I wait for an expert, before I ask the next",
        most_experts="How many I ask at most",
        last="If they do not answer either",
        last_kinds={"nobody": "Ask nobody else", "person": "Ask a person", "channel": "Ask in a channel", "group": "Ask a group"},
        last_which={"person": "Who?", "channel": "Which channel?", "group": "Which group?"},
        last_hints={
            "person": "They are asked first, and have to agree.",
            "channel": "I have to be in it, and everybody there has to be able to read this channel.",
            "group": "Only those in the group who can read this channel get the question.",
        },
        no_groups="I see no groups here. Either there are none, or I may not read them (`usergroups:read`).",
        digest="Weekly digest",
        digest_wanted="Should the channel get a weekly digest?",
        digest_on="Yes, every week",
        digest_off="No",
        digest_day="Day",
        digest_time="Time",
        zone="Time zone",
        hours="Working hours",
        days="Working days",
        start="From",
        end="To",
        holidays="Public holidays",
        no_holidays="No public holidays",
        countries=COUNTRIES,
        keeping="How long I keep things",
        keep_unanswered="Questions that nobody has answered",
        keep_confirmed="Answers, counted from when somebody last confirmed them",
    ),
    offer=DigestOffer(
        question="Would you like a weekly digest here on Mondays at 09:00? It gathers what was solved in the week and what still waits for "
        "an answer. Only you see this question.",
        yes="Yes, please",
        settings="Settings",
        thanks="Good. The digest comes on Mondays at 09:00, in the weeks when there is something to tell.",
    ),
    role=LastAsked(
        question=lambda by, channel: (
            f"{by} would like to know whether you want to be the one I ask last in {channel}, when nobody else has answered. "
            "You can stop at any time, on my own page under *Home*."
        ),
        yes="Yes, please",
        no="No, thanks",
        said_yes=lambda channel: f"Thank you. When nobody else has answered in {channel}, I ask you.",
        said_no=lambda channel: f"Now I know. I do not ask you in {channel}.",
        agreed=lambda name: f"{name} has agreed to be asked last.",
        not_yet=lambda name: f"{name} has not agreed yet. Until then I ask nobody last.",
    ),
    own=OwnHours(
        heading="When I may ask you",
        hours=lambda days, start, end, zone: f"{days}, {_at(start)}–{_at(end)} ({zone}).",
        asks=_asks,
        away=lambda last, back: f"You are away through {day_and_month(last)}. I may ask you again from {day_and_month(back)}.",
        last_in=lambda channels: f"When nobody else has answered in {listed(channels)}, I ask you.",
        last_in_form="Here I ask you when nobody else has answered",
        load=_load,
        change="Change",
        quiet_heading="When I write to you",
        quiet_week="Quiet for a week",
        quiet="Quiet until I say so",
        quiet_why="When I am quiet, I write nothing to you that you did not ask for. Suggestions wait under My questions.",
        is_quiet=lambda until: (
            f"I am quiet until {dated(until)} and write nothing to you that you did not ask for."
            if until
            else "I am quiet and write nothing to you that you did not ask for, until you say so."
        ),
        speak_again="You may write again",
        form_title="When I may ask you",
        form_why="I ask only people who have agreed to a topic, one at a time and in working hours.",
        asks_a_week="Questions a week, at most",
        open_asks="Questions that may wait for you at once",
        away_until="Away until, that day included",
        away_hint="Leave it empty if you are here.",
    ),
    home=HomePlaces(
        topics="Your topics",
        topics_how=lambda topic: f"`/kollega topics` shows what else there is. `/kollega topics -{topic}` removes.",
        topics_none="You have not agreed to be asked about anything. Would you like to help? `/kollega topics` shows what there is.",
        digests="Weekly digest",
        digest_in=lambda channel, day, at: f"#{channel}, {WEEKDAYS[day]}s at {_at(at)}",
        no_digests="None of your channels has a weekly digest yet.",
        more_digests=lambda count: f"and {count} more",
        channel_settings="Channel settings",
    ),
    minutes=_minutes,
    months=_months,
    count=lambda count: in_words(count).capitalize(),
    weekdays=WEEKDAYS,
    days=_days,
    at=_at,
    wrong={
        Wrong.NOT_OFFERED: "That cannot be chosen. Please take one of those offered.",
        Wrong.NO_DAYS: "Please choose at least one day.",
        Wrong.NO_HOURS: "The working hours begin and end at the same time. Please change one of them.",
        Wrong.UNKNOWN_ZONE: "I do not know that time zone.",
        Wrong.UNKNOWN_COUNTRY: "I do not know the public holidays of that country.",
        Wrong.NOBODY_CHOSEN: "Please choose who or where, or choose to ask nobody else.",
        Wrong.NOT_A_COLLEAGUE: "Please choose a colleague who can read this channel.",
        Wrong.NOT_IN_CHANNEL: "I am not in that channel. Please invite me there first.",
        Wrong.NOT_FOR_EVERYBODY: "Not everybody there can read this channel. Please choose another.",
        Wrong.IN_THE_PAST: "That day is over.",
    },
)
