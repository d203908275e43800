"""`kollega db upgrade`"""

from __future__ import annotations

import typer

from bot.commands import shell
from knowledge.storage import open_store
from knowledge.storage.schema import current, head, upgrade

app = typer.Typer(help="The database: bring it to this program's version.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The database."""


@app.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to this program's version. Safe to repeat; `kollega run` does it too."""
    settings = shell.begin()
    store = open_store(settings.database)
    try:
        store.check()
        before = current(store)
        upgrade(store)
    finally:
        store.close()
    shell.out.print(f"The database stands at {head()}." if before == head() else f"Upgraded from {before or 'nothing'} to {head()}.")
