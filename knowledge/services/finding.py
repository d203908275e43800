"""What may answer a text, for one audience: words and meaning compared, one number for each entry."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.domain.deciding import SAME_THING
from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Encoders, SearchIndex, Vector
from knowledge.domain.ranking import CANDIDATES, Fusion, Likeness, centred, echoed, pair_of
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
    vectors: Mapping[EntryId, Vector]
    sure: bool

    def cosine(self, entry: EntryId) -> float | None:
        vector = self.vectors.get(entry)
        return None if vector is None else float(self.asked @ vector)

    def moved_towards(self, best: Sequence[Candidate]) -> Meanings:
        known = [(each.score, self.vectors[each.entry]) for each in best if each.entry in self.vectors]
        return replace(self, asked=echoed(self.asked, known))


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
        vectors = self.multilingual.vectors if self.multilingual is not None else {}
        return float(vectors[one] @ vectors[other]) if one in vectors and other in vectors else 0.0


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
    multilingual = _near(session, index, query.multilingual, query.lang, tuple(Language), channels, limit, langs)
    english = _near(session, index, query.english, query.lang, (Language.EN, Language.OTHER), channels, limit, langs)
    for entry in without:
        langs.pop(entry, None)
    views = (
        _view(session, index, query.multilingual, query.lang, multilingual, langs),
        _view(session, index, query.english, query.lang, english, langs),
    )
    likes = _likes(query.lang, langs, shares, views)
    first = _ranked(likes, {entry: fusion.score(like) for entry, like in likes.items()})
    moved = [view.moved_towards(first) if view is not None else None for view in views]
    echo = _likes(query.lang, langs, shares, moved)
    return Finds(_ranked(likes, {entry: fusion.score(like) for entry, like in echo.items()}), views[0])


def _near(
    session: Session,
    index: SearchIndex,
    asked: Asked | None,
    lang: Language,
    among: Collection[Language],
    channels: Collection[ChannelId],
    limit: int,
    langs: dict[EntryId, Language],
) -> dict[EntryId, Vector]:
    """The nearest of each language, whose languages are noted in `langs`.

    By their vectors as they are: within one language the mean moves all scores by nearly the same.
    """
    if asked is None:
        return {}
    vector = centred(asked.vector, means.centres(session, asked.encoder).get(lang))
    near = index.nearest(session, asked.encoder, dict.fromkeys(among, vector), channels, limit)
    langs.update({each.entry: each.lang for each in near})
    return {each.entry: each.vector for each in near}


def _view(
    session: Session,
    index: SearchIndex,
    asked: Asked | None,
    lang: Language,
    near: Mapping[EntryId, Vector],
    langs: Mapping[EntryId, Language],
) -> Meanings | None:
    """Every candidate by one encoder, those too that it did not find itself."""
    if asked is None:
        return None
    centres = means.centres(session, asked.encoder)
    vectors = {**near, **index.vectors(session, asked.encoder, langs.keys() - near.keys())}
    return Meanings(
        centred(asked.vector, centres.get(lang)),
        {entry: centred(vectors[entry], centres.get(own)) for entry, own in langs.items() if entry in vectors},
        sure=bool(centres),
    )


def _likes(
    asked: Language, langs: Mapping[EntryId, Language], shares: Mapping[EntryId, float], views: Sequence[Meanings | None]
) -> dict[EntryId, Likeness]:
    multilingual, english = views
    return {
        entry: Likeness(
            pair_of(asked, lang),
            multilingual.cosine(entry) if multilingual else None,
            english.cosine(entry) if english else None,
            shares.get(entry, 0.0),
        )
        for entry, lang in langs.items()
    }


def _ranked(likes: Mapping[EntryId, Likeness], scores: Mapping[EntryId, float]) -> list[Candidate]:
    found = [Candidate(entry, like, scores[entry]) for entry, like in likes.items()]
    return sorted(found, key=lambda each: (-each.score, each.entry))
