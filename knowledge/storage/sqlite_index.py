"""The search index on SQLite: FTS5 for words; vectors in memory, followed by a log of changes that the database keeps."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import LargeBinary, Row, delete, insert, select, text, type_coerce
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Indexed, Neighbour, Vector, Worded
from knowledge.storage import terms as stems
from knowledge.storage.blocks import Blocks, nearest
from knowledge.storage.pieces import pieces
from knowledge.storage.store import Store
from knowledge.storage.tables import VectorChangeRow, VectorRow
from knowledge.storage.vectors import vector_rows

_RELOAD = 20_000  # so many changes are read faster by reading everything again

_PUT_WORDS = text("INSERT OR REPLACE INTO entry_words (rowid, words, pieces) VALUES (:entry, :words, :pieces)")
_REMOVE_WORDS = text("DELETE FROM entry_words WHERE rowid IN (SELECT value FROM json_each(:entries))")
_COUNTS = text("SELECT term, doc FROM entry_words_terms WHERE term IN (SELECT value FROM json_each(:terms))")
# Rarity is counted among what the audience may read: else what it may not read would show in how much a word weighs.
_VISIBLE = text(
    "SELECT key AS term, (SELECT count(*) FROM entry_words CROSS JOIN entry ON entry.id = entry_words.rowid "
    "WHERE entry_words MATCH asked.value AND entry.channel_id IN (SELECT value FROM json_each(:channels))) AS count "
    "FROM json_each(:terms) AS asked"
)
_SIZE = text(
    "SELECT CASE WHEN visible < :enough THEN visible ELSE (SELECT max(id) FROM entry) END FROM (SELECT count(*) AS visible FROM "
    "(SELECT 1 FROM entry WHERE channel_id IN (SELECT value FROM json_each(:channels)) LIMIT :enough))"
)
# CROSS JOIN keeps this order: words first, then each entry by its id. The other way round every entry would be a search.
_FIND = text(
    "SELECT entry.id, entry.lang, words, pieces "  # noqa: S608 - our own words
    "FROM entry_words CROSS JOIN entry ON entry.id = entry_words.rowid "
    "WHERE entry_words MATCH :terms AND entry.channel_id IN (SELECT value FROM json_each(:channels)) "
    f"ORDER BY bm25(entry_words, 1.0, {stems.PIECE_WEIGHT}), entry.id LIMIT :limit"
)
# Two queries: SQLite finds either end of a table at once, but reads all of it for both together.
_ENDS = text("SELECT (SELECT min(seq) FROM entry_vector_change), (SELECT max(seq) FROM entry_vector_change)")
_READ = 20_000  # vectors read at a time
_ROWS = select(VectorRow.entry_id, VectorRow.channel_id, VectorRow.lang, type_coerce(VectorRow.halves, LargeBinary))


@dataclass(slots=True)
class _Held:
    """One encoder's vectors as they were after change `seq`."""

    seq: int
    blocks: Blocks


@dataclass
class SqliteIndex:
    """`nearest` sees what was committed, by any process, when it is asked; not what its own transaction has put in."""

    store: Store
    _held: dict[str, _Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, session: Session, several: Sequence[Indexed]) -> None:
        """Set what is held of some entries; vectors that are not given are removed."""
        session.flush()
        if several:
            session.execute(_PUT_WORDS, [_words(one) for one in several])
        for some in pieces([one.entry for one in several]):
            session.execute(delete(VectorRow).where(VectorRow.entry_id.in_(some)))
        if rows := vector_rows(several):
            session.execute(insert(VectorRow), rows)

    def remove(self, session: Session, entries: Collection[EntryId]) -> None:
        """Hold nothing of some entries any more."""
        session.flush()
        session.execute(_REMOVE_WORDS, {"entries": json.dumps(list(entries))})
        for some in pieces(entries):
            session.execute(delete(VectorRow).where(VectorRow.entry_id.in_(some)))

    def nearest(
        self, session: Session, encoder: str, asked: Mapping[Language, Vector], channels: Collection[ChannelId], limit: int
    ) -> list[Neighbour]:
        """Exactly, from memory."""
        if not channels or not asked:
            return []
        length = len(next(iter(asked.values())))
        with self._lock:
            chosen = self._up_to_date(encoder).choose(channels, asked.keys(), length)
        return nearest(chosen, asked, limit)

    def vectors(self, session: Session, encoder: str, entries: Collection[EntryId]) -> dict[EntryId, Vector]:
        """Vectors as they were put in, to half precision."""
        found: dict[EntryId, Vector] = {}
        for some in pieces(entries):
            chosen = (VectorRow.encoder == encoder, VectorRow.entry_id.in_(some))
            rows = session.execute(select(VectorRow.entry_id, VectorRow.halves).where(*chosen))
            found.update({EntryId(entry): halves for entry, halves in rows})
        return found

    def by_words(self, session: Session, terms: Sequence[str], channels: Collection[ChannelId], limit: int) -> list[Worded]:
        """By BM25, as FTS5 has it."""
        session.flush()
        wanted = list(dict.fromkeys(stems.clean(terms, stems.MOST_TERMS)))
        counts = dict.fromkeys(wanted, 0) | {row.term: row.doc for row in session.execute(_COUNTS, {"terms": json.dumps(wanted)})}
        chosen = stems.rarest(counts)
        if not chosen or not channels:
            return []
        readable = json.dumps(sorted(channels))
        match = " OR ".join(_quoted(term) for term in chosen)
        found = session.execute(_FIND, {"terms": match, "channels": readable, "limit": limit}).all()
        size = session.execute(_SIZE, {"channels": readable, "enough": stems.COUNTED}).scalar_one()
        if sum(counts[term] for term in chosen) <= stems.ENOUGH:
            asked = {"terms": json.dumps({term: _quoted(term) for term in chosen}), "channels": readable}
            counts |= {row.term: row.count for row in session.execute(_VISIBLE, asked)}
        shares = stems.shares(counts, size, [_says(counts, f"{words} {parts}".split()) for _, _, words, parts in found])
        worded = [Worded(EntryId(row.id), Language(row.lang), share) for row, share in zip(found, shares, strict=True)]
        return sorted(worded, key=lambda each: (-each.share, each.entry))

    def _up_to_date(self, encoder: str) -> Blocks:
        # A transaction of its own: what the caller's has not committed must not reach memory, it may be rolled back.
        with self.store.reading() as session:
            first, last = session.execute(_ENDS).one()
            first, last = first or 0, last or 0
            held = self._held.get(encoder)
            if held is None or first > held.seq + 1 or last - held.seq > _RELOAD:
                held = _Held(last, _read(session, encoder))
            elif last > held.seq:
                self._follow(session, encoder, held)
                held.seq = last
            self._held[encoder] = held
        return held.blocks

    def _follow(self, session: Session, encoder: str, held: _Held) -> None:
        changes = select(VectorChangeRow.entry_id).where(VectorChangeRow.seq > held.seq, VectorChangeRow.encoder == encoder).distinct()
        changed = list(session.scalars(changes))
        held.blocks.remove(changed)
        for some in pieces(changed):
            _put(held.blocks, session.execute(_ROWS.where(VectorRow.encoder == encoder, VectorRow.entry_id.in_(some))).all())


def _read(session: Session, encoder: str) -> Blocks:
    blocks = Blocks()
    result = session.execute(_ROWS.where(VectorRow.encoder == encoder).execution_options(yield_per=_READ))
    for some in result.partitions():
        _put(blocks, some)
    return blocks


def _put(blocks: Blocks, rows: Iterable[Row[int, str, str, bytes]]) -> None:
    by_block: dict[tuple[str, str], tuple[list[int], list[Vector]]] = {}
    for entry, channel, lang, halves in rows:
        entries, vectors = by_block.setdefault((channel, lang), ([], []))
        entries.append(entry)
        vectors.append(np.frombuffer(halves, dtype="<f2"))
    for (channel, lang), (entries, vectors) in by_block.items():
        blocks.put(ChannelId(channel), Language(lang), entries, vectors)


def _quoted(term: str) -> str:
    """A term as FTS5 reads it, whatever it holds."""
    return '"' + term.replace('"', '""') + '"'


def _says(asked: Collection[str], terms: Sequence[str]) -> stems.Says:
    return stems.Says(Counter(term for term in terms if term in asked), len(terms))


def _words(indexed: Indexed) -> dict[str, Any]:
    words = stems.clean(indexed.words.split(), stems.MOST_STEMS)
    parted = [[word for word in words if stems.is_piece(word) is wanted] for wanted in (False, True)]
    return {"entry": indexed.entry, "words": " ".join(parted[0]), "pieces": " ".join(parted[1])}
