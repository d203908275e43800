"""Finding: words and meaning together, for what one audience may read and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.domain.deciding import Decision, Evidence, evidence
from knowledge.domain.found import SearchResult
from knowledge.domain.ids import ChannelId, EntryId, MessageRef
from knowledge.domain.ports import Encoders, SearchIndex, Stopwatch
from knowledge.domain.ranking import Fusion, Hit, Pair
from knowledge.domain.standing import Placed, adjusted, newest_first
from knowledge.language.changes import tells_change
from knowledge.language.emphasis import marked, sets_apart
from knowledge.language.words import stems, words
from knowledge.services import finding, fitted, showing
from knowledge.services.finding import Candidate, Finds, Query
from knowledge.storage import Session, Store, entries
from knowledge.storage.tables import EntryRow

SHOWN = 3
"""Entries in one answer of `/ask`; *More* gives the next."""
ENOUGH_WORDS = 0.3
"""The words' share (`ports.Worded`) from which an entry is listed while the models load"""
MANY_WORDS = 0.7
"""… and the one that suffices whatever the models think"""
_CLOSELY = 10  # of the first are read: what a newer answer says, and whether one is sure enough to be shown unasked
_RIVALS = 12


@dataclass(frozen=True, slots=True)
class Ranked:
    """The whole order found. `listed`: those of it that are worth showing to who asked. `best`: the first with an answer that may be
    shown unasked, with what speaks for it (None: it cannot be told yet) and the chance that it answers. `outdated`: what a newer
    answer has changed, and by which entry."""

    hits: tuple[Hit, ...] = ()
    listed: tuple[Hit, ...] = ()
    best: EntryRow | None = None
    evidence: Evidence | None = None
    chance: float = 0.0
    outdated: Mapping[EntryId, EntryId] = field(default_factory=dict)


@dataclass(frozen=True)
class Search:
    """Search for one audience: the channels whose content may be found."""

    store: Store
    index: SearchIndex
    encoders: Callable[[], Encoders | None]
    stopwatch: Stopwatch
    fusion: Fusion = field(default_factory=fitted.fusion)
    decision: Decision = field(default_factory=fitted.suggest)
    listed: float = field(default_factory=fitted.listed)

    def __call__(
        self,
        text: str,
        audience: Collection[ChannelId],
        *,
        offset: int = 0,
        limit: int = SHOWN,
        asked_by: MessageRef | None = None,
        earlier: Sequence[str] = (),
    ) -> SearchResult:
        """The best entries for a text, from `offset` on. Encodes first, then reads in one short transaction.

        `asked_by`: the message that asks, which is no answer to itself. `earlier`: what was asked before in the same conversation,
        where the text alone does not say enough.
        """
        began = self.stopwatch.seconds()
        query = self.prepare("\n".join([*earlier, text]))
        with self.store.reading() as session:
            own = entries.by_question(session, asked_by) if asked_by is not None else None
            ranked = self.rank(session, query, audience, without=[EntryId(own.id)] if own is not None else ())
            page = ranked.listed[offset : offset + limit]
            rows = entries.readable(session, [hit.entry for hit in page], audience)
            results = showing.found(session, [(rows[hit.entry], hit.score) for hit in page if hit.entry in rows], ranked.outdated)
        return SearchResult(
            query=text,
            results=tuple(results),
            confident=ranked.best is not None and ranked.chance >= self.decision.confident,
            words_only=query.multilingual is None,
            more=len(ranked.listed) > offset + limit,
            took_ms=(self.stopwatch.seconds() - began) * 1000,
        )

    def prepare(self, text: str) -> Query:
        """Language, stems and vectors of a text."""
        return finding.prepare(text, self.encoders())

    def rank(self, session: Session, query: Query, audience: Collection[ChannelId], *, without: Collection[EntryId] = ()) -> Ranked:
        """Everything that may answer, best first, entries `without` left out."""
        finds = finding.find(session, self.index, self.fusion, query, audience, without)
        standings = entries.standings(session, [each.entry for each in finds.candidates], audience)
        found = [replace(each, score=adjusted(each.score, standings[each.entry])) for each in finds.candidates if each.entry in standings]
        found.sort(key=lambda each: (-each.score, each.entry))
        rows = entries.readable(session, [each.entry for each in found[:_CLOSELY]], audience)
        first, outdated = newest_first(
            [Placed(each.entry, each.score, standings[each.entry], _tells_change(rows[each.entry])) for each in found[:_CLOSELY]],
            finds.are_about_the_same,
        )
        by_entry = {each.entry: each for each in found}
        order = [by_entry[entry] for entry in first] + found[_CLOSELY:]
        sure = [each for each in order[:_CLOSELY] if standings[each.entry].is_sure and each.entry not in outdated]
        # The same question may stand there again and again, still open: what counts is the first that has a sure answer.
        best = rows[sure[0].entry] if sure else None
        return Ranked(
            hits=tuple(Hit(each.entry, each.score) for each in order),
            listed=tuple(
                Hit(each.entry, each.score) for each in order if self._is_worth_listing(each, has_model=finds.multilingual is not None)
            ),
            best=best,
            evidence=(known := self.evidence_for(query, sure[0], best, finds) if best is not None and finds.sure else None),
            chance=self.decision.chance(known) if known is not None else 0.0,
            outdated=outdated,
        )

    def evidence_for(self, query: Query, first: Candidate, row: EntryRow, finds: Finds) -> Evidence:
        """What speaks for an entry, and against it."""
        asked, says = stems(query.text), f"{row.text}\n{row.answer_text or ''}"
        score = self.fusion.score(first.like)
        others = (self.fusion.score(each.like) for each in finds.candidates[:_RIVALS] if not finds.are_the_same(each.entry, first.entry))
        return evidence(
            score,
            max(others, default=None),
            asked,
            stems(says),
            lacking=_lacking(marked(query.text), says),
            apart=sets_apart(query.text),
            across=first.like.pair is Pair.ACROSS,
        )

    def _is_worth_listing(self, each: Candidate, *, has_model: bool) -> bool:
        """Leave out what only stands in the list because the list had room. While the models load, words alone decide.

        By the question as it was asked: moved towards what was found for it, it is near to that whatever it is.
        """
        if not has_model:
            return each.like.words >= ENOUGH_WORDS
        return each.like.words >= MANY_WORDS or self.fusion.score(each.like) >= self.listed


def _tells_change(row: EntryRow) -> bool:
    """Whether an entry says that something is not as it was; not where it was asked about another case."""
    return tells_change(row.answer_text or "") and not sets_apart(row.text)


def _lacking(marked: Collection[str], says: str) -> int:
    """How many of some words a text does not have, in no form and within no other."""
    own, forms = words(says), set(stems(says))
    return sum(1 for word in marked if not any(word in other for other in own) and not (set(stems(word)) & forms))


def suggestible(row: EntryRow) -> bool:
    """Only an answer that a person confirmed, that nobody doubts, may be shown unasked."""
    return entries.standing(row).is_sure
