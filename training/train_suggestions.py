"""Fit the model that says whether the entry found first answers a question (`knowledge/domain/calibration.py`).

    HF_HUB_OFFLINE=1 python training/train_suggestions.py [--data ../shared/data]

Each query is searched by meaning in its set; the first entry found is right or not by the set's own labels. One whole
set is held out at a time; printed is the precision and the coverage on it at the threshold that is wanted. Nothing is
written: the weights are few and stand in the module with these figures.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path
from sklearn.linear_model import LogisticRegression

from knowledge.domain.ports import Encoder, Vector
from knowledge.language.encoders import open_encoder
from knowledge.language.words import stems

HERE = Path(__file__).parent
SETS = ("en-banking77", "en-se-dup", "sv-swefaq", "sv-en-construction")
QUERIES, ENTRIES = 250, 1200
CHANCE = 0.8


@dataclass(frozen=True)
class Case:
    """The first entry found for a query: what is known of it, and whether it was right."""

    features: tuple[float, float, float]
    right: bool


def cases(folder: Path, encoder: Encoder) -> list[Case]:
    entries = {row["_id"]: row for row in _lines(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in _lines(folder / "queries.jsonl")}
    right: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, entry, score = line.split("\t")
        if int(score) > 0 and query != entry:
            right.setdefault(query, set()).add(entry)
    draw = random.Random(7)
    asked = draw.sample(sorted(set(right) & set(queries)), min(QUERIES, len(right)))
    wanted = {entry for query in asked[::2] for entry in right[query]}  # half of the queries lose their right entries
    rest = [entry for entry in sorted(entries) if entry not in wanted and not any(entry in right[query] for query in asked[1::2])]
    kept = [*sorted(wanted)[:ENTRIES], *draw.sample(rest, min(len(rest), max(0, ENTRIES - len(wanted))))]
    texts = [f"{entries[entry].get('title') or ''} {entries[entry]['text']}".strip()[:600] for entry in kept]
    vectors, asked_vectors = encoder.passages(texts), encoder.queries([queries[query] for query in asked])
    words = [set(stems(text)) for text in texts]
    found = []
    for query, vector in zip(asked, asked_vectors, strict=True):
        found.append(_case(query, queries[query], vector, vectors, words, kept, right.get(query, set())))
    return [case for case in found if case is not None]


def _case(query: str, text: str, vector: Vector, vectors: Vector, words: list[set[str]], kept: list[str], right: set[str]) -> Case | None:
    cosines = vectors @ vector
    order = [n for n in np.argsort(-cosines)[:3] if kept[n] != query]
    first, second = order[0], order[1]
    asked = set(stems(text))
    if not asked:
        return None
    overlap = len(asked & words[first]) / max(1, min(len(asked), len(words[first])))
    return Case((float(cosines[first]), overlap, float(cosines[first] - cosines[second])), kept[first] in right)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    folder = options.parse_args().data / "retrieval"
    encoder = open_encoder("builtin:multilingual", user_cache_path("kollega"))
    sets = {name: cases(folder / name, encoder) for name in SETS}
    for name, held in sets.items():
        model = _fit([case for other, others in sets.items() if other != name for case in others])
        chances = model.predict_proba([case.features for case in held])[:, 1]
        right = np.array([case.right for case in held])
        shown = chances >= CHANCE
        mean = [round(float(np.mean([c.features[0] for c in held if c.right is truth])), 3) for truth in (True, False)]
        print(
            f"held out {name}: first right {right.mean():.2f}, shown {shown.mean():.2f}, of these right "
            f"{(right & shown).sum() / max(1, shown.sum()):.2f}; mean cosine right/wrong {mean}"
        )
    model = _fit([case for held in sets.values() for case in held])
    print("bias", round(float(model.intercept_[0]), 2), "cosine, overlap, margin", [round(float(w), 2) for w in model.coef_[0]])


def _fit(rows: list[Case]) -> LogisticRegression:
    return LogisticRegression(C=100.0, max_iter=5000).fit([row.features for row in rows], [row.right for row in rows])


if __name__ == "__main__":
    main()
