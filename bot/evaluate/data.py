"""Data sets read from their folders: BEIR-like ones, and labelled workplaces."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from handlers.export import open_export
from knowledge.domain.errors import KollegaError
from knowledge.domain.ids import Ts
from knowledge.services.evaluating.filling import Document
from knowledge.services.evaluating.retrieval import Asked
from knowledge.services.evaluating.suggestions import Labels

EXPORT, LABELS, QUERIES = "export.zip", "labels.jsonl", "queries.jsonl"
_CORPUS, _QRELS, _NEAR_MISSES = "corpus.jsonl", "qrels.tsv", "near_misses.jsonl"
T = TypeVar("T", bound="_Shape")


@dataclass
class NotADataSet(KollegaError):
    """A folder or file that cannot be measured on."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts, and what is asked of them."""

    documents: Sequence[Document]
    asked: Sequence[Asked]


@dataclass(frozen=True, slots=True)
class Workplace:
    """A labelled Slack export, and what is asked of the base that comes of it: what answers a query are questions' ts."""

    export: Path
    asked: Sequence[Asked]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Text(_Shape):
    id: str = Field(alias="_id", min_length=1)
    title: str = ""
    text: str


class _Label(_Shape):
    ts: Ts
    is_question: bool = False
    part_of: Ts | None = None
    duplicate_of: Ts | None = None


class _NearMiss(_Shape):
    ts: Ts
    looks_like_ts: Ts


class _Query(_Shape):
    id: str = Field(min_length=1)
    text: str
    lang: str = ""
    relevant: list[str] = []


def read_retrieval(folder: Path) -> Corpus | Workplace:
    """A set to search in: BEIR's three files, or an export with labels and queries. Raises NotADataSet, and UnreadableExport."""
    if (folder / _CORPUS).is_file():
        need(folder, _CORPUS, QUERIES, _QRELS)
        return _read_corpus(folder)
    if (folder / EXPORT).is_file():
        need(folder, EXPORT, QUERIES, LABELS)
        return Workplace(_export(folder), _workplace_queries(folder))
    if not folder.is_dir():
        raise NotADataSet(folder, "there is no such folder")
    raise NotADataSet(folder, f"it holds neither {_CORPUS}, {QUERIES} and {_QRELS}, nor {EXPORT}, {QUERIES} and {LABELS}")


@dataclass(frozen=True, slots=True)
class LabelledExport:
    """A Slack export with what people say of its messages."""

    export: Path
    labels: Labels


def read_labels(folder: Path) -> LabelledExport:
    """An export with labels; near misses where they are told. Raises NotADataSet, and UnreadableExport."""
    need(folder, EXPORT, LABELS)
    labels = list(lines(folder / LABELS, _Label))
    questions = {label.ts: label.duplicate_of or label.ts for label in labels if label.is_question}
    if not questions:
        raise NotADataSet(folder / LABELS, "it marks no message as a question")
    # A question may be written in several messages: the later parts are of the first one's family.
    parts = {label.ts: questions[label.part_of] for label in labels if label.part_of in questions}
    near = folder / _NEAR_MISSES
    misses = {miss.ts: miss.looks_like_ts for miss in lines(near, _NearMiss)} if near.is_file() else {}
    return LabelledExport(_export(folder), Labels(frozenset(questions), parts | questions, misses))


def need(folder: Path, *names: str) -> None:
    """Raise NotADataSet where a folder or one of its files is missing."""
    if not folder.is_dir():
        raise NotADataSet(folder, "there is no such folder")
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise NotADataSet(folder, f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")


def lines(path: Path, shape: type[T]) -> Iterator[T]:
    """The objects of a file that holds one a line; empty lines are passed by. Raises NotADataSet."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield _object(path, number, line, shape)
    except (OSError, UnicodeDecodeError) as error:
        raise NotADataSet(path, _why(error)) from None


def _export(folder: Path) -> Path:
    """Opened once before the long work begins."""
    with open_export(folder / EXPORT):
        return folder / EXPORT


def _read_corpus(folder: Path) -> Corpus:
    texts = list(lines(folder / _CORPUS, _Text))
    gains = _gains(folder / _QRELS)
    # A query is not right for itself: its own document is left out of what it is asked of.
    asked = [
        Asked(query.id, query.text, {name: gain for name, gain in gains[query.id].items() if gain > 0 and name != query.id})
        for query in lines(folder / QUERIES, _Text)
    ]
    if len({text.id for text in texts}) < len(texts):
        raise NotADataSet(folder / _CORPUS, "two documents have the same _id")
    if not any(one.gains for one in asked):
        raise NotADataSet(folder / _QRELS, f"it names nothing that is right for a query of {QUERIES}")
    return Corpus([_document(text) for text in texts], [one for one in asked if one.gains])


def _workplace_queries(folder: Path) -> list[Asked]:
    asked = [Asked(one.id, one.text, dict.fromkeys(one.relevant, 1), one.lang) for one in lines(folder / QUERIES, _Query)]
    if not asked:
        raise NotADataSet(folder / QUERIES, "it holds no query")
    return asked


def _document(text: _Text) -> Document:
    """The title is the question and the text its answer; without a title the text stands alone."""
    title, words = text.title.strip(), text.text.strip()
    return Document(text.id, title, words) if title else Document(text.id, words)


def _gains(path: Path) -> defaultdict[str, dict[str, int]]:
    found = defaultdict[str, dict[str, int]](dict)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
                if not row or (number == 1 and row[-1] == "score"):
                    continue
                try:
                    query, document, score = row
                    found[query][document] = int(score)
                except ValueError:
                    raise NotADataSet(path, f"line {number} is not a query, a document and a whole number with tabs between") from None
    except (OSError, UnicodeDecodeError) as error:
        raise NotADataSet(path, _why(error)) from None
    return found


def _object(path: Path, number: int, line: str, shape: type[T]) -> T:
    try:
        return shape.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = f"{'.'.join(map(str, first['loc']))}: " if first["loc"] else ""
        raise NotADataSet(path, f"line {number}: {where}{first['msg'].lower()}") from None


def _why(error: OSError | UnicodeDecodeError) -> str:
    return "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or type(error).__name__
