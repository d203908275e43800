"""Vectors in memory, in half precision, compared one by one: a block for each channel and language, so that an audience chooses
blocks and nothing is filtered afterwards.

On a busy machine numkong compared 300,000 of them with one thread in 87 ms, in 200 blocks in 97; numpy took 101 ms for one block
with two threads, on twice the memory, and usearch's exact search 113 ms for one block and 402 for 200.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numkong
import numpy as np
from numpy.typing import NDArray

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Neighbour, Vector
from knowledge.domain.ranking import unit

Halves = NDArray[np.float16]
_GONE = -1
_LEAST = 16


@dataclass(frozen=True, slots=True)
class Chosen:
    """A block as it was when it was chosen."""

    lang: Language
    rows: Halves
    entries: NDArray[np.int64]


@dataclass(slots=True)
class Block:
    """The unit vectors of one channel in one language, all of one length. Rows are only ever appended or marked as gone, so that a
    search that took its arrays goes on undisturbed; what is gone is swept out into new arrays."""

    rows: Halves
    entries: NDArray[np.int64]
    used: int = 0
    gone: int = 0

    def append(self, entries: Sequence[int], rows: Halves) -> None:
        end = self.used + len(entries)
        if end > len(self.entries):
            self._move(np.arange(self.used), max(_LEAST, end * 5 // 4))
        self.rows[self.used : end] = rows
        self.entries[self.used : end] = entries
        self.used = end

    def drop(self, entries: NDArray[np.int64]) -> None:
        """Mark some entries as gone, and close the gaps where they are a third of the block."""
        here = np.flatnonzero(np.isin(self.entries[: self.used], entries))
        self.entries[here] = _GONE
        self.gone += len(here)
        if self.gone * 3 > self.used and self.gone >= _LEAST:
            kept = np.flatnonzero(self.entries[: self.used] != _GONE)
            self._move(kept, max(_LEAST, len(kept)))
            self.used, self.gone = len(kept), 0

    def _move(self, kept: NDArray[np.intp], capacity: int) -> None:
        rows = np.zeros((capacity, self.rows.shape[1]), dtype=np.float16)
        entries = np.full(capacity, _GONE, dtype=np.int64)
        rows[: len(kept)] = self.rows[kept]
        entries[: len(kept)] = self.entries[kept]
        self.rows, self.entries = rows, entries


@dataclass(slots=True)
class Blocks:
    """All vectors of one encoder. Changing and choosing want the owner's lock; what was chosen is scored without it."""

    _blocks: dict[tuple[ChannelId, Language, int], Block] = field(default_factory=dict)

    def put(self, channel: ChannelId, lang: Language, entries: Sequence[int], vectors: Sequence[Vector]) -> None:
        """Add the vectors of entries that are in no block; they are kept with length one."""
        for length in {len(vector) for vector in vectors}:
            some = [n for n, vector in enumerate(vectors) if len(vector) == length]
            block = self._blocks.get((channel, lang, length))
            if block is None:
                block = Block(np.zeros((0, length), dtype=np.float16), np.zeros(0, dtype=np.int64))
                self._blocks[channel, lang, length] = block
            block.append([entries[n] for n in some], unit(np.stack([vectors[n] for n in some])).astype(np.float16))

    def remove(self, entries: Iterable[int]) -> None:
        """Looked for in every block: a millisecond among a million, and no map from entry to row is kept in memory."""
        gone = np.fromiter(entries, dtype=np.int64)
        if len(gone):
            for block in self._blocks.values():
                block.drop(gone)

    def choose(self, channels: Collection[ChannelId], langs: Collection[Language], length: int) -> list[Chosen]:
        """The blocks of some channels and languages, as they are now."""
        found = ((lang, self._blocks.get((channel, lang, length))) for channel in sorted(set(channels)) for lang in sorted(langs))
        return [Chosen(lang, block.rows[: block.used], block.entries[: block.used]) for lang, block in found if block and block.used]


def nearest(chosen: Sequence[Chosen], asked: Mapping[Language, Vector], limit: int) -> list[Neighbour]:
    """The entries of each language nearest to the vector asked for it."""
    return [
        neighbour
        for lang, vector in asked.items()
        for neighbour in _nearest([block for block in chosen if block.lang is lang], unit(vector).astype(np.float16), limit)
    ]


def _nearest(blocks: Sequence[Chosen], asked: Halves, limit: int) -> list[Neighbour]:
    if not blocks or limit <= 0:
        return []
    scores = np.concatenate([np.asarray(numkong.cdist(block.rows, asked[None, :], metric="dot")).reshape(-1) for block in blocks])
    entries = np.concatenate([block.entries for block in blocks])
    scores[entries == _GONE] = -np.inf
    found = np.argpartition(-scores, limit - 1)[:limit] if len(scores) > limit else np.arange(len(scores))
    starts = np.cumsum([0, *(len(block.entries) for block in blocks)])
    of_block = np.searchsorted(starts, found, side="right") - 1
    return [
        Neighbour(EntryId(int(entries[n])), blocks[b].lang, blocks[b].rows[n - starts[b]].astype(np.float32))
        for n, b in zip(found.tolist(), of_block.tolist(), strict=True)
        if entries[n] != _GONE
    ]
