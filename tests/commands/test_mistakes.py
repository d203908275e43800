"""Whatever somebody does wrong: one clear line each, an exit status that is not 0, nothing half written."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tests.commands.conftest import Run

TOKENS = {"KOLLEGA_SLACK_BOT_TOKEN": "xoxb-1", "KOLLEGA_SLACK_APP_TOKEN": "xapp-1", "KOLLEGA_SLACK_API_URL": "http://127.0.0.1:9/"}


def test_all_wrong_settings_are_told_at_once(kollega: Run) -> None:
    said = kollega("ask", "vpn", KOLLEGA_INBOX_WORKERS="many", KOLLEGA_LANGUAGE="dk", KOLLEGA_SLACK_BOT_TOKEN="hej", KOLLEGA_STEWARD="U1")

    assert said.status == 1
    assert [line.split()[1] for line in said.lines] == [
        "KOLLEGA_STEWARD",
        "KOLLEGA_SLACK_BOT_TOKEN",
        "KOLLEGA_LANGUAGE",
        "KOLLEGA_INBOX_WORKERS",
    ]
    assert "did you mean KOLLEGA_STEWARDS?" in said.lines[0]


def test_missing_tokens_are_told_with_how_they_begin(kollega: Run) -> None:
    said = kollega("run")

    assert (said.status, said.lines) == (
        1,
        [
            "kollega: KOLLEGA_SLACK_BOT_TOKEN is not set; it begins with xoxb-",
            "kollega: KOLLEGA_SLACK_APP_TOKEN is not set; it begins with xapp-",
        ],
    )


@pytest.mark.parametrize(
    ("words", "stdin", "told"),
    [
        (("experts", "vpn", "--at", "sedan"), "", "the time sedan cannot be read"),
        (("experts", "vpn", "--as", "Ingen Alls"), "", "not found: person Ingen Alls"),
        (("experts", "--stdin"), '{"txt": "vpn"}\n', "a line of standard input cannot be read"),
        (("experts", "--stdin"), '{"text": null}\n', "a line of standard input cannot be read"),
    ],
)
@pytest.mark.usefixtures("empty_base")
def test_what_is_asked_of_experts_in_a_way_that_cannot_be_read(kollega: Run, words: tuple[str, ...], stdin: str, told: str) -> None:
    said = kollega(*words, stdin=stdin)

    assert (said.status, len(said.lines)) == (1, 1)
    assert told in said.err


def test_an_empty_question_is_told(kollega: Run) -> None:
    said = kollega("ask", "  ")

    assert said.status == 2
    assert "the question is empty" in said.err


@pytest.mark.parametrize(
    "words", [("ask", "vpn"), ("experts", "vpn"), ("export", "-"), ("digest", "it"), ("dead",), ("privacy", "show", "U1")]
)
def test_what_reads_makes_no_database_where_there_is_none(kollega: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    said = kollega(*words)

    assert (said.status, said.out, len(said.lines)) == (1, "", 1)
    assert f"there is no database at {tmp_path}/data/kollega.db" in said.err
    assert not (tmp_path / "data").exists()


def test_a_slack_that_cannot_be_reached(kollega: Run) -> None:
    said = kollega("run", **TOKENS)

    assert (said.status, len(said.lines)) == (1, 1)
    assert "Slack cannot be reached at http://127.0.0.1:9/" in said.err


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://kollega:s3cret@127.0.0.1:9/kollega", "The PostgreSQL server at 127.0.0.1 cannot be reached"),
        ("mysql://host/name", "must begin with sqlite: or postgresql:"),
        ("sqlite:////proc/kollega.db", "The database file /proc/kollega.db cannot be used"),
    ],
)
def test_a_database_that_cannot_be_used(kollega: Run, url: str, words: str) -> None:
    if "/proc/" in url and not Path("/proc/self").exists():
        pytest.skip("this system has no /proc, the place here where nothing can be written")

    said = kollega("db", "upgrade", KOLLEGA_DATABASE_URL=url)

    assert (said.status, len(said.lines)) == (1, 1)
    assert words in said.err
    assert "s3cret" not in said.err


def test_a_file_that_is_no_database(kollega: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("These are my notes, and they are long enough to be read as a header. " * 50)

    said = kollega("db", "upgrade", KOLLEGA_DATABASE_URL=f"sqlite:///{tmp_path}/notes.db")

    assert (said.status, said.lines) == (1, ["kollega: the database cannot be used: The database file notes.db is not a SQLite database"])
    assert (tmp_path / "notes.db").read_text().startswith("These are my notes")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (None, "there is no such file or folder"),
        (b"no zip at all", "it is neither a folder nor a whole zip file"),
        ({"channels.json": "[]"}, "users.json is missing"),
        ({"users.json": "[]"}, "it holds neither channels.json nor groups.json"),
    ],
)
def test_an_export_that_is_none(kollega: Run, tmp_path: Path, files: bytes | dict[str, str] | None, words: str) -> None:
    path = tmp_path / "export.zip"
    if isinstance(files, bytes):
        path.write_bytes(files)
    elif files is not None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(name, content)

    said = kollega("import", str(path))

    assert (said.status, len(said.lines)) == (1, 1)
    assert words in said.err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("command", [("export", "/nowhere/base.jsonl"), ("privacy", "export", "U1", "/nowhere/u1.json")])
def test_a_file_that_cannot_be_written(kollega: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    with_somebody(kollega, tmp_path)

    said = kollega(*command)

    assert (said.status, len(said.lines)) == (1, 1)
    assert "cannot be written" in said.err


@pytest.mark.usefixtures("empty_base")
def test_somebody_unknown(kollega: Run) -> None:
    said = kollega("privacy", "show", "U404")

    assert (said.status, said.lines) == (
        1,
        ["kollega: not found: person U404 (give a Slack user id, or a full name that only one person has)"],
    )


@pytest.mark.usefixtures("empty_base")
def test_an_encoder_that_is_nowhere(kollega: Run) -> None:
    said = kollega("ask", "vpn", KOLLEGA_ENCODER="./no/such/folder")

    assert (said.status, len(said.lines)) == (1, 1)
    assert "set KOLLEGA_ENCODER to builtin:multilingual" in said.err


def with_somebody(kollega: Run, tmp_path: Path) -> None:
    person = {"id": "U1", "name": "ada", "real_name": "Ada Lind", "profile": {"real_name": "Ada Lind"}}
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("users.json", json.dumps([person]))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "it", "members": ["U1"]}]))
    assert kollega("import", str(tmp_path / "export.zip")).status == 0
