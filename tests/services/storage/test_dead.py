"""What was put aside: listed, done again, dropped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from knowledge.domain.ids import ChannelId, UserId
from knowledge.storage import Store, dead, inbox, outbox, tasks
from knowledge.storage.lags import Lag, lags
from knowledge.storage.tables import InboxRow, OutboxRow, TaskRow

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
POST, NOTE = "chat.postMessage", "chat.postEphemeral"


def test_everything_put_aside_is_listed_with_its_failure_and_no_words(store: Store) -> None:
    put_aside(store)

    rows = listed(store)

    assert [(row.queue, row.kind, row.error, row.attempts) for row in rows] == [
        ("inbox", "posted", "KeyError 1a2b3c4d", 1),
        ("tasks", "suggest", "KeyError 5e6f7a8b", 1),
        ("outbox", "reply", "channel_not_found", 1),
        ("outbox", "suggestion", "channel_not_found", 1),
    ]
    assert {row.since for row in rows} == {NOW}
    assert "hemligt" not in repr(rows)


def test_done_again_everything_is_due_and_a_durable_post_is_looked_for_first(store: Store) -> None:
    put_aside(store)

    with store.writing() as session:
        assert dead.again(session, dead.listed(session)) == 4

    assert listed(store) == []
    with store.writing() as session:
        assert [event.attempts for event in inbox.claim(session, "anna", 15, 9)] == [1]
        assert [task.attempts for task in tasks.claim(session, "anna", 15, NOW, 9)] == [1]
        assert [(post.kind, post.unknown) for post in outbox.claim(session, "anna", 15, 9)] == [("reply", True), ("suggestion", False)]


def test_dropped_rows_lose_their_words_and_are_not_taken_in_again(store: Store) -> None:
    put_aside(store)

    with store.writing() as session:
        assert dead.drop(session, dead.listed(session)) == 4

    assert listed(store) == []
    with store.writing() as session:
        assert not inbox.add(session, [inbox.NewEvent("E1", "C1", "posted", {"text": "hemligt"}, NOW)])
        assert not tasks.add(session, "T1", "suggest", NOW)
    with store.reading() as session:
        bodies: list[Any] = [body for row in (InboxRow, TaskRow, OutboxRow) for body in session.scalars(select(row.body))]
    assert bodies == [{}, {}, {}, {}]


def test_what_somebody_else_did_again_meanwhile_is_left_alone(store: Store) -> None:
    put_aside(store)
    rows = listed(store)
    with store.writing() as session:
        dead.again(session, rows)

    with store.writing() as session:
        assert dead.drop(session, rows) == 0


def test_lags_tell_what_waits_and_for_how_long(store: Store) -> None:
    put_aside(store)
    with store.writing() as session:
        inbox.add(session, [inbox.NewEvent("E2", "C1", "posted", {}, NOW)])
        tasks.add(session, "T2", "suggest", NOW + timedelta(hours=1))

    with store.reading() as session:
        found = lags(session, NOW + timedelta(seconds=40))

    assert found == [Lag("inbox", 1, 40.0, 1), Lag("tasks", 0, 0.0, 1), Lag("outbox", 0, 0.0, 2)]


def put_aside(store: Store) -> None:
    with store.writing() as session:
        inbox.add(session, [inbox.NewEvent("E1", "C1", "posted", {"text": "hemligt"}, NOW)])
        tasks.add(session, "T1", "suggest", NOW, {"channel": "C1"})
        for method, kind, place in ((POST, "reply", "C1"), (NOTE, "suggestion", "C2")):
            outbox.add(
                session,
                method=method,
                channel_id=ChannelId(place),
                user_id=UserId("U1"),
                kind=kind,
                body={"query": "hemligt"},
                created_at=NOW,
            )
    with store.writing() as session:
        for event in inbox.claim(session, "anna", 60, 9):
            inbox.bury(session, event, "KeyError 1a2b3c4d")
        for task in tasks.claim(session, "anna", 60, NOW, 9):
            tasks.bury(session, task, "KeyError 5e6f7a8b")
        for post in outbox.claim(session, "anna", 60, 9):
            outbox.bury(session, post, "channel_not_found")


def listed(store: Store) -> list[dead.DeadRow]:
    with store.reading() as session:
        return dead.listed(session)
