"""`kollega privacy show USER`, `export USER FILE`, `erase USER`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import shell
from bot.wiring import Desk, open_desk
from knowledge.domain.errors import NotFound
from knowledge.domain.ids import UserId
from knowledge.storage import people

app = typer.Typer(help="What is kept about a person: show it, export it, erase it. Export and erase are logged.", no_args_is_help=True)

User = Annotated[str, typer.Argument(metavar="USER", help="Slack's user id, or a name that only one person has.")]


@app.command()
def show(user: User, as_json: shell.JsonFlag = False) -> None:
    """How much is kept about a person; counts only."""
    desk = _desk()
    try:
        counts = desk.privacy.show(_person(desk, user))
    finally:
        desk.close()
    since = counts.opted_out_at.isoformat() if counts.opted_out_at else None
    if as_json:
        shell.print_json(
            {
                "questions": counts.questions,
                "answers": counts.answers,
                "messages": counts.other_messages,
                "facts": counts.facts,
                "opted_out_at": since,
            }
        )
        return
    shell.out.print(f"Questions: {counts.questions}\nAnswers shown: {counts.answers}\nOther messages: {counts.other_messages}")
    shell.out.print(
        f"Confirmations, verdicts and reactions: {counts.facts}\nTakes part: {'yes' if since is None else f'no, since {since}'}"
    )


@app.command()
def export(user: User, file: Annotated[Path, typer.Argument(help="Where to write the JSON file.")]) -> None:
    """Everything kept about a person, as one JSON file."""
    desk = _desk()
    try:
        kept = desk.privacy.export(_person(desk, user), shell.who())
    finally:
        desk.close()
    with shell.written(file) as opened:
        opened.write(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")
    shell.out.print(f"{len(kept['messages'])} messages written to {file}")


@app.command()
def erase(user: User, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Erase a person's words and deeds from rows, index, suggestions and posts. Exported files are out of reach."""
    desk = _desk()
    try:
        person = _person(desk, user)
        if not yes:
            typer.confirm(f"Erase everything that {user} wrote or confirmed? It cannot be undone", abort=True)
        gone = desk.privacy.erase(person, shell.who())
    finally:
        desk.close()
    shell.out.print(f"Erased {gone.messages} messages and {gone.facts} confirmations, verdicts, doubts and reactions.")


def _desk() -> Desk:
    return open_desk(shell.begin_with_base(), lambda: None)


def _person(desk: Desk, user: str) -> UserId:
    with desk.store.reading() as session:
        person = people.by_name(session, user)
    if person is None:
        raise NotFound(f"person {user} (give a Slack user id, or a full name that only one person has)")
    return person.user_id
