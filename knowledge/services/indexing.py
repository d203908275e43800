"""Filling the search index with vectors, after the commit that made or changed an entry.

Until its vector is there, an entry is found by words. The same function serves live capture, imports, the time
while the models load, and a change of encoder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.domain.language import Language
from knowledge.domain.ports import Encoder, Indexed, SearchIndex, Vector
from knowledge.language.examples import typical_texts
from knowledge.services.settling import index_words
from knowledge.storage import Store, entries, means, people
from knowledge.storage.entries import Waiting

BATCH = 64  # texts that one encoding call takes: a quarter of a second on two cores


@dataclass(frozen=True)
class Indexing:
    """Makes the vectors of entries that wait for them."""

    store: Store
    index: SearchIndex

    def fill(self, encoder: Encoder, limit: int = BATCH) -> int:
        """Encode up to `limit` waiting entries, the newest first, and index them. How many there were; 0: nothing waits."""
        with self.store.reading() as session:
            waiting = entries.waiting(session, limit)
        if not waiting:
            return 0
        vectors = entry_vectors(encoder, waiting)
        for channel in sorted({item.channel for item in waiting}):
            with self.store.writing() as session:
                people.lock(session, channel)  # like capture: each channel's entries are changed by one transaction at a time
                here = [(item, vector) for item, vector in zip(waiting, vectors, strict=True) if item.channel == channel]
                marked = [(item, vector) for item, vector in here if entries.mark_indexed(session, item.entry, item.digest)]
                self.index.put(session, [_indexed(item, encoder.id, vector) for item, vector in marked])
        return len(waiting)

    def measure(self, encoder: Encoder) -> bool:
        """Bring the mean vectors of the languages up to date with the base. False: they were. Cheap to ask often."""
        with self.store.reading() as session:
            if not means.are_due(session, encoder.id):
                return False
            known = means.have_typical(session, encoder.id)
        typical = {} if known else _typical(encoder)
        with self.store.writing() as session:
            means.save_typical(session, encoder.id, typical)
            means.measure(session, self.index, encoder.id)
        return True


def _indexed(item: Waiting, encoder: str, vector: Vector) -> Indexed:
    return Indexed(item.entry, item.channel, index_words(item.question, item.answer), {encoder: vector})


def _typical(encoder: Encoder) -> dict[Language, Vector]:
    both = {lang: encoder.passages(typical_texts(lang)) for lang in (Language.SV, Language.EN)}
    everything = np.concatenate(list(both.values()))
    return {Language.OTHER: everything.mean(axis=0), **{lang: vectors.mean(axis=0) for lang, vectors in both.items()}}


def entry_vectors(encoder: Encoder, waiting: list[Waiting]) -> Vector:
    """One vector an entry: of the question, and of question and answer together, summed (RETRIEVAL, point 3)."""
    alone = encoder.passages([item.question for item in waiting])
    together = alone.copy()
    answered = [n for n, item in enumerate(waiting) if item.answer]
    if answered:
        together[answered] = encoder.passages([f"{waiting[n].question}\n{waiting[n].answer}" for n in answered])
    return np.asarray(alone + together, dtype=np.float32)
