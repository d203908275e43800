"""The search index on PostgreSQL: word vectors with GIN; half-precision vectors, by graph for large audiences, one by one for small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pgvector import HalfVector
from sqlalchemy import LargeBinary, delete, func, insert, select, text
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Indexed, Neighbour, Vector, Worded
from knowledge.storage import terms as stems
from knowledge.storage.tables import VectorRow, WordsRow
from knowledge.storage.vectors import vector_rows

GRAPHS = frozenset({384, 768, 1024})
"""Lengths of vectors that the first migration made graphs for; others are compared one by one."""
_ONE_BY_ONE = 20_000  # vectors; up to here exact costs no more than walking the graph past what the audience may not see

_PUT_WORDS = text(
    "INSERT INTO entry_words (entry_id, channel_id, words, length) VALUES (:entry, :channel, CAST(:words AS tsvector), :length) "
    "ON CONFLICT (entry_id) DO UPDATE SET channel_id = excluded.channel_id, words = excluded.words, length = excluded.length"
)
# Counting ends where a term is too frequent to matter.
_COUNTS = text(
    "SELECT term, (SELECT count(*) FROM (SELECT 1 FROM entry_words WHERE words @@ CAST(quoted AS tsquery) LIMIT :enough) AS counted) "
    "FROM unnest(CAST(:terms AS text[]), CAST(:quoted AS text[])) AS asked (term, quoted)"
)
_SIZE = text("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'entry_words'::regclass")
# BM25 with its usual 1.2 and 0.75.
_FIND = text(
    """
    WITH candidate AS MATERIALIZED (
        SELECT entry_id, words, length FROM entry_words
        WHERE words @@ CAST(:any AS tsquery) AND channel_id = ANY(:channels) LIMIT :enough
    ), usual AS (SELECT greatest(avg(length), 1) AS length FROM candidate),
    asked AS (SELECT * FROM unnest(CAST(:terms AS text[]), CAST(:weights AS float8[])) AS asked (term, weight))
    SELECT candidate.entry_id, (SELECT lang FROM entry WHERE entry.id = candidate.entry_id),
        sum(asked.weight * 2.2 * cardinality(found.positions)
            / (cardinality(found.positions) + 1.2 * (0.25 + 0.75 * candidate.length / usual.length))) AS score
    FROM candidate CROSS JOIN usual CROSS JOIN LATERAL unnest(candidate.words) AS found
    JOIN asked ON asked.term = found.lexeme
    GROUP BY candidate.entry_id ORDER BY score DESC, candidate.entry_id LIMIT :limit
    """
)
_VISIBLE = "encoder = :encoder AND lang = :lang AND channel_id = ANY(:channels) AND vector_dims(halves) = :length"
_COUNT_VISIBLE = text(f"SELECT count(*) FROM (SELECT 1 FROM entry_vector WHERE {_VISIBLE} LIMIT :enough) AS counted")  # noqa: S608 - our own words
# As bytes: reading 200 vectors as text takes longer than searching for them.
_EXACT = text(
    f"WITH visible AS MATERIALIZED (SELECT entry_id, halves FROM entry_vector WHERE {_VISIBLE}) "  # noqa: S608 - our own words
    "SELECT entry_id, halfvec_send(halves) FROM visible ORDER BY halves <=> CAST(:vector AS halfvec), entry_id LIMIT :limit"
)


@dataclass(frozen=True)
class PostgresIndex:
    """Everything is in the caller's transaction, and sees what that transaction sees."""

    def put(self, session: Session, several: Sequence[Indexed]) -> None:
        """Set what is held of some entries; vectors that are not given are removed."""
        if not several:
            return
        session.flush()
        session.execute(_PUT_WORDS, [_words(one) for one in several])
        session.execute(delete(VectorRow).where(VectorRow.entry_id == func.any([one.entry for one in several])))
        if rows := vector_rows(several):
            session.execute(insert(VectorRow), rows)

    def remove(self, session: Session, entries: Collection[EntryId]) -> None:
        """Hold nothing of some entries any more."""
        session.flush()
        for table in (VectorRow, WordsRow):
            session.execute(delete(table).where(table.entry_id == func.any(list(entries))))

    def nearest(
        self, session: Session, encoder: str, asked: Mapping[Language, Vector], channels: Collection[ChannelId], limit: int
    ) -> list[Neighbour]:
        """Exactly for a small audience, very nearly for a large one."""
        if not channels:
            return []
        session.flush()
        return [near for lang, vector in asked.items() for near in self._nearest(session, encoder, lang, vector, channels, limit)]

    def _nearest(
        self, session: Session, encoder: str, lang: Language, vector: Vector, channels: Collection[ChannelId], limit: int
    ) -> list[Neighbour]:
        length = len(vector)
        visible = {"encoder": encoder, "lang": lang, "channels": sorted(channels), "length": length}
        asked = {**visible, "vector": HalfVector(np.asarray(vector, dtype=np.float16)).to_text(), "limit": limit}
        count = session.execute(_COUNT_VISIBLE, {**visible, "enough": _ONE_BY_ONE + 1}).scalar_one()
        if not count:
            return []
        if count <= _ONE_BY_ONE or length not in GRAPHS:
            found = session.execute(_EXACT, asked)
        else:
            # Without the iterative scan a filter that lets a tenth through gives 9 of 50.
            session.execute(text("SET LOCAL hnsw.iterative_scan = relaxed_order"))
            session.execute(text(f"SET LOCAL hnsw.ef_search = {max(100, min(1000, limit))}"))
            found = session.execute(_by_graph(length), asked)
        return [Neighbour(EntryId(entry), lang, _received(sent)) for entry, sent in found]

    def vectors(self, session: Session, encoder: str, entries: Collection[EntryId]) -> dict[EntryId, Vector]:
        """Vectors as they were put in, to half precision."""
        sent = func.halfvec_send(VectorRow.halves, type_=LargeBinary())
        query = select(VectorRow.entry_id, sent).where(VectorRow.encoder == encoder, VectorRow.entry_id == func.any(list(entries)))
        return {EntryId(entry): _received(sent) for entry, sent in session.execute(query)}

    def by_words(self, session: Session, terms: Sequence[str], channels: Collection[ChannelId], limit: int) -> list[Worded]:
        """By BM25; the average length is that of the entries ranked."""
        session.flush()
        wanted = list(dict.fromkeys(stems.clean(terms, stems.MOST_TERMS)))
        if not wanted or not channels:
            return []
        asked = {"terms": wanted, "quoted": [_quoted(term) for term in wanted], "enough": stems.ENOUGH + 1}
        counts = {term: int(count) for term, count in session.execute(_COUNTS, asked)}
        counts = dict.fromkeys(wanted, 0) | counts
        chosen = stems.rarest(counts)
        if not chosen:
            return []
        size = max(int(session.execute(_SIZE).scalar_one()), *counts.values())
        found = session.execute(
            _FIND,
            {
                "any": " | ".join(_quoted(term) for term in chosen),
                "terms": chosen,
                "weights": [stems.weight({term: counts[term]}, size) for term in chosen],
                "channels": sorted(channels),
                "enough": stems.ENOUGH,
                "limit": limit,
            },
        )
        whole = stems.weight(counts, size)
        return [Worded(EntryId(entry), Language(lang), float(score) / whole) for entry, lang, score in found]


def _by_graph(length: int) -> Any:
    distance = f"(halves::halfvec({length})) <=> CAST(:vector AS halfvec({length}))"
    # The length is written out: the graph's index is made for it. Relaxed order: the best are all there, in nearly this order.
    return text(
        f"SELECT entry_id, halfvec_send(halves) FROM entry_vector WHERE encoder = :encoder AND lang = :lang "  # noqa: S608 - our own words
        f"AND channel_id = ANY(:channels) AND vector_dims(halves) = {length} ORDER BY {distance} LIMIT :limit"
    )


def _received(sent: bytes) -> Vector:
    vector: Vector = HalfVector.from_binary(sent).to_numpy().astype(np.float32)
    return vector


def _words(indexed: Indexed) -> dict[str, Any]:
    words = stems.clean(indexed.words.split(), stems.MOST_STEMS)
    # A word vector keeps at most 255 places of one word; the places themselves do not matter here.
    places = " ".join(f"{_quoted(word)}:{','.join(map(str, range(1, min(n, 255) + 1)))}" for word, n in Counter(words).items())
    return {"entry": indexed.entry, "channel": indexed.channel, "words": places, "length": len(words)}


def _quoted(term: str) -> str:
    """A term as PostgreSQL reads it in a word vector or a query for one, whatever it holds."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
