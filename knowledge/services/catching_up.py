"""What was missed: when a channel's history is to be read, from where, and what of it is news.

Reading itself is the doors' business. What it brings goes through the same door and inbox as what is heard live.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from knowledge.domain.history import FROM_THE_FIRST, Reading, Wanted
from knowledge.domain.ids import ChannelId, MessageRef, Ts, time_ts, ts_key, ts_time
from knowledge.domain.ports import Clock
from knowledge.storage import Session, Store, cursors, entries, histories, people, tasks

CATCH_UP = "catch_up"
SUGGEST = "suggest"

REACH = timedelta(days=30)
"""How far back kept messages and threads are compared with Slack's after some time away."""
SHORT_REACH = timedelta(days=1)
"""The same after a moment away: Slack sends again what was not acknowledged, for five minutes."""
SHORT = timedelta(minutes=4)
SWEEP_EVERY = timedelta(days=30)
LAG = timedelta(minutes=10)
"""How far the cursor stays behind what is heard: Slack may bring an event again, late, when newer ones are long done."""
WAITED_FOR = timedelta(hours=1)
"""How long what could be decided otherwise after it waits for a reading. One that cannot be done must not hold it up for good."""
_LIMITED = timedelta(minutes=2)  # a minute that Slack says it drops events in is over, with a minute to spare


@dataclass(frozen=True)
class CatchingUp:
    """Keeps each started channel's cursor, and asks for readings. Everything may be repeated."""

    store: Store
    clock: Clock

    def missed(self, *, long: bool) -> None:
        """Kollega is connected (again): every started channel is to be read. `long`: away for more than a few minutes, or nobody knows."""
        now = self.clock.now()
        with self.store.writing() as session:
            for channel in cursors.started(session):
                since = read_to(session, channel)
                ask(session, channel, Wanted(since, _back(since, now, REACH if long else SHORT_REACH)), now)

    def limited(self, minute: datetime) -> None:
        """Slack drops events in a minute: when it is over, the channels are to be read from there."""
        now = self.clock.now()
        with self.store.writing() as session:
            for channel in cursors.started(session):
                since = min(read_to(session, channel), time_ts(minute), key=ts_key)
                ask(session, channel, Wanted(since, _back(since, now, REACH)), max(now, minute + _LIMITED), "limited")

    def sweep(self) -> None:
        """Once a month everything that is kept from a channel is compared with what Slack shows."""
        now = self.clock.now()
        with self.store.reading() as session:
            due = cursors.unswept_since(session, now - SWEEP_EVERY)
        if not due:
            return
        with self.store.writing() as session:
            at_it = {Reading.from_json(body).channel for body in tasks.open_bodies(session, CATCH_UP)}
            for channel in due:
                if channel not in at_it:
                    ask(session, channel, Wanted(read_to(session, channel), FROM_THE_FIRST, sweep=True), now)

    def advance(self) -> None:
        """While nothing is missed: what was heard need not be read. Written where a cursor moves, and nowhere a reading is to come."""
        with self.store.reading() as session:
            moved = self._moved(session)
        if not moved:
            return
        with self.store.writing() as session:
            for channel, heard_to in self._moved(session).items():
                cursors.advance(session, channel, heard_to)

    def settled(self, session: Session, reading: Reading, *, suggesting: bool) -> None:
        """A channel is read and all that it brought is worked on: the cursor moves, and questions that stand open are matched."""
        now = self.clock.now()
        if suggesting:
            for question in entries.open_since(session, reading.channel, reading.wanted.since):
                queue_suggestion(session, question, now)
        if reading.high:
            cursors.advance(session, reading.channel, Ts(reading.high))
        if reading.wanted.sweep:
            cursors.swept(session, reading.channel, now)

    @staticmethod
    def _moved(session: Session) -> dict[ChannelId, Ts]:
        at_it = {Reading.from_json(body).channel for body in tasks.open_bodies(session, CATCH_UP)}
        found = {}
        for channel, (known_to, newest) in cursors.newest_kept(session).items():
            heard_to = time_ts(ts_time(newest) - LAG)
            if channel not in at_it and ts_key(heard_to) > ts_key(known_to):
                found[channel] = heard_to
        return found


def ask(session: Session, channel: ChannelId, wanted: Wanted, run_at: datetime, why: str = "") -> None:
    """Have a channel read. One that waits to be read is read once for all who asked; one being read is read again afterwards."""
    key = ":".join(filter(None, (CATCH_UP, channel, why)))
    standing = tasks.standing(session, key)
    reading = Reading.from_json(standing.body) if standing else Reading(channel, wanted)
    if standing and (standing.in_hand or reading.is_begun):
        again = reading.again.with_(wanted) if reading.again else wanted
        tasks.change(session, key, replace(reading, again=again).to_json())
        return
    tasks.again(session, key, CATCH_UP, run_at, replace(reading, wanted=reading.wanted.with_(wanted)).to_json())


def being_read(session: Session, now: datetime) -> set[ChannelId]:
    """The channels where something may have been said that is not known yet: nobody is asked and nothing summed up there meanwhile."""
    return {Reading.from_json(body).channel for body in tasks.open_bodies(session, CATCH_UP, now - WAITED_FOR)}


def begin(session: Session, channel: ChannelId, now: datetime) -> None:
    """Capture begins in a channel: nothing said before is read. What is kept from earlier (an import, an earlier start) is compared."""
    cursors.begin(session, channel, now)
    if histories.any_kept(session, channel):
        ask(session, channel, Wanted(time_ts(now), FROM_THE_FIRST, sweep=True), now)


def read_to(session: Session, channel: ChannelId) -> Ts:
    """Up to where everything said in a started channel is known; never before capture began."""
    row, cursor = people.known_channel(session, channel), cursors.get(session, channel)
    began = time_ts(row.started_at) if row is not None and row.started_at is not None else FROM_THE_FIRST
    return max(began, Ts(cursor.read_to) if cursor else began, key=ts_key)


def queue_suggestion(session: Session, question: MessageRef, now: datetime) -> None:
    """Match a question, once."""
    tasks.add(session, f"{SUGGEST}:{question.channel}:{question.ts}", SUGGEST, now, {"channel": question.channel, "ts": question.ts})


def threads_to_read(session: Session, reading: Reading, found: Collection[Ts]) -> tuple[Ts, ...]:
    """The threads of which something may be missed: those found, and those with kept replies that were active of late."""
    return tuple(sorted({*found, *histories.threads_with_replies(session, reading.channel, reading.wanted.back_to)}, key=ts_key))


def _back(since: Ts, now: datetime, reach: timedelta) -> Ts:
    return min(since, time_ts(now - reach), key=ts_key)
