"""Every sentence that Kollega says in Slack. A language fills all of them; one that is missing is a type error.

Names come in as they are to be shown (escaped already). `*…*` and `` `…` `` are Slack's mrkdwn; fields whose comment
says «plain» stand where Slack shows plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.texts.setting_words import Settings

By = Callable[[str], str]
"""A sentence about one person"""
Many = Callable[[int], str]
"""A phrase with a number in its right form"""
Names = Callable[[Sequence[str]], str]
"""A phrase about people; where none is named it speaks of them without names"""
When = Callable[[datetime], str]


@dataclass(frozen=True, slots=True)
class Introduction:
    """What Kollega says of itself in a channel. `points` stand one on a line."""

    hello: str
    points: tuple[str, ...]
    not_yet: str
    started: Callable[[str, str], str]  # the channel («» where it is not known), who started it
    newcomer: str
    needs_inviter: str
    needs_creator: str


@dataclass(frozen=True, slots=True)
class Badges:
    """What is said of an answer, a few words each."""

    accepted: Names
    endorsed: Names
    said_thanks: Names
    helped: Many
    confirmed: When
    confirmed_once: str  # where it is not known when
    not_confirmed: str
    in_doubt: str
    no_answer: str


@dataclass(frozen=True, slots=True)
class Search:
    """The answer to a search, private or in a conversation."""

    found: str
    more_found: str
    nothing: str
    nothing_more: str
    words_only: str
    nothing_yet: str
    """Nothing was found, and the language model is not there yet"""
    more_by_command: str
    still_open: str
    solved_it: str  # plain
    share: str  # plain
    more: str  # plain
    solved_thanks: By
    shared: By


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The private note under a new question, and what comes of it."""

    heading: str
    solves: str  # plain
    not_this: str  # plain
    show_all: str  # plain
    tell_thread: By  # plain, at most 75 characters with a name of 30
    tells_thread: By
    solved: By
    solved_and_told: By
    dismissed: str
    shown: str
    gone: str
    thread_line: By
    shown_to_all: By


@dataclass(frozen=True, slots=True)
class Home:
    """The App Home."""

    mine: str  # plain
    none_yet: str
    asked: Callable[[str, datetime], str]  # the channel («» where it is not known), when
    open: str
    asking: str
    answered: Many
    resolved: str
    withdrawn: str
    waiting: str
    thanks_solved: str  # plain
    not_needed: str  # plain
    how: str  # plain
    language: str  # plain
    language_why: str
    as_in_slack: str  # plain
    yours: str  # plain
    your_data: str
    opted_out: str
    see_yours: str  # plain


@dataclass(frozen=True, slots=True)
class YourData:
    """The page about one's own data."""

    title: str  # plain, at most 24 characters
    kept: str
    not_kept: str
    questions: Many
    answers: Many
    other_messages: Many
    facts: Many
    counts: Callable[[Sequence[str]], str]
    taking_part: str
    opted_out: When
    opt_out: str  # plain
    opt_in: str  # plain
    export: str  # plain
    export_why: str
    erase: str  # plain
    erase_why: str
    erase_title: str  # plain, at most 100
    erase_sure: str  # plain, at most 300: names what is out of reach
    erase_yes: str  # plain, at most 30
    erase_no: str  # plain, at most 30
    erased_title: str  # plain, at most 24 characters
    erased: Callable[[Sequence[str]], str]
    erased_messages: Many
    erased_facts: Many
    nothing_erased: str
    out_of_reach: str
    export_ready: str


@dataclass(frozen=True, slots=True)
class Marking:
    """The shortcut *Mark as answer*."""

    title: str  # plain, at most 24 characters
    which: str  # plain
    choose: str  # plain
    submit: str  # plain, at most 24
    no_questions: str
    asked: When  # plain
    marked: By
    gone: str
    not_member: str
    not_started: str


@dataclass(frozen=True, slots=True)
class Asks:
    """A question put to a colleague who agreed to be asked, and their answer in the thread."""

    asked: Callable[[str, str, datetime], str]  # who asks, the channel («» where it is not known), when
    nobody_yet: str
    why_topics: Names
    why_passed: By
    why_fallback: str
    tried: By
    reminder: str
    limits: Many
    open_thread: str  # plain
    answer: str  # plain
    later: str  # plain
    after_lunch: str  # plain
    tomorrow: str  # plain
    monday: str  # plain
    hand_on: str  # plain
    not_mine: str  # plain
    # What the message says afterwards
    answered: str
    passed: str
    said_not_mine: str
    lapsed: str
    ended: str
    will_remind: When
    pausing: str
    ask_again: str  # plain
    asks_again: str
    gone: str
    # Forms
    answer_title: str  # plain, at most 24 characters
    your_answer: str  # plain
    answer_hint: By  # plain
    send: str  # plain, at most 24
    save: str  # plain, at most 24
    edit_title: str  # plain, at most 24
    hand_on_title: str  # plain, at most 24
    to_whom: str  # plain
    nobody_to_ask: str
    # The answer in the thread
    answer_from: By
    edit: str  # plain
    remove: str  # plain
    remove_title: str  # plain, at most 100
    remove_sure: str  # plain, at most 300
    not_yours: By
    removed: str
    # The asker
    asking: By  # the question, quoted
    stop: str  # plain
    stopped: str
    # After the experts
    fallback_channel: Callable[[str, str], str]  # who asks, the channel
    fallback_group: Callable[[str, str], str]  # the group's mention, who asks


@dataclass(frozen=True, slots=True)
class TopicTexts:
    """The curated list of topics, and who is asked about which."""

    mine: Names
    mine_none: str
    how: str
    every: Names
    every_none: str
    added: Names
    removed: Names
    unknown: Names
    members_only: str
    invitation: Callable[[str, str, int], str]  # who invites, the topic, questions a week at most
    yes: str  # plain
    no: str  # plain
    said_yes: By  # the topic
    said_no: By  # the topic
    new: str  # plain
    edit: str  # plain
    new_title: str  # plain, at most 24 characters
    edit_title: str  # plain, at most 24 characters
    no_longer: str  # plain
    take_off: str  # plain
    taken_off: str
    name: str  # plain
    synonyms: str  # plain
    synonyms_hint: str  # plain
    home: str  # plain
    home_hint: str  # plain
    experts: str  # plain
    experts_hint: str  # plain
    save: str  # plain, at most 24
    taken: str  # plain
    not_there: str  # plain
    saved: By  # the topic


@dataclass(frozen=True, slots=True)
class Digest:
    """The weekly digest of a channel, and what is said of the coming one."""

    title: Callable[[str, str], str]  # plain: the channel («» where it is not known), the weeks
    weeks: Callable[[Sequence[int], date, date], str]  # their numbers, the first and the last day
    late: Many  # how many weeks it covers
    good_to_know: str
    changed: str
    can_you_help: str
    helped: Callable[[str, int], str]  # whom («» where nobody is named), how many besides; one of them is there
    endorsed: str
    newer: Callable[[str, str], str]  # whose answer, the question
    taken_back: Callable[[str, str], str]
    doubted: Callable[[str, str], str]
    retired: Callable[[str, str], str]
    since: Callable[[datetime, datetime], str]  # since when, and when it is read
    wondering: Many
    answer: str  # plain
    thanks_asking: Names
    thanks_answering: Names
    and_more: Many
    value: Callable[[int, int], str]  # how many questions, how many of them solved
    is_on: Callable[[str, datetime], str]  # the channel, when the next one comes
    is_off: By
    so_far: str
    nothing_so_far: str
    you_change_it: str
    steward_changes_it: str


@dataclass(frozen=True, slots=True)
class Refusals:
    """Why something was not done, without blame."""

    already_done: str
    gone: str
    not_for_everybody: str
    opted_out: str
    not_started: str
    not_here: str
    answer_changed: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """To a steward: something could not be done. Queues are «inbox», «tasks» and «outbox»."""

    put_aside: Callable[[str, int], str]
    more: Many
    what_to_do: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Kollega in one language."""

    code: str
    language_name: str  # plain
    someone: str  # stands for a mention whose name is not known
    colleague: str  # stands for a person whose name is not known
    close: str  # plain
    to_thread: str
    in_channel: Callable[[str, datetime], str]  # where («» where it is not known) and when something was asked
    day: When
    weekday_day: When
    genitive: By
    listed: Names
    introduction: Introduction
    badges: Badges
    search: Search
    suggestion: Suggestion
    home: Home
    your_data: YourData
    marking: Marking
    asks: Asks
    topics: TopicTexts
    settings: Settings
    digest: Digest
    refusals: Refusals
    trouble: Trouble
    masked: Callable[[Sequence[str]], str]  # kinds of secrets as the masking names them
    help_heading: str
    help_points: tuple[str, ...]
