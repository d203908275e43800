"""Events: claimed, done together or alone, finished; on failure tried again later, and in the end put aside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.domain.errors import DatabaseUnavailable
from knowledge.domain.failpoints import reached
from knowledge.domain.outgoing import LostLease
from knowledge.domain.ports import Meter, Stopwatch
from knowledge.storage import Session, Store, inbox
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.store import INBOX
from scheduler.pace import ATTEMPTS, USUAL, Buried, Pace, failed, no_rest

log = logging.getLogger("kollega.work")

MOST_TOGETHER = 100
"""Events of one channel that are worked on in one transaction: some tenths of a second, for which a live event may have to wait"""
LONGEST_REST = 0.2  # seconds between small batches


@dataclass(frozen=True)
class InboxWork:
    """Events: `read` works outside any transaction and gives what to write; that, and the rows' end, are one commit.

    What waits in one channel of the kinds in `together` is worked on together: in a burst the same few questions are touched by
    many messages. If that fails, each is done alone, so that one that cannot be done keeps no other waiting.
    """

    store: Store
    read: Callable[[Sequence[ClaimedEvent]], Callable[[Session], None]]
    buried: Buried
    stopwatch: Stopwatch
    meter: Meter
    pace: Pace = USUAL
    together: frozenset[str] = frozenset()
    rest: Callable[[float], object] = no_rest
    """Waits so many seconds, or until everything stops"""
    name: str = INBOX
    rung: str = INBOX

    def once(self, owner: str) -> bool:
        with self.store.writing() as session:
            claimed = inbox.claim_together(session, owner, self.pace.inbox_lease, self.together, MOST_TOGETHER)
        if not claimed:
            return False
        for _ in claimed:
            reached("inbox.claimed")
        began = self.stopwatch.seconds()
        if not (len(claimed) > 1 and self._done_together(claimed)):
            for event in claimed:
                self.meter.count("events_handled", outcome=self._do(event))
        took = self.stopwatch.seconds() - began
        self.meter.took("handling", took, work=self.name)
        if len(claimed) < MOST_TOGETHER:
            # As long as it worked, it lets come what comes: in a burst it would else work on every event alone, at five times the cost.
            self.rest(min(took, LONGEST_REST))
        return True

    def _done_together(self, events: Sequence[ClaimedEvent]) -> bool:
        try:
            self._write(events)
        except DatabaseUnavailable:
            raise  # for all of them
        except Exception as error:
            log.info("not_done_together", extra={"events": len(events), "error": type(error).__name__})
            return False
        for _ in events:
            self.meter.count("events_handled", outcome="done")
        return True

    def _write(self, events: Sequence[ClaimedEvent]) -> None:
        write = self.read(events)
        for _ in events:
            reached("inbox.read")
        with self.store.writing() as session:
            write(session)
            if not inbox.finish(session, events):
                raise LostLease
            for _ in events:
                reached("inbox.written")
        for _ in events:
            reached("inbox.committed")

    def _do(self, event: ClaimedEvent) -> str:
        try:
            self._write([event])
        except LostLease:
            log.info("lease_lost", extra={"event_id": event.event_id})
            return "lost"
        except Exception as error:
            incident = failed("event_failed", error, event_id=event.event_id, kind=event.kind, attempt=event.attempts)
            with self.store.writing() as session:
                if event.attempts < ATTEMPTS:
                    inbox.retry(session, event, self.pace.wait(event.attempts), incident)
                    return "failed"
                if inbox.bury(session, event, incident):
                    self.buried(session, self.name, event.kind)
                return "dead"
        return "done"
