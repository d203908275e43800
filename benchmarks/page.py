"""The figures as a page in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.evaluate.machine import Machine

NDCG = "ndcg@10"


@dataclass(frozen=True, slots=True)
class SetFigures:
    """One data set: Kollega's figures, and the others' by their names."""

    name: str
    documents: int
    kollega: Mapping[str, Any]
    others: Mapping[str, Mapping[str, Any]]

    def brief(self) -> str:
        return ", ".join(f"{name} {found[NDCG]:.3f}" for name, found in [*self.others.items(), ("Kollega", self.kollega)])

    @property
    def measured(self) -> int:
        """How many queries something answers."""
        return int(self.kollega.get("with_answer", self.kollega["queries"]))


@dataclass
class Page:
    """Everything that was measured. `skipped`: what was not, and why."""

    machine: Machine
    at: datetime
    command: str
    sets: list[SetFigures] = field(default_factory=list)
    suggestions: Mapping[str, Any] = field(default_factory=dict)
    speed: list[Mapping[str, Any]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The whole page."""
        parts = [self._head(), self._finding(), self._order(), self._silence(), self._suggested(), self._waited(), self._passed_over()]
        return "\n".join(part for part in parts if part)

    def _head(self) -> str:
        ran_on = (
            f"{self.machine.cores} cores ({self.machine.processor}), {self.machine.memory_gb:.0f} GB of memory, "
            f"{self.machine.system}, Python {self.machine.python}, PyTorch {self.machine.torch}"
        )
        return (
            f"# Benchmarks\n\nMeasured on {self.at:%Y-%m-%d} by `{self.command}` on {ran_on}.\n\n"
            "Kollega is measured through the same services and storage that answer `/ask`, by `kollega evaluate`. "
            "In brackets: between which values 95 % of the means lie when the queries are drawn again and again (1,000 times).\n"
        )

    def _finding(self) -> str:
        if not self.sets:
            return ""
        names = list(dict.fromkeys(name for one in self.sets for name in one.others))
        return (
            "## Finding: nDCG@10\n\n"
            + _table(
                ("set", "entries", "queries", *names, "Kollega"),
                ((one.name, f"{one.documents:,}", f"{one.measured:,}", *_best_in_bold(one, names)) for one in self.sets),
            )
            + "\nBM25: bm25s with Snowball's stemmer for the language of most of a set's texts. An encoder alone: the plain cosine of the "
            "query and the question with its answer. A query's own document is left out.\n"
        )

    def _order(self) -> str:
        if not self.sets:
            return ""
        figures = ("recall@10", "p@1", "mrr@10")
        rows = ((one.name, *(_cell(one.kollega, name) for name in figures)) for one in self.sets)
        return "## Finding: the rest of Kollega's figures\n\n" + _table(("set", *figures), rows)

    def _silence(self) -> str:
        told = [(one, lang, own) for one in self.sets for lang, own in one.kollega.get("by_language", {}).items()]
        if not told:
            return ""
        names = ("queries", "with_answer", "without_answer", "silent_without_answer", "confident_right", "confident_wrong")
        rows = [(f"{one.name}, {lang}", *(str(own[name]) for name in names), _cell(own, NDCG)) for one, lang, own in told]
        rows += [
            (f"{one.name}, all", *(str(one.kollega[name]) for name in names), _cell(one.kollega, NDCG))
            for one in self.sets
            if "by_language" in one.kollega
        ]
        return (
            "## Silence where nothing answers\n\n"
            + _table(("", *(name.replace("_", " ") for name in names), "nDCG@10"), rows)
            + "\nConfident: the first confirmed answer is called likely; right if the first of the order is.\n"
        )

    def _suggested(self) -> str:
        if not self.suggestions:
            return ""
        names = ("questions", "duplicates", "answerable", "offered", "right", "near_misses", "near_misses_offered")
        shares = ("precision", "recall", "recall_answerable")
        row = (*(str(self.suggestions[name]) for name in names), *(_cell(self.suggestions, name) for name in shares))
        return (
            "## Suggestions in a workplace that is lived through\n\n"
            + _table([name.replace("_", " ") for name in (*names, *shares)], [row])
            + "\nEvery question gets its suggestion at its own moment, from what had been said and confirmed by then. Answerable: an "
            "earlier question of the same family had a confirmed answer that the asker may read.\n"
        )

    def _waited(self) -> str:
        if not self.speed:
            return ""
        head = ("entries", "visible", "p50 ms", "p95 ms", "max ms")
        rows = (
            (f"{one['entries']:,}", f"{row['entries']:,}", *(f"{row[name]:,.1f}" for name in ("p50_ms", "p95_ms", "max_ms")))
            for one in self.speed
            for row in one["visible"]
        )
        totals = ("fill_s", "first_search_ms", "insert_ms", "resident_mb", "database_mb")
        own = ((f"{one['entries']:,}", *(_number(one[name]) for name in totals)) for one in self.speed)
        return (
            "## Waiting\n\nOne whole search at a time, its text encoded too, in SQLite.\n\n"
            + _table(head, rows)
            + "\n"
            + _table(("entries", *(name.replace("_", " ") for name in totals)), own)
        )

    def _passed_over(self) -> str:
        return "## Not measured\n\n" + "".join(f"- {one}\n" for one in self.skipped) if self.skipped else ""


def _best_in_bold(one: SetFigures, names: Iterable[str]) -> Iterator[str]:
    found = [*(one.others.get(name) for name in names), one.kollega]
    best = max(each[NDCG] for each in found if each is not None)
    for each in found:
        yield "–" if each is None else f"**{_cell(each, NDCG)}**" if each[NDCG] == best else _cell(each, NDCG)


def _cell(figures: Mapping[str, Any], name: str) -> str:
    value, between = figures.get(name), figures.get("intervals", {}).get(name)
    if value is None:
        return "–"
    return f"{value:.3f}" + (f" ({between[0]:.3f}–{between[1]:.3f})" if between else "")


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
