"""The database as the doctor finds it, and what stands in it about channels and work put aside."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.doctor.findings import Finding, ok, warning, wrong
from bot.settings import Settings
from knowledge.domain.audience import MEMBERSHIP_LIMIT
from knowledge.domain.errors import DatabaseUnavailable
from knowledge.domain.ports import Clock
from knowledge.storage import Store, checkup, open_store
from knowledge.storage.checkup import ChannelLook, DeadLetters
from knowledge.storage.schema import current, head, knows

_NAMED = 5  # channels or kinds named in one line; the rest is counted


def findings(settings: Settings, policy: Clock) -> Iterator[Finding]:
    """Stops where the next thing cannot be known."""
    url = settings.database
    try:
        name, file = checkup.described(url), checkup.sqlite_file(url)
        if file is not None and not (file.exists() and file.stat().st_size):
            yield _to_be_made(file)
            return
        with checkup.refusals_told(), closing(open_store(url)) as store:
            store.check(room_bytes=0)
            yield ok("database", f"{name} can be reached")
            found = current(store)
            yield migration(found, head(), known=found is not None and knows(found))
            if found != head():
                return
            checkup.try_writing(store)
            yield _kept_well(store)
            yield from _contents(store, policy)
    except DatabaseUnavailable as error:
        yield wrong("database", error.reason, "mend that, or set KOLLEGA_DATABASE_URL to another database")


def _to_be_made(file: Path) -> Finding:
    folder = next(parent for parent in file.parents if parent.exists())
    if not os.access(folder, os.W_OK | os.X_OK):
        return wrong("database", f"{file} cannot be made: {folder} may not be written", "give Kollega that folder, or set KOLLEGA_DATA_DIR")
    return warning("database", f"there is none yet at {file}", "`kollega run` makes it, and so does `kollega import`")


def migration(found: str | None, wanted: str, *, known: bool) -> Finding:
    """`known`: whether the migration found is one of this program's."""
    if found == wanted:
        return ok("migration", f"stands at {wanted}")
    if found is None:
        return warning("migration", "the database is empty", "`kollega run` fills it, and so does `kollega db upgrade`")
    if known:
        return wrong("migration", f"stands at {found}, this program needs {wanted}", "run `kollega db upgrade`; `kollega run` does it too")
    return wrong("migration", f"stands at {found}, which a newer Kollega made", "install that newer version, or restore a backup")


def _kept_well(store: Store) -> Finding:
    with store.reading() as session:
        if store.dialect == "postgresql":
            version = checkup.pgvector(session)
            if version is None:
                return wrong("storage", "the extension pgvector is gone", "have a database administrator run: CREATE EXTENSION vector")
            return ok("storage", f"can be written; pgvector {version}")
        mode = checkup.journal_mode(session)
    if mode != "wal":
        found = f"can be written, but keeps its journal as {mode}, not WAL: readers and writers wait for each other"
        return warning("storage", found, "put the file on a disk of this machine, not on a network drive")
    return ok("storage", "can be written; write-ahead log")


def _contents(store: Store, policy: Clock) -> Iterator[Finding]:
    with store.reading() as session:
        channels, dead = checkup.channels(session), checkup.dead(session)
    yield _channels(channels)
    oldest = policy.now() - MEMBERSHIP_LIMIT
    stale = [each for each in channels if each.is_private and (each.members_checked_at is None or each.members_checked_at < oldest)]
    if stale:
        found = f"who is in {_listed([_name(each) for each in stale])} was read more than a day ago, so nothing from there is shown"
        yield warning("members", found, "let `kollega run` be running: it reads members again every hour")
    yield _dead(dead)


def _channels(channels: list[ChannelLook]) -> Finding:
    started = [_name(each) for each in channels if each.is_started]
    if not channels:
        return warning("channels", "Kollega is known to be in none", "run `kollega run`, and invite Kollega where it is to help")
    if not started:
        found = f"Kollega is in {_listed([_name(each) for each in channels])}, and started in none: nothing is kept"
        return warning("channels", found, "press *Start here* under its first message in the channel")
    waiting = [_name(each) for each in channels if not each.is_started]
    return ok("channels", f"started in {_listed(started)}{f'; not started in {_listed(waiting)}' if waiting else ''}")


def _dead(letters: list[DeadLetters]) -> Finding:
    if not letters:
        return ok("put aside", "nothing")
    kinds = [f"{each.count} of {each.queue} {each.kind}{f' ({each.error})' if each.error else ''}" for each in letters]
    mend = "mend the reason (a missing scope stands above), then `kollega dead --retry`, or `kollega dead --drop`"
    return warning("put aside", f"{sum(each.count for each in letters)} could not be done: {_listed(kinds)}", mend)


def _name(channel: ChannelLook) -> str:
    return f"#{channel.name}" if channel.name else channel.channel_id


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
