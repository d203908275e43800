"""Every sentence that Kollega says in Slack. A language fills all of them; one that is missing is a type error.

Names come in as they are to be shown (escaped already). `*…*` and `` `…` `` are Slack's mrkdwn; fields whose comment
says «plain» stand where Slack shows plain text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.texts.asks_words import Asks, TopicTexts
from handlers.texts.digest_words import Digest
from handlers.texts.phrases import By, Many, Names, When
from handlers.texts.setting_words import Settings


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
    newer_answer: str
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
    thanks: str
    stands_now: Callable[[str, int], str]  # who answered, how many others it helped
    stands_already: Callable[[str, int], str]
    yours_solved: By
    yours_already: By
    cleared: str
    """The answer was in doubt"""
    opened: str
    """Nobody had confirmed the answer before"""
    own_answer: str
    shared: By


@dataclass(frozen=True, slots=True)
class Doubts:
    """Somebody says that an answer does not hold any more."""

    press: str  # plain
    marked: str
    marked_before: str
    """Somebody else had said so already"""
    can_you: str
    in_thread: str
    take_back: str  # plain
    taken_back: str
    still_marked: str
    thumb_left: str
    """Their own 👎 says it still"""


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
    told: str
    not_told: str
    solved_already: str
    dismissed: str
    dismissed_already: str
    shown: str
    shown_already: str
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
    nobody_could: str
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
    listed: Names
    in_quotes: By
    other_way: By
    """Before another way to do it: whose it is"""
    introduction: Introduction
    badges: Badges
    search: Search
    doubts: Doubts
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
    masked_answer: Callable[[Sequence[str]], str]
    """The same, where nothing of it reached Slack"""
    help_heading: str
    help_points: tuple[str, ...]
