"""Workers: claim a due row, do it, finish it; on failure wait longer each time, and in the end put it aside.

What is done comes in as functions; a worker knows rows, leases and failures, nothing of Slack or of knowledge.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from knowledge.domain.errors import DatabaseUnavailable
from knowledge.domain.failpoints import reached
from knowledge.domain.ids import MessageRef, Ts
from knowledge.domain.outgoing import Dropped, LostLease, OutcomeUnknown, Refused, Sent, Throttled
from knowledge.domain.ports import Clock, Meter, Stopwatch
from knowledge.storage import Session, Store, inbox, outbox, tasks, throttle
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.store import INBOX, OUTBOX, TASKS
from knowledge.storage.tasks import ClaimedTask
from scheduler.bell import EVERYBODY, Bell

log = logging.getLogger("kollega.work")

ATTEMPTS = 8
"""With doubling waits a row is tried for about two minutes before it is put aside for a steward to see."""
ATTEMPTS_UNKNOWN = 60
"""An outcome that is not known is Slack's or the network's trouble, which passes: such a post is tried for about an hour."""
MOST_TOGETHER = 50
"""Events of one channel that are worked on in one transaction: some tenths of a second, for which a live event may have to wait"""
LONGEST_REST, LONGEST_BACKGROUND_REST = 0.2, 2.0
"""Seconds between small batches of events, and between pieces of what can wait"""
IDLE_SECONDS = 5.0  # the tick rings every second; this only bounds how long a missed ring can matter


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds of real time that durable work goes by. A test may shorten them all together.

    A lease is how long a row stays with who claimed it, and so how long it waits after a kill. An event takes milliseconds, a
    suggestion tenths of a second; a post may wait for Slack twice as long as one call may take (looking and sending).
    """

    inbox_lease: float = 15.0
    task_lease: float = 30.0
    reading_lease: float = 120.0  # no lease may be longer (`queue.LONGEST_SECONDS`)
    """A piece of a reading waits as long as Slack asks, which is a minute or less"""
    outbox_lease: float = 35.0
    call: int = 15
    """How long one call of Slack may take"""
    reconcile_after: float = 5.0
    """An unknown outcome is looked up when Slack has surely settled it"""
    longest_wait: float = 60.0
    """What failed waits twice as long each time, up to this"""

    def wait(self, attempts: int) -> float:
        """How long a row waits after so many failures."""
        return min(self.longest_wait, 0.5 * 2.0**attempts)


Buried = Callable[[Session, str, str], None]
"""Told, in the same transaction, that a row of a queue was put aside: (queue, kind)."""


Unsent = Callable[[Session, ClaimedPost, bool], None]
"""Told, in the same transaction, that a post is not said, because it was not to be said any more or (True) was put aside."""


def no_rest(_seconds: float) -> None:
    """Go on at once."""


class Work(Protocol):
    """One kind of due rows."""

    @property
    def name(self) -> str: ...

    @property
    def rung(self) -> str:
        """For which kind of work the bell rings when there may be some; with the tick it rings for everybody."""
        ...

    def once(self, owner: str) -> bool:
        """Claim and do what is due. False: nothing was due."""
        ...


@dataclass
class Worker:
    """One thread that does one kind of work until it is told to stop."""

    work: Work
    bell: Bell
    stop: threading.Event
    owner: str = field(default_factory=lambda: uuid.uuid4().hex[:12])

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name=f"kollega-{self.work.name}", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        while not self.stop.is_set():
            heard = self.bell.heard(self.work.rung)
            try:
                busy = self.work.once(self.owner)
            except DatabaseUnavailable as error:
                log.warning("database_unavailable", extra={"work": self.work.name, "reason": error.reason})
                busy = False
            except Exception:
                log.exception("worker_failed", extra={"work": self.work.name, "incident": uuid.uuid4().hex[:8]})
                busy = False
            if not busy:
                self.bell.wait(heard, IDLE_SECONDS, self.work.rung)


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
    pace: Pace = Pace()
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
            incident = _failed("event_failed", error, event_id=event.event_id, kind=event.kind, attempt=event.attempts)
            with self.store.writing() as session:
                if event.attempts < ATTEMPTS:
                    inbox.retry(session, event, self.pace.wait(event.attempts), incident)
                    return "failed"
                if inbox.bury(session, event, incident):
                    self.buried(session, self.name, event.kind)
                return "dead"
        return "done"


@dataclass(frozen=True)
class TaskWork:
    """Tasks: each kind has its doer, which may be run again and changes nothing then. None is begun before `may_begin`.

    Only the kinds that have a doer here are taken, so that long ones can have workers of their own. `gives_up`: a task that
    keeps failing is put aside; else it is tried once a minute for good.
    """

    store: Store
    clock: Clock
    doers: dict[str, Callable[[ClaimedTask], object]]
    buried: Buried
    stopwatch: Stopwatch
    meter: Meter
    may_begin: Callable[[], bool] = lambda: True
    pace: Pace = Pace()
    lease: float | None = None
    """Seconds, where these take longer than others"""
    name: str = TASKS
    rung: str = TASKS
    gives_up: bool = True

    def once(self, owner: str) -> bool:
        if not self.may_begin():
            return False
        now = self.clock.now()
        with self.store.writing() as session:
            claimed = tasks.claim(session, owner, self.lease or self.pace.task_lease, now, 1, self.doers)
        for task in claimed:
            reached("task.claimed")
            began = self.stopwatch.seconds()
            self.meter.count("tasks_handled", outcome=self._do(task), kind=task.kind)
            self.meter.took("handling", self.stopwatch.seconds() - began, work=self.name)
        return bool(claimed)

    def _do(self, task: ClaimedTask) -> str:
        try:
            self.doers[task.kind](task)
            reached("task.done")
            with self.store.writing() as session:
                kept = tasks.finish(session, task)
            reached("task.finished")
        except Exception as error:
            incident = _failed("task_failed", error, kind=task.kind, attempt=task.attempts)
            with self.store.writing() as session:
                if task.attempts < ATTEMPTS or not self.gives_up:
                    tasks.retry(session, task, self.pace.wait(task.attempts), incident)
                    return "failed"
                if tasks.bury(session, task, incident):
                    self.buried(session, self.name, task.kind)
                return "dead"
        return "done" if kept else "lost"


@dataclass(frozen=True)
class OutboxWork:
    """Posts: sent outside any transaction; what came of it is written down before the next.

    `send` is given a question: does the claim still hold for long enough to make one more call? Once Slack was called nothing
    can be fenced, so whoever was held up past a lease must not call.
    """

    store: Store
    send: Callable[[ClaimedPost, Callable[[], bool]], Sent | Dropped]
    sent: Callable[[Session, ClaimedPost, Ts, tuple[MessageRef, ...]], None]
    unsent: Unsent
    buried: Buried
    stopwatch: Stopwatch
    meter: Meter
    pace: Pace = Pace()
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
                incident = _failed("post_failed", error, kind=post.kind, attempt=post.attempts)
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
            case Sent(ts, sources, channel):
                if not outbox.sent(session, post, ts):
                    log.info("lease_lost", extra={"kind": post.kind})
                    return "lost"
                if ts is not None and (place := post.channel_id or channel) is not None:
                    self.sent(session, replace(post, channel_id=place), ts, sources)
                return "sent"
            case Dropped(reason):
                log.info("post_dropped", extra={"kind": post.kind, "reason": reason})
                if not outbox.drop(session, post):
                    return "lost"
                self.unsent(session, post, False)
                return "dropped"


@dataclass(frozen=True)
class Background:
    """Work that is no row: `step` does a piece and says whether there is more.

    It rests between pieces, three times as long as each took: what changes again meanwhile is done once, and what people wait
    for comes first.
    """

    name: str
    step: Callable[[], bool]
    stopwatch: Stopwatch
    rest: Callable[[float], object] = no_rest
    rung: str = EVERYBODY

    def once(self, owner: str) -> bool:
        began = self.stopwatch.seconds()
        more = self.step()
        if more:
            self.rest(min(3 * (self.stopwatch.seconds() - began), LONGEST_BACKGROUND_REST))
        return more


def every_worker(works: Sequence[tuple[Work, int]], bell: Bell, stop: threading.Event) -> list[threading.Thread]:
    """Start as many threads of each work as wanted."""
    return [Worker(work, bell, stop).start() for work, count in works for _ in range(count)]


def _failed(event: str, error: Exception, **fields: object) -> str:
    incident = uuid.uuid4().hex[:8]
    # The kind of failure only: a message may quote a row, and a row holds people's words.
    log.error(event, extra={"incident": incident, "error": type(error).__name__, **fields}, exc_info=log.isEnabledFor(logging.DEBUG))
    return f"{type(error).__name__} {incident}"
