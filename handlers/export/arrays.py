"""Long JSON arrays, one element at a time: a day file may be larger than the memory."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import ijson

from handlers.export.archive import Archive
from handlers.export.watched import TooMuch, Watched

_CHUNK = 1 << 16
_MAX_DEPTH = 64  # Slack's deepest blocks lie a dozen deep


class Broken(Exception):
    """Reading a file came to an end before the file did; the text says why. What came before it is good."""


def elements(archive: Archive, name: str) -> Iterator[Any]:
    """The elements of the JSON array that a file holds. Raises Broken at the place where it cannot be read on."""
    try:
        with archive.open(name) as stream:
            yield from _elements(stream)
    except TooMuch as error:
        raise Broken(str(error)) from error
    except ijson.JSONError as error:
        raise Broken(_reason(error)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise Broken("it is damaged in the zip") from error
    except (NotImplementedError, RuntimeError) as error:
        raise Broken("it is packed in a way that cannot be read") from error
    except OSError as error:
        raise Broken(f"it cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise Broken("it is not UTF-8 text or holds a number that is none") from error


def _elements(stream: Watched) -> Iterator[Any]:
    depth = 0
    builder: ijson.ObjectBuilder | None = None
    for event, value in ijson.basic_parse(stream, buf_size=_CHUNK, use_float=True):
        if depth == 0:
            if event != "start_array":
                raise Broken("it is not a list")
            depth = 1
            continue
        if event in {"start_map", "start_array"}:
            depth += 1
            if depth > _MAX_DEPTH:
                raise Broken(f"it is nested more than {_MAX_DEPTH} deep")
        elif event in {"end_map", "end_array"}:
            depth -= 1
            if depth == 0:
                continue  # the parser goes on to the end and complains of what follows
        if builder is None:
            builder = ijson.ObjectBuilder()
        builder.event(event, value)
        if depth == 1:
            yield builder.value
            builder = None
            stream.record_done()


def _reason(error: Exception) -> str:
    """Never the parser's own words: they quote what people wrote."""
    return "it ends in the middle" if "EOF" in str(error) else "it is not JSON"
