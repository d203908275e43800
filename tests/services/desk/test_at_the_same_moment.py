"""A reply is written down at the moment when somebody erases their words, or a guest joins: one of the two sees the other.

On PostgreSQL: on SQLite only one writes at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from knowledge.domain.ids import ChannelId, UserId, time_ts
from knowledge.domain.outgoing import Sent
from knowledge.services import taking_out
from knowledge.services.mirroring import Mirroring
from knowledge.storage import outbox
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."

Meanwhile = Callable[[Office, UserId, ChannelId], object]
MEANWHILE: dict[str, Meanwhile] = {
    "who answered erases their words": lambda office, bo, _: office.privacy.erase(bo, bo),
    "a guest joins": lambda office, bo, place: Mirroring(office.store, office.clock).members_seen(
        place, [UserId("UADA"), bo, office.person("gus", guest=True)]
    ),
}


@pytest.fixture
def database(new_postgres: Callable[[str], str], migrated_postgres: str) -> str:
    return new_postgres(migrated_postgres)


@pytest.mark.postgres
@pytest.mark.parametrize("happens", MEANWHILE)
def test_one_sees_the_other(office: Office, postgres_url: str, happens: str) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    place = office.channel("place", [ada, bo])
    Mirroring(office.store, office.clock).members_seen(place, [ada, bo])
    asked, answered = office.solved(ada, bo, office.channel("it", [ada, bo]), QUESTION, ANSWER)
    replies_in(office, place, ada)
    (post,) = office.takes_in_hand()
    other = threading.Thread(target=lambda: MEANWHILE[happens](office, bo, place))

    with office.store.writing() as session, closing(psycopg.connect(postgres_url, autocommit=True)) as administrator:
        ts = time_ts(office.clock.now())
        assert outbox.sent(session, post, ts)
        taking_out.sent(session, replace(post, channel_id=place), Sent(ts, (asked, answered)), office.clock.now())
        session.flush()
        other.start()
        while other.is_alive() and not somebody_waits(administrator):
            other.join(0.02)
    other.join(20)

    assert {kind for kind, _ in office.says_all()} & {"refresh", "remove"}


def replies_in(office: Office, place: ChannelId, asker: UserId) -> None:
    with office.store.writing() as session:
        outbox.add(
            session,
            method="chat.postMessage",
            channel_id=place,
            user_id=asker,
            kind="reply",
            body={"query": QUESTION, "thread": "1.000001", "ts": "1.000001", "aloud": True},
            created_at=office.clock.now(),
        )


def somebody_waits(administrator: psycopg.Connection) -> bool:
    row = administrator.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return bool(row and row[0])
