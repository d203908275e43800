"""What Kollega says to experts and of topics.

Names come in as they are to be shown. Fields whose comment says «plain» stand where Slack shows plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.texts.phrases import By, Many, Names


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
    two_hours: str  # plain
    next_day: str  # plain
    next_week: str  # plain
    hand_on: str  # plain
    not_mine: str  # plain
    # What the message says afterwards
    on_its_way: str
    first_on_its_way: str
    answered: str
    not_posted: str
    passed: str
    said_not_mine: str
    lapsed: str
    time_up: str
    asker_stopped: By
    ended: str
    closed: str
    will_remind: Callable[[datetime, datetime], str]  # when, and when it is read; both where the expert lives
    pausing: str
    ask_again: str  # plain
    asks_again: str
    gone: str
    # Forms
    answer_title: str  # plain, at most 24 characters
    your_answer: str  # plain
    answer_hint: By  # plain; the heading of the answer in its thread
    answer_empty: str  # plain
    answer_too_long: str  # plain
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
    answered_already: str
    # After the experts
    fallback_channel: Callable[[str, str], str]  # who asks, the channel
    fallback_group: Callable[[str, str], str]  # the group's mention, who asks


@dataclass(frozen=True, slots=True)
class TopicTexts:
    """The curated list of topics, and who is asked about which."""

    mine: Names
    mine_none: str
    how: Callable[[str, str], str]  # a topic to add, a topic to take away
    every: Names
    others: Names  # besides one's own
    every_none: str
    added: Names
    removed: Names
    unknown: Names
    belongs: Callable[[str, str], str]  # a word, the topic that it belongs to
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
