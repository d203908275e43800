"""What Kollega is compared with, and the page that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from benchmarks.page import Page, SetFigures
from benchmarks.rivals import rivals
from bot.evaluate.machine import Machine
from knowledge.domain.ports import Encoders, Vector
from knowledge.services.evaluating.filling import Document
from knowledge.services.evaluating.retrieval import Asked

DOCUMENTS = [
    Document("1", "Var finns skrivaren?", "I korridoren utanför köket."),
    Document("2", "Hur byter jag lösenord?", "På inloggningssidan."),
    Document("3", "Vem ansvarar för bilarna?", "Receptionen."),
    Document("4", "Hur ändrar man lösenorden?", ""),
]
ASKED = [Asked("4", "byta lösenorden", {"2": 1}), Asked("q", "en fråga utan svar", {})]
PAGE = Page(Machine(2, "a processor", 8, "Linux", "3.11", "2.13"), datetime(2026, 6, 8, tzinfo=UTC), "make bench")


@dataclass(frozen=True)
class LengthEncoder:
    """The longer a text, the nearer it is."""

    id: str = "length"
    dimensions: int = 1

    def queries(self, texts: Sequence[str]) -> Vector:
        return np.ones((len(texts), 1), dtype=np.float32)

    def passages(self, texts: Sequence[str]) -> Vector:
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_words_are_stemmed_and_a_query_does_not_find_its_own_document() -> None:
    found = dict(rivals(Encoders(LengthEncoder()), DOCUMENTS, ASKED))

    assert [(one.first, one.ndcg) for one in found["BM25"]] == [(1.0, 1.0)]


def test_an_encoder_alone_ranks_by_its_cosine() -> None:
    found = dict(rivals(Encoders(LengthEncoder(), LengthEncoder()), DOCUMENTS, [Asked("q", "vad som helst", {"1": 1})]))

    assert found["multilingual encoder"] == found["English encoder"]
    assert found["multilingual encoder"][0].first == 1.0


def test_the_best_of_a_row_is_in_bold_and_what_is_missing_is_named() -> None:
    PAGE.sets = [
        SetFigures("one", 10, {"queries": 3, "ndcg@10": 0.5, "intervals": {"ndcg@10": (0.4, 0.6)}}, {"BM25": {"ndcg@10": 0.7}}),
        SetFigures("two", 20, {"queries": 4, "ndcg@10": 0.9}, {"English encoder": {"ndcg@10": 0.2}}),
    ]
    PAGE.skipped = ["workplace: there is no such folder"]

    text = PAGE.text()

    assert "| one | 10 | 3 | **0.700** | – | 0.500 (0.400–0.600) |\n| two | 20 | 4 | – | 0.200 | **0.900** |\n" in text
    assert "Measured on 2026-06-08 by `make bench` on 2 cores (a processor), 8 GB of memory" in text
    assert "## Not measured\n\n- workplace: there is no such folder\n" in text
    assert "## Waiting" not in text
