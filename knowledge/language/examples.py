"""What people at work typically write, in Swedish and English: written for the project, read from `examples.jsonl`."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.domain.language import Language
from knowledge.language.detect import language_of


@cache
def examples() -> tuple[dict[str, Any], ...]:
    """Each with `text`, `is_question` and `is_reply`."""
    lines = files("knowledge.language").joinpath("examples.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


def typical_texts(lang: Language) -> list[str]:
    """The examples in one language."""
    return [row["text"] for row in examples() if language_of(row["text"]) is lang]
