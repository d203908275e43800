"""Measure Kollega on every data set that is there, beside simpler ways of searching the same texts, and write a page.

    make bench                                                       (python -m benchmarks.bench)
    make bench ARGS='--speed 10000 100000'                           with how long people wait
    make bench DATA=../elsewhere ARGS='--only sv-swefaq workplace'

What is missing is passed over and named.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.page import Page, SetFigures
from benchmarks.rivals import rivals
from bot.clock import SystemClock
from bot.evaluate import machine, retrieval, suggestions
from bot.evaluate.bases import base
from bot.evaluate.data import Corpus, NotADataSet, read_labels, read_retrieval
from bot.settings import Settings, load
from bot.wiring import Desk, encoders_of_the_bot, open_desk
from knowledge.domain.ports import Encoders
from knowledge.services.evaluating.filling import Document
from knowledge.services.evaluating.measures import intervals, mean
from knowledge.services.exporting import Exporting

ROOT = Path(__file__).parents[1]
WORKPLACE = "workplace"


def main() -> None:
    options = _options()
    settings = load()
    encoders = encoders_of_the_bot(settings)
    page = Page(machine.described(), SystemClock().now(), "make bench" + (f" ARGS='{options.args}'" if options.args else ""))
    retrieval_sets = sorted(path for path in (options.data / "retrieval").glob("*") if path.is_dir())
    if not retrieval_sets:
        page.skipped.append("retrieval: there is no data set")
    for folder in [*retrieval_sets, options.data / WORKPLACE]:
        if options.only and folder.name not in options.only:
            continue
        try:
            page.sets.append(_measure(settings, encoders, folder))
            _say(f"{folder.name}: {page.sets[-1].brief()}")
            if folder.name == WORKPLACE:
                page.suggestions = _suggestions(settings, encoders, folder)
                _say(f"suggestions: {page.suggestions['offered']} offered, {page.suggestions['right']} rightly")
        except NotADataSet as error:
            page.skipped.append(f"{folder.name}: {error.reason}")
            _say(f"{folder.name} is passed over: {error.reason}")
        options.write.write_text(page.text(), encoding="utf-8")  # so far: all of it takes an hour on two busy cores
    for count in options.speed:
        page.speed.append(_speed(count))
        _say(f"speed with {count:,} entries: measured")
    options.write.write_text(page.text(), encoding="utf-8")
    _say(f"written: {options.write}")


def _measure(settings: Settings, encoders: Encoders, folder: Path) -> SetFigures:
    """Kollega by the same way as `kollega evaluate retrieval`, then the others on the texts that its base holds."""
    data = read_retrieval(folder)
    with _desk(settings, encoders) as desk:
        _, figures = retrieval.measure(desk, encoders, data, lambda *_: None)
        documents = data.documents if isinstance(data, Corpus) else list(_held(desk))
    others = {name: mean(found) | {"intervals": intervals(found)} for name, found in rivals(encoders, documents, data.asked)}
    return SetFigures(folder.name, len(documents), figures, others)


def _suggestions(settings: Settings, encoders: Encoders, folder: Path) -> dict[str, Any]:
    """By the same way as `kollega evaluate suggest`."""
    data = read_labels(folder)
    with _desk(settings, encoders) as desk:
        return suggestions.measure(desk, encoders, data, lambda *_: None).figures()


def _speed(count: int) -> dict[str, Any]:
    """`kollega evaluate speed` in a process of its own, so that its memory is its own."""
    command = [str(Path(sys.executable).with_name("kollega")), "evaluate", "speed", "--entries", str(count), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 - our own program
    figures: dict[str, Any] = json.loads(done.stdout)["figures"]
    return figures


def _held(desk: Desk) -> Iterator[Document]:
    """The questions of a base with all their answers."""
    for line in Exporting(desk.store)():
        if line["kind"] == "question":
            yield Document(line["ts"], line["text"], "\n".join(answer["text"] for answer in line["answers"]))


@contextmanager
def _desk(settings: Settings, encoders: Encoders) -> Iterator[Desk]:
    with base(None) as url:
        desk = open_desk(settings.model_copy(update={"database_url": url}), lambda: encoders)
        try:
            yield desk
        finally:
            desk.close()


def _options(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="the folder of the data sets")
    parser.add_argument("--only", nargs="+", default=[], metavar="SET", help="these sets only")
    parser.add_argument("--speed", nargs="+", default=[], type=int, metavar="N", help="also measure waiting, with so many entries")
    parser.add_argument("--write", type=Path, default=ROOT / "docs" / "benchmarks.md", help="where the page is written")
    options = parser.parse_args(words)
    options.args = " ".join(
        [*(["--only", *options.only] if options.only else []), *(["--speed", *map(str, options.speed)] if options.speed else [])]
    )
    return options


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
