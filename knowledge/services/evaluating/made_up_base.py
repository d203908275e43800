"""A base of any size in a short time: made-up texts, and vectors drawn around those of some texts that were really encoded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from knowledge.domain.ids import ChannelId, EntryId, MessageRef, time_ts
from knowledge.domain.language import Language
from knowledge.domain.people import Channel
from knowledge.domain.ports import Encoder, Encoders, Indexed, SearchIndex, Vector
from knowledge.domain.ranking import unit
from knowledge.services.evaluating import made_up
from knowledge.services.evaluating.filling import Document, settled
from knowledge.services.evaluating.stages import Stage, Tell
from knowledge.services.mirroring import save_channel
from knowledge.services.settling import index_words
from knowledge.storage import Session, Store, entries

_SEED = 11
_CENTRES = 256  # texts of each language that are encoded
_AROUND = 0.35  # how long the noise is: entries around the same text have a cosine of about .89, as real ones by the encoders
_TOGETHER = 2_000  # entries in one transaction
_BEGIN = datetime(2025, 1, 7, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What was put in: how many entries each channel got, and which."""

    channels: Sequence[ChannelId]
    of_channel: Mapping[ChannelId, NDArray[np.int64]]

    def audience(self, share: float) -> frozenset[ChannelId]:
        """Channels that hold about that share of all entries: at least one, the same each time."""
        wanted = share * sum(map(len, self.of_channel.values()))
        order = np.random.default_rng(_SEED).permutation(len(self.channels))
        chosen: list[ChannelId] = []
        for channel in (self.channels[n] for n in order):
            if self.count([*chosen, channel]) <= wanted:
                chosen.append(channel)
        smallest = min(self.channels, key=lambda channel: len(self.of_channel[channel]))
        return frozenset(chosen or [smallest])

    def count(self, channels: Sequence[ChannelId] | frozenset[ChannelId]) -> int:
        return sum(len(self.of_channel[channel]) for channel in channels)

    def entries(self, channels: frozenset[ChannelId]) -> list[EntryId]:
        return [EntryId(int(entry)) for channel in sorted(channels) for entry in self.of_channel[channel]]


@dataclass
class _Vectors:
    """Draws vectors for entries, by every encoder that would encode them."""

    encoders: Encoders
    _centres: dict[tuple[str, Language], Vector] = field(default_factory=dict)

    def of(self, lang: Language, draw: np.random.Generator) -> dict[str, Vector]:
        """An entry's vectors by the encoders' ids: near the same text by each, of length about two (question, and both together)."""
        near = int(draw.integers(_CENTRES))
        return {encoder.id: self._near(self._of(encoder, lang)[near], draw) for encoder in self.encoders.of(lang)}

    def _of(self, encoder: Encoder, lang: Language) -> Vector:
        known = self._centres.get((encoder.id, lang))
        if known is None:
            texts = [document.question for document, own in made_up.documents(_SEED + 1, 0, 2 * _CENTRES) if own is lang]
            known = self._centres[encoder.id, lang] = encoder.passages(texts)
        return known

    @staticmethod
    def _near(centre: Vector, draw: np.random.Generator) -> Vector:
        noise = unit(draw.standard_normal(len(centre), dtype=np.float32))
        return 2 * unit(centre + np.float32(_AROUND) * noise)


def make(store: Store, index: SearchIndex, encoders: Encoders, count: int, channels: int, tell: Tell) -> MadeUp:
    """Fill an empty base with `count` entries in `channels` public channels, of which the nth has about 1/n of the first's."""
    names = [ChannelId(f"CMADEUP{n:05d}") for n in range(channels)]
    with store.writing() as session:
        for channel in names:
            save_channel(session, Channel(channel, channel.lower()), _BEGIN)
    draw, vectors = np.random.default_rng(_SEED), _Vectors(encoders)
    places = _places(draw, count, channels)
    put: list[int] = []
    for start in range(0, count, _TOGETHER):
        tell(Stage.FILLING, start, count)
        some = made_up.documents(_SEED, start, min(_TOGETHER, count - start))
        refs = [MessageRef(names[places[start + n]], time_ts(_BEGIN + timedelta(minutes=start + n))) for n in range(len(some))]
        with store.writing() as session:
            put += _put(session, index, some, refs, (vectors.of(lang, draw) for _, lang in some))
    tell(Stage.FILLING, count, count)
    ids = np.array(put, dtype=np.int64)
    return MadeUp(names, {channel: ids[places == n] for n, channel in enumerate(names)})


def _places(draw: np.random.Generator, count: int, channels: int) -> NDArray[np.int64]:
    """In which channel each entry stands; each channel has one at least."""
    weights = 1 / np.arange(1, channels + 1)
    rest = draw.choice(channels, max(0, count - channels), p=weights / weights.sum())
    return draw.permutation(np.concatenate([np.arange(min(channels, count)), rest]))


def _put(
    session: Session,
    index: SearchIndex,
    some: Sequence[tuple[Document, Language]],
    refs: Sequence[MessageRef],
    vectors: Iterator[Mapping[str, Vector]],
) -> list[int]:
    rows = [entries.save(session, None, settled(document, ref, lang), ()) for (document, lang), ref in zip(some, refs, strict=True)]
    session.flush()
    index.put(
        session,
        [
            Indexed(EntryId(row.id), ChannelId(row.channel_id), Language(row.lang), index_words(row.text, row.answer_text), own)
            for row, own in zip(rows, vectors, strict=True)
        ],
    )
    for row in rows:
        entries.mark_indexed(session, EntryId(row.id), entries.digest(row.text, row.answer_text))
    return [row.id for row in rows]
