"""How being asked ended for an expert, as far as they are told."""

from __future__ import annotations

from enum import StrEnum


class Ending(StrEnum):
    """What is true of an ask that does not wait for its expert any more."""

    ON_ITS_WAY = "on_its_way"
    """They answered, and Slack does not have it yet"""
    STANDS = "stands"
    """Their answer is in the thread"""
    NOT_POSTED = "not_posted"
    """They answered, and it could not be posted"""
    TAKEN_BACK = "taken_back"
    PASSED = "passed"
    NOT_MINE = "not_mine"
    NEXT_ASKED = "next_asked"
    """They did not react in time, and somebody else was asked"""
    TIME_UP = "time_up"
    """They did not react in time, and nobody was asked after them"""
    STOPPED = "stopped"
    """The asker needs no answer any more"""
    SETTLED = "settled"
    """Somebody spoke in the thread, or the question is none any more"""
