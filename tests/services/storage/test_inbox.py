"""The inbox: order in each lane, one claimer a row, leases, what comes twice."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from knowledge.storage import Store, inbox, open_store, queue
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.tables import InboxRow

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


def test_an_event_that_comes_twice_is_kept_once(store: Store) -> None:
    assert arrive(store, "Ev1")

    assert not arrive(store, "Ev1")

    assert [event.event_id for event in claim(store, limit=10)] == ["Ev1"]


def test_an_event_that_comes_again_after_it_was_done_is_not_done_again(store: Store) -> None:
    arrive(store, "Ev1")
    finish(store, *claim(store))

    assert not arrive(store, "Ev1")

    assert claim(store) == []


def test_a_claimed_event_carries_what_came_in(store: Store) -> None:
    arrive(store, "Ev1", lane="C1 1.0", body={"text": "När kommer lönen?"})

    (event,) = claim(store, owner="anna")

    assert (event.lane, event.kind, event.body) == ("C1 1.0", "message", {"text": "När kommer lönen?"})
    assert (event.owner, event.attempts, event.arrived_at) == ("anna", 1, NOW)


def test_events_of_one_lane_are_done_in_order_one_at_a_time(store: Store) -> None:
    for number in range(3):
        arrive(store, f"Ev{number}", lane="C1")

    done = []
    while claimed := claim(store, limit=10):
        assert len(claimed) == 1
        assert claim(store, owner="another", limit=10) == []
        finish(store, *claimed)
        done.append(claimed[0].event_id)

    assert done == ["Ev0", "Ev1", "Ev2"]


def test_lanes_do_not_wait_for_each_other(store: Store) -> None:
    arrive(store, "Ev1", lane="C1")
    arrive(store, "Ev2", lane="C1")
    arrive(store, "Ev3", lane="C2")

    first, second = claim(store), claim(store, owner="another")

    assert [e.event_id for e in first + second] == ["Ev1", "Ev3"]


def test_a_lane_waits_for_its_first_event_to_be_tried_again(store: Store) -> None:
    arrive(store, "Ev1", lane="C1")
    arrive(store, "Ev2", lane="C1")
    with store.writing() as session:
        (event,) = inbox.claim(session, "anna", 60, 1)
        assert inbox.retry(session, event, 60, "TimeoutError")

    assert claim(store) == []

    with store.writing() as session:
        session.execute(update(InboxRow).values(due_at=InboxRow.due_at - 61).where(InboxRow.event_id == "Ev1"))
    (again,) = claim(store)
    assert (again.event_id, again.attempts) == ("Ev1", 2)


def test_a_buried_event_lets_its_lane_go_on(store: Store) -> None:
    arrive(store, "Ev1", lane="C1")
    arrive(store, "Ev2", lane="C1")
    with store.writing() as session:
        (event,) = inbox.claim(session, "anna", 60, 1)
        assert inbox.bury(session, event, "ValueError 1a2b")

    assert [e.event_id for e in claim(store)] == ["Ev2"]
    with store.reading() as session:
        assert queue.counts(session, NOW) == queue.Backlog(1, 0, 0, 1)


def test_a_lease_that_ran_out_lets_somebody_else_claim_and_shuts_the_first_out(store: Store) -> None:
    arrive(store, "Ev1")
    with store.writing() as session:
        (slow,) = inbox.claim(session, "slow", 0, 1)

    (quick,) = claim(store, owner="quick")

    assert (quick.event_id, quick.attempts) == ("Ev1", 2)
    with store.writing() as session:
        assert not inbox.finish(session, [slow])
        assert not inbox.retry(session, slow, 1, "late")
        assert not inbox.bury(session, slow, "late")
        assert inbox.finish(session, [quick])


def test_the_same_owner_with_an_older_attempt_is_shut_out_too(store: Store) -> None:
    arrive(store, "Ev1")
    with store.writing() as session:
        (first,) = inbox.claim(session, "anna", 0, 1)
    (second,) = claim(store, owner="anna")

    with store.writing() as session:
        assert not inbox.finish(session, [first])
        assert inbox.finish(session, [second])


def test_what_is_rolled_back_was_never_claimed_nor_finished(store: Store) -> None:
    arrive(store, "Ev1")
    with pytest.raises(InterruptedError), store.writing() as session:
        inbox.claim(session, "anna", 60, 1)
        raise InterruptedError
    (event,) = claim(store)
    with pytest.raises(InterruptedError), store.writing() as session:
        inbox.finish(session, [event])
        raise InterruptedError

    with store.writing() as session:
        assert inbox.finish(session, [event])


def test_a_done_event_keeps_its_id_and_no_words(store: Store) -> None:
    arrive(store, "Ev1", body={"text": "hemligt"})

    finish(store, *claim(store))

    with store.reading() as session:
        row = session.scalars(select(InboxRow)).one()
        assert (row.event_id, row.state, row.body, row.owner) == ("Ev1", "done", {}, None)


def test_sweeping_forgets_old_done_events_only(store: Store) -> None:
    arrive(store, "old", lane="C1")
    arrive(store, "new", lane="C2", at=NOW + timedelta(hours=2))
    finish(store, *claim(store, limit=2))
    arrive(store, "waits", lane="C3")

    with store.writing() as session:
        assert inbox.sweep(session, NOW + timedelta(hours=1)) == 1

    with store.reading() as session:
        assert set(session.scalars(select(InboxRow.event_id))) == {"new", "waits"}


def test_claimers_at_work_at_once_never_share_an_event_nor_a_lane(store: Store, database: str) -> None:
    lanes = {f"C{n}": [f"Ev{n}-{k}" for k in range(6)] for n in range(5)}
    for k in range(6):
        for lane in lanes:
            arrive(store, f"Ev{lane[1:]}-{k}", lane=lane)
    guard, in_hand, done = threading.Lock(), set[str](), dict[str, list[str]]()
    broken: list[str] = []

    def work(owner: str) -> None:
        with closing(open_store(database)) as own:
            while sum(len(events) for events in done.values()) < 30 and not broken:
                for event in claim(own, owner=owner, limit=2):
                    with guard:
                        if event.lane in in_hand:
                            broken.append(event.event_id)
                        in_hand.add(event.lane)
                    with own.writing() as session:
                        finished = inbox.finish(session, [event])
                        with guard:
                            in_hand.discard(event.lane)
                            done.setdefault(event.lane, []).append(event.event_id)
                        assert finished

    threads = [threading.Thread(target=work, args=(f"worker {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert broken == []
    assert done == lanes


def arrive(store: Store, event_id: str, lane: str = "C1", body: dict[str, str] | None = None, at: datetime = NOW) -> bool:
    with store.writing() as session:
        return bool(inbox.add(session, [inbox.NewEvent(event_id, lane, "message", dict(body or {}), at)]))


def claim(store: Store, owner: str = "anna", limit: int = 1) -> list[ClaimedEvent]:
    with store.writing() as session:
        return inbox.claim(session, owner, 60, limit)


def finish(store: Store, *events: ClaimedEvent) -> None:
    with store.writing() as session:
        for event in events:
            assert inbox.finish(session, [event])


def test_events_are_known_by_the_beginning_of_their_ids_until_they_are_done(store: Store) -> None:
    with store.writing() as session:
        inbox.add(session, [inbox.NewEvent("history:C_1:1.0:2.0", "C_1:1.0", "posted", {"n": 1}, NOW)])
        (event,) = inbox.claim(session, "anna", 60, 1)
        assert inbox.is_open(session, "history:C_1:")
        assert not inbox.is_open(session, "history:CX1:")

        inbox.finish(session, [event])

        assert not inbox.is_open(session, "history:C_1:")


def test_the_lanes_where_something_arrived_lately_are_known_though_it_is_done(store: Store) -> None:
    with store.writing() as session:
        for number, kind in enumerate(["reacted", "posted", "reacted"]):
            inbox.add(session, [inbox.NewEvent(f"Ev{number}", f"C1:{number}", kind, {}, NOW + timedelta(minutes=number))])
        for event in inbox.claim(session, "anna", 60, 3):
            inbox.finish(session, [event])

        assert inbox.lanes_since(session, "reacted", NOW + timedelta(minutes=1)) == {"C1:2"}
