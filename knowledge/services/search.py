"""Finding: words and meaning together, for what one audience may read and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.domain.calibration import SUGGEST
from knowledge.domain.found import SearchResult
from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Encoder, Hit, SearchIndex, Stopwatch, Vector
from knowledge.domain.ranking import CANDIDATES, Likeness, fuse
from knowledge.language.detect import language_of
from knowledge.language.words import stems
from knowledge.services import showing
from knowledge.storage import Session, Store, entries, means
from knowledge.storage.tables import EntryRow

SHOWN = 3
"""Entries in one answer of `/ask`; *More* gives the next."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search made ready outside any transaction. `vector` is None while the models load."""

    text: str
    lang: Language
    stems: tuple[str, ...]
    encoder: str | None
    vector: Vector | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """The order found, with what the first looks like; `rows` holds the entries themselves."""

    hits: tuple[Hit, ...]
    rows: dict[EntryId, EntryRow]
    chance: float


@dataclass(frozen=True)
class Search:
    """Search for one audience: the channels whose content may be found."""

    store: Store
    index: SearchIndex
    encoder: Callable[[], Encoder | None]
    stopwatch: Stopwatch

    def __call__(self, text: str, audience: Collection[ChannelId], *, offset: int = 0, limit: int = SHOWN) -> SearchResult:
        """The best entries for a text, from `offset` on. Encodes first, then reads in one short transaction."""
        began = self.stopwatch.seconds()
        query = self.prepare(text)
        with self.store.reading() as session:
            ranked = self.rank(session, query, audience)
            page = ranked.hits[offset : offset + limit]
            results = showing.found(session, [(ranked.rows[hit.entry], hit.score) for hit in page])
        return SearchResult(
            query=text,
            results=tuple(results),
            confident=self._confident(ranked),
            words_only=query.vector is None,
            more=len(ranked.hits) > offset + limit,
            took_ms=(self.stopwatch.seconds() - began) * 1000,
        )

    def prepare(self, text: str) -> Query:
        """Language, stems and vector of a text."""
        encoder = self.encoder()
        vector = encoder.queries([text])[0] if encoder is not None else None
        return Query(text, language_of(text), tuple(stems(text, pieces=True)), encoder.id if encoder else None, vector)

    def rank(self, session: Session, query: Query, audience: Collection[ChannelId], *, without: Collection[EntryId] = ()) -> Ranked:
        """Everything worth showing, best first, entries `without` left out."""
        if not audience:
            return Ranked((), {}, 0.0)
        by_words = [h for h in self.index.by_words(session, query.stems, audience, CANDIDATES + len(without)) if h.entry not in without]
        by_meaning: list[Hit] = []
        if query.vector is not None and query.encoder is not None:
            by_meaning = self._by_meaning(session, query, audience, without)
        fused = fuse(by_meaning[:CANDIDATES], by_words[:CANDIDATES])
        rows = entries.readable(session, [hit.entry for hit in fused], audience)
        hits = tuple(hit for hit in fused if hit.entry in rows)
        worth = _worth_showing(hits, by_meaning, by_words)
        chance = self._chance(query, worth, by_meaning, rows) if worth else 0.0
        return Ranked(worth, rows, chance)

    def _by_meaning(self, session: Session, query: Query, audience: Collection[ChannelId], without: Collection[EntryId]) -> list[Hit]:
        assert query.vector is not None
        assert query.encoder is not None
        wide = self.index.by_meaning(session, query.encoder, query.vector, audience, 4 * CANDIDATES + len(without))
        wide = [hit for hit in wide if hit.entry not in without]
        centres = means.centres(session, query.encoder)
        if query.lang not in centres or not wide:
            return wide
        vectors = self.index.vectors(session, query.encoder, [hit.entry for hit in wide])
        langs = entries.languages(session, [hit.entry for hit in wide])
        return _centred(query, wide, vectors, langs, centres)

    def _chance(self, query: Query, hits: Sequence[Hit], by_meaning: Sequence[Hit], rows: dict[EntryId, EntryRow]) -> float:
        if query.vector is None:
            return 0.0
        first = rows[hits[0].entry]
        cosines = {hit.entry: hit.score for hit in by_meaning}
        cosine = cosines.get(hits[0].entry, 0.0)
        others = [score for entry, score in cosines.items() if entry != hits[0].entry]
        own = set(stems(first.text))
        asked = set(stems(query.text))
        likeness = Likeness(
            cosine=cosine,
            overlap=len(asked & own) / max(1, min(len(asked), len(own))),
            margin=cosine - max(others, default=0.0),
            same_language=first.lang == query.lang,
            centred=False,
        )
        return SUGGEST.chance(likeness)

    def _confident(self, ranked: Ranked) -> bool:
        """Whether the first entry would have been suggested unasked: confirmed by a person, and surely meant."""
        if not ranked.hits:
            return False
        first = ranked.rows[ranked.hits[0].entry]
        return suggestible(first) and ranked.chance >= SUGGEST.threshold


def suggestible(row: EntryRow) -> bool:
    """Only an answer that a person confirmed, that nobody doubts, may be shown unasked."""
    confirmed = row.accepted_by is not None or row.helped > 0
    return row.answer_text is not None and confirmed and row.doubted_at is None and row.retired_at is None


def _centred(
    query: Query, hits: Sequence[Hit], vectors: dict[EntryId, Vector], langs: dict[EntryId, Language], centres: dict[Language, Vector]
) -> list[Hit]:
    """The hits scored again with each language's mean taken away, on both sides."""
    assert query.vector is not None
    asked = _unit(query.vector - centres[query.lang])
    scored = []
    for hit in hits:
        vector = vectors.get(hit.entry)
        if vector is None:
            continue
        unit = _unit(vector)
        centre = centres.get(langs[hit.entry])
        scored.append(Hit(hit.entry, float(asked @ (_unit(unit - centre) if centre is not None else unit))))
    return sorted(scored, key=lambda hit: (-hit.score, hit.entry))


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _worth_showing(hits: Sequence[Hit], by_meaning: Sequence[Hit], by_words: Sequence[Hit]) -> tuple[Hit, ...]:
    """Leave out what only stands in the list because the list had room."""
    if not by_meaning:
        return tuple(hits)
    words = {hit.entry for hit in by_words}
    best = by_meaning[0].score
    near = {hit.entry for hit in by_meaning if hit.score >= SUGGEST.worth_showing * best}
    return tuple(hit for hit in hits if hit.entry in words or hit.entry in near)
