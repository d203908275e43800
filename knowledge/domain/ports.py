"""What the desk needs from the outside, each as small as it can be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language

Vector = NDArray[np.float32]


class Clock(Protocol):
    """Policy time: patience, working hours, slots, ages. May be moved. Aware UTC."""

    def now(self) -> datetime: ...


class Stopwatch(Protocol):
    """Seconds that only ever grow at their own pace: leases, retries, timeouts. Never moved."""

    def seconds(self) -> float: ...


class Meter(Protocol):
    """Counts for whoever watches a process. `name` and labels are fixed words of the code: no texts, no names of people, no ids."""

    def count(self, name: str, **labels: str) -> None: ...
    def took(self, name: str, seconds: float, **labels: str) -> None: ...


class Unmetered:
    """Where nobody watches."""

    def count(self, name: str, **labels: str) -> None:
        """Counts nothing."""

    def took(self, name: str, seconds: float, **labels: str) -> None:
        """Measures nothing."""


class Encoder(Protocol):
    """Texts to unit vectors, one row a text. The prompts that a model wants are applied inside and part of `id`."""

    @property
    def id(self) -> str: ...
    @property
    def dimensions(self) -> int: ...
    def queries(self, texts: Sequence[str]) -> Vector: ...
    def passages(self, texts: Sequence[str]) -> Vector: ...


@dataclass(frozen=True, slots=True)
class Encoders:
    """What meanings are compared by: one encoder for everything, and one that knows English only but knows it better."""

    multilingual: Encoder
    english: Encoder | None = None

    def of(self, lang: Language) -> tuple[Encoder, ...]:
        """Those that a text is given to. What is in neither language is short and technical: English more often than not."""
        return (self.multilingual,) if self.english is None or lang is Language.SV else (self.multilingual, self.english)

    @property
    def all(self) -> tuple[Encoder, ...]:
        return self.of(Language.EN)


@dataclass(frozen=True, slots=True)
class Indexed:
    """What the search index holds of one entry: its stems as one space-separated text, and one vector an encoder id."""

    entry: EntryId
    channel: ChannelId
    lang: Language
    words: str
    vectors: Mapping[str, Vector]


@dataclass(frozen=True, slots=True)
class Worded:
    """An entry found by words. `share`: how much of what was asked it says, rare words counting more; 0 to about 2."""

    entry: EntryId
    lang: Language
    share: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An entry near in meaning, with its vector as it was put in, to half precision."""

    entry: EntryId
    lang: Language
    vector: Vector


class SearchIndex(Protocol):
    """Words and meaning. The audience (`channels`) is part of every query, never a filter after it.

    `session` is the storage session whose transaction the index shares: what is put in is found when it commits,
    by every process, and what is rolled back never was.
    """

    def put(self, session: Any, several: Sequence[Indexed]) -> None: ...
    def remove(self, session: Any, entries: Collection[EntryId]) -> None: ...
    def nearest(
        self, session: Any, encoder: str, asked: Mapping[Language, Vector], channels: Collection[ChannelId], limit: int
    ) -> list[Neighbour]:
        """Of the entries in each language the `limit` nearest to the vector asked for it, by the cosine, in no order."""

    def vectors(self, session: Any, encoder: str, entries: Collection[EntryId]) -> dict[EntryId, Vector]: ...
    def by_words(self, session: Any, terms: Sequence[str], channels: Collection[ChannelId], limit: int) -> list[Worded]:
        """The entries with the rarest of these stems, the best first. Any one of them suffices."""
