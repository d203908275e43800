"""Data sets read from their files."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.evaluate.data import Corpus, NotADataSet, Workplace, read_labels, read_retrieval
from knowledge.domain.ids import Ts
from knowledge.services.evaluating.filling import Document

CORPUS = [{"_id": "a", "title": "Vad är VPN?", "text": "En tunnel."}, {"_id": "b", "title": "", "text": "Lön kommer den 25:e."}]
QUERIES = [{"_id": "q", "text": "vpn"}, {"_id": "b", "text": "lön"}]
QRELS = "query-id\tcorpus-id\tscore\nq\ta\t2\nq\tb\t0\nb\tb\t1\nb\ta\t1\n"


def write(folder: Path, files: Mapping[str, bytes | str | Sequence[Mapping[str, Any]]]) -> Path:
    for name, content in files.items():
        if isinstance(content, bytes):
            (folder / name).write_bytes(content)
            continue
        text = content if isinstance(content, str) else "".join(json.dumps(row) + "\n" for row in content)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def export() -> bytes:
    """An export without a word in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("users.json", json.dumps([{"id": "U1", "name": "ada"}]))
        archive.writestr("channels.json", json.dumps([{"id": "C1", "name": "it"}]))
    return packed.getvalue()


def test_a_title_is_the_question_and_a_text_without_one_stands_alone(tmp_path: Path) -> None:
    data = read_retrieval(write(tmp_path, {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": QRELS}))

    assert isinstance(data, Corpus)
    assert data.documents == [Document("a", "Vad är VPN?", "En tunnel."), Document("b", "Lön kommer den 25:e.")]


def test_nothing_is_right_for_itself_and_worthless_is_not_right(tmp_path: Path) -> None:
    data = read_retrieval(write(tmp_path, {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": QRELS}))

    assert [(asked.id, asked.gains) for asked in data.asked] == [("q", {"a": 2}), ("b", {"a": 1})]


def test_a_workplace_asks_also_what_nothing_answers(tmp_path: Path) -> None:
    queries = [{"id": "1", "text": "vpn", "lang": "en", "relevant": ["1.000000"]}, {"id": "2", "text": "lön", "lang": "sv", "relevant": []}]

    data = read_retrieval(write(tmp_path, {"export.zip": export(), "queries.jsonl": queries, "labels.jsonl": ""}))

    assert isinstance(data, Workplace)
    assert [(asked.lang, asked.gains) for asked in data.asked] == [("en", {"1.000000": 1}), ("sv", {})]


def test_a_question_is_of_the_family_of_the_first_that_asked_it(tmp_path: Path) -> None:
    said = [
        {"ts": "1.000000", "is_question": True, "duplicate_of": None},
        {"ts": "2.000000", "is_question": True, "duplicate_of": "1.000000"},
        {"ts": "3.000000", "is_question": False, "part_of": "2.000000"},
        {"ts": "4.000000", "is_question": False},
    ]
    near = [{"ts": "4.000000", "looks_like_ts": "1.000000"}]

    labels = read_labels(write(tmp_path, {"export.zip": export(), "labels.jsonl": said, "near_misses.jsonl": near})).labels

    assert {ts: labels.family(Ts(ts)) for ts in ("1.000000", "2.000000", "3.000000", "4.000000")} == {
        "1.000000": "1.000000",
        "2.000000": "1.000000",
        "3.000000": "1.000000",
        "4.000000": "4.000000",
    }
    assert [ts for ts in ("1.000000", "2.000000", "3.000000", "4.000000") if labels.is_duplicate(Ts(ts))] == ["2.000000"]
    assert labels.near_misses == {"4.000000": "1.000000"}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "it holds neither corpus.jsonl, queries.jsonl and qrels.tsv, nor export.zip, queries.jsonl and labels.jsonl"),
        ({"corpus.jsonl": CORPUS}, "queries.jsonl and qrels.tsv are missing"),
        ({"export.zip": export(), "queries.jsonl": ""}, "labels.jsonl is missing"),
        ({"export.zip": export(), "queries.jsonl": "", "labels.jsonl": ""}, "queries.jsonl: it holds no query"),
        ({"corpus.jsonl": "{", "queries.jsonl": QUERIES, "qrels.tsv": QRELS}, "corpus.jsonl: line 1: invalid json"),
        ({"corpus.jsonl": CORPUS, "queries.jsonl": [{"_id": "q"}], "qrels.tsv": QRELS}, "queries.jsonl: line 1: text: field required"),
        ({"corpus.jsonl": CORPUS * 2, "queries.jsonl": QUERIES, "qrels.tsv": QRELS}, "two documents have the same _id"),
        ({"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": "q\ta\n"}, "qrels.tsv: line 1 is not a query, a document and"),
        ({"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": "q\ta\tmuch\n"}, "qrels.tsv: line 1 is not a query, a document"),
        (
            {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": "q\ta\t0\nb\tb\t1\n"},
            "qrels.tsv: it names nothing that is right",
        ),
    ],
)
def test_what_cannot_be_searched_is_told(tmp_path: Path, files: Mapping[str, Any], told: str) -> None:
    with pytest.raises(NotADataSet) as refused:
        read_retrieval(write(tmp_path, files))

    assert told in str(refused.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    for read in (read_retrieval, read_labels):
        with pytest.raises(NotADataSet) as refused:
            read(tmp_path / "gone")

        assert str(refused.value) == f"{tmp_path}/gone: there is no such folder"


def test_labels_without_a_question_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotADataSet) as refused:
        read_labels(write(tmp_path, {"export.zip": export(), "labels.jsonl": [{"ts": "1.000000"}]}))

    assert "it marks no message as a question" in str(refused.value)


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    write(tmp_path, {"queries.jsonl": QUERIES, "qrels.tsv": QRELS})
    (tmp_path / "corpus.jsonl").write_bytes(b'{"_id": "\xff"}')

    with pytest.raises(NotADataSet) as refused:
        read_retrieval(tmp_path)

    assert "it is not UTF-8 text" in str(refused.value)
