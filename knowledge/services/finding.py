"""What may answer a text, for one audience: words and meaning compared, one number for each entry."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.domain.deciding import SAME_THING
from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Encoders, Neighbour, SearchIndex, Vector
from knowledge.domain.ranking import CANDIDATES, ECHOED, Fusion, Likeness, centred, echoed, pair_of
from knowledge.domain.standing import SAME_MATTER
from knowledge.language.detect import language_of
from knowledge.language.words import stems
from knowledge.storage import Session, means


@dataclass(frozen=True, slots=True)
class Asked:
    """A text by one encoder."""

    encoder: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class Query:
    """A search made ready outside any transaction. Without `multilingual` the models are loading, and words alone are compared."""

    text: str
    lang: Language
    stems: tuple[str, ...]
    multilingual: Asked | None = None
    english: Asked | None = None


@dataclass(frozen=True, slots=True)
class Meanings:
    """One encoder's view of a query and of all that may answer it, each language's mean taken away. `sure`: the means were known."""

    asked: Vector
    rows: Mapping[EntryId, int]
    vectors: Vector
    sure: bool

    def cosines(self) -> dict[EntryId, float]:
        """How near each entry is."""
        return dict(zip(self.rows, (self.vectors @ self.asked).tolist(), strict=True))

    def alike(self, one: EntryId, other: EntryId) -> float:
        """How near two entries are; 0 where one is not known."""
        if one not in self.rows or other not in self.rows:
            return 0.0
        return float(self.vectors[self.rows[one]] @ self.vectors[self.rows[other]])

    def moved_towards(self, best: Sequence[Candidate]) -> Meanings:
        known = [each for each in best[:ECHOED] if each.entry in self.rows]
        return replace(self, asked=echoed(self.asked, [(each.score, self.vectors[self.rows[each.entry]]) for each in known]))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer. `score`: log-odds, moved by what was found for the like of it; `like`: as it was asked."""

    entry: EntryId
    like: Likeness
    score: float


@dataclass(frozen=True, slots=True)
class Finds:
    """All candidates, the likeliest first."""

    candidates: Sequence[Candidate] = ()
    multilingual: Meanings | None = None

    @property
    def sure(self) -> bool:
        """Whether chances may be believed: meanings were compared, and the means of the languages were known."""
        return self.multilingual is not None and self.multilingual.sure

    def are_the_same(self, one: EntryId, other: EntryId) -> bool:
        """Whether two entries are about the same thing."""
        return self._alike(one, other) >= SAME_THING

    def are_about_the_same(self, one: EntryId, other: EntryId) -> bool:
        """Whether what one says may change what the other says."""
        return self._alike(one, other) >= SAME_MATTER

    def _alike(self, one: EntryId, other: EntryId) -> float:
        return self.multilingual.alike(one, other) if self.multilingual is not None else 0.0


def prepare(text: str, encoders: Encoders | None) -> Query:
    """Language, stems and vectors of a text."""
    lang = language_of(text)
    asked = [Asked(encoder.id, encoder.queries([text])[0]) for encoder in encoders.of(lang)] if encoders is not None else []
    return Query(text, lang, tuple(stems(text, pieces=True)), *asked)


def find(
    session: Session, index: SearchIndex, fusion: Fusion, query: Query, channels: Collection[ChannelId], without: Collection[EntryId] = ()
) -> Finds:
    """Compare a query with everything of some channels, entries `without` left out."""
    if not channels:
        return Finds()
    limit = CANDIDATES + len(without)
    worded = index.by_words(session, query.stems, channels, limit)
    shares = {each.entry: each.share for each in worded}
    langs = {each.entry: each.lang for each in worded}
    asked = (query.multilingual, query.english)
    centres = [means.centres(session, each.encoder) if each is not None else {} for each in asked]
    near: list[dict[EntryId, Vector]] = []
    for each, own, among in zip(asked, centres, (tuple(Language), (Language.EN, Language.OTHER)), strict=True):
        found = _near(session, index, each, own.get(query.lang), among, channels, limit)
        langs |= {neighbour.entry: neighbour.lang for neighbour in found}
        near.append({neighbour.entry: neighbour.vector for neighbour in found})
    for entry in without:
        langs.pop(entry, None)
    views = [_view(session, index, each, query.lang, own, known, langs) for each, own, known in zip(asked, centres, near, strict=True)]
    likes = _likes(query.lang, langs, shares, views)
    first = _ranked(likes, {entry: fusion.score(like) for entry, like in likes.items()})
    moved = [view.moved_towards(first) if view is not None else None for view in views]
    echo = _likes(query.lang, langs, shares, moved)
    return Finds(_ranked(likes, {entry: fusion.score(like) for entry, like in echo.items()}), views[0])


def _near(
    session: Session,
    index: SearchIndex,
    asked: Asked | None,
    mean: Vector | None,
    among: Collection[Language],
    channels: Collection[ChannelId],
    limit: int,
) -> list[Neighbour]:
    """The nearest of each language by their vectors as they are: within one language the mean moves all by nearly the same."""
    if asked is None:
        return []
    return index.nearest(session, asked.encoder, dict.fromkeys(among, centred(asked.vector, mean)), channels, limit)


def _view(
    session: Session,
    index: SearchIndex,
    asked: Asked | None,
    lang: Language,
    centres: Mapping[Language, Vector],
    near: Mapping[EntryId, Vector],
    langs: Mapping[EntryId, Language],
) -> Meanings | None:
    """Every candidate by one encoder, those too that it did not find itself."""
    if asked is None:
        return None
    known = {**near, **index.vectors(session, asked.encoder, langs.keys() - near.keys())}
    rows: dict[EntryId, int] = {}
    parts: list[Vector] = []
    for own in Language:
        mine = [entry for entry, said_in in langs.items() if said_in is own and entry in known]
        if mine:
            rows |= {entry: len(rows) + n for n, entry in enumerate(mine)}
            parts.append(centred(np.stack([known[entry] for entry in mine]), centres.get(own)))
    vectors = np.concatenate(parts) if parts else np.zeros((0, len(asked.vector)), dtype=np.float32)
    return Meanings(centred(asked.vector, centres.get(lang)), rows, vectors, sure=bool(centres))


def _likes(
    asked: Language, langs: Mapping[EntryId, Language], shares: Mapping[EntryId, float], views: Sequence[Meanings | None]
) -> dict[EntryId, Likeness]:
    multilingual, english = (view.cosines() if view is not None else {} for view in views)
    return {
        entry: Likeness(pair_of(asked, lang), multilingual.get(entry), english.get(entry), shares.get(entry, 0.0))
        for entry, lang in langs.items()
    }


def _ranked(likes: Mapping[EntryId, Likeness], scores: Mapping[EntryId, float]) -> list[Candidate]:
    found = [Candidate(entry, like, scores[entry]) for entry, like in likes.items()]
    return sorted(found, key=lambda each: (-each.score, each.entry))
