"""In both languages, and with whatever people may have written."""

from __future__ import annotations

import pytest

from handlers.texts import EN, SV, Texts
from tests.unit.views.shown import HOSTILE


@pytest.fixture(params=[SV, EN], ids=["sv", "en"])
def t(request: pytest.FixtureRequest) -> Texts:
    texts: Texts = request.param
    return texts


@pytest.fixture(params=[("Hur nollställer jag vpn?", "Birgitta Skoghäll"), (HOSTILE, HOSTILE), ("", "")], ids=["usual", "hostile", "empty"])
def written(request: pytest.FixtureRequest) -> tuple[str, str]:
    """What people wrote, and what they are called."""
    words: tuple[str, str] = request.param
    return words
