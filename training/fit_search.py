"""Fit the numbers by which entries are ranked and suggested, and write them to `knowledge/services/fitted.json`.

    HF_HUB_OFFLINE=1 python training/fit_search.py [--data ../shared/data] [--vectors FILE] [--write]

Each set of texts is a base of its own, filled and searched by the services that `/ask` uses. Three steps, each on what the one
before gives: a scale for every measure and pair of languages (logistic); the weights by which they are summed (so that a right
entry stands before the others found for the same query); and whether the first entry answers (logistic). Every set counts the
same, whatever its size. Printed for each step: what it reaches on a whole set that was left out of the fit. `--vectors` keeps
texts' vectors between runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from bot.clock import SystemStopwatch
from bot.evaluate.data import Corpus, read_retrieval
from bot.settings import load
from bot.wiring import Desk, encoders_of_the_bot, open_desk
from handlers.export import open_export
from knowledge.domain.deciding import Evidence
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts
from knowledge.domain.ports import Encoder, Encoders, Vector
from knowledge.domain.ranking import Likeness, Pair
from knowledge.services import finding
from knowledge.services.evaluating.filling import CHANNEL, Document, make_meanings, put_in
from knowledge.services.fitted import read_fusion
from knowledge.services.importing import Importing
from knowledge.services.search import Search
from knowledge.storage import entries

HERE = Path(__file__).parent
OUT = HERE.parent / "knowledge" / "services" / "fitted.json"
SETS = ("sv-swefaq", "sv-en-construction", "en-banking77", "en-se-dup", "en-se-qa")
QUERIES, DOCUMENTS = 250, 1200
MEASURES = ("multilingual", "english", "words")
SLOPE = {"multilingual": 8.2, "english": 8.2, "words": 4.0}
USUAL = {
    Pair.SWEDISH: (1.0, 0.0, 0.2),
    Pair.ENGLISH: (0.45, 0.55, 0.2),
    Pair.ACROSS: (1.0, 0.0, 0.2),
    Pair.UNSURE: (0.7, 0.3, 0.2),
}
"""Where the fit of the weights begins, and what it is drawn towards"""
PULL = 0.02
THRESHOLD, CONFIDENT = 0.55, 0.45
"""The chance from which an answer is shown unasked, and from which it is called likely: chosen on what is printed for the workplace
when it is left out. At .55, 18 of 19 questions of those asked one after another were answered rightly; at .45, 54 of 58 short ones."""


class Remembering:
    """An encoder that keeps what it has encoded."""

    def __init__(self, encoder: Encoder, kept: dict[str, Any]) -> None:
        self.id, self.dimensions, self._encoder, self._kept = encoder.id, encoder.dimensions, encoder, kept

    def queries(self, texts: Sequence[str]) -> Vector:
        return self._all("query", texts, self._encoder.queries)

    def passages(self, texts: Sequence[str]) -> Vector:
        return self._all("passage", texts, self._encoder.passages)

    def _all(self, prompt: str, texts: Sequence[str], encode: Any) -> Vector:
        keys = [hashlib.sha256(f"{self.id}\0{prompt}\0{text}".encode()).hexdigest()[:24] for text in texts]
        new = [n for n, key in enumerate(keys) if key not in self._kept]
        if new:
            for n, vector in zip(new, encode([texts[n] for n in new]), strict=True):
                self._kept[keys[n]] = vector.astype(np.float16)
        return np.stack([self._kept[key] for key in keys]).astype(np.float32)


@dataclass(frozen=True)
class Query:
    """Something asked: what is right (ids of the base), what may not be found, and what kind of query it is."""

    text: str
    right: frozenset[EntryId]
    without: frozenset[EntryId] = frozenset()
    kind: str = ""


@dataclass
class Base:
    """One set in a base of its own."""

    name: str
    desk: Desk
    channels: frozenset[ChannelId]
    queries: list[Query] = field(default_factory=list)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    options.add_argument("--vectors", type=Path)
    options.add_argument("--write", action="store_true")
    given = options.parse_args()
    kept = pickle.loads(given.vectors.read_bytes()) if given.vectors and given.vectors.exists() else {}
    real = encoders_of_the_bot(load())
    encoders = Encoders(*(Remembering(encoder, kept) for encoder in real.all))
    with tempfile.TemporaryDirectory() as folder:
        bases = list(read(given.data, Path(folder), encoders))
        if given.vectors:
            given.vectors.write_bytes(pickle.dumps(kept))
        numbers = fit_ranking(bases)
        numbers |= fit_decision(bases, numbers)
        if given.vectors:
            given.vectors.write_bytes(pickle.dumps(kept))
    if given.write:
        OUT.write_text(json.dumps({"command": "python training/fit_search.py --write"} | numbers, indent=1) + "\n", encoding="utf-8")


# The sets


def read(data: Path, folder: Path, encoders: Encoders) -> Iterator[Base]:
    for name in SETS:
        if (data / "retrieval" / name).is_dir():
            yield from_retrieval(name, data / "retrieval" / name, desk(folder / f"{name}.db", encoders), encoders)
    yield from_families(HERE / "asked_again.jsonl", desk(folder / "families.db", encoders), encoders)
    if (data / "workplace").is_dir():
        yield from_workplace(data / "workplace", desk(folder / "workplace.db", encoders), encoders)


def desk(path: Path, encoders: Encoders) -> Desk:
    return open_desk(load(database_url=f"sqlite:///{path}"), lambda: encoders)


def from_retrieval(name: str, folder: Path, desk: Desk, encoders: Encoders) -> Base:
    draw = random.Random(7)
    data = read_retrieval(folder)
    assert isinstance(data, Corpus)
    chosen = draw.sample([asked for asked in data.asked if asked.gains], min(QUERIES, len(data.asked)))
    wanted = {entry for asked in chosen for entry in sorted(asked.gains)[:6]}
    rest = [document for document in data.documents if document.id not in wanted]
    kept = [document for document in data.documents if document.id in wanted] + draw.sample(rest, min(len(rest), DOCUMENTS))
    ids = fill(desk, kept, encoders)
    base = Base(name, desk, frozenset([CHANNEL]))
    for asked in chosen:
        own = frozenset([ids[asked.id]]) if asked.id in ids else frozenset[EntryId]()
        right = frozenset(ids[entry] for entry in asked.gains if entry in ids)
        base.queries.append(Query(asked.text, right - own, own))
        base.queries.append(Query(asked.text, frozenset(), own | right, "nothing"))
    return base


def from_families(path: Path, desk: Desk, encoders: Encoders) -> Base:
    """Questions with their answers, how others asked the same, and what only looks alike: written for the project."""
    families = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ids = fill(desk, [Document(str(n), family["question"], family["answer"]) for n, family in enumerate(families)], encoders)
    base = Base("families", desk, frozenset([CHANNEL]))
    for n, family in enumerate(families):
        own = frozenset([ids[str(n)]])
        base.queries += [Query(text, own, kind="again") for text in family["again"]]
        base.queries += [Query(text, own, kind="words") for text in family["words"]]
        base.queries += [Query(text, frozenset(), kind="near") for text in family["near"]]
        base.queries += [Query(text, frozenset(), own, "nothing") for text in family["again"][:2] + family["words"][:1]]
    return base


def from_workplace(folder: Path, desk: Desk, encoders: Encoders) -> Base:
    """Every question is asked of those before it; right is whatever asks the same. And short queries of everything."""
    labels = {row["ts"]: row for row in _lines(folder / "labels.jsonl")}
    with open_export(folder / "export.zip") as export:
        Importing(desk.store, desk.index, desk.clock, SystemStopwatch())(export, lambda: encoders, lambda _: None)
        channels = [(channel.channel_id, channel.name) for channel in export.channels()]
    named = {name: channel for channel, name in channels}
    base = Base("workplace", desk, frozenset(channel for channel, _ in channels))
    family = {ts: label["duplicate_of"] or ts for ts, label in labels.items()}
    with desk.store.reading() as session:
        rows = {
            ts: row
            for ts, label in sorted(labels.items())
            if label["is_question"]
            and (row := entries.by_question(session, MessageRef(ChannelId(named[label["channel"]]), Ts(ts)))) is not None
        }
    ids = {ts: EntryId(row.id) for ts, row in rows.items()}
    stamps = sorted(rows)
    for n, ts in enumerate(stamps):
        right = frozenset(ids[other] for other in stamps[:n] if family[other] == family[ts])
        later = frozenset(ids[other] for other in stamps[n:])
        base.queries.append(Query(rows[ts].text, right, later, "again" if right else "near"))
    for row in _lines(folder / "queries.jsonl"):
        base.queries.append(Query(row["text"], frozenset(ids[ts] for ts in row["relevant"] if ts in ids), kind="words"))
    return base


def fill(desk: Desk, documents: Sequence[Document], encoders: Encoders) -> dict[str, EntryId]:
    placed = put_in(desk.store, desk.index, documents, desk.clock.now(), lambda *_: None)
    make_meanings(desk.store, desk.indexing, encoders, lambda *_: None)
    with desk.store.reading() as session:
        rows = {name: entries.by_question(session, ref) for name, ref in placed.items()}
    return {name: EntryId(row.id) for name, row in rows.items() if row is not None}


# Ranking

Case = tuple[list[Likeness], list[bool]]


def candidates(base: Base) -> list[Case]:
    """What is found for each query that something answers, and which of it is right."""
    found = []
    for query in base.queries:
        if not query.right or query.kind == "near":
            continue
        ready = base.desk.search.prepare(query.text)
        with base.desk.store.reading() as session:
            finds = finding.find(session, base.desk.index, base.desk.search.fusion, ready, base.channels, query.without)
        right = [each.entry in query.right for each in finds.candidates]
        if any(right) and not all(right):
            found.append(([each.like for each in finds.candidates], right))
    return found


def fit_ranking(bases: Sequence[Base]) -> dict[str, Any]:
    cases = {base.name: candidates(base) for base in bases}
    held = {}
    for name, left_out in cases.items():
        scales = fit_scales({other: own for other, own in cases.items() if other != name})
        weights = fit_weights({other: own for other, own in cases.items() if other != name}, scales)
        held[name] = {
            "alone": {m: round(first_right(left_out, m), 3) for m in MEASURES},
            "fused": round(first_right(left_out, scales, weights), 3),
        }
        print(f"left out {name}: right one first {held[name]}", flush=True)
    scales = fit_scales(cases)
    weights = fit_weights(cases, scales)
    print("weights", weights)
    named = {str(pair): dict(zip((*MEASURES, "bias"), map(_short, weights[pair]), strict=True)) for pair in Pair}
    plain = {measure: {str(pair): [_short(x) for x in scales[measure, pair]] for pair in Pair} for measure in MEASURES}
    return {"scales": plain, "weights": named, "right_first_when_left_out": held}


def fit_scales(cases: dict[str, list[Case]]) -> dict[tuple[str, Pair], tuple[float, float]]:
    """Log-odds by one measure alone, right and wrong ones counting the same in each set."""
    scales = {}
    for measure in MEASURES:
        pooled: dict[Pair, list[tuple[float, bool, float]]] = defaultdict(list)
        for own in cases.values():
            rows = [
                (like.pair, value, right)
                for likes, rights in own
                for like, right in zip(likes, rights, strict=True)
                if (value := getattr(like, measure)) is not None
            ]
            for pair in Pair:
                here = [(value, right) for other, value, right in rows if other is pair]
                good = sum(right for _, right in here)
                if 20 <= good < len(here):
                    pooled[pair] += [(value, right, 1 / good if right else 1 / (len(here) - good)) for value, right in here]
        everything = [row for some in pooled.values() for row in some]
        for pair in Pair:
            scales[measure, pair] = _logistic(pooled.get(pair) or everything)
    return scales


def _logistic(rows: Sequence[tuple[float, bool, float]]) -> tuple[float, float]:
    if not rows:
        return -4.0, 8.0
    values, right, weight = (np.array(column) for column in zip(*rows, strict=True))
    model = LogisticRegression(C=1e4).fit(values[:, None], right, sample_weight=weight * len(weight) / weight.sum())
    return float(model.intercept_[0]), float(model.coef_[0, 0])


def scaled(like: Likeness, scales: dict[tuple[str, Pair], tuple[float, float]]) -> list[float]:
    """The three measures on the common scale; an encoder that did not compare says what the other says."""
    by = {m: None if (value := getattr(like, m)) is None else scales[m, like.pair][0] + scales[m, like.pair][1] * value for m in MEASURES}
    multilingual = by["multilingual"] if by["multilingual"] is not None else by["english"] or 0.0
    english = by["english"] if by["english"] is not None else multilingual
    return [multilingual, english, by["words"] or 0.0, 1.0]


def fit_weights(cases: dict[str, list[Case]], scales: dict[tuple[str, Pair], tuple[float, float]]) -> dict[Pair, list[float]]:
    """Weights of the measures and a bias for each pair, by the chance that a right one of all candidates is chosen."""
    pairs = list(Pair)
    blocks = []
    for own in cases.values():
        for likes, right in own:
            rows = np.zeros((len(likes), 4 * len(pairs)))
            for n, like in enumerate(likes):
                start = 4 * pairs.index(like.pair)
                rows[n, start : start + 4] = scaled(like, scales)
            blocks.append((rows, np.array(right), 1 / len(own) / len(cases)))
    usual = np.concatenate([(*USUAL[pair], 0.0) for pair in pairs])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        total, slope = PULL * float(((w - usual) ** 2).sum()), 2 * PULL * (w - usual)
        for rows, right, share in blocks:
            x = rows @ w
            p = np.exp(x - x.max())
            p /= p.sum()
            good = p[right].sum()
            total -= share * float(np.log(good + 1e-12))
            slope -= share * (rows.T @ (p * right / (good + 1e-12) - p))
        return total, slope

    bounds = [(None, None) if n % 4 == 3 else (0.0, None) for n in range(len(usual))]
    w = minimize(loss, usual, jac=True, method="L-BFGS-B", bounds=bounds).x
    # The bias of the first pair is that of all: only differences between pairs tell.
    return {pair: [*w[4 * n : 4 * n + 3], w[4 * n + 3] - w[3]] for n, pair in enumerate(pairs)}


def first_right(cases: Sequence[Case], scales: Any, weights: dict[Pair, list[float]] | None = None) -> float:
    """How often the first of the candidates is right, by one measure or fused."""
    good = 0
    for likes, right in cases:
        if weights is None:
            scores = [value if (value := getattr(like, scales)) is not None else -9.0 for like in likes]
        else:
            scores = [float(np.dot(weights[like.pair], scaled(like, scales))) for like in likes]
        good += right[int(np.argmax(scores))]
    return good / max(1, len(cases))


# Deciding

UNSURE = ("en-se-dup",)
"""Labelled by what people linked: much of what is not linked asks the same"""
TRAP = 0.3
"""What a question written to mislead counts: three of nine are that in the families, far fewer at work"""
NAMES = [each.name for each in fields(Evidence)]


def fit_decision(bases: Sequence[Base], numbers: dict[str, Any]) -> dict[str, Any]:
    cases = {base.name: list(decisions(base, numbers)) for base in bases if base.name not in UNSURE}
    held: dict[str, Any] = {}
    pooled: list[tuple[float, bool, str, str]] = []
    for name, own in cases.items():
        model = _fit({other: some for other, some in cases.items() if other != name})
        chances = model.predict_proba([row for row, _, _ in own])[:, 1]
        pooled += [(chance, right, name, kind) for chance, (_, right, kind) in zip(chances, own, strict=True)]
        figures = {t: _at(chances, own, t) for t in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9)}
        print(
            f"left out {name} ({len(own)}, right {sum(r for _, r, _ in own)}): " + "; ".join(f"{t}: {f}" for t, f in figures.items()),
            flush=True,
        )
        held[name] = figures
    model = _fit(cases)
    for kind in ("again", "words", "near", "nothing"):
        for name in ("families", "workplace"):
            some = [(chance, right) for chance, right, own, other in pooled if own == name and other == kind]
            if some:
                print(
                    name,
                    kind,
                    len(some),
                    {
                        t: f"yes {sum(c >= t for c, _ in some)}, rightly {sum(c >= t and r for c, r in some)}"
                        for t in (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8, 0.9)
                    },
                )
    weights = dict(zip(NAMES, (_short(x) for x in model.coef_[0]), strict=True))
    print("decision", _short(model.intercept_[0]), weights)
    listed = _list_from(bases, numbers)
    return {
        "list": {"from": listed},
        "suggest": {
            "model": {"bias": _short(model.intercept_[0])} | weights | {"threshold": THRESHOLD, "confident": CONFIDENT},
            "when_left_out": held,
        },
    }


def decisions(base: Base, numbers: dict[str, Any]) -> Iterator[tuple[list[float], bool, str]]:
    """What speaks for the first entry of each query, and whether it is right. In the workplace, for the first that may be shown unasked."""
    search = searching(base, numbers)
    for query in base.queries:
        ready = search.prepare(query.text)
        with base.desk.store.reading() as session:
            if base.name == "workplace":
                ranked = search.rank(session, ready, base.channels, without=query.without)
                known, first = ranked.evidence, ranked.best
            else:
                finds = finding.find(session, base.desk.index, search.fusion, ready, base.channels, query.without)
                first = entries.get(session, finds.candidates[0].entry) if finds.candidates else None
                known = search.evidence_for(ready, finds.candidates[0], first, finds) if first is not None else None
        if known is not None and first is not None:
            yield [getattr(known, name) for name in NAMES], EntryId(first.id) in query.right, query.kind


def searching(base: Base, numbers: dict[str, Any]) -> Search:
    """The search of a base, by numbers that were fitted just now."""
    own = base.desk.search
    return Search(own.store, own.index, own.encoders, own.stopwatch, fusion=read_fusion(numbers))


def _list_from(bases: Sequence[Base], numbers: dict[str, Any]) -> float:
    """The score that nine of ten right entries among the first ten reach, in the sets that speak as people at work do."""
    reached: list[float] = []
    for base in bases:
        if base.name not in ("families", "workplace"):
            continue
        search, right, wrong = searching(base, numbers), list[float](), list[float]()
        for query in base.queries:
            with base.desk.store.reading() as session:
                finds = finding.find(session, base.desk.index, search.fusion, search.prepare(query.text), base.channels, query.without)
            scores = [(search.fusion.score(each.like), each.entry in query.right) for each in finds.candidates[:10]]
            right += [score for score, is_right in scores if is_right]
            wrong += [max(score for score, _ in scores)] if scores and not query.right and query.kind in ("nothing", "words") else []
        parts = (1, 5, 10, 25, 50, 75, 90)
        print(
            base.name,
            "at",
            parts,
            "right ones",
            np.percentile(right, parts).round(2),
            "best wrong ones",
            np.percentile(wrong, parts).round(2),
        )
        reached.append(float(np.percentile(right, 10)))
    return _short(min(reached, default=0.0))


def _fit(cases: dict[str, list[Any]]) -> LogisticRegression:
    rows = [row for own in cases.values() for row, _, _ in own]
    right = [right for own in cases.values() for _, right, _ in own]
    weight = [
        (3.0 if name in ("families", "workplace") else 1.0) * (TRAP if kind == "near" and name == "families" else 1.0) / len(own)
        for name, own in cases.items()
        for _, _, kind in own
    ]
    whole = np.array(weight) * len(weight) / sum(weight)
    return LogisticRegression(C=100.0, max_iter=5000).fit(rows, right, sample_weight=whole)


def _at(chances: Any, own: Sequence[Any], threshold: float) -> str:
    yes = [right for chance, (_, right, _) in zip(chances, own, strict=True) if chance >= threshold]
    return f"yes to {len(yes)}, rightly {sum(yes)}"


def _short(value: float) -> float:
    return round(float(value), 3)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


if __name__ == "__main__":
    main()
