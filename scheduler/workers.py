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
from knowledge.domain.ids import MessageRef, Ts
from knowledge.domain.outgoing import Dropped, OutcomeUnknown, Refused, Sent, Throttled
from knowledge.domain.ports import Clock
from knowledge.storage import Session, Store, inbox, outbox, tasks, throttle
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.tasks import ClaimedTask
from scheduler.bell import Bell

log = logging.getLogger("kollega.work")

LEASE_SECONDS = {"inbox": 15.0, "tasks": 30.0, "outbox": 35.0}
"""How long a row stays with who claimed it, and so how long it waits after a kill. An event takes milliseconds, a suggestion
tenths of a second; a post may wait for Slack twice 15 s (sending, or looking and sending)."""
ATTEMPTS = 8
"""With doubling waits a row is tried for about two minutes before it is put aside for a steward to see."""
IDLE_SECONDS = 5.0  # the tick rings every second; this only bounds how long a missed ring can matter
_RECONCILE_AFTER = 5.0  # an unknown outcome is looked up when Slack has surely settled it


class LostLease(Exception):
    """The lease ran out and somebody else has the row: what was done is rolled back."""


class Work(Protocol):
    """One kind of due rows."""

    @property
    def name(self) -> str: ...

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
            heard = self.bell.heard()
            try:
                busy = self.work.once(self.owner)
            except DatabaseUnavailable as error:
                log.warning("database_unavailable", extra={"work": self.work.name, "reason": error.reason})
                busy = False
            except Exception:
                log.exception("worker_failed", extra={"work": self.work.name, "incident": uuid.uuid4().hex[:8]})
                busy = False
            if not busy:
                self.bell.wait(heard, IDLE_SECONDS)


@dataclass(frozen=True)
class InboxWork:
    """Events: `read` works outside any transaction and gives what to write; that, and the row's end, are one commit."""

    store: Store
    read: Callable[[ClaimedEvent], Callable[[Session], None]]
    name: str = "inbox"

    def once(self, owner: str) -> bool:
        with self.store.writing() as session:
            claimed = inbox.claim(session, owner, LEASE_SECONDS[self.name], 1)
        for event in claimed:
            self._do(event)
        return bool(claimed)

    def _do(self, event: ClaimedEvent) -> None:
        try:
            write = self.read(event)
            with self.store.writing() as session:
                write(session)
                if not inbox.finish(session, event):
                    raise LostLease
        except LostLease:
            log.info("lease_lost", extra={"event_id": event.event_id})
        except Exception as error:
            incident = _failed("event_failed", error, event_id=event.event_id, kind=event.kind, attempt=event.attempts)
            with self.store.writing() as session:
                if event.attempts >= ATTEMPTS:
                    inbox.bury(session, event, incident)
                else:
                    inbox.retry(session, event, _backoff(event.attempts), incident)


@dataclass(frozen=True)
class TaskWork:
    """Tasks: each kind has its doer, which may be run again and changes nothing then. None is begun before `may_begin`."""

    store: Store
    clock: Clock
    doers: dict[str, Callable[[ClaimedTask], object]]
    may_begin: Callable[[], bool] = lambda: True
    name: str = "tasks"

    def once(self, owner: str) -> bool:
        if not self.may_begin():
            return False
        with self.store.writing() as session:
            claimed = tasks.claim(session, owner, LEASE_SECONDS[self.name], self.clock.now(), 1)
        for task in claimed:
            self._do(task)
        return bool(claimed)

    def _do(self, task: ClaimedTask) -> None:
        try:
            self.doers[task.kind](task)
            with self.store.writing() as session:
                tasks.finish(session, task)
        except Exception as error:
            incident = _failed("task_failed", error, kind=task.kind, attempt=task.attempts)
            with self.store.writing() as session:
                if task.attempts >= ATTEMPTS:
                    tasks.bury(session, task, incident)
                else:
                    tasks.retry(session, task, _backoff(task.attempts), incident)


@dataclass(frozen=True)
class OutboxWork:
    """Posts: sent outside any transaction; what came of it is written down before the next."""

    store: Store
    send: Callable[[ClaimedPost], Sent | Dropped]
    sent: Callable[[Session, ClaimedPost, Ts, tuple[MessageRef, ...]], None]
    name: str = "outbox"

    def once(self, owner: str) -> bool:
        with self.store.writing() as session:
            claimed = outbox.claim(session, owner, LEASE_SECONDS[self.name], 1)
        for post in claimed:
            self._do(post)
        return bool(claimed)

    def _do(self, post: ClaimedPost) -> None:
        try:
            outcome = self.send(post)
        except Throttled as slow:
            with self.store.writing() as session:
                throttle.pause(session, slow.method, slow.channel, slow.seconds)
                outbox.retry(session, post, slow.seconds, "ratelimited")
            return
        except Refused as refused:
            log.warning("post_refused", extra={"kind": post.kind, "code": refused.code})
            with self.store.writing() as session:
                outbox.bury(session, post, refused.code)
            return
        except OutcomeUnknown as unknown:
            log.warning("post_outcome_unknown", extra={"kind": post.kind, "reason": unknown.reason})
            with self.store.writing() as session:
                outbox.unknown(session, post, _RECONCILE_AFTER)
            return
        except Exception as error:
            incident = _failed("post_failed", error, kind=post.kind, attempt=post.attempts)
            with self.store.writing() as session:
                if post.attempts >= ATTEMPTS:
                    outbox.bury(session, post, incident)
                else:
                    outbox.retry(session, post, _backoff(post.attempts), incident)
            return
        with self.store.writing() as session:
            self._done(session, post, outcome)

    def _done(self, session: Session, post: ClaimedPost, outcome: Sent | Dropped) -> None:
        match outcome:
            case Sent(ts, sources, channel):
                if not outbox.sent(session, post, ts):
                    log.info("lease_lost", extra={"kind": post.kind})
                elif ts is not None and (place := post.channel_id or channel) is not None:
                    self.sent(session, replace(post, channel_id=place), ts, sources)
            case Dropped(reason):
                log.info("post_dropped", extra={"kind": post.kind, "reason": reason})
                outbox.cancel(session, post.key)


@dataclass(frozen=True)
class Background:
    """Work that is no row: `step` does a piece and says whether there is more."""

    name: str
    step: Callable[[], bool]

    def once(self, owner: str) -> bool:
        return self.step()


def every_worker(works: Sequence[tuple[Work, int]], bell: Bell, stop: threading.Event) -> list[threading.Thread]:
    """Start as many threads of each work as wanted."""
    return [Worker(work, bell, stop).start() for work, count in works for _ in range(count)]


def _backoff(attempts: int) -> float:
    return float(min(60.0, 0.5 * 2**attempts))


def _failed(event: str, error: Exception, **fields: object) -> str:
    incident = uuid.uuid4().hex[:8]
    # The kind of failure only: a message may quote a row, and a row holds people's words.
    log.error(event, extra={"incident": incident, "error": type(error).__name__, **fields}, exc_info=log.isEnabledFor(logging.DEBUG))
    return f"{type(error).__name__} {incident}"
