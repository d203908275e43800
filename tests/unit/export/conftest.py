"""Small exports, made as a test needs them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Make = Callable[[Mapping[str, object]], Path]


def _contents(files: Mapping[str, object]) -> list[tuple[str, bytes]]:
    """Every export has its people; `None` leaves a file out."""
    return [(name, _bytes(content)) for name, content in {"users.json": [{"id": "USOMEBODY"}], **files}.items() if content is not None]


def _bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content).encode()


@pytest.fixture
def zipped(tmp_path: Path) -> Make:
    """A zip of the files given, by name; what is not bytes is written as JSON."""

    def make(files: Mapping[str, object]) -> Path:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in _contents(files):
                archive.writestr(name, content)
        return path

    return make


@pytest.fixture
def unpacked(tmp_path: Path) -> Make:
    """The same as a folder."""

    def make(files: Mapping[str, object]) -> Path:
        for name, content in _contents(files):
            file = tmp_path / "export" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return tmp_path / "export"

    return make
