"""The machine's clock is set back by an hour: leases and waits that were written before end all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from knowledge.domain.ids import ChannelId
from knowledge.storage import Store, inbox, outbox, tasks, throttle
from knowledge.storage.tables import InboxRow, OutboxRow, TaskRow, ThrottleRow

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
HOUR = 3600.0


def test_who_was_killed_before_the_clock_was_set_back_holds_nothing(store: Store) -> None:
    hear(store, "E1", lane="C1")
    with store.writing() as session:
        assert inbox.claim(session, "killed", 15, 1)

    set_back(store, HOUR)

    with store.writing() as session:
        assert [event.event_id for event in inbox.claim(session, "anna", 15, 1)] == ["E1"]


def test_what_comes_after_it_in_its_lane_still_waits_for_it(store: Store) -> None:
    for event_id in ("E1", "E2"):
        hear(store, event_id, lane="C1")
    with store.writing() as session:
        assert inbox.claim(session, "killed", 15, 1)

    set_back(store, HOUR)

    with store.writing() as session:
        assert [event.event_id for event in inbox.claim(session, "anna", 15, 5)] == ["E1"]
    with store.writing() as session:
        assert inbox.claim(session, "bo", 15, 5) == []


def test_a_retry_does_not_wait_until_the_old_time_comes_again(store: Store) -> None:
    with store.writing() as session:
        tasks.add(session, "suggest", "suggest", NOW)
    with store.writing() as session:
        (task,) = tasks.claim(session, "anna", 30, NOW, 1)
        assert tasks.retry(session, task, 60, "TimeoutError")

    set_back(store, HOUR)

    with store.writing() as session:
        assert [task.attempts for task in tasks.claim(session, "anna", 30, NOW, 1)] == [2]


@pytest.mark.parametrize("seconds", [1.0, HOUR])
def test_what_slack_asked_to_wait_with_is_tried_again(store: Store, seconds: float) -> None:
    with store.writing() as session:
        outbox.add(session, method=outbox.DURABLE, channel_id=ChannelId("C1"), user_id=None, kind="introduction", body={}, created_at=NOW)
    with store.writing() as session:
        throttle.pause(session, outbox.DURABLE, "C1", 30)

    set_back(store, seconds)

    with store.writing() as session:
        assert len(outbox.claim(session, "anna", 35, 1)) == 1


def hear(store: Store, event_id: str, lane: str) -> None:
    with store.writing() as session:
        assert inbox.add(session, [inbox.NewEvent(event_id, lane, "posted", {}, NOW)])


def set_back(store: Store, seconds: float) -> None:
    """What a clock that is set back leaves behind: everything written stands so much further ahead of it."""
    with store.writing() as session:
        for row in (InboxRow, TaskRow, OutboxRow):
            session.execute(update(row).where(row.due_at > 0).values(due_at=row.due_at + seconds))
            session.execute(update(row).where(row.lease_until.is_not(None)).values(lease_until=row.lease_until + seconds))
        session.execute(update(ThrottleRow).values(asked_at=ThrottleRow.asked_at + seconds, not_before=ThrottleRow.not_before + seconds))
