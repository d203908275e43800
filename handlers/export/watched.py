"""Reading a file of unknown origin: never more than it can honestly hold, never a record without end."""

from __future__ import annotations

import codecs
from typing import IO, Self

MAX_RATIO = 200  # text packs 10 to 30 times; only a bomb unpacks to 200 times its size
NOTICEABLE = 1 << 20  # below a megabyte, ratios say nothing and harm nobody
MAX_RECORD = 16 << 20  # Slack cuts a message at 40,000 characters; with its files and blocks it stays under a megabyte


class TooMuch(ValueError):
    """More came out than can be right; the text says what."""


class Watched:
    """A binary stream that counts. `packed` is how many bytes the data take where they are stored.

    The reader calls `record_done` after each record; a record longer than `MAX_RECORD` is refused.
    """

    def __init__(self, inner: IO[bytes], packed: int) -> None:
        self._inner, self._packed = inner, packed
        self._read = 0
        self._record_began = 0
        head = inner.read(len(codecs.BOM_UTF8))
        # Editors on Windows put a byte order mark before the first bracket.
        self._head = b"" if head == codecs.BOM_UTF8 else head

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self._inner.close()

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, empty at the end. Raises TooMuch."""
        if size and self._head:
            chunk, self._head = self._head, b""
        else:
            chunk = self._inner.read(size)
        self._read += len(chunk)
        if self._read > NOTICEABLE and self._read > MAX_RATIO * max(self._packed, 1):
            raise TooMuch(f"it unpacks to more than {MAX_RATIO} times its size")
        if self._read - self._record_began > MAX_RECORD:
            raise TooMuch(f"it holds a record of more than {MAX_RECORD >> 20} MB")
        return chunk

    def record_done(self) -> None:
        self._record_began = self._read
