"""`kollega export`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import shell
from bot.wiring import open_desk
from knowledge.services.exporting import Exporting


def export(
    file: Annotated[Path, typer.Argument(help="Where to write, one JSON object a line; - for standard output.")],
    as_json: shell.JsonFlag = False,
) -> None:
    """Everything known: questions with state, answers and who accepted them, and learnings. In the order of channel and time."""
    desk = open_desk(shell.begin_with_base(), lambda: None)
    count = 0
    try:
        if str(file) == "-":
            for line in Exporting(desk.store)():
                shell.print_json(line)
            return
        with shell.written(file) as opened:
            for line in Exporting(desk.store)():
                opened.write(json.dumps(line, ensure_ascii=False) + "\n")
                count += 1
    finally:
        desk.close()
    if as_json:
        shell.print_json({"file": str(file), "lines": count})
    else:
        shell.out.print(f"{count} questions and learnings written to {file}")
