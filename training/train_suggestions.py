"""Fit the models that say whether an entry answers a question (`knowledge/domain/calibration.py`).

    HF_HUB_OFFLINE=1 python training/train_suggestions.py [--data ../shared/data]

Each set is a base of its own. Every query is searched by meaning in it, once with its right entries and once without
them; the first entry found is right or not by the set's own labels. One whole set is held out at a time; printed is how
often the model says yes there at a threshold, and how often rightly. Nothing is written: the weights are few and stand in
the module.
"""

from __future__ import annotations

import argparse
import json
import random
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path
from sklearn.linear_model import LogisticRegression

from knowledge.domain.language import Language
from knowledge.domain.ports import Encoder, Vector
from knowledge.domain.ranking import SAME_THING, USUAL_RIVAL, Likeness, likeness, unit
from knowledge.language.detect import language_of
from knowledge.language.encoders import open_encoder
from knowledge.language.examples import typical_texts
from knowledge.language.words import stems
from knowledge.storage.means import TYPICAL_WEIGHT

HERE = Path(__file__).parent
SETS = ("sv-swefaq", "sv-en-construction", "en-banking77")
QUERIES, ENTRIES, RIVALS = 350, 1500, 12
FEATURES = ("cosine", "share", "margin", "same_language")


@dataclass
class Base:
    """Entries as (id, question, answer), and what is asked: (text, the right ids, ids that may not be found)."""

    entries: list[tuple[str, str, str]]
    asked: list[tuple[str, set[str], set[str]]]
    vectors: Vector = field(init=False)
    langs: list[Language] = field(init=False)
    means: dict[Language, Vector] = field(init=False)

    def encode(self, encoder: Encoder) -> None:
        """Vectors as the index holds them, each language's mean taken away."""
        alone = encoder.passages([question for _, question, _ in self.entries])
        together = encoder.passages([f"{question}\n{answer}" if answer else question for _, question, answer in self.entries])
        vectors = np.stack([unit(vector) for vector in alone + together])
        self.langs = [language_of(question) for _, question, _ in self.entries]
        self.means = {}
        for lang in Language:
            own = vectors[[known is lang for known in self.langs]]
            typical = encoder.passages(typical_texts(lang) or [*typical_texts(Language.SV), *typical_texts(Language.EN)]).mean(axis=0)
            self.means[lang] = (own.sum(axis=0) + TYPICAL_WEIGHT * typical) / (len(own) + TYPICAL_WEIGHT)
        self.vectors = np.stack([unit(v - self.means[lang]) for v, lang in zip(vectors, self.langs, strict=True)])


def from_retrieval(folder: Path) -> Base:
    draw = random.Random(7)
    corpus = {row["_id"]: f"{row.get('title') or ''} {row['text']}".strip()[:600] for row in _lines(folder / "corpus.jsonl")}
    texts = {row["_id"]: row["text"] for row in _lines(folder / "queries.jsonl")}
    right: dict[str, set[str]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, entry, score = line.split("\t")
        if int(score) > 0 and query != entry:
            right.setdefault(query, set()).add(entry)
    chosen = draw.sample(sorted(right), min(QUERIES, len(right)))
    wanted = {entry for query in chosen for entry in sorted(right[query])[:6]}
    rest = sorted(set(corpus) - wanted)
    kept = sorted(wanted) + draw.sample(rest, min(len(rest), max(0, ENTRIES - len(wanted))))
    entries = [(entry, corpus[entry], "") for entry in kept]
    asked = [(texts[query], right[query], {query}) for query in chosen]
    return Base(entries, asked + [(text, set(), right | banned) for text, right, banned in asked])


def from_workplace(folder: Path) -> Base:
    """Every question is asked of those before it; right is whatever asks the same."""
    labels = {row["ts"]: row for row in _lines(folder / "labels.jsonl")}
    said: dict[str, str] = {}
    with zipfile.ZipFile(folder / "export.zip") as export:
        for name in export.namelist():
            if "/" in name and name.endswith(".json"):
                said |= {raw["ts"]: raw.get("text", "") for raw in json.loads(export.read(name))}
    asked = sorted(ts for ts, label in labels.items() if label["is_question"])
    family = {ts: labels[ts]["duplicate_of"] or ts for ts in asked}
    answers = {ts: labels[ts]["accepted"] or next(iter(labels[ts]["answers"]), "") for ts in asked}
    return Base(
        [(ts, said[ts], said.get(answers[ts], "")) for ts in asked],
        [
            (said[ts], {other for other in asked[:n] if family[other] == family[ts]}, set(asked[n:]))
            for n, ts in enumerate(asked)
            if n >= 30
        ],
    )


def cases(base: Base, encoder: Encoder) -> list[tuple[Likeness, bool]]:
    """The first entry found for each query: what is known of it, and whether it was right."""
    base.encode(encoder)
    words = [set(stems(f"{question}\n{answer}")) for _, question, answer in base.entries]
    place = {entry: n for n, (entry, _, _) in enumerate(base.entries)}
    found = []
    for (text, right, banned), vector in zip(base.asked, encoder.queries([text for text, _, _ in base.asked]), strict=True):
        lang = language_of(text)
        cosines = base.vectors @ unit(vector - base.means[lang])
        cosines[[place[entry] for entry in banned if entry in place]] = -1
        order = np.argsort(-cosines)
        first = int(order[0])
        others = [n for n in order[1:RIVALS] if base.vectors[n] @ base.vectors[first] < SAME_THING]
        rival = float(cosines[others[0]]) if others else USUAL_RIVAL
        same = base.langs[first] == lang
        like = likeness(stems(text), words[first], float(cosines[first]), rival=rival, same_language=same)
        found.append((like, base.entries[first][0] in right))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    data = options.parse_args().data
    encoder = open_encoder("builtin:multilingual", user_cache_path("kollega"))
    sets = {name: cases(from_retrieval(data / "retrieval" / name), encoder) for name in SETS}
    sets["workplace"] = cases(from_workplace(data / "workplace"), encoder)
    for features in (FEATURES, FEATURES[:2]):
        for name, held in sets.items():
            model = _fit([case for other, others in sets.items() if other != name for case in others], features)
            chances = model.predict_proba(_rows(held, features))[:, 1]
            right = np.array([right for _, right in held])
            figures = [f"{t}: {(chances >= t).mean():.2f} of which {_share(right, chances >= t):.2f}" for t in (0.1, 0.55, 0.6, 0.65, 0.7)]
            print(f"held out {name} (first right {right.mean():.2f}), says yes and rightly from {', '.join(figures)}")
        model = _fit([case for held in sets.values() for case in held], features)
        print("bias", round(float(model.intercept_[0]), 2), dict(zip(features, model.coef_[0].round(2).tolist(), strict=True)))


def _rows(found: Sequence[tuple[Likeness, bool]], features: Sequence[str]) -> list[list[float]]:
    return [[float(getattr(like, name)) for name in features] for like, _ in found]


def _fit(found: Sequence[tuple[Likeness, bool]], features: Sequence[str]) -> LogisticRegression:
    return LogisticRegression(C=100.0, max_iter=5000).fit(_rows(found, features), [right for _, right in found])


def _share(right: Any, shown: Any) -> float:
    return float((right & shown).sum() / max(1, shown.sum()))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
