"""An export becomes the same base as the same words said live, whatever stops it on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.export import open_export
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, time_ts
from knowledge.domain.language import Language
from knowledge.domain.messages import Message
from knowledge.domain.people import ChannelKind
from knowledge.domain.ports import Encoders, Indexed, Neighbour, SearchIndex, Vector, Worded
from knowledge.services.exporting import Exporting
from knowledge.services.importing import Importing, Progress, Summary
from knowledge.storage import open_store, people
from knowledge.storage.index import open_index
from tests.services.desk.conftest import MONDAY, MovableClock, Office, StillStopwatch, WordEncoder
from tests.unit.export.conftest import Make

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
OTHER = "Vilken skrivare har A3-papper?"
OTHER_ANSWER = "Den på plan tre, bredvid hissen."
ADA, BO, CY, ROBOT, GONE = (f"U0{name}0000" for name in ("ADA", "BO", "CY", "ROBOT", "GONE"))
IT, HR = ChannelId("C0IT000000"), ChannelId("G0HR000000")
BEFORE = MONDAY - timedelta(days=30)

USERS = [
    {"id": ADA, "team_id": "T1", "name": "ada", "profile": {"real_name": "Ada Ek"}},
    {"id": BO, "team_id": "T1", "name": "bo"},
    {"id": CY, "team_id": "T1", "name": "cy", "deleted": True},
    {"id": ROBOT, "team_id": "T1", "name": "robot", "is_bot": True},
]
CHANNEL = {"id": IT, "name": "it", "members": [ADA, BO], "creator": ADA}


def at(minute: float) -> Ts:
    return time_ts(BEFORE + timedelta(minutes=minute))


def said(minute: float, user: str, words: str, thread: float | None = None, **fields: Any) -> dict[str, Any]:
    """A record of an export."""
    root = {"thread_ts": at(thread)} if thread is not None else {}
    return {"type": "message", "user": user, "text": words, "ts": at(minute), **root, **fields}


def reaction(*users: str, name: str = "white_check_mark") -> dict[str, Any]:
    return {"reactions": [{"name": name, "users": list(users), "count": len(users)}]}


def export(*days: Sequence[object] | bytes, **files: object) -> dict[str, object]:
    """The files of an export with one public channel."""
    named = {f"it/2026-05-{day:02}.json": content if isinstance(content, bytes) else list(content) for day, content in enumerate(days, 1)}
    return {"users.json": USERS, "channels.json": [CHANNEL], **named, **{f"{name}.json": content for name, content in files.items()}}


SOLVED = [said(0, ADA, QUESTION), said(5, BO, ANSWER, thread=0), said(9, ADA, "tack, det funkade", thread=0)]


def imports(office: Office, path: Path, *, tell: Callable[[Progress], None] = lambda _: None, index: SearchIndex | None = None) -> Summary:
    importing = Importing(office.store, index or office.index, office.clock, StillStopwatch())
    with open_export(path) as opened:
        return importing(opened, lambda: Encoders(WordEncoder()), tell)


def lines(office: Office) -> list[dict[str, Any]]:
    return list(Exporting(office.store)())


def states(office: Office, channel: str = IT) -> dict[str, tuple[str, list[tuple[str, str, str | None]]]]:
    """A channel's questions with their state and answers: who, what, by whom accepted."""
    asked = [line for line in lines(office) if line["channel"] == channel]
    return {line["text"]: (line["state"], [(a["user"], a["text"], a["by"]) for a in line["answers"]]) for line in asked}


@pytest.fixture
def other(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Office]:
    """Another office, to compare with."""
    path = tmp_path / "other.db"
    shutil.copy(migrated_sqlite, path)
    with closing(open_store(str(path))) as store:
        yield Office(store, open_index(store), MovableClock())


def test_what_was_asked_and_answered_is_found(office: Office, zipped: Make) -> None:
    summary = imports(office, zipped(export(SOLVED)))

    assert (summary.messages, summary.questions, summary.answers, summary.accepted, summary.skipped) == (3, 1, 1, 1, ())
    assert states(office) == {QUESTION: ("resolved", [(BO, ANSWER, "words")])}
    assert office.finds(UserId(ADA), "nollställa lösenord tidrapport") == [QUESTION]


SHAPES: dict[str, tuple[list[object], dict[str, Any]]] = {
    "a reply in a thread": ([said(0, ADA, QUESTION), said(5, BO, ANSWER, thread=0)], {QUESTION: ("answered", [(BO, ANSWER, None)])}),
    "a thread's root with its own thread_ts": (
        [said(0, ADA, QUESTION, thread=0, reply_count=1, replies=[{"user": BO, "ts": at(5)}]), said(5, BO, ANSWER, thread=0)],
        {QUESTION: ("answered", [(BO, ANSWER, None)])},
    ),
    "a reply sent to the channel too": (
        [said(0, ADA, QUESTION), said(5, BO, ANSWER, thread=0, subtype="thread_broadcast", root={"ts": at(0)})],
        {QUESTION: ("answered", [(BO, ANSWER, None)])},
    ),
    "a reply that stands before its root": (
        [said(5, BO, ANSWER, thread=0), said(0, ADA, QUESTION)],
        {QUESTION: ("answered", [(BO, ANSWER, None)])},
    ),
    "a check mark by the asker": (
        [said(0, ADA, QUESTION), said(5, BO, ANSWER, thread=0, **reaction(CY, ADA))],
        {QUESTION: ("resolved", [(BO, ANSWER, "asker")])},
    ),
    "a check mark with a skin tone's colons": (
        [said(0, ADA, QUESTION), said(5, BO, ANSWER, thread=0, **reaction(ADA, name="white_check_mark::skin-tone-2"))],
        {QUESTION: ("resolved", [(BO, ANSWER, "asker")])},
    ),
    "an edited answer": (
        [said(0, ADA, QUESTION), said(5, BO, ANSWER, thread=0, edited={"user": BO, "ts": at(6)})],
        {QUESTION: ("answered", [(BO, ANSWER, None)])},
    ),
    "a person who is missing in users.json": (
        [said(0, GONE, QUESTION), said(5, BO, ANSWER, thread=0)],
        {QUESTION: ("answered", [(BO, ANSWER, None)])},
    ),
    "somebody who left the company": (
        [said(0, ADA, QUESTION), said(5, CY, ANSWER, thread=0)],
        {QUESTION: ("answered", [(CY, ANSWER, None)])},
    ),
    "a file with the answer as its comment": (
        [said(0, ADA, QUESTION), said(5, BO, ANSWER, thread=0, subtype="file_share", files=[{"title": "bild"}])],
        {QUESTION: ("answered", [(BO, ANSWER, None)])},
    ),
    "an old comment on a file": (
        [
            said(0, ADA, QUESTION),
            {
                "type": "message",
                "subtype": "file_comment",
                "ts": at(2),
                "text": "…",
                "comment": {"user": BO, "comment": f"<@{ADA}> {ANSWER}"},
            },
        ],
        {QUESTION: ("answered", [(BO, f"<@{ADA}> {ANSWER}", None)])},
    ),
    "a mention with a name, as it was written once": (
        [said(0, ADA, QUESTION), said(20, BO, f"<@{ADA}|ada> {ANSWER}")],
        {QUESTION: ("answered", [(BO, f"<@{ADA}> {ANSWER}", None)])},
    ),
    "a bot's reply": (
        [said(0, ADA, QUESTION), said(5, ROBOT, ANSWER, thread=0), said(6, BO, ANSWER, thread=0, bot_id="B1", subtype="bot_message")],
        {QUESTION: ("open", [])},
    ),
    "a deleted root": (
        [said(0, "USLACKBOT", "This message was deleted.", thread=0, subtype="tombstone"), said(5, BO, ANSWER, thread=0)],
        {},
    ),
    "notices": ([said(0, ADA, QUESTION), said(1, BO, f"<@{BO}> has joined", subtype="channel_join")], {QUESTION: ("open", [])}),
    "other talk": ([said(0, BO, "God morgon allihop"), said(200, ADA, QUESTION)], {QUESTION: ("open", [])}),
    "a record that is none": ([said(0, ADA, QUESTION), {"type": "message", "ts": 7}, "?"], {QUESTION: ("open", [])}),
}


def test_every_shape_is_read(office: Office, zipped: Make) -> None:
    channels = {shape: {"id": f"C0SHAPE{n:03}", "name": f"shape{n}", "members": [ADA, BO]} for n, shape in enumerate(SHAPES)}
    days = {f"{channels[shape]['name']}/2026-05-01.json": day for shape, (day, _) in SHAPES.items()}

    imports(office, zipped({"users.json": USERS, "channels.json": list(channels.values()), **days}))

    found = {shape: states(office, str(channel["id"])) for shape, channel in channels.items()}
    assert found == {shape: expected for shape, (_, expected) in SHAPES.items()}


def test_a_folder_is_read_like_a_zip(office: Office, unpacked: Make) -> None:
    imports(office, unpacked(export(SOLVED)))

    assert states(office) == {QUESTION: ("resolved", [(BO, ANSWER, "words")])}


def test_other_talk_does_not_stay(office: Office, zipped: Make) -> None:
    imports(office, zipped(export([said(0, BO, "God morgon allihop"), said(200, ADA, QUESTION)])))

    assert "God morgon" not in office.rows()


def test_importing_twice_adds_nothing(office: Office, zipped: Make) -> None:
    path = zipped(export(SOLVED, [said(2000, BO, OTHER, **reaction(ADA, name="raising_hand"))]))
    first = imports(office, path)
    before = lines(office)

    again = imports(office, path)

    assert lines(office) == before
    assert (first.duplicates, again.duplicates, again.questions) == (0, 4, first.questions)


def test_a_later_export_adds_its_news_only(office: Office, other: Office, zipped: Make) -> None:
    later = export([*SOLVED, said(30, CY, OTHER)], [said(2000, BO, OTHER_ANSWER, thread=30)])
    imports(office, zipped(export(SOLVED)))

    path = zipped(later)
    imports(office, path)
    imports(other, path)

    assert lines(office) == lines(other)
    assert states(office)[OTHER] == ("answered", [(BO, OTHER_ANSWER, None)])


def test_a_reaction_that_comes_in_a_later_export_accepts(office: Office, zipped: Make) -> None:
    replied = said(5, BO, ANSWER, thread=0)
    imports(office, zipped(export([said(0, ADA, QUESTION), replied])))

    imports(office, zipped(export([said(0, ADA, QUESTION), {**replied, **reaction(ADA)}])))

    assert states(office) == {QUESTION: ("resolved", [(BO, ANSWER, "asker")])}


@pytest.mark.parametrize(("who", "in_doubt"), [(CY, True), (BO, True), (ROBOT, False)])
def test_a_thumb_down_of_an_export_doubts_the_answer_that_it_stands_on(office: Office, zipped: Make, who: str, in_doubt: bool) -> None:
    replied = {**said(5, BO, ANSWER, thread=0), "reactions": [{"name": "-1", "users": [who], "count": 1}]}

    imports(office, zipped(export([SOLVED[0], replied, SOLVED[2]])))

    entry = office.entry(MessageRef(IT, Ts(SOLVED[0]["ts"])))
    assert (entry.accepted_by, entry.doubted_at is not None) == ("words", in_doubt)


def test_an_edit_that_comes_in_a_later_export_is_taken(office: Office, zipped: Make) -> None:
    imports(office, zipped(export(SOLVED)))

    imports(office, zipped(export([SOLVED[0], said(5, BO, "Ring växeln.", thread=0, edited={"ts": at(90)}), SOLVED[2]])))

    assert states(office) == {QUESTION: ("resolved", [(BO, "Ring växeln.", "words")])}


class Killed(Exception):
    """The machine went out."""


@dataclass
class DyingIndex:
    """An index that is killed at one of its writes."""

    index: SearchIndex
    at: int

    def put(self, session: Any, several: Sequence[Indexed]) -> None:
        self.at -= len(several)
        if self.at < 0:
            raise Killed
        self.index.put(session, several)

    def remove(self, session: Any, entries: Collection[EntryId]) -> None:
        self.index.remove(session, entries)

    def nearest(
        self, session: Any, encoder: str, asked: Mapping[Language, Vector], channels: Collection[ChannelId], limit: int
    ) -> list[Neighbour]:
        return self.index.nearest(session, encoder, asked, channels, limit)

    def vectors(self, session: Any, encoder: str, entries: Collection[EntryId]) -> dict[EntryId, Vector]:
        return self.index.vectors(session, encoder, entries)

    def by_words(self, session: Any, terms: Sequence[str], channels: Collection[ChannelId], limit: int) -> list[Worded]:
        return self.index.by_words(session, terms, channels, limit)


THREE_DAYS = export(
    [said(0, ADA, QUESTION), said(1, ADA, "Det i Stjärnan alltså"), said(30, CY, OTHER)],
    [said(1500, BO, ANSWER, thread=0), said(1501, BO, OTHER_ANSWER, thread=30), said(1600, BO, "Hur bokar man Björken?")],
    [said(3000, ADA, "tack, det funkade", thread=0), said(3010, CY, "Via kalendern, lägg till rummet i inbjudan.", thread=1600)],
)


@pytest.mark.parametrize("call", [1, 2, 5])
def test_an_import_killed_between_files_and_begun_again_ends_the_same(office: Office, other: Office, zipped: Make, call: int) -> None:
    path, told = zipped(THREE_DAYS), iter(range(6))

    def tell(_: Progress) -> None:
        if next(told) == call:
            raise Killed

    with pytest.raises(Killed):
        imports(office, path, tell=tell)
    imports(office, path)
    imports(other, path)

    assert lines(office) == lines(other)
    assert office.finds(UserId(ADA), OTHER) == other.finds(UserId(ADA), OTHER)


@pytest.mark.parametrize("write", [1, 4, 7])
def test_an_import_killed_within_a_file_and_begun_again_ends_the_same(office: Office, other: Office, zipped: Make, write: int) -> None:
    path = zipped(THREE_DAYS)

    with pytest.raises(Killed):
        imports(office, path, index=DyingIndex(office.index, write))
    imports(office, path)
    imports(other, path)

    assert lines(office) == lines(other)


def test_an_import_killed_between_two_batches_of_a_file_ends_the_same(office: Office, other: Office, zipped: Make) -> None:
    talk = [said(10 + n / 10, BO, f"Notering {n}", thread=9) for n in range(520)]
    path = zipped(export([*SOLVED, *talk, said(900, CY, OTHER), said(903, BO, OTHER_ANSWER, thread=900)]))

    with pytest.raises(Killed):
        imports(office, path, index=DyingIndex(office.index, 1))
    half = set(states(office))
    imports(office, path)
    imports(other, path)

    assert half == {QUESTION}
    assert lines(office) == lines(other)


WORDS: list[dict[str, Any]] = [
    said(0, ADA, QUESTION),
    said(0.5, ADA, "Det i Stjärnan alltså"),
    said(2, BO, ANSWER),
    said(3, BO, "God morgon allihop"),
    said(4, ADA, "tack, det funkade"),
    said(100, CY, OTHER, **reaction(ADA, BO, name="raising_hand")),
    said(103, BO, OTHER_ANSWER, thread=100, **reaction(CY)),
    said(104, ADA, "Eller den i källaren, om du orkar gå dit.", thread=100, subtype="thread_broadcast"),
    said(200, BO, "Hur bokar man Björken?", edited={"ts": at(201)}),
    said(220, CY, f"<@{BO}> via kalendern, lägg till rummet i inbjudan."),
    said(300, ADA, "Vem har nyckeln till förrådet?"),
    said(301, BO, "Vad menar du med förrådet?", thread=300),
]


def test_the_same_words_live_and_imported_give_the_same_lines(office: Office, other: Office, zipped: Make) -> None:
    for name in ("0ada0000", "0bo0000", "0cy0000"):
        office.person(name)
    with office.store.writing() as session:
        people.channel_row(session, IT)
    for record in WORDS:
        root = Ts(record.get("thread_ts", record["ts"]))
        version = Ts(record.get("edited", record)["ts"])
        mentions = [UserId(user) for user in (ADA, BO, CY) if f"<@{user}>" in record["text"]]
        office.arrives(Message(IT, Ts(record["ts"]), UserId(record["user"]), record["text"], root, version), mentions)
        for reacted in record.get("reactions", []):
            for user in reacted["users"]:
                office.reacts(UserId(user), MessageRef(IT, Ts(record["ts"])), reacted["name"])

    imports(other, zipped(export(WORDS)))

    assert lines(office) == lines(other)
    assert [line["state"] for line in lines(other)] == ["resolved", "resolved", "answered", "open"]


def test_an_import_fills_in_what_was_missed_live(office: Office, other: Office, zipped: Make) -> None:
    before, after = said(0, CY, "Hur startar jag om kaffemaskinen?"), said(400, CY, OTHER)
    path = zipped(export([before, said(200, ADA, QUESTION), said(202, BO, ANSWER), after]))
    office.person("0ada0000")
    office.channel("0it000000", [UserId(ADA)])
    office.arrives(Message(IT, at(200), UserId(ADA), QUESTION, at(200), at(200)))

    imports(office, path)
    imports(other, path)

    assert lines(office) == lines(other)
    assert states(office)[QUESTION] == ("answered", [(BO, ANSWER, None)])


def test_words_of_people_who_opted_out_and_secrets_are_never_written(office: Office, zipped: Make) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6" * 3
    office.privacy.opt_out(UserId(BO))
    day = [
        said(0, ADA, f"Hur loggar jag in med {secret} i byggservern?"),
        said(5, BO, "Fråga Zebrakontoret.", thread=0),
        said(6, CY, "Skapa en ny nyckel under Profil och byt den.", thread=0, **reaction(BO, name="white_check_mark")),
    ]

    summary = imports(office, zipped(export(day)))

    (line,) = lines(office)
    assert (summary.masked, [answer["user"] for answer in line["answers"]]) == (1, [CY])
    written = office.rows().encode() + (office.bytes() if office.store.dialect == "sqlite" else b"")
    assert [trace in written for trace in (secret.encode(), b"Zebrakontoret", b"zebrakontor")] == [False] * 3


@pytest.mark.parametrize("gone", ["deleted", "erased", "erased reaction"])
def test_an_import_brings_nothing_back(office: Office, zipped: Make, gone: str) -> None:
    path = zipped(export([said(0, ADA, QUESTION, **reaction(CY, name="raising_hand")), said(5, BO, ANSWER, thread=0)]))
    imports(office, path)
    if gone == "deleted":
        office.deletes(MessageRef(IT, at(5)))
    else:
        office.privacy.erase(UserId({"erased": BO, "erased reaction": CY}[gone]), "shell")
    before = office.rows().count(ANSWER), office.rows().count("raising_hand"), lines(office)

    changed = zipped(
        export([said(0, ADA, QUESTION, **reaction(CY, name="raising_hand")), said(5, BO, ANSWER, thread=0), said(90, BO, "Hej")])
    )
    imports(office, changed)

    assert (office.rows().count(ANSWER), office.rows().count("raising_hand"), lines(office)) == before


def test_what_was_dismissed_live_stays_dismissed(office: Office, zipped: Make) -> None:
    imports(office, zipped(export(SOLVED)))
    office.answering.not_a_question(MessageRef(IT, at(0)), UserId(ADA))

    imports(office, zipped(export([*SOLVED, said(90, BO, "Hej")])))

    assert lines(office) == []


@pytest.mark.parametrize("broken", [b'[{"type": "message", "ts"', b"not json", b'{"ok": true}', b"\xff\xfe\x00"])
def test_a_broken_file_is_named_and_the_rest_goes_on(office: Office, zipped: Make, broken: bytes) -> None:
    summary = imports(office, zipped(export(SOLVED, broken, [said(3000, CY, OTHER)])))

    assert [skipped.file for skipped in summary.skipped] == ["it/2026-05-02.json"]
    assert set(states(office)) == {QUESTION, OTHER}


def test_a_broken_file_is_named_each_time(office: Office, zipped: Make) -> None:
    path = zipped(export(SOLVED, b'[{"type": "message", "ts"'))
    imports(office, path)

    again = imports(office, path)

    assert [skipped.file for skipped in again.skipped] == ["it/2026-05-02.json"]


def test_a_broken_file_is_read_again_when_it_is_whole(office: Office, zipped: Make) -> None:
    imports(office, zipped(export(SOLVED, b'[{"type": "message", "ts"')))

    imports(office, zipped(export(SOLVED, [said(1500, CY, OTHER)])))

    assert set(states(office)) == {QUESTION, OTHER}


def private_export(**files: object) -> dict[str, object]:
    group = {"id": HR, "name": "hr", "members": [ADA], "creator": ADA}
    return export(groups=[group], **files) | {"hr/2026-05-01.json": SOLVED}


def test_a_private_channel_is_found_by_its_members_only(office: Office, zipped: Make) -> None:
    imports(office, zipped(private_export()))

    assert office.finds(UserId(ADA), QUESTION) == [QUESTION]
    assert office.finds(UserId(BO), QUESTION) == []


@pytest.mark.parametrize("live", [True, False], ids=["with the bot on Slack", "before the bot is on Slack"])
def test_an_export_that_calls_a_private_channel_public_does_not_open_it(office: Office, zipped: Make, live: bool) -> None:
    imports(office, zipped(private_export()))
    if live:
        with office.store.writing() as session:
            people.save_workspace(session, "T1", "Verkstan", "verkstan", "UKOLLEGA")

    imports(office, zipped(export(channels=[{"id": HR, "name": "hr", "members": [ADA]}]) | {"hr/2026-05-02.json": []}))

    with office.store.reading() as session:
        row = people.known_channel(session, HR)
    assert row is not None
    assert row.kind == ChannelKind.PRIVATE
    assert office.finds(UserId(BO), QUESTION) == []


def test_what_the_bot_knows_from_slack_is_truer_than_an_old_export(office: Office, zipped: Make) -> None:
    with office.store.writing() as session:
        people.save_workspace(session, "T1", "Verkstan", "verkstan", "UKOLLEGA")
    gun = office.person("0gun0000", guest=True)

    imports(office, zipped(export(SOLVED, users=[*USERS, {"id": gun, "team_id": "T1", "name": "gun"}])))

    assert office.finds(gun, QUESTION) == []
