"""An export becomes a base that answers from the shell."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from tests.commands.conftest import Run, Said, runner

USERS = [
    {"id": user, "name": name.lower(), "real_name": name, "profile": {"real_name": name}, **more}
    for user, name, more in (("U1", "Ada Lind", {}), ("U2", "Bo Ek", {}), ("U3", "Gus Hall", {"is_restricted": True}))
]
CHANNELS = [{"id": "C1", "name": "it", "creator": "U1", "members": ["U1", "U2"]}]
GROUPS = [{"id": "G1", "name": "ledning", "creator": "U1", "members": ["U1"]}]


def said(ts: str, user: str, text: str, thread: str | None = None) -> dict[str, object]:
    return {"type": "message", "ts": ts, "user": user, "text": text, **({"thread_ts": thread} if thread else {})}


IT = [
    said("1780900000.000100", "U1", "Hur nollställer jag lösenordet till tidrapporten?", "1780900000.000100"),
    said("1780900100.000100", "U2", "Välj Återställ lösenord under Inställningar.", "1780900000.000100"),
    said("1780900200.000100", "U1", "Det funkade, tack!", "1780900000.000100"),
]
BOARD = [
    said("1780900300.000100", "U1", "När säger vi upp hyresavtalet för lagret?", "1780900300.000100"),
    said("1780901400.000100", "U1", "Senast nio månader före, alltså i mars.", "1780900300.000100"),
]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A folder with a base made from an export, and what the import said."""
    folder = tmp_path_factory.mktemp("imported")
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (
            ("users.json", USERS),
            ("channels.json", CHANNELS),
            ("groups.json", GROUPS),
            ("it/2026-06-08.json", IT),
            ("ledning/2026-06-08.json", BOARD),
        ):
            archive.writestr(name, json.dumps(content))
    return folder, runner(folder)("import", str(path), "--json")


@pytest.fixture
def with_base(imported: tuple[Path, Said], kollega: Run, tmp_path: Path) -> Run:
    """Runs commands on a copy of that base."""
    shutil.copytree(imported[0] / "data", tmp_path / "data")
    return kollega


def test_what_was_imported_is_found(with_base: Run, imported: tuple[Path, Said]) -> None:
    summary = json.loads(imported[1].out)

    found = json.loads(with_base("ask", "how do I reset the password for the time report", "--json").out)

    assert (summary["messages"], summary["questions"], summary["answers"], summary["accepted"]) == (5, 2, 2, 1)
    assert found["results"][0]["question"] == {
        "channel": "C1",
        "ts": "1780900000.000100",
        "user": "U1",
        "text": "Hur nollställer jag lösenordet till tidrapporten?",
    }
    assert found["results"][0]["answer"]["user"] == "U2"
    assert found["results"][0]["badges"][0] == "said_thanks"


def test_an_import_counts_in_words_that_fit(kollega: Run, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (("users.json", USERS), ("channels.json", CHANNELS), ("groups.json", []), ("it/2026-06-08.json", IT[:1])):
            archive.writestr(name, json.dumps(content))

    out = " ".join(kollega("import", str(path)).out.split())

    assert "1 message read in" in out
    assert "hold 1 question, 0 answers," in out


def test_a_private_channel_is_found_by_its_members_only(with_base: Run) -> None:
    for_whom = {who: with_base("ask", "hyresavtalet för lagret", *who, "--json") for who in ((), ("--as", "U1"), ("--as", "U2"))}

    shown = {who: [found["question"]["channel"] for found in json.loads(said.out)["results"]] for who, said in for_whom.items()}
    assert shown == {(): [], ("--as", "U1"): ["G1"], ("--as", "U2"): []}


def test_several_queries_are_told_apart(with_base: Run) -> None:
    said = with_base("ask", "--stdin", stdin="lösenord tidrapporten\n\nkaffe\n").out.splitlines()

    assert [line for line in said if line.startswith("»")] == ["» lösenord tidrapporten", "» kaffe"]


def test_many_questions_on_standard_input_are_answered_a_line_each(with_base: Run) -> None:
    lines = with_base("ask", "--stdin", "--json", stdin="lösenord tidrapporten\n\nkaffe\n").out.splitlines()

    assert [json.loads(line)["query"] for line in lines] == ["lösenord tidrapporten", "kaffe"]


def test_everything_known_is_exported_as_lines(with_base: Run, tmp_path: Path) -> None:
    with_base("export", str(tmp_path / "base.jsonl"))

    lines = [json.loads(line) for line in (tmp_path / "base.jsonl").read_text().splitlines()]
    assert [(line["kind"], line["channel"], line["state"]) for line in lines] == [
        ("question", "C1", "resolved"),
        ("question", "G1", "answered"),
    ]
    assert lines[0]["answers"][0]["by"] == "words"


def test_a_digest_is_previewed_as_one_line_and_as_a_letter(with_base: Run) -> None:
    line = json.loads(with_base("digest", "it", "--week", "2026-W24", "--json").out)
    letter = with_base("digest", "#it", "--week", "2026-W24").out

    assert (line["channel"], line["week"], line["late"], line["help_wanted"], line["changed"]) == ("C1", "2026-W24", True, [], [])
    assert [(each["channel"], each["ts"], each["user"]) for each in line["learnings"]] == [("C1", "1780900000.000100", "U2")]
    assert [(each["user"], each["for"], each["ts"]) for each in line["thanks"]] == [
        ("U1", "asking", "1780900000.000100"),
        ("U2", "answering", "1780900100.000100"),
    ]
    assert "“Välj Återställ lösenord under Inställningar.”" in letter
    assert "Helped Ada Lind." in letter
    assert "*" not in letter


def test_a_digest_is_not_posted_where_kollega_is_not_at_work(with_base: Run) -> None:
    said = with_base("digest", "it", "--week", "2026-W24", "--post")

    assert (said.status, said.lines) == (1, ["kollega: not found: Kollega at work in #it; start it there first"])


def test_erasing_from_the_shell_is_logged_and_told_to_who_asks_for_an_export(with_base: Run, tmp_path: Path) -> None:
    assert with_base("privacy", "erase", "U2", "--yes").status == 0

    assert with_base("privacy", "export", "U2", str(tmp_path / "bo.json")).status == 0

    kept = json.loads((tmp_path / "bo.json").read_text())
    assert kept["messages"] == []
    assert [reading["what"] for reading in kept["read_by_others"]] == ["erase", "export"]


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("import",),
        ("ask",),
        ("digest",),
        ("export",),
        ("privacy",),
        ("privacy", "erase"),
        ("db",),
        ("run",),
        ("sandbox",),
        ("evaluate",),
    ],
)
def test_every_command_explains_itself(kollega: Run, command: tuple[str, ...]) -> None:
    said = kollega(*command, "--help")

    assert said.status == 0
    assert "Usage: kollega" in said.out


def test_what_is_exported_is_its_owners_only_and_devices_stay_devices(with_base: Run, tmp_path: Path) -> None:
    with_base("export", str(tmp_path / "base.jsonl"))

    assert with_base("export", "/dev/null").status == 0

    assert stat.S_IMODE((tmp_path / "base.jsonl").stat().st_mode) == 0o600
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
