"""Who is woken by which ring."""

from __future__ import annotations

from scheduler.bell import Bell


def test_a_ring_for_one_kind_of_work_is_heard_by_who_waits_for_it_and_by_nobody_else() -> None:
    bell = Bell()
    before = {work: bell.heard(work) for work in ("inbox", "outbox", "")}

    bell.ring("inbox")

    assert {work: bell.heard(work) - heard for work, heard in before.items()} == {"inbox": 1, "outbox": 0, "": 0}


def test_a_ring_without_a_kind_is_heard_by_everybody() -> None:
    bell = Bell()
    bell.ring("inbox")
    before = {work: bell.heard(work) for work in ("inbox", "outbox", "")}

    bell.ring()

    assert {work: bell.heard(work) - heard for work, heard in before.items()} == {"inbox": 1, "outbox": 1, "": 1}
