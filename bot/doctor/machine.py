"""This machine as the doctor finds it: who may read the tokens, room on the disk, the encoder."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from bot.doctor.findings import Finding, ok, warning, wrong
from bot.settings import Settings
from knowledge.domain.errors import DatabaseUnavailable, EncoderUnavailable
from knowledge.domain.ports import Encoders, Stopwatch
from knowledge.storage import checkup
from knowledge.storage.store import ROOM_BYTES

_LITTLE_ROOM_BYTES = 1_000_000_000  # about a year of a busy workplace's words and vectors
_QUERIES = ("hur nollställer jag lösenordet till vpn?", "where do I find the form for parental leave?", "skrivaren på plan tre svarar inte")
_SLOW_SECONDS = 1.0  # Slack gives a command 3 s, and others may be waiting


def environment(file: Path) -> Iterator[Finding]:
    """The settings were read, or there would be no examination."""
    if file.is_file() and file.stat().st_mode & 0o007:
        yield warning("settings", f"{file} holds tokens and may be read by everybody on this machine", f"run `chmod o= {file}`")
    else:
        yield ok("settings", "all understood")


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


def room(settings: Settings, free_at: Callable[[Path], int]) -> Iterator[Finding]:
    """Free space where the data lies: the database's file, or else what is kept beside a server's."""
    folder = settings.data_dir
    with suppress(DatabaseUnavailable):
        file = checkup.sqlite_file(settings.database)
        folder = file.parent if file is not None else folder
    there = next((place for place in (folder, *folder.absolute().parents) if place.exists()), Path("/"))
    free = free_at(there)
    found, mend = f"{_size(free)} free at {there}", "make room, or move the data (KOLLEGA_DATA_DIR, KOLLEGA_DATABASE_URL)"
    if free < ROOM_BYTES:
        yield wrong("disk", f"{found}: too little to start", mend)
    elif free < _LITTLE_ROOM_BYTES:
        yield warning("disk", found, mend)
    else:
        yield ok("disk", found)


def encoders(open_encoders: Callable[[], Encoders], stopwatch: Stopwatch) -> Iterator[Finding]:
    """Whether meanings can be compared, and how long it takes to read one question."""
    begun = stopwatch.seconds()
    try:
        models = open_encoders()
    except EncoderUnavailable as error:
        yield wrong("encoder", f"{error.reason.partition('; ')[0]}: answers are found by words alone", "set KOLLEGA_ENCODER")
        return
    opened = stopwatch.seconds() - begun
    took = []
    for query in _QUERIES:
        before = stopwatch.seconds()
        for model in models.all:
            model.queries([query])
        took.append(stopwatch.seconds() - before)
    typical = statistics.median(took)
    names = " and ".join(f"{model.id}, {model.dimensions} dimensions" for model in models.all)
    found = f"{names}, opened in {opened:.1f} s, reads a question in {typical * 1000:.0f} ms"
    if typical > _SLOW_SECONDS:
        yield warning("encoder", found, "Slack waits 3 s for an answer: give Kollega a faster machine, or a smaller KOLLEGA_ENCODER")
    else:
        yield ok("encoder", found)


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
