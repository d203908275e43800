"""A Slack export, opened: its people, its channels, and what was said in them day by day."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from handlers.export.archive import MAX_FILES, Archive, Skipped, fingerprint, open_archive
from handlers.export.arrays import Broken, elements
from handlers.export.shapes import ChannelShape, MessageShape, UserShape, what_is_wrong
from handlers.payloads import LeftOut, channel_from, person_from, reduce_message
from knowledge.domain.errors import UnreadableExport
from knowledge.domain.ids import ChannelId, Ts
from knowledge.domain.people import Channel, Person
from knowledge.domain.written import Written

CHANNELS, GROUPS, USERS = "channels.json", "groups.json", "users.json"

_DIRECT = ("dms.json", "mpims.json")
_DIRECT_FOLDER = re.compile(r"mpdm-.+|D[A-Z0-9]{6,}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\.json", re.ASCII)


@contextmanager
def open_export(path: Path, max_files: int = MAX_FILES) -> Iterator[Export]:
    """Open a zip or a folder. Raises UnreadableExport where it is no Slack export, or none that should be opened."""
    archive = open_archive(path, max_files)
    try:
        yield Export(path, archive)
    finally:
        archive.close()


@dataclass
class _Log:
    """What was left aside so far."""

    skipped: dict[Skipped, None] = field(default_factory=dict)
    left_out: Counter[LeftOut] = field(default_factory=Counter)

    def skip(self, file: str, why: str) -> None:
        """Safe to repeat: a file that is read twice is named once."""
        self.skipped[Skipped(file, why)] = None


@dataclass(frozen=True)
class DayFile:
    """What was said in one channel on one day. `fingerprint` is the same wherever the same content lies."""

    channel: ChannelId
    path: str
    size: int
    _archive: Archive
    _log: _Log

    @property
    def fingerprint(self) -> str:
        return f"{self.size}-{self._archive.checksum(self.path)}"

    def records(self) -> Iterator[Mapping[str, Any]]:
        """The day's well-shaped records with all their fields, bots and notices too, in the order of the file. Nothing is counted."""
        for _, record in _records(self._archive, self.path, self._log):
            if what_is_wrong(MessageShape, record) is None:
                yield record

    def read(self) -> Iterator[Written]:
        """The day's messages as they stand in the file, each `ts` once; one record in memory at a time.

        What is no person's message is counted in `Export.left_out`; broken records, and where the file breaks off, are
        named in `Export.skipped`. Counting happens at each reading.
        """
        seen: set[Ts] = set()
        wrong: list[tuple[int, str]] = []
        for number, record in _records(self._archive, self.path, self._log):
            why = what_is_wrong(MessageShape, record)
            reduced = reduce_message(record, self.channel) if why is None else LeftOut.MALFORMED
            if isinstance(reduced, LeftOut):
                self._log.left_out[reduced] += 1
                if reduced is LeftOut.MALFORMED:
                    wrong.append((number, why or "a message without a person or a ts"))
            elif reduced.message.ts not in seen:
                seen.add(reduced.message.ts)
                yield reduced
            else:
                self._log.left_out[LeftOut.REPEATED] += 1
        _name_wrong(self._log, self.path, wrong)


class Export:
    """Made by `open_export`. Everything that could not be used is named in `skipped`, which grows while files are read."""

    def __init__(self, path: Path, archive: Archive) -> None:
        self._archive, self._log = archive, _Log()
        self._sizes = archive.sizes()
        if CHANNELS not in self._sizes and GROUPS not in self._sizes:
            raise UnreadableExport(str(path), f"it holds neither {CHANNELS} nor {GROUPS}")
        if USERS not in self._sizes:
            raise UnreadableExport(
                str(path), f"{USERS} is missing; without it guests, outside people and bots cannot be told from colleagues"
            )
        self._channels = [*self._read_channels(CHANNELS, private=False), *self._read_channels(GROUPS, private=True)]
        if not self._channels and self._log.skipped:
            first = next(iter(self._log.skipped))
            raise UnreadableExport(str(path), f"{first.file} names no channel: {first.why}")
        if next(iter(self._shaped(USERS, UserShape)), None) is None:
            raise UnreadableExport(
                str(path), f"{USERS} names nobody; without it guests, outside people and bots cannot be told from colleagues"
            )
        self._days = self._sort_files()
        for file in _DIRECT:
            if file in self._sizes:
                self._log.skip(file, "direct messages are not read")

    @property
    def skipped(self) -> list[Skipped]:
        """Files and folders that were not used, or not wholly."""
        return list(self._log.skipped)

    @property
    def left_out(self) -> dict[str, int]:
        """How many messages were read and are nobody's words, by reason."""
        return {reason.value: count for reason, count in self._log.left_out.items()}

    @cached_property
    def fingerprint(self) -> str:
        """A digest of the export's content, the same for a zip and for the folder unpacked from it."""
        return fingerprint(self._archive)

    @property
    def total_bytes(self) -> int:
        """The size of all day files together, for progress."""
        return sum(self._sizes[file] for files in self._days.values() for file in files)

    def channels(self) -> list[Channel]:
        """Public channels, then private ones, in the order of the export."""
        return list(self._channels)

    def people(self) -> Iterator[Person]:
        """Everybody in `users.json`."""
        teams = Counter(str(raw.get("team_id") or "") for raw in self._shaped(USERS, UserShape))
        home = teams.most_common(1)[0][0] if teams else ""
        for raw in self._shaped(USERS, UserShape):
            yield person_from(raw, home or None)

    def raw_people(self) -> list[dict[str, Any]]:
        """Everybody in `users.json`, with all fields."""
        return [dict(raw) for raw in self._shaped(USERS, UserShape)]

    def raw_channels(self, *, private: bool) -> list[dict[str, Any]]:
        """The channels of `channels.json`, or the private ones of `groups.json`, with all fields."""
        file = GROUPS if private else CHANNELS
        return [dict(raw) for raw in self._shaped(file, ChannelShape)] if file in self._sizes else []

    def days(self, channel: Channel) -> list[DayFile]:
        """A channel's files, the oldest first."""
        return [
            DayFile(channel.channel_id, file, self._sizes[file], self._archive, self._log)
            for file in self._days.get(channel.channel_id, [])
        ]

    def _read_channels(self, file: str, *, private: bool) -> list[Channel]:
        if file not in self._sizes:
            return []
        return [channel_from(raw, private=private) for raw in self._shaped(file, ChannelShape)]

    def _shaped(self, file: str, shape: type[BaseModel]) -> Iterator[Mapping[str, Any]]:
        wrong: list[tuple[int, str]] = []
        for number, record in _records(self._archive, file, self._log):
            why = what_is_wrong(shape, record)
            if why is None:
                yield record
            else:
                wrong.append((number, why))
        _name_wrong(self._log, file, wrong)

    def _sort_files(self) -> dict[ChannelId, list[str]]:
        """Day files by channel; folders are named after the channel, in some exports after its id."""
        folders = {channel.channel_id: channel.channel_id for channel in self._channels}
        folders |= {ChannelId(unicodedata.normalize("NFC", channel.name)): channel.channel_id for channel in self._channels}
        days: dict[ChannelId, list[str]] = {}
        no_days: Counter[str] = Counter()
        for file in sorted(self._sizes):
            folder, _, name = file.rpartition("/")
            channel = folders.get(ChannelId(folder))
            if not folder:
                continue
            if channel is not None and _DAY.fullmatch(name):
                days.setdefault(channel, []).append(file)
            elif channel is not None:
                no_days[folder] += 1
            elif _DIRECT_FOLDER.fullmatch(folder):
                self._log.skip(f"{folder}/", "direct messages are not read")
            else:
                self._log.skip(f"{folder}/", f"no channel of this name stands in {CHANNELS} or {GROUPS}")
        for folder, count in no_days.items():
            self._log.skip(f"{folder}/", f"{count} of its files are not named after a day")
        return days


def _records(archive: Archive, file: str, log: _Log) -> Iterator[tuple[int, Any]]:
    """A file's records with their numbers from 1; where the file breaks off, it is named and the rest is passed by."""
    number = 0
    try:
        for number, record in enumerate(elements(archive, file), start=1):
            yield number, record
    except Broken as error:
        log.skip(file, f"{error}; {number} records before that were read" if number else str(error))


def _name_wrong(log: _Log, file: str, wrong: list[tuple[int, str]]) -> None:
    if wrong:
        number, why = wrong[0]
        count = "1 record was" if len(wrong) == 1 else f"{len(wrong)} records were"
        log.skip(file, f"{count} passed over, the first is number {number} ({why})")
