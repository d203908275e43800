"""Finding: words and meaning together, for what one audience may read and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from knowledge.domain.calibration import LIST, SUGGEST
from knowledge.domain.found import SearchResult
from knowledge.domain.ids import ChannelId, EntryId, MessageRef
from knowledge.domain.language import Language
from knowledge.domain.ports import Encoder, Hit, SearchIndex, Stopwatch, Vector
from knowledge.domain.ranking import CANDIDATES, SAME_THING, USUAL_RIVAL, Likeness, fuse, likeness, unit
from knowledge.language.detect import language_of
from knowledge.language.words import stems
from knowledge.services import showing
from knowledge.storage import Session, Store, entries, means
from knowledge.storage.tables import EntryRow

SHOWN = 3
"""Entries in one answer of `/ask`; *More* gives the next."""
ENOUGH_WORDS = 0.3
"""Of a query's stems, how many an entry must have while the models load"""
MANY_WORDS = 0.5
"""… and how many suffice whatever the models think"""
_RIVALS = 12


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
    """The whole `order`; `hits`: what of it is worth showing; `rows` holds the entries themselves. `best`: the first with an answer
    that may be shown unasked, and the chance that it answers the question."""

    order: tuple[Hit, ...]
    hits: tuple[Hit, ...]
    rows: dict[EntryId, EntryRow]
    best: EntryRow | None
    chance: float


@dataclass(frozen=True, slots=True)
class Near:
    """What lies near a query by meaning, the nearest first, with the entries' vectors, each language's mean taken away.

    `sure`: the means were known.
    """

    hits: Sequence[Hit] = ()
    vectors: Mapping[EntryId, Vector] = field(default_factory=dict)
    sure: bool = False

    def cosine(self, entry: EntryId) -> float:
        return next((hit.score for hit in self.hits if hit.entry == entry), 0.0)

    def rival(self, entry: EntryId) -> float:
        """The cosine of the nearest entry that is about something else."""
        own = self.vectors.get(entry)
        if own is None:
            return USUAL_RIVAL
        others = (hit for hit in self.hits[:_RIVALS] if float(self.vectors[hit.entry] @ own) < SAME_THING)
        return max((hit.score for hit in others), default=USUAL_RIVAL)


@dataclass(frozen=True)
class Search:
    """Search for one audience: the channels whose content may be found."""

    store: Store
    index: SearchIndex
    encoder: Callable[[], Encoder | None]
    stopwatch: Stopwatch

    def __call__(
        self, text: str, audience: Collection[ChannelId], *, offset: int = 0, limit: int = SHOWN, asked_by: MessageRef | None = None
    ) -> SearchResult:
        """The best entries for a text, from `offset` on. Encodes first, then reads in one short transaction.

        `asked_by`: the message that asks, which is no answer to itself.
        """
        began = self.stopwatch.seconds()
        query = self.prepare(text)
        with self.store.reading() as session:
            own = entries.by_question(session, asked_by) if asked_by is not None else None
            ranked = self.rank(session, query, audience, without=[EntryId(own.id)] if own is not None else ())
            page = ranked.hits[offset : offset + limit]
            results = showing.found(session, [(ranked.rows[hit.entry], hit.score) for hit in page])
        return SearchResult(
            query=text,
            results=tuple(results),
            confident=ranked.best is not None and ranked.chance >= SUGGEST.threshold,
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
            return Ranked((), (), {}, None, 0.0)
        by_words = [h for h in self.index.by_words(session, query.stems, audience, CANDIDATES + len(without)) if h.entry not in without]
        near = self._by_meaning(session, query, audience, without)
        fused = fuse(near.hits[:CANDIDATES], by_words[:CANDIDATES])
        rows = entries.readable(session, [hit.entry for hit in fused], audience)
        asked = stems(query.text)
        order = tuple(hit for hit in fused if hit.entry in rows)
        hits = tuple(hit for hit in order if _worth_listing(asked, query, rows[hit.entry], near))
        # The same question may stand there again and again, still open: what counts is the first that has a sure answer.
        best = next((rows[hit.entry] for hit in hits if suggestible(rows[hit.entry])), None)
        chance = SUGGEST.chance(_likeness(asked, query, best, near)) if best is not None and near.sure else 0.0
        return Ranked(order, hits, rows, best, chance)

    def _by_meaning(self, session: Session, query: Query, audience: Collection[ChannelId], without: Collection[EntryId]) -> Near:
        if query.vector is None or query.encoder is None:
            return Near()
        centres = means.centres(session, query.encoder)
        # Until the means are known (seconds after an encoder is new to a base), nothing is taken away and nobody is surely right.
        nothing = np.zeros_like(query.vector)
        asked = unit(query.vector - centres.get(query.lang, nothing))
        wide = self.index.by_meaning(session, query.encoder, asked, audience, 4 * CANDIDATES + len(without))
        found = [hit.entry for hit in wide if hit.entry not in without]
        langs = entries.languages(session, found)
        vectors = {
            entry: unit(unit(vector) - centres.get(langs[entry], nothing))
            for entry, vector in self.index.vectors(session, query.encoder, found).items()
            if entry in langs
        }
        hits = [Hit(entry, float(asked @ vector)) for entry, vector in vectors.items()]
        return Near(sorted(hits, key=lambda hit: (-hit.score, hit.entry)), vectors, sure=bool(centres))


def suggestible(row: EntryRow) -> bool:
    """Only an answer that a person confirmed, that nobody doubts, may be shown unasked."""
    confirmed = row.accepted_by is not None or row.helped > 0
    return row.answer_text is not None and confirmed and row.doubted_at is None and row.retired_at is None


def _likeness(asked: Sequence[str], query: Query, row: EntryRow, near: Near) -> Likeness:
    entry = EntryId(row.id)
    words = stems(f"{row.text}\n{row.answer_text or ''}")
    return likeness(asked, words, near.cosine(entry), rival=near.rival(entry), same_language=row.lang == query.lang)


def _worth_listing(asked: Sequence[str], query: Query, row: EntryRow, near: Near) -> bool:
    """Leave out what only stands in the list because the list had room. While the models load, words alone decide."""
    like = _likeness(asked, query, row, near)
    return like.share >= (MANY_WORDS if near.hits else ENOUGH_WORDS) or (bool(near.hits) and LIST.says_yes(like))
