"""Why Kollega suggested something, or stayed silent: told to a channel's stewards, and only as far as they may read it themselves.

Of a match that a steward may not read (any more), or that is gone, they are told what they would be told without it: neither a
title nor a number nor a difference in words gives it away. Questions of people who take no part are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.domain.errors import NotAllowed, NotFound
from knowledge.domain.explained import Explained, What
from knowledge.domain.found import Found, SuggestionOutcome
from knowledge.domain.history import AFTER_THE_LAST
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.people import Capture, ChannelKind
from knowledge.domain.ports import Clock
from knowledge.services import audiences, showing
from knowledge.services.suggesting import Silence
from knowledge.storage import Session, Store, entries, people, suggestions
from knowledge.storage.tables import EntryRow, SuggestionRow

MOST = 8
_AMONG = 40  # the latest questions looked at: some are of people who take no part

_OFFERED: Mapping[str, What] = {
    SuggestionOutcome.OFFERED: What.WAITING,
    SuggestionOutcome.SOLVED: What.SOLVED,
    SuggestionOutcome.NOT_NEEDED: What.NOT_NEEDED,
    SuggestionOutcome.SHOWN: What.SHOWN,
}
_SILENT: Mapping[str, What] = {
    Silence.GONE: What.CHANGED,
    Silence.ANSWERED: What.ANSWERED,
    Silence.LATE: What.LATE,
    Silence.SWITCHED_OFF: What.SWITCHED_OFF,
    Silence.NO_AUDIENCE: What.NO_AUDIENCE,
    Silence.NO_MODEL: What.NO_MODEL,
}
"""Silence that says nothing of what others wrote"""


@dataclass(frozen=True)
class Explaining:
    """What `/kollega why` tells. `suggesting`: old answers are offered at all."""

    store: Store
    clock: Clock
    stewards: frozenset[UserId]
    suggesting: bool

    def latest(self, channel: ChannelId, by: UserId) -> list[Explained]:
        """The last questions of a channel, the newest first.

        Raises NotFound for who may not read it or where Kollega is not, NotAllowed where it was not started, and for who is no steward.
        """
        now = self.clock.now()
        with self.store.reading() as session:
            self._require(session, channel, by, now)
            asked = entries.questions_near(session, channel, AFTER_THE_LAST, _AMONG)
            told = (self._explained(session, row, by, now) for row in asked)
            return [each for each in told if each is not None][:MOST]

    def one(self, message: MessageRef, by: UserId) -> Explained:
        """One question, named by its message or a part of it. Raises as `latest`, and NotFound where no question of it is told."""
        now = self.clock.now()
        with self.store.reading() as session:
            self._require(session, message.channel, by, now)
            row = entries.by_question(session, message) or _begun_with(session, message)
            told = self._explained(session, row, by, now) if row is not None else None
        if told is None:
            raise NotFound("question")
        return told

    def _require(self, session: Session, channel: ChannelId, by: UserId, now: datetime) -> None:
        row = people.known_channel(session, channel)
        is_here = row is not None and row.is_member and row.kind != ChannelKind.DIRECT
        if row is None or not is_here or not audiences.may_be_read(session, by, channel, now):
            raise NotFound("channel")
        if row.capture != Capture.STARTED:
            raise NotAllowed("started channel")
        person = people.person(session, by)
        if person is None or not audiences.is_steward(session, person, channel, self.stewards):
            raise NotAllowed("steward")

    def _explained(self, session: Session, row: EntryRow, by: UserId, now: datetime) -> Explained | None:
        question = MessageRef(ChannelId(row.channel_id), Ts(row.ts))
        decision = suggestions.of_question(session, question)
        if people.opted_out_since(session, UserId(row.asker)) is not None:
            return None
        if decision is not None and decision.reason == Silence.OPTED_OUT:
            return None
        told = Explained(question, row.text, row.asked_at, What.NOT_TRIED if self.suggesting else What.SWITCHED_OFF)
        return self._decided(session, decision, told, by, now) if decision is not None else told

    def _decided(self, session: Session, decision: SuggestionRow, told: Explained, by: UserId, now: datetime) -> Explained:
        offered = self._readable(session, decision.entry_id, by, now)
        if decision.outcome in _OFFERED and offered is not None:
            return replace(told, what=_OFFERED[decision.outcome], about=_shown(session, offered))
        if decision.reason in _SILENT:
            return replace(told, what=_SILENT[decision.reason])
        return self._nearest(session, decision, told, by, now)

    def _nearest(self, session: Session, decision: SuggestionRow, told: Explained, by: UserId, now: datetime) -> Explained:
        """What would have been decided if there had been nothing but what everybody in the channel may read."""
        row, chance, wanted = self._readable(session, decision.near_entry, by, now), decision.near_chance, decision.near_wanted or 0.0
        # One that was good enough and yet not offered stood behind something that may not be told of.
        if row is None or (chance is not None and chance >= wanted):
            return replace(told, what=What.NOTHING_TO_SHOW)
        if chance is None:
            return replace(told, what=What.NOT_CONFIRMED, about=_shown(session, row))
        return replace(told, what=What.NOT_SURE, about=_shown(session, row), chance=chance, threshold=wanted)

    @staticmethod
    def _readable(session: Session, entry: int | None, by: UserId, now: datetime) -> EntryRow | None:
        """An entry, if who wants to know may read it and whoever wrote it takes part."""
        row = entries.get(session, EntryId(entry)) if entry is not None else None
        if row is None or not audiences.may_be_read(session, by, ChannelId(row.channel_id), now):
            return None
        wrote = [UserId(user) for user in (row.asker, row.answerer) if user]
        return row if all(people.opted_out_since(session, user) is None for user in wrote) else None


def _shown(session: Session, row: EntryRow) -> Found:
    return showing.found(session, [(row, 1.0)])[0]


def _begun_with(session: Session, message: MessageRef) -> EntryRow | None:
    """The question that a message is a later part of."""
    before = entries.questions_near(session, message.channel, message.ts, MOST)
    return next((row for row in before if message.ts in row.parts), None)
