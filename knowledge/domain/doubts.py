"""When an answer is in doubt: derived from who doubts it, and from who has confirmed it since."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.domain.ids import UserId, ts_time
from knowledge.domain.lifecycle import DOUBTING_REACTIONS, Answer
from knowledge.domain.messages import Doubt, Reaction


class DoubtReason(StrEnum):
    """Why an answer is in doubt, the weightiest first."""

    AUTHOR = "author"
    """Whoever gave the answer says so themselves"""
    READER = "reader"
    """Somebody who read it does"""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """An answer is in doubt since a moment."""

    since: datetime
    reason: DoubtReason


@dataclass(frozen=True, slots=True)
class _Voice:
    """One person's doubt; `at` is None for a 👎 of which nobody says when it was put there."""

    by: UserId
    at: datetime | None


def in_doubt(answer: Answer, doubts: Sequence[Doubt], reactions: Sequence[Reaction], bots: Collection[UserId]) -> InDoubt | None:
    """Whether an answer is in doubt. Facts about other answers may be among those given; they count for nothing.

    A doubt ends when the asker, an expert or a steward confirms the answer after it. Nobody knows when a 👎 of an export was put
    there: no word or ✅ that stood beside it ends it, only what was confirmed from then on.
    """
    standing = [voice for voice in _voices(answer, doubts, reactions) if voice.by not in bots and not _is_ended(voice, answer)]
    if not standing:
        return None
    written = ts_time(answer.said.ts)
    by_author = any(voice.by == answer.said.user for voice in standing)
    return InDoubt(min(voice.at or written for voice in standing), DoubtReason.AUTHOR if by_author else DoubtReason.READER)


def _voices(answer: Answer, doubts: Sequence[Doubt], reactions: Sequence[Reaction]) -> Iterator[_Voice]:
    ref = answer.said.message.ref
    yield from (_Voice(doubt.by, doubt.at) for doubt in doubts if doubt.answer == ref and doubt.revoked_at is None)
    for reaction in reactions:
        if reaction.name in DOUBTING_REACTIONS and (reaction.channel, reaction.ts) == (ref.channel, ref.ts):
            yield _Voice(reaction.user, reaction.at)


def _is_ended(voice: _Voice, answer: Answer) -> bool:
    if voice.at is None:
        return answer.confirmed_at is not None
    return any(moment is not None and moment > voice.at for moment in (answer.confirmed_at, answer.thanked_at))
