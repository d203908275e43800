"""What comes through the door into the inbox, and in which shape."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.door import Door
from knowledge.domain.ids import UserId
from knowledge.storage.tables import InboxRow
from tests.services.desk.conftest import Office

KOLLEGA = UserId("UKOLLEGA")


@pytest.fixture
def door(office: Office) -> Door:
    office.channel("it", [office.person("ada")])
    return Door(office.store, office.clock, KOLLEGA, limited=lambda _: None, refused=lambda: None)


def comes(door: Door, text: str, ts: str) -> None:
    event: dict[str, Any] = {"type": "message", "channel": "CIT", "user": "UADA", "text": text, "ts": ts, "event_ts": ts}
    response = door.admit({"type": "event_callback", "event": event}, lambda: pytest.fail("events go no further"))
    assert response is not None
    assert response.status == 200


def test_events_that_come_without_an_id_are_each_kept_once(office: Office, door: Door) -> None:
    comes(door, "Hur byter jag toner?", "1780902000.000100")
    comes(door, "Var finns papperet?", "1780902001.000100")
    comes(door, "Hur byter jag toner?", "1780902000.000100")

    with office.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(InboxRow)) == 2
