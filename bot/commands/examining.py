"""`kollega doctor`"""

from __future__ import annotations

from collections.abc import Iterator

import typer
from rich.text import Text

from bot.clock import SystemClock, SystemStopwatch
from bot.commands import shell
from bot.doctor import Doctor, Finding, Verdict
from bot.settings import WrongSettings
from bot.wiring import encoders_of_the_bot, policy_clock

_COLOURS = {Verdict.OK: "green", Verdict.WARNING: "yellow", Verdict.WRONG: "bold red"}


def doctor(as_json: shell.JsonFlag = False) -> None:
    """Look over settings, tokens, scopes, clock, database and encoder; say how to mend what is wrong.

    Changes nothing, and may be run beside the running bot. Exit status 1 when anything is wrong.
    """
    count = dict.fromkeys(Verdict, 0)
    for finding in _shown_to_work(_findings()):
        count[finding.verdict] += 1
        if as_json:
            shell.print_json({"check": finding.check, "verdict": finding.verdict, "found": finding.found, "mend": finding.mend or None})
        else:
            _print(finding)
    if not as_json:
        shell.out.print(f"\n{count[Verdict.OK]} ok, {count[Verdict.WARNING]} to look at, {count[Verdict.WRONG]} wrong.")
    if count[Verdict.WRONG]:
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings = shell.begin()
    except WrongSettings as error:
        # Without settings nothing else can be looked at.
        for name, what in error.wrong:
            yield Finding("settings", Verdict.WRONG, f"{name} {what}", "correct it in the environment or in .env")
        return
    yield from Doctor(settings, SystemClock(), policy_clock(settings), SystemStopwatch(), lambda: encoders_of_the_bot(settings)).findings()


def _shown_to_work(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The same, with a sign on the terminal while the next one is being found out."""
    while True:
        with shell.progress_out.status("Looking …"):
            finding = next(findings, None)
        if finding is None:
            return
        yield finding


def _print(finding: Finding) -> None:
    shell.out.print(Text.assemble((f"{finding.verdict:<9}", _COLOURS[finding.verdict]), (f"{finding.check:<11}", "bold"), finding.found))
    if finding.mend:
        shell.out.print(Text.assemble(" " * 20, ("→ ", "dim"), finding.mend))
