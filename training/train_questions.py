"""Fit `knowledge/language/questions.json`: is a message a question for colleagues?

    python training/train_questions.py [--data ../shared/data] [--write]

Reads labelled conversations (kept outside the project) and the project's own examples. Every figure is of data that the
fit did not see, one whole set held out at a time, never a random split of the same chat. Prints the figures; with
`--write` fits on everything and writes the weights with them.
"""

from __future__ import annotations

import argparse
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge.language.examples import examples
from knowledge.language.questions import BUCKETS, PATTERNS, features

HERE = Path(__file__).parent
TARGET = HERE.parent / "knowledge" / "language" / "questions.json"
YES, NO = 0.6, 0.35
WEIGHT = {"molweni": 0.15, "examples": 3.0, "workplace": 1.0, "gold": 1.0}  # molweni is lower-cased and tokenised: much of it, little alike


@dataclass(frozen=True)
class Labelled:
    """One message with its label, as the classifier will meet it."""

    source: str
    text: str
    is_question: bool
    is_reply: bool
    by_asker: bool

    def features(self) -> dict[str, float]:
        return features(self.text, first_in_thread=not self.is_reply, in_thread_by_asker=self.by_asker, is_reply=self.is_reply)


def own_examples() -> list[Labelled]:
    return [Labelled("examples", row["text"], row["is_question"], row["is_reply"], by_asker=False) for row in examples()]


def chats(path: Path, source: str) -> list[Labelled]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    # These chats have no threads: everything is written at the top level.
    return [
        Labelled(source, row["text"], bool(row["is_question"]), is_reply=False, by_asker=False)
        for row in rows
        if row["is_question"] is not None
    ]


def workplace(folder: Path) -> list[Labelled]:
    messages: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(folder / "export.zip") as export:
        for name in export.namelist():
            if "/" in name and name.endswith(".json"):
                messages |= {raw["ts"]: raw for raw in json.loads(export.read(name))}
    found = []
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        raw = messages[label["ts"]]
        if label["kind"] in {"system", "bot"} or (label["kind"] == "help" and not label["is_question"]):
            continue  # continuations and small favours are neither one nor the other
        root = messages.get(raw.get("thread_ts", label["ts"]), raw)
        is_reply = raw.get("thread_ts", label["ts"]) != label["ts"]
        found.append(
            Labelled("workplace", raw.get("text", ""), label["is_question"], is_reply, is_reply and root.get("user") == raw.get("user"))
        )
    return found


def fit(rows: Sequence[Labelled]) -> tuple[DictVectorizer, LogisticRegression]:
    names = DictVectorizer()
    matrix = names.fit_transform([row.features() for row in rows])
    model = LogisticRegression(C=1.0, max_iter=2000)
    model.fit(matrix, [row.is_question for row in rows], sample_weight=[WEIGHT[row.source] for row in rows])
    return names, model


def figures(rows: Sequence[Labelled], chances: np.ndarray) -> dict[str, Any]:
    truth = np.array([row.is_question for row in rows])
    said = chances >= YES
    rule = np.array(["?" in row.text for row in rows])
    unsure = (chances >= NO) & (chances < YES)
    return {
        "messages": len(rows),
        "questions": int(truth.sum()),
        "precision": _share(truth & said, said),
        "recall": _share(truth & said, truth),
        "abstains": round(float(unsure.mean()), 3),
        "rule_precision": _share(truth & rule, rule),
        "rule_recall": _share(truth & rule, truth),
    }


def _share(part: np.ndarray, of: np.ndarray) -> float:
    return round(float(part.sum() / max(1, of.sum())), 3)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, default=HERE.parent.parent / "shared" / "data")
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    sets = {
        "workplace": workplace(chosen.data / "workplace"),
        "gold": chats(chosen.data / "qa-links" / "gold-dev.jsonl", "gold"),
        "molweni": chats(chosen.data / "qa-links" / "molweni.dev.jsonl", "molweni"),
        "examples": own_examples(),
    }
    held_out = {}
    for name, rows in sets.items():
        names, model = fit([row for other, others in sets.items() if other != name for row in others])
        held_out[name] = figures(rows, model.predict_proba(names.transform([row.features() for row in rows]))[:, 1])
        print(f"held out {name}: {json.dumps(held_out[name])}")
    if chosen.write:
        names, model = fit([row for rows in sets.values() for row in rows])
        weights = dict(zip(names.get_feature_names_out(), model.coef_[0], strict=True))
        hashed = [round(float(weights.get(f"h:{n}", 0.0)), 3) for n in range(BUCKETS)]
        named = {name: round(float(weight), 3) for name, weight in sorted(weights.items()) if not name.startswith("h:")}
        unknown = set(PATTERNS) - set(named)
        data = {"yes": YES, "no": NO, "bias": round(float(model.intercept_[0]), 3), "held_out": held_out, "named": named, "hashed": hashed}
        TARGET.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"written {TARGET} ({TARGET.stat().st_size} bytes); never seen: {sorted(unknown)}")


if __name__ == "__main__":
    main()
