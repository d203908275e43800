"""`kollega dead`"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bot.commands import shell
from bot.wiring import open_desk
from knowledge.domain.errors import NotFound
from knowledge.storage.dead import QUEUES, DeadRow


def dead(
    rows: Annotated[
        list[str] | None, typer.Argument(help="Only these, as they are listed (outbox:12); without, all.", show_default=False)
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help="Have them done again.")] = False,
    drop: Annotated[bool, typer.Option("--drop", help="Give them up and forget their content.")] = False,
    json: shell.JsonFlag = False,
) -> None:
    """What was put aside after too many failures: list it, have it done again, or drop it.

    Shows kinds and failures, never what anybody wrote.
    """
    if retry and drop:
        raise typer.BadParameter("choose --retry or --drop")
    desk = open_desk(shell.begin_with_base(), lambda: None)
    try:
        chosen = _chosen(desk.dead_letters.listed(), rows or [])
        if retry:
            desk.dead_letters.again(chosen)
        elif drop:
            desk.dead_letters.drop(chosen)
    finally:
        desk.close()
    did = "again" if retry else "dropped" if drop else "put aside"
    for row in chosen:
        if json:
            shell.print_json(_plain(row) | {"state": did})
        else:
            shell.out.print(f"{_name(row)}  {row.kind}  {row.error}  {row.attempts} attempts, from {row.since:%Y-%m-%d %H:%M} UTC  {did}")
    if not chosen and not json:
        shell.out.print("Nothing is put aside.")


def _chosen(everything: list[DeadRow], names: list[str]) -> list[DeadRow]:
    if not names:
        return everything
    by_name = {_name(row): row for row in everything}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise NotFound(f"{unknown[0]} among what is put aside (rows are named {', '.join(f'{name}:NUMBER' for name in QUEUES)})")
    return [by_name[name] for name in names]


def _name(row: DeadRow) -> str:
    return f"{row.queue}:{row.id}"


def _plain(row: DeadRow) -> dict[str, Any]:
    return {
        "queue": row.queue,
        "id": row.id,
        "kind": row.kind,
        "attempts": row.attempts,
        "error": row.error,
        "since": row.since.isoformat().replace("+00:00", "Z"),
    }
