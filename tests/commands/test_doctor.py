"""`kollega doctor`: what is wrong, what it means, and how to mend it; against a make-believe Slack."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import psycopg
import pytest
from numpy.typing import NDArray

from bot.clock import SystemClock, SystemStopwatch
from bot.doctor import Doctor, Finding, Verdict
from bot.doctor.base import migration
from bot.sandbox import SandboxServer
from bot.settings import Settings
from handlers.offered import offered
from knowledge.domain.errors import EncoderUnavailable
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Channel, ChannelKind
from knowledge.domain.ports import Clock, Encoders, Stopwatch
from knowledge.storage import Session, open_store, outbox, people, queue
from tests.commands.conftest import Run

MONDAY = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
OK, WARNING, WRONG = Verdict.OK, Verdict.WARNING, Verdict.WRONG


@dataclass(frozen=True)
class Moved:
    """A clock that goes wrong by some seconds."""

    seconds: float = 0.0

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class Still:
    """A clock that stands."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at


@dataclass
class Ticking:
    """A stopwatch on which a time passes with every look."""

    step: float
    at: float = 0.0

    def seconds(self) -> float:
        self.at += self.step
        return self.at


class Quick:
    """An encoder that knows only its shape."""

    id = "small"
    dimensions = 4

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), 4), np.float32)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.queries(texts)


@dataclass
class Clinic:
    """Examines one installation; a test makes one thing wrong."""

    settings: dict[str, object]
    clock: Clock = field(default_factory=Moved)
    policy: Clock = field(default_factory=Still)
    stopwatch: Stopwatch = field(default_factory=SystemStopwatch)
    encoders: Callable[[], Encoders] = lambda: Encoders(Quick())
    free: int = 10**11

    def examines(self, **changed: object) -> list[Finding]:
        settings = Settings(**{"_env_file": None, **self.settings, **changed})  # type: ignore[arg-type]  # pydantic checks the values
        return list(Doctor(settings, self.clock, self.policy, self.stopwatch, self.encoders, lambda _: self.free).findings())

    def finds(self, check: str, **changed: object) -> Finding:
        (finding,) = [finding for finding in self.examines(**changed) if finding.check == check]
        return finding


@pytest.fixture
def slack() -> Iterator[SandboxServer]:
    with SandboxServer(now=MONDAY, app=offered()) as server:
        yield server


@pytest.fixture
def clinic(slack: SandboxServer, database: str, tmp_path: Path) -> Clinic:
    """A healthy installation, on each database: started in one channel, and connected to that Slack."""
    with closing(open_store(database)) as store, store.writing() as session:
        channel(session, "C1", "it", started=True)
    return healthy(slack, database, tmp_path)


@pytest.fixture
def sqlite_clinic(slack: SandboxServer, migrated_sqlite: Path, tmp_path: Path) -> Clinic:
    """The same on SQLite alone, for what has nothing to do with databases."""
    path = tmp_path / "kollega.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    with closing(open_store(str(path))) as store, store.writing() as session:
        channel(session, "C1", "it", started=True)
    return healthy(slack, f"sqlite:///{path}", tmp_path)


def healthy(slack: SandboxServer, database: str, folder: Path) -> Clinic:
    return Clinic(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api,
            "database_url": database,
            "data_dir": folder,
            "cache_dir": folder,
        }
    )


def channel(session: Session, channel_id: str, name: str, *, started: bool, private: bool = False, members_at: datetime = MONDAY) -> None:
    members = frozenset({UserId("U1")})
    kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
    people.save_channel(session, Channel(ChannelId(channel_id), name, kind=kind, members=members), members_at)
    row = people.channel_row(session, ChannelId(channel_id))
    row.is_member, row.capture = True, "started" if started else "not_started"


def test_a_healthy_installation_is_told_so_and_left_as_it_was(clinic: Clinic, slack: SandboxServer) -> None:
    found = clinic.examines()

    assert [finding for finding in found if finding.verdict is not OK] == []
    assert [finding.check for finding in found] == [
        *("settings", "slack", "clock", "bot token", "scopes", "app token"),
        *("database", "migration", "storage", "channels", "put aside", "disk", "encoder"),
    ]
    assert [call.method for call in slack.house.wire.calls] == ["api.test", "auth.test", "apps.connections.open"]
    assert slack.house.sockets.connections == 0
    with closing(open_store(str(clinic.settings["database_url"]))) as store, store.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM workspace").scalar_one() == 0


def test_missing_tokens_are_told_with_where_to_get_them(sqlite_clinic: Clinic) -> None:
    found = {finding.check: finding for finding in sqlite_clinic.examines(slack_bot_token=None, slack_app_token=None)}

    assert found["bot token"].verdict is found["app token"].verdict is WRONG
    assert "KOLLEGA_SLACK_BOT_TOKEN is not set" in found["bot token"].found
    assert "OAuth & Permissions" in found["bot token"].mend
    assert "Basic Information" in found["app token"].mend
    assert found["clock"].verdict is OK
    assert "scopes" not in found


def test_tokens_that_slack_does_not_know(sqlite_clinic: Clinic) -> None:
    found = {finding.check: finding for finding in sqlite_clinic.examines(slack_bot_token="xoxb-canary-1", slack_app_token="xapp-canary-2")}

    assert (found["bot token"].verdict, found["app token"].verdict) == (WRONG, WRONG)
    assert found["bot token"].found == found["app token"].found == "refused: Slack does not know it (invalid_auth)"
    assert "canary" not in str(found)


@pytest.mark.parametrize(
    ("code", "verdict", "words", "mend"),
    [
        ("token_expired", WRONG, "token rotation", "make a new app"),
        ("token_revoked", WRONG, "revoked", "install the app again"),
        ("some_new_code", WRONG, "refused (some_new_code)", "OAuth & Permissions"),
        ("service_unavailable", WARNING, "could not say just now", "again in a minute"),
    ],
)
def test_what_slack_says_to_a_token_is_said_in_plain_words(
    sqlite_clinic: Clinic, slack: SandboxServer, code: str, verdict: Verdict, words: str, mend: str
) -> None:
    slack.state.app.token_error = code

    found = sqlite_clinic.finds("bot token")

    assert found.verdict is verdict
    assert words in found.found
    assert mend in found.mend


def test_an_app_that_was_removed_is_to_be_installed_again(sqlite_clinic: Clinic, slack: SandboxServer) -> None:
    slack.state.app.installed = False

    assert sqlite_clinic.finds("bot token").mend.startswith("install the app again")


def test_an_app_token_without_its_scope(sqlite_clinic: Clinic, slack: SandboxServer) -> None:
    slack.state.app.app_scopes = set()

    found = sqlite_clinic.finds("app token")

    assert (found.verdict, found.found) == (WRONG, "refused: it lacks the scope connections:write (missing_scope)")


def test_a_missing_scope_is_told_as_the_feature_that_it_takes_away(sqlite_clinic: Clinic, slack: SandboxServer) -> None:
    slack.state.app.scopes -= {"reactions:read", "dnd:read"}

    scopes = [finding for finding in sqlite_clinic.examines() if finding.check == "scopes"]

    assert [(finding.verdict, finding.found.partition("; ")[0]) for finding in scopes] == [
        (WRONG, "reactions:read not granted (accepting by ✅)"),
        (WARNING, "dnd:read not granted (do-not-disturb)"),
    ]
    assert "a ✅ under an answer does not count" in scopes[0].found
    assert all("install it again" in finding.mend for finding in scopes)


@pytest.mark.parametrize(
    ("seconds", "verdict", "words"),
    [
        (3, OK, "within 10 s"),
        (40, WARNING, "40 s ahead of Slack's"),
        (-40, WARNING, "behind Slack's"),
        (3 * 3600 + 60, WRONG, "3 h ahead of Slack's"),
        (-600, WRONG, "min behind Slack's"),
    ],
)
def test_a_clock_that_goes_wrong(sqlite_clinic: Clinic, seconds: float, verdict: Verdict, words: str) -> None:
    sqlite_clinic.clock = Moved(seconds)

    found = sqlite_clinic.finds("clock")

    assert found.verdict is verdict
    assert words in found.found


def test_a_slack_that_cannot_be_reached_is_told_once(sqlite_clinic: Clinic, free_port: int) -> None:
    found = sqlite_clinic.examines(slack_api_url=f"http://127.0.0.1:{free_port}/api/")

    assert [finding.check for finding in found if finding.verdict is WRONG] == ["slack"]
    assert not {"clock", "bot token", "scopes", "app token"}.intersection(finding.check for finding in found)


def test_what_answers_and_is_not_slack(sqlite_clinic: Clinic) -> None:
    with some_other_page() as address:
        found = sqlite_clinic.finds("slack", slack_api_url=address)

    assert (found.verdict, "what answers there is not Slack (HTTP 502)" in found.found) == (WRONG, True)


def test_a_database_that_is_not_there_yet_is_not_made(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    found = sqlite_clinic.finds("database", database_url=f"sqlite:///{tmp_path}/new/kollega.db")

    assert found.verdict is WARNING
    assert "`kollega run` makes it" in found.mend
    assert not (tmp_path / "new").exists()


def test_a_file_that_is_no_database(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("These are my notes, and they are long enough to be read as a header. " * 50)

    found = sqlite_clinic.finds("database", database_url=f"sqlite:///{tmp_path}/notes.db")

    assert (found.verdict, found.found) == (WRONG, "The database file notes.db is not a SQLite database")


def test_a_server_that_cannot_be_reached_and_its_password(sqlite_clinic: Clinic, free_port: int) -> None:
    found = sqlite_clinic.finds("database", database_url=f"postgresql://kollega:canary@127.0.0.1:{free_port}/kollega")

    assert found.verdict is WRONG
    assert "The PostgreSQL server at 127.0.0.1 cannot be reached" in found.found
    assert "canary" not in str(found)


def test_a_database_of_another_version(clinic: Clinic) -> None:
    url = str(clinic.settings["database_url"])
    stands_at(url, "later")

    found = clinic.examines()

    (said,) = [finding for finding in found if finding.check == "migration"]
    assert (said.verdict, said.found) == (WRONG, "stands at later, which a newer Kollega made")
    assert "channels" not in {finding.check for finding in found}


@pytest.mark.parametrize(
    ("found", "known", "verdict", "mend"),
    [
        ("old", True, WRONG, "kollega db upgrade"),
        ("later", False, WRONG, "newer version"),
        (None, False, WARNING, "db upgrade"),
        ("new", True, OK, ""),
    ],
)
def test_how_a_migration_is_judged(found: str | None, known: bool, verdict: Verdict, mend: str) -> None:
    said = migration(found, "new", known=known)

    assert said.verdict is verdict
    assert mend in said.mend


@pytest.mark.postgres
def test_a_database_user_who_may_only_read(
    slack: SandboxServer, new_postgres: Callable[[str], str], migrated_postgres: str, tmp_path: Path
) -> None:
    url = new_postgres(migrated_postgres)
    reader = f"reader_of_{url.partition('?')[0].rpartition('/')[2]}"
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute(f"CREATE ROLE {reader} LOGIN")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}")

        found = [each for each in healthy(slack, url.replace("postgres:@", f"{reader}:@"), tmp_path).examines() if each.check == "database"]

        connection.execute(f"DROP OWNED BY {reader}")
        connection.execute(f"DROP ROLE {reader}")
    assert [(each.verdict, each.found) for each in found[1:]] == [(WRONG, "permission denied for table workspace")]


@pytest.mark.postgres
def test_a_server_without_pgvector(
    slack: SandboxServer, new_postgres: Callable[[str], str], migrated_postgres: str, tmp_path: Path
) -> None:
    url = new_postgres(migrated_postgres)
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("DROP EXTENSION vector CASCADE")

    found = healthy(slack, url, tmp_path).finds("storage")

    assert (found.verdict, "CREATE EXTENSION vector" in found.mend) == (WRONG, True)


def test_channels_that_nobody_started_and_members_read_long_ago(sqlite_clinic: Clinic) -> None:
    with closing(open_store(str(sqlite_clinic.settings["database_url"]))) as store, store.writing() as session:
        people.channel_row(session, ChannelId("C1")).capture = "stopped"
        channel(session, "G1", "ledning", started=False, private=True, members_at=MONDAY - timedelta(hours=25))

    found = {finding.check: finding for finding in sqlite_clinic.examines()}

    assert found["channels"].verdict is found["members"].verdict is WARNING
    assert "#it, #ledning, and started in none" in found["channels"].found
    assert "who is in #ledning was read more than a day ago" in found["members"].found


def test_work_that_was_put_aside_is_counted_by_its_error(clinic: Clinic) -> None:
    with closing(open_store(str(clinic.settings["database_url"]))) as store:
        with store.writing() as session:
            for number in (1, 2):
                outbox.add(
                    session,
                    method="chat.postMessage",
                    channel_id=ChannelId(f"C{number}"),
                    user_id=None,
                    kind="shared",
                    body={"words": "canary"},
                    created_at=MONDAY,
                )
        with store.writing() as session:
            for post in outbox.claim(session, "test", 60, 2):
                outbox.bury(session, post, "not_in_channel")
            assert queue.counts(session, MONDAY).dead == 2

    found = clinic.finds("put aside")

    assert (found.verdict, found.found) == (WARNING, "2 could not be done: 2 of outbox shared (not_in_channel)")
    assert "kollega dead --retry" in found.mend


@pytest.mark.parametrize(("free", "verdict"), [(10**7, WRONG), (5 * 10**8, WARNING), (10**10, OK)])
def test_room_on_the_disk(sqlite_clinic: Clinic, free: int, verdict: Verdict) -> None:
    sqlite_clinic.free = free

    assert sqlite_clinic.finds("disk").verdict is verdict


def test_an_encoder_that_cannot_be_had_and_one_that_is_slow(sqlite_clinic: Clinic) -> None:
    sqlite_clinic.encoders = nowhere
    assert sqlite_clinic.finds("encoder").verdict is WRONG

    sqlite_clinic.encoders, sqlite_clinic.stopwatch = lambda: Encoders(Quick()), Ticking(1.5)
    slow = sqlite_clinic.finds("encoder")

    assert (slow.verdict, "4 dimensions" in slow.found, "1500 ms" in slow.found) == (WARNING, True, True)


def test_from_the_shell_all_is_well(kollega: Run, sqlite_clinic: Clinic, tmp_path: Path) -> None:
    settings = {f"KOLLEGA_{name.upper()}": str(value) for name, value in sqlite_clinic.settings.items() if name != "cache_dir"}
    (tmp_path / ".env").write_text("KOLLEGA_LANGUAGE=sv\n")
    (tmp_path / ".env").chmod(0o644)

    said = kollega("doctor", KOLLEGA_ENCODER="builtin:english", **settings)

    assert (said.status, said.err) == (0, "")
    assert "chmod o= .env" in said.out
    assert "→ let `kollega run` be running" not in said.out
    assert said.out.splitlines()[-1] == "12 ok, 1 to look at, 0 wrong."


def test_from_the_shell_what_is_wrong_is_told_without_any_secret(kollega: Run, free_port: int) -> None:
    said = kollega(
        "doctor",
        "--json",
        KOLLEGA_SLACK_BOT_TOKEN="xoxb-canary",
        KOLLEGA_SLACK_APP_TOKEN="xapp-canary",
        KOLLEGA_SLACK_API_URL=f"http://127.0.0.1:{free_port}/api/",
        KOLLEGA_DATABASE_URL=f"postgresql://kollega:canary@127.0.0.1:{free_port}/kollega",
        KOLLEGA_ENCODER="./no/such/folder",
    )

    lines = [json.loads(line) for line in said.out.splitlines()]
    assert said.status == 1
    assert [line["check"] for line in lines if line["verdict"] == "wrong"] == ["slack", "database", "encoder"]
    assert all(line["mend"] for line in lines if line["verdict"] == "wrong")
    assert "canary" not in said.out + said.err


def test_from_the_shell_wrong_settings_come_first(kollega: Run) -> None:
    said = kollega("doctor", KOLLEGA_LANGUAGE="dk", KOLLEGA_STEWARD="U1")

    assert (said.status, said.err) == (1, "")
    assert "KOLLEGA_STEWARD is no setting; did you mean KOLLEGA_STEWARDS?" in said.out
    assert "0 ok, 0 to look at, 2 wrong." in said.out


def nowhere() -> Encoders:
    raise EncoderUnavailable("there is no encoder of that name; set KOLLEGA_ENCODER to something else")


def stands_at(url: str, revision: str) -> None:
    with closing(open_store(url)) as store, store.writing() as session:
        session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


@contextmanager
def some_other_page() -> Iterator[str]:
    """What a proxy shows in place of Slack."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(502)
            self.end_headers()
            self.wfile.write(b"<html>Bad gateway</html>")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/api/"
        server.shutdown()
