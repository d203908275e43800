"""Filling the search index with vectors, after the commit that made or changed an entry.

Until its vector is there, an entry is found by words. The same function serves live capture, imports, the time
while the models load, and a change of encoder.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.domain.ids import EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Encoder, Encoders, Indexed, SearchIndex, Vector
from knowledge.domain.ranking import unit
from knowledge.language.examples import typical_texts
from knowledge.services.settling import index_words
from knowledge.storage import Store, entries, means, people
from knowledge.storage.entries import Waiting

_TYPICAL = 50  # texts of a language: more would keep the first start waiting for seconds, and hardly move their mean
BATCH = 64  # texts that one encoding call takes: a quarter of a second on two cores


@dataclass(frozen=True)
class Indexing:
    """Makes the vectors of entries that wait for them."""

    store: Store
    index: SearchIndex

    def fill(self, encoders: Encoders, limit: int = BATCH) -> int:
        """Encode up to `limit` waiting entries, the newest first, and index them. How many there were; 0: nothing waits."""
        with self.store.reading() as session:
            waiting = entries.waiting(session, limit)
        if not waiting:
            return 0
        vectors = entry_vectors(encoders, waiting)
        for channel in sorted({item.channel for item in waiting}):
            with self.store.writing() as session:
                people.lock(session, channel)  # like capture: each channel's entries are changed by one transaction at a time
                here = [item for item in waiting if item.channel == channel and entries.mark_indexed(session, item.entry, item.digest)]
                self.index.put(session, [_indexed(item, vectors[item.entry]) for item in here])
        return len(waiting)

    def measure(self, encoders: Encoders) -> bool:
        """Bring the mean vectors of the languages up to date with the base. False: they were. Cheap to ask often.

        Where an encoder is new to the base, the entries that have no vector by it wait for one from then on.
        """
        measured = [self._measure(encoder, _langs_of(encoder, encoders)) for encoder in encoders.all]
        return any(measured)

    def _measure(self, encoder: Encoder, langs: Collection[Language]) -> bool:
        with self.store.reading() as session:
            if not means.are_due(session, encoder.id):
                return False
            known = means.have_typical(session, encoder.id)
        typical = {} if known else _typical(encoder, langs)
        with self.store.writing() as session:
            if not known:
                entries.wait_for(session, encoder.id, langs)
            means.save_typical(session, encoder.id, typical)
            means.measure(session, self.index, encoder.id)
        return True


def entry_vectors(encoders: Encoders, waiting: Sequence[Waiting]) -> dict[EntryId, dict[str, Vector]]:
    """One vector an entry and encoder: of the question as it would be asked, and of question and answer as they would be found, summed.

    A question is like a question, and an answer follows from one: nDCG@10 by the multilingual encoder .868 -> .880 (77 intents),
    .288 -> .299 (duplicates), .898 -> .908 (a workplace), .927 -> .919 (an FAQ across languages), against finding both.
    """
    found: dict[EntryId, dict[str, Vector]] = {item.entry: {} for item in waiting}
    for encoder in encoders.all:
        mine = [item for item in waiting if encoder in encoders.of(item.lang)]
        for item, vector in zip(mine, _vectors(encoder, mine), strict=True):
            found[item.entry][encoder.id] = vector
    return found


def _vectors(encoder: Encoder, waiting: Sequence[Waiting]) -> Vector:
    if not waiting:
        return np.zeros((0, encoder.dimensions), dtype=np.float32)
    return both_ways(encoder, [item.question for item in waiting], [f"{item.question}\n{item.answer}".strip() for item in waiting])


def both_ways(encoder: Encoder, asked: Sequence[str], found: Sequence[str]) -> Vector:
    """The sums of what texts are when they are asked and when they are found."""
    return np.asarray(encoder.queries(asked) + encoder.passages(found), dtype=np.float32)


def _indexed(item: Waiting, vectors: Mapping[str, Vector]) -> Indexed:
    return Indexed(item.entry, item.channel, item.lang, index_words(item.question, item.answer), vectors)


def _langs_of(encoder: Encoder, encoders: Encoders) -> list[Language]:
    return [lang for lang in Language if encoder in encoders.of(lang)]


def _typical(encoder: Encoder, langs: Collection[Language]) -> dict[Language, Vector]:
    texts = {lang: typical_texts(lang)[:_TYPICAL] for lang in langs if lang is not Language.OTHER}
    known = {lang: unit(both_ways(encoder, some, some)) for lang, some in texts.items()}
    return {Language.OTHER: np.concatenate(list(known.values())).mean(axis=0), **{lang: own.mean(axis=0) for lang, own in known.items()}}
