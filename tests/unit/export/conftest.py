"""Small exports, made as a test needs them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Make = Callable[[Mapping[str, object]], Path]


def _bytes(content: object) -> bytes:
    return content if isinstance(content, bytes) else json.dumps(content).encode()


@pytest.fixture
def zipped(tmp_path: Path) -> Make:
    """A zip of the files given, by name; what is not bytes is written as JSON."""

    def make(files: Mapping[str, object]) -> Path:
        path = tmp_path / "export.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, _bytes(content))
        return path

    return make


@pytest.fixture
def unpacked(tmp_path: Path) -> Make:
    """The same as a folder."""

    def make(files: Mapping[str, object]) -> Path:
        for name, content in files.items():
            file = tmp_path / "export" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_bytes(content))
        return tmp_path / "export"

    return make
