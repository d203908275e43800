"""A workplace lived through again: what was said is captured in the order of time, each at its own moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from knowledge.domain.ids import ChannelId, MessageRef, UserId
from knowledge.domain.occurrences import Joined, PersonChanged, Posted, Reacted
from knowledge.domain.people import Channel, Person
from knowledge.domain.ports import SearchIndex
from knowledge.domain.written import Written
from knowledge.services import capture
from knowledge.services.mirroring import save_channel, save_people
from knowledge.services.starting import Starting
from knowledge.storage import Session, Store, people

Happening = Posted | Reacted | Joined | PersonChanged
_FRESH = timedelta(hours=12)
"""How old the members of channels may be when it matters; the running bot asks Slack for them after as long"""


@dataclass
class StandingClock:
    """Policy time that stands where it is set."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Workplace:
    """The people and channels of a workplace, and Kollega among them. Time is the clock's."""

    store: Store
    index: SearchIndex
    clock: StandingClock

    def furnish(self, everybody: Sequence[Person], channels: Sequence[Channel]) -> None:
        """Everybody and everything is there, with their members, before the first word."""
        now = self.clock.now()
        with self.store.writing() as session:
            save_people(session, everybody, now)
            for channel in channels:
                save_channel(session, channel, now)

    def start(self, starting: Starting, channel: ChannelId, by: UserId) -> None:
        """Kollega comes into a channel and begins there."""
        with self.store.writing() as session:
            people.channel_row(session, channel).is_member = True
            starting.begin(session, channel, by, self.clock.now())

    def happens(self, happening: Happening) -> tuple[MessageRef, ...]:
        """The questions that are new by it."""
        match happening:
            case Posted(written):
                return self._said(written)
            case Reacted():
                with self.store.writing() as session:
                    capture.react(session, self.index, happening.channel, [(happening.reaction, happening.removed)], self.clock.now())
            case Joined():
                with self.store.writing() as session:
                    people.joined(session, happening.channel, happening.user)
            case PersonChanged(person):
                with self.store.writing() as session:
                    save_people(session, [person], self.clock.now())
            case _ as never:
                assert_never(never)
        return ()

    def members_are_known(self, session: Session) -> None:
        """Who is in which channel was looked up of late: nobody came or went but who was seen to."""
        now = self.clock.now()
        for channel in people.members_older_than(session, now - _FRESH):
            people.set_members(session, channel, people.members(session, channel), now)

    def _said(self, written: Written) -> tuple[MessageRef, ...]:
        message, now = written.message, self.clock.now()
        with self.store.reading() as session:
            asker = capture.askers_of_threads(session, message.channel, [message]).get(message.thread_ts)
            author = people.person(session, message.user)
        if author is not None and author.is_bot:
            return ()
        said = capture.read(message, written.mentions, by_asker=message.is_reply and asker == message.user)
        with self.store.writing() as session:
            return capture.keep(session, self.index, message.channel, [said], now)
