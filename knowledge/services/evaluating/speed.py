"""How long people wait: whole searches in a large made-up base, for audiences of several sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from knowledge.domain.ids import ChannelId, EntryId, Ts, UserId, time_ts
from knowledge.domain.language import Language
from knowledge.domain.messages import Message
from knowledge.domain.ports import Encoder, Encoders, SearchIndex, Stopwatch, Vector
from knowledge.domain.ranking import CANDIDATES, unit
from knowledge.services import capture
from knowledge.services.evaluating import made_up
from knowledge.services.evaluating.made_up_base import MadeUp, make
from knowledge.services.evaluating.stages import Stage, Tell
from knowledge.services.indexing import Indexing
from knowledge.services.search import Search
from knowledge.storage import Store, checkup

_ASKED = 23  # a seed of their own: other questions than those in the base
_INSERTS = 20
_TOP = 10
_READ = 5_000  # vectors compared at a time


@dataclass(frozen=True)
class Speed:
    """Measures one empty desk. `resident_mb`: what this process holds in memory just now, None where that cannot be told."""

    store: Store
    index: SearchIndex
    search: Search
    indexing: Indexing
    encoders: Encoders
    stopwatch: Stopwatch
    resident_mb: Callable[[], float | None]

    def __call__(self, count: int, channels: int, shares: Sequence[float], queries: int, now: datetime, tell: Tell) -> dict[str, Any]:
        """Fill the desk and search it. Milliseconds are of one whole search, its text encoded too, one after another."""
        began = self.stopwatch.seconds()
        base = make(self.store, self.index, self.encoders, count, channels, tell)
        self.indexing.measure(self.encoders)
        checkup.refresh_statistics(self.store)
        filled_s, asked = self.stopwatch.seconds() - began, made_up.queries(_ASKED, queries)
        self.search.prepare(asked[0])  # loads what is loaded at first use, so that the first search is told without it
        before = self.resident_mb()
        first_ms = self._ms(asked[0], base.audience(1.0))
        told = [self._searched(base, share, asked, tell) for share in shares]
        inserted = [self._insert_ms(base.channels[0], text, now + timedelta(minutes=n)) for n, text in enumerate(asked[:_INSERTS])]
        with self.store.reading() as session:
            size = checkup.size_bytes(session)
        return {
            "entries": count,
            "channels": channels,
            "encoders": [encoder.id for encoder in self.encoders.all],
            "fill_s": round(filled_s, 1),
            "first_search_ms": round(first_ms, 1),
            "insert_ms": round(float(np.median(inserted)), 1),
            "resident_mb": self.resident_mb(),
            "resident_mb_before_searches": before,
            "database_mb": round(size / 1e6, 1),
            "visible": told,
        }

    def _searched(self, base: MadeUp, share: float, asked: Sequence[str], tell: Tell) -> dict[str, Any]:
        audience, took = base.audience(share), list[float]()
        for done, text in enumerate(asked):
            tell(Stage.ASKING, done, len(asked))
            took.append(self._ms(text, audience))
        p50, p95 = np.percentile(took, [50, 95])
        times = {"p50_ms": round(float(p50), 1), "p95_ms": round(float(p95), 1), "max_ms": round(max(took), 1)}
        found = {"share": share, "entries": base.count(audience), "channels": len(audience), **times}
        # In memory everything is compared; a graph may pass something by.
        return found if self.store.dialect == "sqlite" else found | {f"recall@{_TOP}": self._recall(base, audience, asked)}

    def _ms(self, text: str, audience: frozenset[ChannelId]) -> float:
        began = self.stopwatch.seconds()
        self.search(text, audience)
        return (self.stopwatch.seconds() - began) * 1000

    def _insert_ms(self, channel: ChannelId, text: str, at: datetime) -> float:
        """How long it takes until a new question can be found by its meaning."""
        ts = time_ts(at)
        began = self.stopwatch.seconds()
        said = capture.read(Message(channel, ts, UserId("UASKER"), text, Ts(ts), Ts(ts)), (), by_asker=False)
        with self.store.writing() as session:
            capture.keep(session, self.index, channel, [said], at)
        self.indexing.fill(self.encoders)
        return (self.stopwatch.seconds() - began) * 1000

    def _recall(self, base: MadeUp, audience: frozenset[ChannelId], asked: Sequence[str]) -> dict[str, float]:
        """By encoder: of the entries that are nearest to each query, the share that the index finds."""
        return {encoder.id: self._recall_of(encoder, base, audience, asked) for encoder in self.encoders.all}

    def _recall_of(self, encoder: Encoder, base: MadeUp, audience: frozenset[ChannelId], asked: Sequence[str]) -> float:
        vectors, shares = encoder.queries(asked), list[float]()
        with self.store.reading() as session:
            exact = self._exact(encoder, base.entries(audience), vectors)
            for vector, right in zip(vectors, exact, strict=True):
                near = self.index.nearest(session, encoder.id, dict.fromkeys(Language, vector), audience, CANDIDATES)
                best = sorted(near, key=lambda each: -float(unit(each.vector) @ vector))[:_TOP]
                shares.append(len({each.entry for each in best} & right) / max(1, len(right)))
        return round(float(np.mean(shares)), 4)

    def _exact(self, encoder: Encoder, among: Sequence[EntryId], asked: Vector) -> list[set[EntryId]]:
        """The entries nearest to each query, all compared one by one."""
        scores, ids = np.full((len(asked), 0), 0, dtype=np.float32), np.zeros((len(asked), 0), dtype=np.int64)
        for entries, vectors in self._vectors(encoder, among):
            scores = np.concatenate([scores, asked @ vectors.T], axis=1)
            ids = np.concatenate([ids, np.broadcast_to(entries, (len(asked), len(entries)))], axis=1)
            best = np.argsort(-scores, axis=1)[:, :_TOP]
            scores, ids = np.take_along_axis(scores, best, 1), np.take_along_axis(ids, best, 1)
        return [{EntryId(int(entry)) for entry in row} for row in ids]

    def _vectors(self, encoder: Encoder, among: Sequence[EntryId]) -> Iterator[tuple[np.ndarray[Any, Any], Vector]]:
        for start in range(0, len(among), _READ):
            with self.store.reading() as session:
                found = self.index.vectors(session, encoder.id, among[start : start + _READ])
            if found:
                yield np.array(list(found), dtype=np.int64), unit(np.stack(list(found.values())))
