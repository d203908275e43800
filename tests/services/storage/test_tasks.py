"""Tasks and slots: what is due by policy time, and what happens once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from knowledge.storage import Store, queue, slots, tasks
from knowledge.storage.tables import TaskRow
from knowledge.storage.tasks import ClaimedTask

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_task_is_due_at_its_moment_of_policy_time(store: Store) -> None:
    add(store, "digest", NOW + HOUR)

    assert claim(store, NOW) == []

    (task,) = claim(store, NOW + HOUR)
    assert (task.key, task.kind, task.body, task.run_at, task.attempts) == ("digest", "remind", {"about": 7}, NOW + HOUR, 1)


def test_the_longest_due_comes_first_and_tasks_do_not_wait_for_each_other(store: Store) -> None:
    add(store, "late", NOW)
    add(store, "early", NOW - HOUR)

    assert [task.key for task in claim(store, NOW, limit=10)] == ["early", "late"]
    assert claim(store, NOW) == []


def test_a_key_is_taken_once_even_after_it_was_done(store: Store) -> None:
    assert add(store, "digest", NOW)
    assert not add(store, "digest", NOW + HOUR)
    with store.writing() as session:
        (task,) = tasks.claim(session, "anna", 60, NOW, 1)
        assert tasks.finish(session, task)

    assert not add(store, "digest", NOW)
    assert claim(store, NOW + HOUR) == []


def test_a_moved_task_waits_for_its_new_moment(store: Store) -> None:
    add(store, "ask", NOW)
    with store.writing() as session:
        tasks.again(session, "ask", "ask", NOW + HOUR, {})

    assert claim(store, NOW) == []
    assert [task.run_at for task in claim(store, NOW + HOUR)] == [NOW + HOUR]


def test_a_task_moved_while_somebody_does_it_is_done_again_at_its_new_moment(store: Store) -> None:
    add(store, "ask", NOW)
    (task,) = claim(store, NOW)
    with store.writing() as session:
        tasks.again(session, "ask", "ask", NOW + HOUR, {})

    with store.writing() as session:
        assert not tasks.finish(session, task)
    assert [task.key for task in claim(store, NOW + HOUR)] == ["ask"]


def test_a_cancelled_task_is_not_done(store: Store) -> None:
    add(store, "ask", NOW)
    with store.writing() as session:
        assert tasks.cancel(session, "ask")
        assert not tasks.cancel(session, "ask")

    assert claim(store, NOW) == []


def test_a_task_that_failed_waits_by_the_machines_clock_not_by_policy_time(store: Store) -> None:
    add(store, "ask", NOW)
    with store.writing() as session:
        (task,) = tasks.claim(session, "anna", 60, NOW, 1)
        assert tasks.retry(session, task, 30, "TimeoutError")

    assert claim(store, NOW + timedelta(days=7)) == []

    with store.writing() as session:
        session.execute(update(TaskRow).values(due_at=TaskRow.due_at - 31))
    assert [task.attempts for task in claim(store, NOW)] == [2]


def test_the_backlog_counts_tasks_that_are_due_or_in_hand(store: Store) -> None:
    for key, run_at in (("in hand", NOW - HOUR), ("due", NOW), ("later", NOW + HOUR), ("dead", NOW - 2 * HOUR)):
        add(store, key, run_at)
    with store.writing() as session:
        (first,) = tasks.claim(session, "anna", 60, NOW, 1)
        assert tasks.bury(session, first, "ValueError")
        tasks.claim(session, "anna", 60, NOW, 1)

    with store.reading() as session:
        assert queue.counts(session, NOW) == queue.Backlog(0, 0, 2, 1)


def test_a_slot_is_taken_once(store: Store) -> None:
    with store.writing() as session:
        assert slots.take(session, "digest", "C1", "2026-W23", "posted", NOW)
        assert not slots.take(session, "digest", "C1", "2026-W23", "empty", NOW)
        assert slots.take(session, "digest", "C1", "2026-W24", "empty", NOW)
        assert slots.take(session, "digest", "C2", "2026-W23", "posted", NOW)


def add(store: Store, key: str, run_at: datetime) -> bool:
    with store.writing() as session:
        return tasks.add(session, key, "remind", run_at, {"about": 7})


def claim(store: Store, now: datetime, limit: int = 1) -> list[ClaimedTask]:
    with store.writing() as session:
        return tasks.claim(session, "anna", 60, now, limit)


def test_a_task_done_before_may_be_had_done_again(store: Store) -> None:
    add(store, "read", NOW)
    (task,) = claim(store, NOW)
    with store.writing() as session:
        assert tasks.finish(session, task)
        assert tasks.standing(session, "read") is None
        tasks.again(session, "read", "remind", NOW + HOUR, {"about": 8})

    assert claim(store, NOW) == []
    (task,) = claim(store, NOW + HOUR)
    assert (task.body, task.attempts) == ({"about": 8}, 1)


def test_a_piece_of_a_task_leads_to_the_next_and_whoever_had_it_has_it_no_more(store: Store) -> None:
    add(store, "read", NOW)
    (task,) = claim(store, NOW)
    with store.writing() as session:
        assert tasks.standing(session, "read") == tasks.Standing({"about": 7}, in_hand=True)
        assert tasks.go_on(session, task, {"about": 8})

    with store.writing() as session:
        assert not tasks.finish(session, task)
        assert tasks.standing(session, "read") == tasks.Standing({"about": 8}, in_hand=False)
    assert [task.body for task in claim(store, NOW)] == [{"about": 8}]


def test_workers_take_the_kinds_that_they_can_do(store: Store) -> None:
    add(store, "first", NOW - HOUR)
    with store.writing() as session:
        tasks.add(session, "second", "read", NOW)
        assert tasks.open_bodies(session, "remind") == [{"about": 7}]

        assert [task.key for task in tasks.claim(session, "anna", 60, NOW, 10, ["read"])] == ["second"]
