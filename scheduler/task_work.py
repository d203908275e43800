"""Tasks: claimed when they are due, done, finished; on failure tried again later, and in the end put aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.domain.failpoints import reached
from knowledge.domain.ports import Clock, Meter, Stopwatch
from knowledge.storage import Store, tasks
from knowledge.storage.store import TASKS
from knowledge.storage.tasks import ClaimedTask
from scheduler.pace import ATTEMPTS, USUAL, Buried, Pace, failed


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
    pace: Pace = USUAL
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
            incident = failed("task_failed", error, kind=task.kind, attempt=task.attempts)
            with self.store.writing() as session:
                if task.attempts < ATTEMPTS or not self.gives_up:
                    tasks.retry(session, task, self.pace.wait(task.attempts), incident)
                    return "failed"
                if tasks.bury(session, task, incident):
                    self.buried(session, self.name, task.kind)
                return "dead"
        return "done" if kept else "lost"
