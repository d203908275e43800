"""Posts: claimed, sent, and what came of it written down; what Slack may have is looked for before it is sent again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from knowledge.domain.failpoints import reached
from knowledge.domain.outgoing import Dropped, LostLease, OutcomeUnknown, Refused, Sent, Throttled
from knowledge.domain.ports import Meter, Stopwatch
from knowledge.storage import Session, Store, outbox, throttle
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.store import OUTBOX
from scheduler.pace import ATTEMPTS, USUAL, Buried, Pace, failed

log = logging.getLogger("kollega.work")

ATTEMPTS_UNKNOWN = 60
"""An outcome that is not known is Slack's or the network's trouble, which passes: such a post is tried for about an hour."""

Unsent = Callable[[Session, ClaimedPost, bool], None]
"""Told, in the same transaction, that a post is not said, because it was not to be said any more or (True) was put aside."""


@dataclass(frozen=True)
class OutboxWork:
    """Posts: sent outside any transaction; what came of it is written down before the next.

    `send` is given a question: does the claim still hold for long enough to make one more call? Once Slack was called nothing
    can be fenced, so whoever was held up past a lease must not call.
    """

    store: Store
    send: Callable[[ClaimedPost, Callable[[], bool]], Sent | Dropped]
    sent: Callable[[Session, ClaimedPost, Sent], None]
    unsent: Unsent
    buried: Buried
    stopwatch: Stopwatch
    meter: Meter
    pace: Pace = USUAL
    name: str = OUTBOX
    rung: str = OUTBOX

    def once(self, owner: str) -> bool:
        began = self.stopwatch.seconds()  # before the claim, whose lease begins a little later
        with self.store.writing() as session:
            claimed = outbox.claim(session, owner, self.pace.outbox_lease, 1)
        for post in claimed:
            reached("outbox.claimed")
            may_call_until = began + self.pace.outbox_lease - self.pace.call
            outcome = self._do(post, lambda until=may_call_until: self.stopwatch.seconds() < until)  # type: ignore[misc]  # bound now, not late
            self.meter.count("posts", outcome=outcome, kind=post.kind)
            self.meter.took("handling", self.stopwatch.seconds() - began, work=self.name)
        return bool(claimed)

    def _do(self, post: ClaimedPost, holds: Callable[[], bool]) -> str:
        try:
            outcome = self.send(post, holds)
        except Exception as error:
            with self.store.writing() as session:
                came = self._not_sent(session, post, error)
            if came == "unknown":
                reached("outbox.unknown")
            return came
        reached("outbox.sent")
        with self.store.writing() as session:
            came = self._done(session, post, outcome)
            reached("outbox.stored")
        reached("outbox.committed")
        return came

    def _not_sent(self, session: Session, post: ClaimedPost, error: Exception) -> str:
        match error:
            case LostLease():
                log.info("lease_lost", extra={"kind": post.kind})
                return "lost"
            case Throttled(method, channel, seconds):
                log.info("post_throttled", extra={"kind": post.kind, "method": method, "seconds": seconds})
                throttle.pause(session, method, channel, seconds)
                outbox.postpone(session, post, seconds, "ratelimited")
                return "throttled"
            case Refused(code):
                log.warning("post_refused", extra={"kind": post.kind, "code": code})
                return self._bury(session, post, code)
            case OutcomeUnknown(reason) if post.attempts < ATTEMPTS_UNKNOWN:
                log.warning("post_outcome_unknown", extra={"kind": post.kind, "reason": reason})
                outbox.unknown(session, post, max(self.pace.reconcile_after, self.pace.wait(post.attempts)))
                return "unknown"
            case _:
                incident = failed("post_failed", error, kind=post.kind, attempt=post.attempts)
                if post.attempts >= ATTEMPTS:
                    return self._bury(session, post, incident)
                outbox.retry(session, post, self.pace.wait(post.attempts), incident)
                return "failed"

    def _bury(self, session: Session, post: ClaimedPost, error: str) -> str:
        if outbox.bury(session, post, error):
            self.unsent(session, post, True)
            self.buried(session, self.name, post.kind)
        return "dead"

    def _done(self, session: Session, post: ClaimedPost, outcome: Sent | Dropped) -> str:
        match outcome:
            case Sent():
                if not outbox.sent(session, post, outcome.ts):
                    log.info("lease_lost", extra={"kind": post.kind})
                    return "lost"
                if outcome.ts is not None and (place := post.channel_id or outcome.channel) is not None:
                    self.sent(session, replace(post, channel_id=place), outcome)
                return "sent"
            case Dropped(reason):
                log.info("post_dropped", extra={"kind": post.kind, "reason": reason})
                if not outbox.drop(session, post):
                    return "lost"
                self.unsent(session, post, False)
                return "dropped"
