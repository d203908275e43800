"""What could not be done is told to the workspace's stewards: seldom, bundled, and never about itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from knowledge.domain.ids import UserId
from knowledge.domain.ports import Clock
from knowledge.storage import Session, Store, dead, outbox, people, slots, tasks
from knowledge.storage.dead import DeadRow

TELL = "dead_letters"
"""The task that tells, and the kind of the message"""
APART = timedelta(days=1)
"""One message a day for each queue, however much goes wrong"""
BUNDLE = timedelta(minutes=1)
"""What goes wrong together is told together"""


@dataclass(frozen=True)
class DeadLetters:
    """Telling of what was put aside, and having it done again or dropped."""

    store: Store
    clock: Clock
    stewards: frozenset[UserId]

    def buried(self, session: Session, queue: str, kind: str) -> None:
        """A row of a queue was put aside, in this transaction: have the stewards told. What tells them is itself not told of."""
        if kind == TELL:
            return
        told, last = slots.so_far(session, TELL, queue)
        now = self.clock.now()
        run_at = max(now + BUNDLE, last + APART) if last else now + BUNDLE
        tasks.add(session, f"{TELL}:{queue}:{told}", TELL, run_at, {"queue": queue, "after": told})

    def tell(self, queue: str, after: int) -> None:
        """Queue one message to each steward, unless nothing is put aside any more. Safe to repeat."""
        now = self.clock.now()
        with self.store.writing() as session:
            rows = dead.listed(session, queue)
            if not slots.take(session, TELL, queue, str(after), "posted" if rows else "empty", now) or not rows:
                return
            for steward in sorted(self.stewards or people.admins(session)):
                outbox.add(
                    session,
                    method="chat.postMessage",
                    channel_id=None,
                    user_id=steward,
                    kind=TELL,
                    body={"queue": queue},
                    created_at=now,
                    key=None,
                )

    def listed(self, queue: str | None = None) -> list[DeadRow]:
        """What is put aside, in one queue or all."""
        with self.store.reading() as session:
            return dead.listed(session, queue)

    def again(self, rows: Sequence[DeadRow]) -> int:
        """Have rows done again. How many were still put aside."""
        with self.store.writing() as session:
            return dead.again(session, rows)

    def drop(self, rows: Sequence[DeadRow]) -> int:
        """Give rows up for good. How many were still put aside."""
        with self.store.writing() as session:
            return dead.drop(session, rows)
