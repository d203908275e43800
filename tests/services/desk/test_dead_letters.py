"""Stewards hear of what was put aside: bundled, at most once a day for each queue, and never of these messages themselves."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from knowledge.domain.ids import ChannelId, UserId
from knowledge.services.dead_letters import TELL, DeadLetters
from knowledge.storage import outbox, tasks
from knowledge.storage.tables import OutboxRow
from tests.services.desk.conftest import Office


@pytest.fixture
def letters(office: Office) -> DeadLetters:
    return DeadLetters(office.store, office.clock, office.stewards)


def test_what_goes_wrong_together_is_told_in_one_message(office: Office, letters: DeadLetters) -> None:
    for _ in range(3):
        a_post_is_put_aside(office, letters)

    assert due(office, letters) == 0
    office.clock.passes(minutes=1)

    assert due(office, letters) == 1
    assert told(office) == ["USTEWARD"]


def test_a_steward_hears_at_most_once_a_day_of_each_queue(office: Office, letters: DeadLetters) -> None:
    a_post_is_put_aside(office, letters)
    office.clock.passes(minutes=1)
    due(office, letters)

    a_post_is_put_aside(office, letters)
    office.clock.passes(hours=23)
    assert due(office, letters) == 0
    office.clock.passes(hours=1)
    assert due(office, letters) == 1

    assert told(office) == ["USTEWARD", "USTEWARD"]


def test_each_queue_is_told_of_by_itself(office: Office, letters: DeadLetters) -> None:
    a_post_is_put_aside(office, letters)
    with office.store.writing() as session:
        tasks.add(session, "T", "suggest", office.clock.now())
    with office.store.writing() as session:
        (task,) = tasks.claim(session, "anna", 30, office.clock.now(), 1)
        tasks.bury(session, task, "KeyError 1a2b3c4d")
        letters.buried(session, "tasks", task.kind)
    office.clock.passes(minutes=1)

    assert due(office, letters) == 2


def test_a_message_about_it_that_fails_makes_no_other(office: Office, letters: DeadLetters) -> None:
    a_post_is_put_aside(office, letters)
    office.clock.passes(minutes=1)
    due(office, letters)
    with office.store.writing() as session:
        (post,) = outbox.claim(session, "anna", 35, 5)
        outbox.bury(session, post, "user_not_found")
        letters.buried(session, "outbox", post.kind)
    office.clock.passes(days=7)

    assert due(office, letters) == 0


def test_nothing_is_said_when_it_was_mended_before(office: Office, letters: DeadLetters) -> None:
    a_post_is_put_aside(office, letters)
    letters.drop(letters.listed())
    office.clock.passes(minutes=1)
    due(office, letters)
    assert told(office) == []

    a_post_is_put_aside(office, letters)
    office.clock.passes(minutes=1)
    due(office, letters)
    assert told(office) == ["USTEWARD"]


def test_without_named_stewards_the_admins_hear(office: Office) -> None:
    letters = DeadLetters(office.store, office.clock, frozenset())
    ada = office.person("Ada", admin=True)
    for name, gone, is_bot in (("Bo", True, False), ("Cy", False, True)):
        office.person(name, admin=True, deleted=gone, bot=is_bot)
    office.person("Dag")
    a_post_is_put_aside(office, letters)
    office.clock.passes(minutes=1)
    due(office, letters)

    assert told(office) == [ada]


def test_told_twice_by_a_repeated_task_it_is_said_once(office: Office, letters: DeadLetters) -> None:
    a_post_is_put_aside(office, letters)

    letters.tell("outbox", 0)
    letters.tell("outbox", 0)

    assert told(office) == ["USTEWARD"]


def a_post_is_put_aside(office: Office, letters: DeadLetters) -> None:
    with office.store.writing() as session:
        outbox.add(
            session,
            method="chat.postMessage",
            channel_id=ChannelId("C1"),
            user_id=UserId("U1"),
            kind="reply",
            body={},
            created_at=office.clock.now(),
        )
    with office.store.writing() as session:
        for post in outbox.claim(session, "anna", 35, 5):
            if post.kind != TELL:
                outbox.bury(session, post, "channel_not_found")
                letters.buried(session, "outbox", post.kind)
            else:
                outbox.retry(session, post, 0, "later")


def due(office: Office, letters: DeadLetters) -> int:
    """Does the tasks that are due; how many they were."""
    with office.store.writing() as session:
        claimed = tasks.claim(session, "anna", 30, office.clock.now(), 9)
    for task in claimed:
        letters.tell(task.body["queue"], task.body["after"])
        with office.store.writing() as session:
            tasks.finish(session, task)
    return len(claimed)


def told(office: Office) -> list[str | None]:
    with office.store.reading() as session:
        return list(session.scalars(select(OutboxRow.user_id).where(OutboxRow.kind == TELL).order_by(OutboxRow.id)))
