"""`kollega evaluate retrieval DIR`, `suggest DIR`, `speed`"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from bot.clock import SystemStopwatch
from bot.commands import shell
from bot.evaluate import retrieval as searching
from bot.evaluate import suggestions
from bot.evaluate.bases import base
from bot.evaluate.data import read_labels, read_retrieval
from bot.evaluate.machine import resident_mb
from bot.wiring import Desk, encoders_of_the_bot, open_desk
from knowledge.domain.ports import Encoders
from knowledge.services.evaluating.retrieval import Ranking
from knowledge.services.evaluating.speed import Speed
from knowledge.services.evaluating.stages import Stage
from knowledge.services.evaluating.suggestions import Course, Decision

app = typer.Typer(help="The project's measures, on a data set of yours.", no_args_is_help=True)

Data = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the data set.", show_default=False)]
Run = Annotated[
    Path | None, typer.Option("--run", metavar="FILE", help="Write what was found or decided, one JSON object an item.", show_default=False)
]
Database = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="Fill this empty database instead of a temporary file.", show_default=False),
]
SHARES = (1.0, 0.1, 0.01)


@app.callback()
def _group() -> None:
    """The measures."""


@app.command("retrieval")
def retrieval(data: Data, run: Run = None, database: Database = None, as_json: shell.JsonFlag = False) -> None:
    """Whether what is right stands high: fill a base with a data set and search it for every query.

    DIR holds corpus.jsonl, queries.jsonl and qrels.tsv, or export.zip, queries.jsonl and labels.jsonl.
    """
    began = SystemStopwatch().seconds()
    read = read_retrieval(data)
    with _lines(run) as write, _desk(database) as (desk, encoders):
        with _bar() as tell:
            rankings, figures = searching.measure(desk, encoders, read, tell)
        write(_ranking(ranking) for ranking in rankings)
    _show("retrieval", data.resolve().name, figures, SystemStopwatch().seconds() - began, as_json=as_json)


@app.command("suggest")
def suggest(data: Data, run: Run = None, database: Database = None, as_json: shell.JsonFlag = False) -> None:
    """Whether what is suggested unasked is right: live through a labelled workplace, message by message.

    DIR holds export.zip and labels.jsonl, and near_misses.jsonl where somebody wrote them down.
    """
    began = SystemStopwatch().seconds()
    read = read_labels(data)
    with _lines(run) as write, _desk(database) as (desk, encoders):
        with _bar() as tell:
            course = suggestions.measure(desk, encoders, read, tell)
        write(_decision(decision, course) for decision in course.decisions)
    _show("suggest", data.resolve().name, course.figures(), SystemStopwatch().seconds() - began, as_json=as_json)


@app.command("speed")
def speed(
    entries: Annotated[int, typer.Option("--entries", metavar="N", min=1, help="How many entries the base holds.")] = 10_000,
    channels: Annotated[int, typer.Option("--channels", metavar="N", min=1, help="In how many channels; a few hold most.")] = 200,
    visible: Annotated[
        list[float] | None,
        typer.Option(
            "--visible", metavar="SHARE", min=0, max=1, help="Which share of the entries may be found; give it again for more. [1, .1, .01]"
        ),
    ] = None,
    queries: Annotated[int, typer.Option("--queries", metavar="N", min=1, help="How many searches for each share.")] = 100,
    database: Database = None,
    as_json: shell.JsonFlag = False,
) -> None:
    """How long people wait: searches in a large base of made-up texts, by audiences who may read all or little of it."""
    if entries < channels:
        raise typer.BadParameter("there are more channels than entries")
    began = SystemStopwatch().seconds()
    with _desk(database) as (desk, encoders), _bar() as tell:
        measure = Speed(desk.store, desk.index, desk.search, desk.indexing, encoders, SystemStopwatch(), resident_mb)
        figures = measure(entries, channels, visible or SHARES, queries, desk.clock.now(), tell)
    _show("speed", f"{entries:,} made-up entries", figures, SystemStopwatch().seconds() - began, as_json=as_json)


@contextmanager
def _desk(database: str | None) -> Iterator[tuple[Desk, Encoders]]:
    """An empty desk, and the encoders as the running bot uses them: on all cores they are no faster where anything else runs."""
    with base(shell.address(database) if database else None) as url:
        settings = shell.begin(database_url=url)
        encoders = encoders_of_the_bot(settings)
        desk = open_desk(settings, lambda: encoders)
        try:
            yield desk, encoders
        finally:
            desk.close()


class _Lines:
    """Writes objects to a file, one a line; to none where none is wanted."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __call__(self, items: Iterable[Mapping[str, Any]]) -> None:
        if self._file is not None:
            self._file.writelines(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


@contextmanager
def _lines(path: Path | None) -> Iterator[_Lines]:
    """Opened before the work begins: a file that cannot be written is told at once."""
    if path is None:
        yield _Lines(None)
        return
    with shell.written(path) as file:
        yield _Lines(file)


class _Shown:
    """Shows how far a measure is, one bar a stage."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks = {stage: bar.add_task(stage, visible=False, total=None) for stage in Stage}

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        self._bar.update(self._tasks[stage], completed=done, total=total, visible=True, refresh=False)


@contextmanager
def _bar() -> Iterator[_Shown]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=shell.progress_out, transient=True, disable=not shell.progress_out.is_terminal) as bar:
        yield _Shown(bar)


def _ranking(ranking: Ranking) -> dict[str, Any]:
    ranked = [{"id": name, "score": round(score, 6)} for name, score in ranking.ranked]
    return {"query": ranking.query, "ranked": ranked, "confident": ranking.confident}


def _decision(decision: Decision, course: Course) -> dict[str, Any]:
    return {
        "item": decision.name,
        "decision": "offered" if decision.entry is not None else "silent",
        "entry": decision.entry,
        "score": round(decision.score, 6),
        "why": decision.why or None,
        "right": course.is_right(decision),
    }


def _show(measure: str, data: str, figures: Mapping[str, Any], took_s: float, *, as_json: bool) -> None:
    if as_json:
        shell.print_json({"measure": measure, "data": data, "figures": figures, "took_s": round(took_s, 1)})
        return
    shell.out.print(_table(f"{measure} on {shell.safe(data)}, {took_s:,.0f} s", figures))
    for row in figures.get("visible", []):
        shell.out.print(_waited(row))
    for wrong in figures.get("wrong", []):
        shell.out.print(f"wrong: {wrong['item']} was offered {wrong['entry']} ({wrong['score']:.2f})")


def _table(title: str, figures: Mapping[str, Any]) -> Table:
    """A column for all, and one for each language where the data tell them apart."""
    parts = {"all": figures, **figures.get("by_language", {})}
    table = Table(title=title, title_justify="left")
    table.add_column("figure")
    for name in parts:
        table.add_column(name, justify="right")
    for name, value in figures.items():
        if not isinstance(value, Mapping | list):
            table.add_row(name.replace("_", " "), *(_cell(name, part) for part in parts.values()))
    return table


def _waited(row: Mapping[str, Any]) -> str:
    """One line for an audience."""
    found = "".join(f", recall@10 {recall:.3f}" for recall in row.get("recall@10", {}).values())
    times = f"p50 {row['p50_ms']:,.1f} ms, p95 {row['p95_ms']:,.1f} ms, at most {row['max_ms']:,.1f} ms"
    return f"{row['entries']:,} entries visible ({row['share']:.0%}, {row['channels']:,} channels): {times}{found}"


def _cell(name: str, figures: Mapping[str, Any]) -> str:
    value = figures.get(name)
    if not isinstance(value, float):
        return "–" if value is None else f"{value:,}"
    if name.endswith(("_ms", "_s", "_mb")) or "_mb_" in name:
        return f"{value:,.1f}"
    between = figures.get("intervals", {}).get(name)
    return f"{value:.3f}" + (f" ({between[0]:.3f}–{between[1]:.3f})" if between else "")
