"""The names of Kollega's buttons. Where one is repeated in a message it carries a suffix: `solved:1`."""

from __future__ import annotations

import re

START_CHANNEL = "start_channel"

SOLVED = "solved"
SHARE = "share"
MORE = "more"
DOUBT = "doubt"
"""Its value is the entry and the answer it was shown with, `entry:ts`"""
DOUBT_BACK = "doubt_back"

SUGGESTION_SOLVES = "suggestion_solves"
SUGGESTION_NOT = "suggestion_not"
SUGGESTION_SHOW_ALL = "suggestion_show_all"
SUGGESTION_TELL_THREAD = "suggestion_tell_thread"

ASK_ANSWER = "ask_answer"
ASK_LATER = "ask_later"
ASK_HAND_ON = "ask_hand_on"
ASK_NOT_MINE = "ask_not_mine"
ASK_AGAIN = "ask_again"
ASK_OPEN = "ask_open"
"""A link: Slack reports the click all the same"""
ASK_STOP = "ask_stop"
ANSWER_QUESTION = "answer_question"
"""*Answer* for anybody; its value is the question, `channel:ts`"""
ANSWER_CHANGE = "answer_change"
"""The menu of an answer that stands for its author: edit, remove"""

TOPIC_YES = "topic_yes"
TOPIC_NO = "topic_no"
TOPIC_NEW = "topic_new"
TOPIC_EDIT = "topic_edit"

HOME_SOLVED = "home_solved"
HOME_WITHDRAW = "home_withdraw"
HOME_LANGUAGE = "home_language"

HOME_HOURS = "home_hours"
HOME_MUTE = "home_mute"
HOME_UNMUTE = "home_unmute"

SETTINGS_OPEN = "settings_open"
ROLE_YES = "role_yes"
ROLE_NO = "role_no"
DIGEST_YES = "digest_yes"

PRIVACY_OPEN = "privacy_open"
PRIVACY_OPT_OUT = "privacy_opt_out"
PRIVACY_OPT_IN = "privacy_opt_in"
PRIVACY_EXPORT = "privacy_export"
PRIVACY_ERASE = "privacy_erase"


def any_of(action: str) -> re.Pattern[str]:
    """Matches an action with or without its suffix, and no other."""
    return re.compile(rf"\A{re.escape(action)}(?::[^\n]*)?\Z")


def numbered(action: str, number: int) -> str:
    """The id of one button among several of its kind in a message."""
    return f"{action}:{number}"
