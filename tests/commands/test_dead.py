"""`kollega dead`: what was put aside, done again and dropped from the shell."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.domain.ids import ChannelId
from knowledge.storage import open_store, outbox, queue
from tests.commands.conftest import Run

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)


@pytest.fixture
def folder(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """Where a database lies in which two posts were put aside."""
    (tmp_path / "data").mkdir()
    path = tmp_path / "data" / "kollega.db"
    shutil.copy(migrated_sqlite, path)
    with closing(open_store(str(path))) as store:
        with store.writing() as session:
            for channel in ("C1", "C2"):
                place, body = ChannelId(channel), {"query": "hemligt"}
                outbox.add(session, method="chat.postMessage", channel_id=place, user_id=None, kind="reply", body=body, created_at=NOW)
        with store.writing() as session:
            for post in outbox.claim(session, "anna", 60, 2):
                outbox.bury(session, post, "is_archived")
    return tmp_path


def test_what_was_put_aside_is_listed_done_again_and_dropped(kollega: Run, folder: Path) -> None:
    told = kollega("dead")
    again = kollega("dead", "outbox:1", "--retry", "--json")
    dropped = kollega("dead", "--drop")

    assert [line.split()[:3] for line in told.out.splitlines()] == [
        ["outbox:1", "reply", "is_archived"],
        ["outbox:2", "reply", "is_archived"],
    ]
    assert "hemligt" not in told.out
    row = json.loads(again.out)
    assert (row["queue"], row["id"], row["kind"], row["error"], row["state"]) == ("outbox", 1, "reply", "is_archived", "again")
    assert (row["attempts"], row["since"]) == (1, "2026-06-08T07:00:00Z")
    assert dropped.out.startswith("outbox:2") and dropped.out.strip().endswith("dropped")
    with closing(open_store(str(folder / "data" / "kollega.db"))) as store, store.reading() as session:
        assert queue.counts(session, NOW) == queue.Backlog(0, 1, 0, 0)
