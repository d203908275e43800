"""`kollega evaluate` on small made-up data sets: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Run, Said, runner
from tests.commands.test_importing_and_asking import CHANNELS, GROUPS, IT, USERS, said

TEXTS = [
    {"_id": "vpn", "title": "Hur startar jag VPN på min nya dator?", "text": "Öppna Global Secure Access och logga in."},
    {"_id": "pay", "title": "När kommer lönen i juni?", "text": "Den 25 juni på morgonen."},
    {"_id": "door", "title": "", "text": "The door to the garage opens with the blue tag."},
]
QUERIES = [
    {"_id": "q1", "text": "starta vpn på datorn"},
    {"_id": "q2", "text": "how do I open the garage"},
    {"_id": "vpn", "text": "vilken dag kommer lönen"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\tvpn\t1\nq2\tdoor\t1\nvpn\tpay\t1\nvpn\tvpn\t1\n"
FIRST, AGAIN = str(IT[0]["ts"]), "1780990000.000100"
ASKED_AGAIN = said(AGAIN, "U2", "Hur nollställer jag lösenordet till tidrapporten?")
LABELS: list[dict[str, Any]] = [
    {"ts": FIRST, "is_question": True, "duplicate_of": None},
    {"ts": AGAIN, "is_question": True, "duplicate_of": FIRST},
    {"ts": IT[1]["ts"], "is_question": False, "duplicate_of": None},
]
ASKED: list[dict[str, Any]] = [
    {"id": "w1", "text": "återställa lösenordet till tidrapporten", "lang": "sv", "relevant": [FIRST, AGAIN]},
    {"id": "w2", "text": "where do we park our bikes", "lang": "en", "relevant": []},
]


def lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def texts(folder: Path) -> Path:
    folder.mkdir()
    lines(folder / "corpus.jsonl", TEXTS)
    lines(folder / "queries.jsonl", QUERIES)
    (folder / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def workplace(folder: Path) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        for name, content in (
            ("users.json", USERS),
            ("channels.json", CHANNELS),
            ("groups.json", GROUPS),
            ("it/2026-06-08.json", IT),
            ("it/2026-06-09.json", [ASKED_AGAIN]),
        ):
            archive.writestr(name, json.dumps(content))
    lines(folder / "labels.jsonl", LABELS)
    lines(folder / "queries.jsonl", ASKED)
    lines(folder / "near_misses.jsonl", [{"ts": AGAIN, "looks_like_ts": str(IT[1]["ts"])}])
    return folder


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Said]]:
    """A folder with data sets and run files, and what each measure said. `TMPDIR` of all is the folder `tmp` in it."""
    folder = tmp_path_factory.mktemp("measured")
    (folder / "tmp").mkdir()
    sets = {"texts": texts(folder / "texts"), "workplace": workplace(folder / "workplace")}
    run = runner(folder)

    def evaluate(measure: str, data: str, *words: str) -> Said:
        return run(
            "evaluate", measure, str(sets[data]), "--run", str(folder / f"{measure}-{data}.jsonl"), *words, TMPDIR=str(folder / "tmp")
        )

    return folder, {
        "texts": evaluate("retrieval", "texts", "--json", "--database", str(folder / "named.db")),
        "workplace": evaluate("retrieval", "workplace", "--json"),
        "suggest": evaluate("suggest", "workplace", "--json"),
    }


def run_of(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_texts_are_searched_and_the_figures_printed(measured: tuple[Path, dict[str, Said]]) -> None:
    line = json.loads(measured[1]["texts"].out)

    assert (line["measure"], line["data"]) == ("retrieval", "texts")
    assert line["took_s"] > 0
    assert (line["figures"]["queries"], line["figures"]["p@1"], line["figures"]["recall@10"]) == (3, 1.0, 1.0)
    assert set(line["figures"]) == {"queries", "ndcg@10", "recall@10", "p@1", "mrr@10", "intervals"}


def test_the_run_file_holds_the_whole_order_of_each_query(measured: tuple[Path, dict[str, Said]]) -> None:
    rows = run_of(measured[0], "retrieval-texts")

    assert [(row["query"], sorted(found["id"] for found in row["ranked"])) for row in rows] == [
        ("q1", ["door", "pay", "vpn"]),
        ("q2", ["door", "pay", "vpn"]),
        ("vpn", ["door", "pay"]),
    ]
    assert all(set(row) == {"query", "ranked", "confident"} and isinstance(row["confident"], bool) for row in rows)
    assert all(row["ranked"] == sorted(row["ranked"], key=lambda found: -found["score"]) for row in rows)


def test_a_workplace_is_searched_by_the_ts_of_its_questions(measured: tuple[Path, dict[str, Said]]) -> None:
    told, rows = json.loads(measured[1]["workplace"].out)["figures"], run_of(measured[0], "retrieval-workplace")

    assert {found["id"] for found in rows[0]["ranked"]} == {FIRST, AGAIN}
    assert (told["queries"], told["with_answer"], told["without_answer"], told["silent_without_answer"]) == (2, 1, 1, 1)
    assert {lang: own["queries"] for lang, own in told["by_language"].items()} == {"en": 1, "sv": 1}


def test_a_question_asked_again_is_offered_the_first(measured: tuple[Path, dict[str, Said]]) -> None:
    told, rows = json.loads(measured[1]["suggest"].out)["figures"], run_of(measured[0], "suggest-workplace")

    assert [(row["item"], row["decision"], row["entry"], row["right"]) for row in rows] == [
        (f"C1:{FIRST}", "silent", None, None),
        (f"C1:{AGAIN}", "offered", FIRST, True),
    ]
    assert rows[0]["why"] == "nothing like it was found"
    assert rows[1]["score"] >= 0.65
    assert (told["duplicates"], told["answerable"], told["offered"], told["right"], told["near_misses_offered"]) == (1, 1, 1, 1, 0)


def test_a_database_that_was_named_is_kept_and_temporary_ones_go(measured: tuple[Path, dict[str, Said]], kollega: Run) -> None:
    again = kollega("evaluate", "retrieval", str(measured[0] / "texts"), "--database", str(measured[0] / "named.db"))

    assert (again.status, again.out, again.lines) == (
        1,
        "",
        ["kollega: the database holds something already; a measure wants an empty one"],
    )
    assert list((measured[0] / "tmp").glob("kollega-*")) == []


def test_people_get_a_table(measured: tuple[Path, dict[str, Said]], kollega: Run, migrated_sqlite: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "migrated.db")  # made, and still empty

    shown = kollega("evaluate", "retrieval", str(measured[0] / "workplace"), "--database", str(tmp_path / "migrated.db"))

    assert shown.status == 0
    row = next(line.split() for line in shown.out.splitlines() if "silent without answer" in line)
    assert [cell for cell in row if cell.isdigit()] == ["1", "1", "0"]
    assert "ndcg@10" in shown.out


def test_a_database_of_somebody_else_is_not_touched(kollega: Run, tmp_path: Path) -> None:
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(tmp_path / "notes.db") as base:
        base.execute("CREATE TABLE note (text)")

    said = kollega("evaluate", "retrieval", str(texts(tmp_path / "texts")), "--database", str(tmp_path / "notes.db"))

    assert (said.status, len(said.lines)) == (1, 1)
    assert "wants an empty one" in said.err


def test_speed_is_told_for_every_share(kollega: Run) -> None:
    said = kollega(
        "evaluate", "speed", "--entries", "60", "--channels", "6", "--queries", "3", "--visible", "1", "--visible", "0.3", "--json"
    )

    line = json.loads(said.out)
    assert (said.status, line["measure"], line["data"]) == (0, "speed", "60 made-up entries")
    assert [(row["share"], row["p50_ms"] > 0, row["p50_ms"] <= row["p95_ms"] <= row["max_ms"]) for row in line["figures"]["visible"]] == [
        (1.0, True, True),
        (0.3, True, True),
    ]
    assert all(line["figures"][name] > 0 for name in ("fill_s", "first_search_ms", "insert_ms", "database_mb"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--entries", "0"), "greater than or equal to 1"),
        (("--entries", "5", "--channels", "6"), "there are more channels than entries"),
        (("--visible", "1.5"), "less than or equal to 1"),
    ],
)
def test_a_base_that_cannot_be_made_up_is_told(kollega: Run, words: tuple[str, ...], told: str) -> None:
    said = kollega("evaluate", "speed", *words)

    assert (said.status, said.out) == (2, "")
    assert told in said.err


@pytest.mark.parametrize("measure", ["retrieval", "suggest"])
def test_a_folder_that_holds_no_data_set_is_told(kollega: Run, tmp_path: Path, measure: str) -> None:
    (tmp_path / "empty").mkdir()

    for folder, told in (("empty", "export.zip"), ("gone", "there is no such folder")):
        said = kollega("evaluate", measure, str(tmp_path / folder))

        assert (said.status, said.out, len(said.lines)) == (1, "", 1)
        assert told in said.err


def test_an_export_that_is_none_is_told(kollega: Run, tmp_path: Path) -> None:
    folder = workplace(tmp_path / "workplace")
    (folder / "export.zip").write_bytes(b"no zip at all")

    said = kollega("evaluate", "suggest", str(folder))

    assert (said.status, len(said.lines)) == (1, 1)
    assert "it is neither a folder nor a whole zip file" in said.err


def test_a_run_file_that_cannot_be_written_is_told_before_the_work(kollega: Run, tmp_path: Path) -> None:
    said = kollega("evaluate", "retrieval", str(texts(tmp_path / "texts")), "--run", "/nowhere/run.jsonl", "--database", "/proc/none.db")

    assert (said.status, said.lines) == (1, ["kollega: /nowhere/run.jsonl cannot be written: No such file or directory"])
