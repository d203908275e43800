"""The base that a measure fills: a temporary file, or an empty database that somebody named."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from knowledge.domain.errors import KollegaError
from knowledge.storage import checkup, open_store


class NotEmpty(KollegaError):
    """A measure wants a base of its own."""

    def __str__(self) -> str:
        return "the database holds something already; a measure wants an empty one"


@contextmanager
def base(database: str | None) -> Iterator[str]:
    """The address of an empty database: the one named, which keeps what is put in, or a temporary one.

    Raises NotEmpty, and DatabaseUnavailable.
    """
    if database is not None:
        with closing(open_store(database)) as store:
            store.check()
            with store.reading() as session:
                if checkup.holds_anything(session):
                    raise NotEmpty
        yield database
        return
    folder = Path(tempfile.mkdtemp(prefix="kollega-evaluate-"))
    # Whoever ends it politely wants nothing left either.
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield f"sqlite:///{folder / 'kollega.db'}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)


def _end(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)
