"""Vectors in memory, a block for each channel, compared one by one: an audience chooses blocks, nothing is filtered afterwards.

Single precision: numpy compares 100,000 vectors in 200 blocks in 6 ms, usearch on half precision in 14 (2,000 blocks: 9 and 24).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.ports import Hit, Vector
from knowledge.domain.ranking import unit

_GONE = -1
_LEAST = 16


@dataclass(slots=True)
class Block:
    """The unit vectors of one channel, all of one length. Rows are only ever appended or marked as gone, so that a search
    that took its arrays goes on undisturbed; what is gone is swept out into new arrays."""

    rows: Vector
    entries: NDArray[np.int64]
    used: int = 0
    gone: int = 0

    def append(self, entry: int, unit: Vector) -> int:
        """The row that it got."""
        if self.used == len(self.entries):
            self._move(np.arange(self.used), max(_LEAST, self.used * 3 // 2))
        self.rows[self.used] = unit
        self.entries[self.used] = entry
        self.used += 1
        return self.used - 1

    def drop(self, row: int) -> None:
        self.entries[row] = _GONE
        self.gone += 1

    def sweep(self) -> bool:
        """Close the gaps where they are a third of the block. Whether rows moved."""
        if self.gone * 3 <= self.used or self.gone < _LEAST:
            return False
        kept = np.flatnonzero(self.entries[: self.used] != _GONE)
        self._move(kept, max(_LEAST, len(kept)))
        self.used, self.gone = len(kept), 0
        return True

    def _move(self, kept: NDArray[np.intp], capacity: int) -> None:
        rows = np.zeros((capacity, self.rows.shape[1]), dtype=np.float32)
        entries = np.full(capacity, _GONE, dtype=np.int64)
        rows[: len(kept)] = self.rows[kept]
        entries[: len(kept)] = self.entries[kept]
        self.rows, self.entries = rows, entries


@dataclass(slots=True)
class Blocks:
    """All vectors of one encoder. Changing and choosing want the owner's lock; what was chosen is scored without it."""

    _blocks: dict[tuple[ChannelId, int], Block] = field(default_factory=dict)
    _places: dict[int, tuple[ChannelId, int, int]] = field(default_factory=dict)

    def put(self, entry: int, channel: ChannelId, vector: Vector) -> None:
        """Set an entry's vector, of any length; it is kept with length one."""
        self.remove([entry])
        length = len(vector)
        block = self._blocks.get((channel, length))
        if block is None:
            block = Block(np.zeros((0, length), dtype=np.float32), np.zeros(0, dtype=np.int64))
            self._blocks[channel, length] = block
        self._places[entry] = (channel, length, block.append(entry, unit(vector)))

    def remove(self, entries: Iterable[int]) -> None:
        for entry in entries:
            place = self._places.pop(entry, None)
            if place is None:
                continue
            channel, length, row = place
            block = self._blocks[channel, length]
            block.drop(row)
            if block.sweep():
                for new_row, kept in enumerate(block.entries[: block.used]):
                    self._places[int(kept)] = (channel, length, new_row)

    def choose(self, channels: Collection[ChannelId], length: int) -> list[tuple[Vector, NDArray[np.int64]]]:
        """The blocks of some channels, as they are now."""
        chosen = (self._blocks.get((channel, length)) for channel in set(channels))
        return [(block.rows[: block.used], block.entries[: block.used]) for block in chosen if block is not None and block.used]


def best(chosen: list[tuple[Vector, NDArray[np.int64]]], vector: Vector, limit: int) -> list[Hit]:
    """The entries nearest to a vector, by cosine, the nearest first; equal ones by their ids."""
    if not chosen or limit <= 0:
        return []
    asked = unit(vector)
    scores = np.concatenate([rows @ asked for rows, _ in chosen])
    entries = np.concatenate([ids for _, ids in chosen])
    alive = entries != _GONE
    scores, entries = scores[alive], entries[alive]
    if len(scores) > limit:
        nearest = np.argpartition(-scores, limit - 1)[:limit]
        scores, entries = scores[nearest], entries[nearest]
    order = np.lexsort((entries, -scores))
    return [Hit(EntryId(int(entries[n])), float(scores[n])) for n in order]
