"""The files of an export, out of a zip or a folder, and the refusal of anything that no export contains."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NoReturn, Protocol

from handlers.export.watched import MAX_RATIO, NOTICEABLE, Watched
from knowledge.domain.errors import UnreadableExport

MAX_FILES = 100_000
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder of the export that was not used, or not wholly, and why."""

    file: str
    why: str


class Archive(Protocol):
    """Files by their path inside the export, the same for both sources."""

    def sizes(self) -> Mapping[str, int]: ...
    def open(self, name: str) -> Watched: ...
    def checksum(self, name: str) -> str: ...
    def close(self) -> None: ...


def open_archive(path: Path, max_files: int = MAX_FILES) -> Archive:
    """The files at `path`. Raises UnreadableExport with the one reason, for the operator to read."""
    if not path.exists():
        raise UnreadableExport(str(path), "there is no such file or folder")
    if path.is_dir():
        return FolderArchive(path, max_files)
    if not path.is_file():
        raise UnreadableExport(str(path), "it is neither a folder nor a whole zip file")
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        reason = "it may not be read" if isinstance(error, PermissionError) else "it is neither a folder nor a whole zip file"
        raise UnreadableExport(str(path), reason) from error
    try:
        return ZipArchive(path, opened, max_files)
    except UnreadableExport:
        opened.close()
        raise


class ZipArchive:
    """A zip, looked through before the first byte is unpacked."""

    def __init__(self, path: Path, opened: zipfile.ZipFile, max_files: int) -> None:
        self._path, self._zip = path, opened
        entries = [entry for entry in opened.infolist() if not entry.is_dir()]
        _refuse_too_many(path, len(opened.infolist()), max_files)
        for entry in opened.infolist():
            reason = _hostile(entry)
            if reason:
                raise UnreadableExport(str(path), reason)
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > NOTICEABLE and unpacked > MAX_RATIO * path.stat().st_size:
            raise UnreadableExport(str(path), f"it would unpack to more than {MAX_RATIO} times its size")
        named = {_name(entry): entry for entry in entries}
        self._entries = {inside: named[name] for name, inside in _inside(named).items()}

    def sizes(self) -> Mapping[str, int]:
        return {name: entry.file_size for name, entry in self._entries.items()}

    def open(self, name: str) -> Watched:
        """Raises zipfile.BadZipFile, NotImplementedError (an unknown compression) or OSError."""
        entry = self._entries[name]
        return Watched(self._zip.open(entry), entry.compress_size)

    def checksum(self, name: str) -> str:
        return f"{self._entries[name].CRC:08x}"

    def close(self) -> None:
        self._zip.close()


class FolderArchive:
    """An export that somebody unpacked."""

    def __init__(self, path: Path, max_files: int) -> None:
        root = path.resolve()
        found: dict[str, Path] = {}

        def unreadable(error: OSError) -> NoReturn:
            raise UnreadableExport(str(path), f"{error.filename} may not be read")

        for folder, folders, files in os.walk(root, onerror=unreadable):
            for name in (*folders, *files):
                file = Path(folder, name)
                if file.is_symlink() and not file.resolve().is_relative_to(root):
                    raise UnreadableExport(str(path), f"{file.relative_to(root)} is a link out of the folder")
                if file.is_file():
                    found[file.relative_to(root).as_posix()] = file
            _refuse_too_many(path, len(found), max_files)
        self._files = {inside: found[name] for name, inside in _inside(found).items()}

    @cached_property
    def _sizes(self) -> dict[str, int]:
        return {name: file.stat().st_size for name, file in self._files.items()}

    def sizes(self) -> Mapping[str, int]:
        return self._sizes

    def open(self, name: str) -> Watched:
        return Watched(self._files[name].open("rb"), self._sizes[name])

    def checksum(self, name: str) -> str:
        """The same as a zip tells, so that an export is known again after it was unpacked."""
        crc = 0
        with closing(self._files[name].open("rb")) as file:
            while chunk := file.read(_READ):
                crc = zlib.crc32(chunk, crc)
        return f"{crc:08x}"

    def close(self) -> None:
        return


def fingerprint(archive: Archive) -> str:
    """A digest of all names, sizes and checksums."""
    digest = hashlib.sha256()
    for name, size in sorted(archive.sizes().items()):
        digest.update(f"{name}\0{size}\0{archive.checksum(name)}\n".encode())
    return digest.hexdigest()


def _refuse_too_many(path: Path, count: int, most: int) -> None:
    if count > most:
        raise UnreadableExport(str(path), f"it holds more than {most:,} files")


def _hostile(entry: zipfile.ZipInfo) -> str | None:
    # `filename` is already cut at a NUL; `orig_filename` is what the zip says.
    name = entry.orig_filename
    if any((name.startswith("/"), "\\" in name, "\0" in name, name[1:2] == ":", ".." in name.split("/"))):
        return f"it holds a file that would lie outside of it: {name!r}"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return f"it holds a link: {name!r}"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return f"it holds something that is no file: {name!r}"
    if entry.flag_bits & 0x1:
        return "it is encrypted"
    if entry.file_size > NOTICEABLE and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return f"{name!r} would unpack to more than {MAX_RATIO} times its size"
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        # Without the flag zipfile reads the old DOS code page, while nearly everybody writes UTF-8.
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _inside(names: Iterable[str]) -> dict[str, str]:
    """Each name that counts with its path inside the export: without a top folder around everything."""
    real = [name for name in names if not _is_litter(name)]
    tops = {name.partition("/")[0] for name in real}
    wrapped = len(tops) == 1 and all("/" in name for name in real)
    return {name: _readable(name.partition("/")[2] if wrapped else name) for name in real}


def _readable(name: str) -> str:
    """A name that can be compared and printed: macOS takes letters apart, and some disks hold names that are no text."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def _is_litter(name: str) -> bool:
    """What macOS and Windows leave behind."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"} or parts[-1].startswith("._")
