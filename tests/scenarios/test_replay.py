"""An export played through the bot, message by message, leaves the same base as the import of that export."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock, SystemStopwatch
from bot.replay import Ending, Play, Score, read_score
from bot.replay.door import Door
from bot.sandbox import SandboxServer
from handlers.export import open_export
from handlers.offered import offered
from knowledge.services.exporting import Exporting
from knowledge.services.importing import Importing
from knowledge.storage import open_store
from knowledge.storage.index import open_index
from tests.scenarios.conftest import Bot
from tests.workplace import Workplace

BEGAN = datetime(2026, 4, 6, 7, 0, tzinfo=UTC)
ADA, BO, CY, GUS, OLA, ROBOT = "U0ADA00001", "U0BO000001", "U0CY000001", "U0GUS00001", "U0OLA00001", "U0ROBOT001"
NAMELESS = "U0NAMELESS"
IT, BOARD, OLD = "C0IT000001", "C0BOARD001", "C0OLD00001"

USERS = [
    {"id": ADA, "team_id": "T0HOME0001", "name": "ada", "real_name": "Ada Ek"},
    {"id": BO, "team_id": "T0HOME0001", "name": "bo", "real_name": "Bo Lind"},
    {"id": CY, "team_id": "T0HOME0001", "name": "cy", "real_name": "Cy Ros", "deleted": True},
    {"id": GUS, "team_id": "T0HOME0001", "name": "gus", "real_name": "Gus Hall", "is_restricted": True},
    {"id": OLA, "team_id": "T0AWAY0001", "name": "ola", "real_name": "Ola Berg", "is_stranger": True},
    {"id": ROBOT, "team_id": "T0HOME0001", "name": "robot", "real_name": "Robot", "is_bot": True},
]
CHANNELS = [
    {"id": IT, "name": "it", "creator": ADA, "members": [ADA, BO, GUS, OLA], "is_ext_shared": True},
    {"id": OLD, "name": "gammalt", "creator": BO, "members": [], "is_archived": True},
]
GROUPS = [{"id": BOARD, "name": "ledning", "creator": BO, "members": [ADA, BO]}]

VPN = "Hur kommer jag in på VPN hemifrån? Det säger att certifikatet har gått ut."
SYNC = "Öppna Företagsportalen, välj Enheter och tryck på Synka, sedan går det."


def at(minute: float, microseconds: int = 100) -> str:
    moment = BEGAN + timedelta(minutes=minute)
    return f"{int(moment.timestamp())}.{microseconds:06d}"


def said(minute: float, user: str, text: str, thread: float | None = None, **more: Any) -> dict[str, Any]:
    root = {"thread_ts": at(thread)} if thread is not None else {}
    return {"type": "message", "user": user, "text": text, "ts": at(minute), **root, **more}


def reacted(*users: str, name: str = "white_check_mark") -> list[dict[str, Any]]:
    return [{"name": name, "users": list(users), "count": len(users)}]


IT_DAY = [
    said(0, CY, "har gått med", subtype="channel_join"),
    said(1, ADA, VPN, thread=1, reactions=reacted(BO, name="raising_hand")),
    said(3, BO, "Har du provat att starta om datorn?", thread=1),
    said(4, BO, SYNC, thread=1, reactions=reacted(ADA)),
    said(30, CY, "Vilken skrivare på plan två har A3-papper?", edited={"user": CY, "ts": at(32)}),
    said(31, BO, f"<@{CY}> den bredvid hissen, den heter Skriv-2-A3 i listan."),
    said(33, CY, "Tack, det funkade!"),
    said(40, ADA, "hej"),
    said(41, ADA, "en sak om tidrapporten"),
    said(42, ADA, "hur rättar jag en vecka som redan är attesterad?"),
    said(44, GUS, "Skriv till lön, de öppnar veckan igen så att du kan rätta den själv.", reactions=reacted(ADA)),
    said(60, ROBOT, "Vem har jouren i kväll?"),
    {
        "type": "message",
        "subtype": "bot_message",
        "bot_id": "B0HOOK0001",
        "username": "larm",
        "text": "Varför larmar pump 3?",
        "ts": at(61),
    },
    said(70, OLA, "Mitt lösenord är hunter2hunter2, varför kommer jag inte in i portalen?", thread=70),
    said(75, BO, "Kontot var låst, jag låste upp det nyss.", thread=70),
    said(76, OLA, "Nu gick det, tusen tack", thread=70, subtype="thread_broadcast"),
    {
        "type": "message",
        "subtype": "tombstone",
        "user": "USLACKBOT",
        "text": "This message was deleted.",
        "ts": at(90),
        "thread_ts": at(90),
    },
    said(91, ADA, "Det är bara att boka om på intranätet under Resor.", thread=90),
    said(95, BO, "Hur bokar man om en resa som redan är betald?", thread=90),
    said(120, ADA, "Någon som vet var nyckeln till förrådet hänger?", thread=100),  # the thread's first message is not in the export
    said(121, BO, "På kroken bakom dörren i receptionen.", thread=100),
    said(130, ADA, "", subtype="file_share", files=[{"id": "F1", "name": "felet.png", "title": "Hur blir jag av med det här felet?"}]),
    said(131, BO, "Starta om Outlook i felsäkert läge, sedan försvinner det.", thread=130),
    said(140, NAMELESS, "How do I get admin rights on my laptop to install Docker?", thread=140),
    said(150, BO, "Open Company Portal and search for Docker Desktop.", thread=140, reactions=reacted(NAMELESS, ADA, name="+1")),
    said(160, BO, "Anyone can do that since May, by the way.", thread=140, reactions=reacted(NAMELESS, name="heavy_check_mark")),
    said(161, NAMELESS, "har lämnat", subtype="channel_leave"),
]
NEXT_DAY = [
    said(1500, BO, "Hur kommer man in på VPN när certifikatet har gått ut?", thread=1500),
    said(1500, BO, "en gång till"),  # the same ts twice: the first counts
    said(1507, ADA, SYNC, thread=1500, edited={"user": ADA, "ts": at(1515)}),
    said(1510, BO, "det löste sig, tack", thread=1500),
    said(9000, ADA, "Det gäller förresten också Mac.", thread=140),
    said(9001, CY, "Vet någon hur man beställer en ny skärm?", thread=30),  # days later, on something else
]
BOARD_DAY = [
    said(10, BO, "När säger vi upp hyresavtalet för lagret?", thread=10),
    said(25, ADA, "Senast nio månader före, alltså i mars.", thread=10, reactions=reacted(BO)),
]
OLD_DAY = [said(15, BO, "Var ligger mallen för offerter?"), said(17, ADA, "Under Mallar på intranätet, den heter Offert 2026.")]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    files: dict[str, Any] = {
        "users.json": USERS,
        "channels.json": CHANNELS,
        "groups.json": GROUPS,
        "it/2026-04-06.json": IT_DAY,
        "it/2026-04-07.json": NEXT_DAY,
        "ledning/2026-04-06.json": BOARD_DAY,
        "gammalt/2026-04-06.json": OLD_DAY,
    }
    for name, content in files.items():
        file = tmp_path / "export" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content), encoding="utf-8")
    return tmp_path / "export"


@pytest.fixture
def score(export: Path) -> Iterator[Score]:
    with open_export(export) as opened:
        yield read_score(opened)


@pytest.fixture
def slack(score: Score, tmp_path: Path) -> Iterator[SandboxServer]:
    """A make-believe Slack as the export's workplace was before its first message."""
    score.write_workplace(tmp_path / "workplace")
    with SandboxServer(tmp_path / "workplace", app=offered(), rate_limits=False) as server:
        yield server


def test_what_was_replayed_is_what_would_have_been_imported(
    bot: Bot, score: Score, slack: SandboxServer, export: Path, migrated_sqlite: Path, tmp_path: Path
) -> None:
    ending = plays(bot, score, slack)

    imported = lines_of(imports(export, migrated_sqlite, tmp_path))
    assert lines_of(bot.database) == imported
    assert len(imported) > 8
    assert (ending.messages, ending.dead, ending.lost, ending.not_started) == (score.messages, 0, 0, ())


def test_in_the_flood_suggestions_come_and_the_workplace_becomes_what_the_export_shows(
    bot: Bot, score: Score, slack: SandboxServer
) -> None:
    plays(bot, score, slack)

    cy, members = slack.state.people[CY], slack.state.conversations[IT].members
    suggested = [note for note in Workplace(slack).known("Bo").notes if "Synka" in note.text_of_blocks]
    assert len(suggested) == 1
    assert slack.state.now() > BEGAN + timedelta(minutes=9001)
    assert cy.deleted
    assert slack.state.conversations[OLD].is_archived
    assert CY in members
    assert NAMELESS not in members


def plays(bot: Bot, score: Score, slack: SandboxServer) -> Ending:
    with closing(Door(slack.address)) as door:
        return Play(score, door, bot.health.look, threading.Event())()


def imports(export: Path, migrated: Path, folder: Path) -> str:
    path = folder / "imported.db"
    shutil.copy(migrated, path)
    with closing(open_store(str(path))) as store, open_export(export) as opened:
        Importing(store, open_index(store), SystemClock(), SystemStopwatch())(opened, None, lambda _: None)
    return str(path)


def lines_of(database: str) -> list[dict[str, Any]]:
    with closing(open_store(database)) as store:
        return [line for line in Exporting(store)() if line["kind"] == "question"]
