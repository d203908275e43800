"""Whether what is right stands high: every query of a set is searched in a base made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts
from knowledge.services.evaluating.measures import Scores, intervals, mean, scores
from knowledge.services.evaluating.stages import Stage, Tell
from knowledge.services.finding import Query
from knowledge.services.search import Search
from knowledge.storage import Session, entries
from knowledge.storage.tables import EntryRow


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with the worth of what answers it, by id; nothing may. `lang` is empty where the set does not say it."""

    id: str
    text: str
    gains: Mapping[str, int]
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Library:
    """A filled base: the channels that are searched, and under which id each question stands in the set.

    A question that is not among `documents` has its ts for an id.
    """

    channels: frozenset[ChannelId]
    documents: Mapping[str, MessageRef] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was found for a query: ids with scores, the best first. `confident`: the first sure answer is called likely."""

    query: str
    ranked: tuple[tuple[str, float], ...]
    confident: bool

    @property
    def ids(self) -> list[str]:
        return [name for name, _ in self.ranked]


@dataclass(frozen=True)
class Retrieval:
    """Asks the queries of a set, as `/ask` does."""

    search: Search

    def __call__(self, library: Library, several: Sequence[Asked], tell: Tell) -> list[Ranking]:
        """The whole order for each query. The document that has the query's own id is left out of it."""
        ids = {ref: name for name, ref in library.documents.items()}
        found = []
        for done, asked in enumerate(several):
            tell(Stage.ASKING, done, len(several))
            query = self.search.prepare(asked.text)
            with self.search.store.reading() as session:
                without = _own(session, library, asked)
                order, confident = whole_order(self.search, session, query, library.channels, without)
            refs = [(MessageRef(ChannelId(row.channel_id), Ts(row.ts)), score) for row, score in order]
            found.append(Ranking(asked.id, tuple((ids.get(ref, ref.ts), score) for ref, score in refs), confident))
        tell(Stage.ASKING, len(several), len(several))
        return found


def whole_order(
    search: Search, session: Session, query: Query, channels: Collection[ChannelId], without: Collection[EntryId]
) -> tuple[list[tuple[EntryRow, float]], bool]:
    """Every entry that a search ranks, best first, also those that are not worth listing; and whether it is confident."""
    ranked = search.rank(session, query, channels, without=without)
    rows = entries.readable(session, [hit.entry for hit in ranked.hits], channels)
    return [(rows[hit.entry], hit.score) for hit in ranked.hits], ranked.best is not None and ranked.chance >= search.decision.confident


def figures(rankings: Sequence[Ranking], several: Sequence[Asked]) -> dict[str, Any]:
    """The means over the queries that something in the set answers, with their intervals."""
    measured = _measured(rankings, several)
    counted: dict[str, Any] = {"queries": len(measured)}
    return counted | (mean(measured) | {"intervals": intervals(measured)} if measured else {})


def figures_with_silence(rankings: Sequence[Ranking], several: Sequence[Asked]) -> dict[str, Any]:
    """The same for a set that also asks what nothing answers, in all and for each language.

    `silent_without_answer`: of the queries that nothing answers, those of which the search was not confident;
    `confident_right`, `confident_wrong`: of the others, those of which it was, with a right entry first or not.
    """
    by_language = defaultdict[str, list[tuple[Ranking, Asked]]](list)
    for ranking, asked in zip(rankings, several, strict=True):
        by_language[asked.lang].append((ranking, asked))
    own = {lang: _with_silence(*zip(*pairs, strict=True)) for lang, pairs in sorted(by_language.items())}
    return _with_silence(rankings, several) | {"by_language": own}


def _with_silence(rankings: Sequence[Ranking], several: Sequence[Asked]) -> dict[str, Any]:
    pairs = list(zip(rankings, several, strict=True))
    answered = [(ranking, asked) for ranking, asked in pairs if asked.gains]
    unanswered = [ranking for ranking, asked in pairs if not asked.gains]
    sure = [any(first in asked.gains for first in ranking.ids[:1]) for ranking, asked in answered if ranking.confident]
    return figures(rankings, several) | {
        "queries": len(pairs),
        "with_answer": len(answered),
        "without_answer": len(unanswered),
        "silent_without_answer": sum(not ranking.confident for ranking in unanswered),
        "confident_right": sum(sure),
        "confident_wrong": len(sure) - sum(sure),
    }


def _measured(rankings: Sequence[Ranking], several: Sequence[Asked]) -> list[Scores]:
    return [scores(ranking.ids, asked.gains) for ranking, asked in zip(rankings, several, strict=True) if asked.gains]


def _own(session: Session, library: Library, asked: Asked) -> list[EntryId]:
    ref = library.documents.get(asked.id)
    row = entries.by_question(session, ref) if ref is not None else None
    return [EntryId(row.id)] if row is not None else []
