"""Held up past its lease (SIGSTOP), a process that goes on finds that its work is somebody else's, and does nothing twice.

On PostgreSQL: a process that is stopped while it writes to a SQLite file keeps the file's lock, and the other waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from knowledge.services.exporting import Exporting
from knowledge.storage import open_store
from tests.faults.conftest import starts_in
from tests.faults.warm import Bot

MANY = 20
POINTS = ("inbox.read", "outbox.rendered", "inbox.claimed", "task.claimed", "task.done", "outbox.claimed")


@pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_what_a_process_held_past_its_lease_had_in_hand_is_done_once(
    begin: Callable[..., Bot], database: str, request: pytest.FixtureRequest
) -> None:
    points = POINTS if request.config.getoption("--kills") >= MANY else POINTS[:2]
    slow, quick = begin(inbox_workers=1, outbox_workers=1), begin()
    ada, bo = starts_in(slow, "#it", "Ada", "Bo")
    workplace = slow.workplace
    asked, called = [], []

    for point in points:
        slow.is_held_at(point)
        asked.append(ada.asks("#it", f"Hur startar man om maskinen {point} i verkstaden?"))
        called.append(bo.asks("#it", f"@Kollega hur startar man om maskinen {point}?"))
        workplace.eventually(slow.is_sprung)
        quick.starts()
        workplace.eventually(quick.is_idle, seconds=30)
        slow.goes_on()
        workplace.eventually(lambda: workplace.has_everything() and slow.is_idle(), seconds=30)
        quick.ends()

    replies = [len([m for m in ada.thread(post) if m.raw["user"] == workplace.app]) for post in called]
    with closing(open_store(database)) as store:
        kept = [line["ts"] for line in Exporting(store)() if line["kind"] == "question"]
    assert replies == [1] * len(called)
    assert [kept.count(post.ts) for post in asked] == [1] * len(asked)
    assert slow.readiness()["dead"] == 0
    assert "lease_lost" in slow.log.read_text()
