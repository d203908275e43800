"""Forgetting what a channel keeps no longer: once a policy day, as if it had been deleted, without a tombstone."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.ids import ChannelId, MessageRef, Ts
from knowledge.domain.ports import Clock, SearchIndex
from knowledge.services import capture
from knowledge.storage import Session, Store, entries, messages, people, tasks
from knowledge.storage.tables import EntryRow

FORGET_OLD = "forget_old"
_BATCH = 50  # questions in one transaction: each settles its neighbours again, and other writers wait


@dataclass(frozen=True)
class Retention:
    """Entries go when nobody has answered them, or confirmed their answer, for as long as the channel's settings say."""

    store: Store
    index: SearchIndex
    clock: Clock

    def plan(self) -> None:
        """Have today's forgetting done, once over all processes. Cheap where it is planned already."""
        now = self.clock.now()
        key = f"{FORGET_OLD}:{now.date().isoformat()}"
        with self.store.reading() as session:
            if tasks.is_known(session, key):
                return
        with self.store.writing() as session:
            tasks.add(session, key, FORGET_OLD, now)

    def forget_old(self) -> int:
        """Forget everything that is too old by now; how many questions went. Safe to repeat."""
        gone = 0
        with self.store.reading() as session:
            channels = entries.channels(session)
        for channel in channels:
            while forgotten := self._some_of(channel):
                gone += forgotten
        if gone:
            self.store.scrub()
        return gone

    def _some_of(self, channel: ChannelId) -> int:
        now = self.clock.now()
        with self.store.writing() as session:
            policy = people.policy_of(session, channel)
            old = entries.older_than(session, channel, policy.unanswered_before(now), policy.confirmed_before(now), _BATCH)
            for ref in dict.fromkeys(ref for row in old for ref in _all_of(session, row)):
                capture.forget(session, self.index, ref, now)
            return len(old)


def _all_of(session: Session, row: EntryRow) -> list[MessageRef]:
    """The question with its thread. What answered it elsewhere is let go by capture, unless it belongs to another question too."""
    channel = ChannelId(row.channel_id)
    stamps = [Ts(row.ts), *(Ts(ts) for ts in row.parts)]
    in_threads = [said.ts for ts in stamps for said in messages.thread(session, channel, ts)]
    # The answers first: once their question is gone, a reply could be read as a question of its own.
    return [MessageRef(channel, ts) for ts in dict.fromkeys([*reversed(in_threads), *reversed(stamps)])]
