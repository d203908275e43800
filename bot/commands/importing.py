"""`kollega import`"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.clock import SystemStopwatch
from bot.commands import shell
from bot.wiring import loaded_encoders, open_desk
from handlers.export import open_export
from knowledge.services.importing import Importing, Stage, Summary
from knowledge.services.importing import Progress as HowFar

_STAGES = {Stage.MESSAGES: "Reading messages", Stage.MEANINGS: "Reading meanings"}


def import_export(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="A Slack export: the zip, or the folder unpacked from it.")],
    as_json: shell.JsonFlag = False,
) -> None:
    """Take a Slack export into the knowledge base. Goes on where it was stopped; a second run adds nothing."""
    settings = shell.begin()
    with open_export(export) as opened:
        desk = open_desk(settings, lambda: None)
        try:
            importing = Importing(desk.store, desk.index, desk.clock, SystemStopwatch())
            with _bar() as bar:
                summary = importing(opened, lambda: loaded_encoders(settings), _Shown(bar))
        finally:
            desk.close()
    if as_json:
        shell.print_json(as_plain(summary))
    else:
        _print(summary)


class _Shown:
    """Shows how far an import is, one bar a stage."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks = {stage: bar.add_task(words, visible=False, total=None) for stage, words in _STAGES.items()}

    def __call__(self, at: HowFar) -> None:
        self._bar.update(self._tasks[at.stage], completed=at.done, total=at.total, visible=True, refresh=False)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=shell.progress_out,
        transient=True,
    )


def as_plain(summary: Summary) -> dict[str, Any]:
    """The line that `--json` prints."""
    return {
        "messages": summary.messages,
        "questions": summary.questions,
        "answers": summary.answers,
        "accepted": summary.accepted,
        "duplicates": summary.duplicates,
        "masked": summary.masked,
        "left_out": dict(summary.left_out),
        "skipped": [{"file": skipped.file, "why": skipped.why} for skipped in summary.skipped],
        "took_s": summary.took_s,
    }


def _print(summary: Summary) -> None:
    known = f", {summary.duplicates:,} of them known before" if summary.duplicates else ""
    shell.out.print(f"{_counted(summary.messages, 'message')} read in {summary.took_s:,.0f} s{known}.")
    if summary.left_out:
        reasons = ", ".join(_left_out(reason, count) for reason, count in sorted(summary.left_out.items()))
        shell.out.print(f"Left out: {reasons}.")
    shell.out.print(
        f"These channels hold {_counted(summary.questions, 'question')}, {_counted(summary.answers, 'answer')}, "
        f"and an accepted answer to {summary.accepted:,} of the questions."
    )
    if summary.masked:
        shell.out.print(f"Secrets were masked in {_counted(summary.masked, 'message')}.")
    for skipped in summary.skipped:
        shell.out.print(f"  {skipped.file}: {skipped.why}", markup=False)


def _counted(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _left_out(reason: str, count: int) -> str:
    """«3 bots», «1 bot», «2 without words»."""
    return _counted(count, reason.removesuffix("s")) if reason in {"bots", "notices"} else f"{count:,} {reason.replace('_', ' ')}"
