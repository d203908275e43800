"""The search index on SQLite: FTS5 for words; vectors in memory, followed by a log of changes that the database keeps."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.ports import Hit, Indexed, Vector
from knowledge.storage import terms as stems
from knowledge.storage.blocks import Blocks, best
from knowledge.storage.pieces import pieces
from knowledge.storage.store import Store
from knowledge.storage.tables import VectorChangeRow, VectorRow
from knowledge.storage.vectors import vector_rows

_RELOAD = 20_000  # so many changes are read faster by reading everything again

_PUT_WORDS = text("INSERT OR REPLACE INTO entry_words (rowid, words) VALUES (:entry, :words)")
_REMOVE_WORDS = text("DELETE FROM entry_words WHERE rowid IN (SELECT value FROM json_each(:entries))")
_COUNTS = text("SELECT term, doc FROM entry_words_terms WHERE term IN (SELECT value FROM json_each(:terms))")
# CROSS JOIN keeps this order: words first, then each entry by its id. The other way round every entry would be a search.
_FIND = text(
    "SELECT entry.id, -bm25(entry_words) AS score FROM entry_words CROSS JOIN entry ON entry.id = entry_words.rowid "
    "WHERE entry_words MATCH :terms AND entry.channel_id IN (SELECT value FROM json_each(:channels)) "
    "ORDER BY score DESC, entry.id LIMIT :limit"
)


@dataclass(slots=True)
class _Held:
    """One encoder's vectors as they were after change `seq`."""

    seq: int
    blocks: Blocks


@dataclass
class SqliteIndex:
    """`by_meaning` sees what was committed, by any process, when it is asked; not what its own transaction has put in."""

    store: Store
    _held: dict[str, _Held] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, session: Session, several: Sequence[Indexed]) -> None:
        """Set what is held of some entries; vectors that are not given are removed."""
        session.flush()
        if several:
            words = [{"entry": one.entry, "words": " ".join(stems.clean(one.words.split(), stems.MOST_STEMS))} for one in several]
            session.execute(_PUT_WORDS, words)
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

    def by_meaning(self, session: Session, encoder: str, vector: Vector, channels: Collection[ChannelId], limit: int) -> list[Hit]:
        """The entries nearest in meaning, by cosine."""
        if not channels:
            return []
        with self._lock:
            chosen = self._up_to_date(encoder).choose(channels, len(vector))
        return best(chosen, vector, limit)

    def vectors(self, session: Session, encoder: str, entries: Collection[EntryId]) -> dict[EntryId, Vector]:
        """Vectors as they were put in, to half precision."""
        found: dict[EntryId, Vector] = {}
        for some in pieces(entries):
            chosen = (VectorRow.encoder == encoder, VectorRow.entry_id.in_(some))
            rows = session.execute(select(VectorRow.entry_id, VectorRow.halves).where(*chosen))
            found.update({EntryId(entry): halves for entry, halves in rows})
        return found

    def by_words(self, session: Session, terms: Sequence[str], channels: Collection[ChannelId], limit: int) -> list[Hit]:
        """The entries with the rarest of these stems, by BM25. Any one of them suffices."""
        session.flush()
        wanted = list(dict.fromkeys(stems.clean(terms, stems.MOST_TERMS)))
        counted = session.execute(_COUNTS, {"terms": json.dumps(wanted)})
        chosen = stems.rarest({row.term: row.doc for row in counted})
        if not chosen or not channels:
            return []
        match = " OR ".join('"' + term.replace('"', '""') + '"' for term in chosen)
        found = session.execute(_FIND, {"terms": match, "channels": json.dumps(sorted(channels)), "limit": limit})
        return [Hit(EntryId(entry), float(score)) for entry, score in found]

    def _up_to_date(self, encoder: str) -> Blocks:
        # A transaction of its own: what the caller's has not committed must not reach memory, it may be rolled back.
        with self.store.reading() as session:
            first, last = session.execute(select(func.min(VectorChangeRow.seq), func.max(VectorChangeRow.seq))).one()
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
        for some in pieces(list(session.scalars(changes))):
            query = select(VectorRow.entry_id, VectorRow.channel_id, VectorRow.halves)
            rows = session.execute(query.where(VectorRow.encoder == encoder, VectorRow.entry_id.in_(some))).all()
            for entry, channel, halves in rows:
                held.blocks.put(entry, ChannelId(channel), halves)
            held.blocks.remove(set(some) - {entry for entry, _, _ in rows})


def _read(session: Session, encoder: str) -> Blocks:
    blocks = Blocks()
    query = select(VectorRow.entry_id, VectorRow.channel_id, VectorRow.halves).where(VectorRow.encoder == encoder)
    for entry, channel, halves in session.execute(query.execution_options(yield_per=2000)):
        blocks.put(entry, ChannelId(channel), halves)
    return blocks
