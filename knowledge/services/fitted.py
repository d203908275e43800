"""The fitted numbers of finding, read from `fitted.json`: each with the command that fitted it and what it reached."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.domain.deciding import Decision
from knowledge.domain.ranking import Fusion, Pair, Scale, Weights


@cache
def fusion() -> Fusion:
    """How measures become one score."""
    return read_fusion(_numbers())


@cache
def suggest() -> Decision:
    """Whether the first entry answers the question."""
    return Decision(**_numbers()["suggest"]["model"])


@cache
def listed() -> float:
    """The score from which an entry may stand in a list that somebody asked for."""
    return float(_numbers()["list"]["from"])


def read_fusion(numbers: dict[str, Any]) -> Fusion:
    scales = {(measure, Pair(pair)): Scale(*scale) for measure, pairs in numbers["scales"].items() for pair, scale in pairs.items()}
    return Fusion(scales, {Pair(pair): Weights(**weights) for pair, weights in numbers["weights"].items()})


def _numbers() -> dict[str, Any]:
    numbers: dict[str, Any] = json.loads(files("knowledge.services").joinpath("fitted.json").read_text(encoding="utf-8"))
    return numbers
