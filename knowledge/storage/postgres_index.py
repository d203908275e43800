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
_RANKED = 1_000  # entries that one search by words ranks: 2,000 took 18 ms
_ONE_BY_ONE = 10_000  # vectors: 5,000 take 7 ms, 50,000 take 59; the graph takes about 5, and passes by some of the best

_PUT_WORDS = text(
    "INSERT INTO entry_words (entry_id, channel_id, words, length) VALUES (:entry, :channel, CAST(:words AS tsvector), :length) "
    "ON CONFLICT (entry_id) DO UPDATE SET channel_id = excluded.channel_id, words = excluded.words, length = excluded.length"
)
# What ANALYZE knows of frequent stems. Counting these would read every entry that has one: 47 ms of a search among 100,000.
_FREQUENT = text(
    "SELECT known.term, known.share FROM pg_stats AS told, "
    "LATERAL unnest(told.most_common_elems::text::text[], told.most_common_elem_freqs) AS known (term, share) "
    "WHERE told.schemaname = current_schema AND told.tablename = 'entry_words' AND told.attname = 'words' AND known.term = ANY(:terms)"
)
# Counting ends where a term is too frequent to matter.
_COUNTS = text(
    "SELECT term, (SELECT count(*) FROM (SELECT 1 FROM entry_words WHERE words @@ CAST(quoted AS tsquery) LIMIT :enough) AS counted) "
    "FROM unnest(CAST(:terms AS text[]), CAST(:quoted AS text[])) AS asked (term, quoted)"
)
_SIZE = text(
    "SELECT CASE WHEN visible < :enough THEN visible ELSE (SELECT max(id) FROM entry) END, "
    "(SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'entry_words'::regclass) FROM "
    "(SELECT count(*) AS visible FROM (SELECT 1 FROM entry_words WHERE channel_id = ANY(:channels) LIMIT :enough) AS few) AS counted"
)
# The best by BM25 (1.2, 0.75) as if each said each term once; how often they do is then counted for these alone.
_FIND = text(
    """
    WITH candidate AS MATERIALIZED (
        SELECT entry_id, words, length FROM entry_words
        WHERE words @@ CAST(:any AS tsquery) AND channel_id = ANY(:channels) LIMIT :enough
    ), usual AS (SELECT greatest(avg(length), 1) AS length, count(*) AS entries FROM candidate),
    asked AS (
        SELECT term, CAST(quoted AS tsquery) AS quoted, weight
        FROM unnest(CAST(:terms AS text[]), CAST(:quoted AS text[]), CAST(:weights AS float8[])) AS each (term, quoted, weight)
    ), said AS MATERIALIZED (
        SELECT entry_id, term, weight * 2.2 / (1 + 1.2 * (0.25 + 0.75 * candidate.length / usual.length)) AS score
        FROM candidate CROSS JOIN usual JOIN asked ON candidate.words @@ asked.quoted
    ), best AS (SELECT entry_id, sum(score) AS score FROM said GROUP BY entry_id ORDER BY score DESC, entry_id LIMIT :limit)
    SELECT best.entry_id, (SELECT lang FROM entry WHERE entry.id = best.entry_id) AS lang, candidate.length,
        (SELECT jsonb_object_agg(lexeme, cardinality(positions)) FROM unnest(candidate.words) WHERE lexeme = ANY(:wanted)) AS times,
        (SELECT entries FROM usual) AS entries,
        (SELECT jsonb_object_agg(term, seen) FROM (SELECT term, count(*) AS seen FROM said GROUP BY term) AS counted) AS seen
    FROM best JOIN candidate USING (entry_id)
    """
)
_VISIBLE = "encoder = :encoder AND lang = :lang AND channel_id = ANY(:channels)"
_COUNT_VISIBLE = text(
    "SELECT lang, (SELECT count(*) FROM (SELECT 1 FROM entry_vector WHERE encoder = :encoder AND lang = asked.lang "
    "AND channel_id = ANY(:channels) LIMIT :enough) AS counted) FROM unnest(CAST(:langs AS text[])) AS asked (lang)"
)
# As bytes: reading 200 vectors as text takes longer than searching for them. Outside the inner query: else all are sent, then sorted.
_EXACT = text(
    f"SELECT entry_id, halfvec_send(halves) FROM (SELECT entry_id, halves FROM entry_vector WHERE {_VISIBLE} "  # noqa: S608 - our own words
    "AND vector_dims(halves) = :length ORDER BY halves <=> CAST(:vector AS halfvec), entry_id LIMIT :limit) AS best"
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
        readable = sorted(channels)
        asking = {"encoder": encoder, "channels": readable, "langs": sorted(asked), "enough": _ONE_BY_ONE + 1}
        counts = [(Language(lang), count) for lang, count in session.execute(_COUNT_VISIBLE, asking)]
        return [
            Neighbour(EntryId(entry), lang, _received(sent))
            for lang, count in counts
            if count
            for entry, sent in _nearest(
                session, asked[lang], {"encoder": encoder, "lang": lang, "channels": readable, "limit": limit}, count
            )
        ]

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
        readable = sorted(channels)
        visible, size = session.execute(_SIZE, {"channels": readable, "enough": stems.COUNTED}).one()
        counts = _counts(session, wanted, size)
        chosen = stems.rarest(counts, _RANKED)
        if not chosen:
            return []
        asked = {
            "any": " | ".join(_quoted(term) for term in chosen),
            "terms": chosen,
            "quoted": [_quoted(term) for term in chosen],
            "weights": [stems.weight({term: counts[term]}, max(size, *counts.values())) for term in chosen],
            "wanted": wanted,
            "channels": readable,
            "enough": _RANKED,
            "limit": limit,
        }
        found = session.execute(_FIND, asked).all()
        if found and found[0].entries < _RANKED:
            # Rarity is counted among what the audience may read: else what it may not read would show in how much a word weighs.
            counts |= dict.fromkeys(chosen, 0) | found[0].seen
        shares = stems.shares(counts, visible, [stems.Says(row.times, row.length) for row in found])
        worded = [Worded(EntryId(row.entry_id), Language(row.lang), share) for row, share in zip(found, shares, strict=True)]
        return sorted(worded, key=lambda each: (-each.share, each.entry))


def _nearest(session: Session, vector: Vector, asked: Mapping[str, Any], count: int) -> Sequence[Any]:
    length = len(vector)
    among = {**asked, "vector": HalfVector(np.asarray(vector, dtype=np.float16)).to_text()}
    if count <= _ONE_BY_ONE or length not in GRAPHS:
        return session.execute(_EXACT, {**among, "length": length}).all()
    # Without the iterative scan a filter that lets a tenth through gives 9 of 50.
    session.execute(
        text(f"SET LOCAL hnsw.iterative_scan = relaxed_order; SET LOCAL hnsw.ef_search = {max(100, min(1000, asked['limit']))}")
    )
    return session.execute(_by_graph(length), among).all()


def _counts(session: Session, terms: Sequence[str], size: int) -> dict[str, int]:
    """In about how many entries each term stands."""
    counts = {term: round(share * size) for term, share in session.execute(_FREQUENT, {"terms": terms})}
    others = [term for term in terms if term not in counts]
    asked = {"terms": others, "quoted": [_quoted(term) for term in others], "enough": _RANKED + 1}
    return dict.fromkeys(terms, 0) | counts | {term: int(count) for term, count in session.execute(_COUNTS, asked)}


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
