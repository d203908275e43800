"""Whether what is suggested unasked is right: a labelled workplace is lived through, and every question gets its suggestion then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.domain.ids import EntryId, MessageRef, Ts, UserId, ts_key, ts_time
from knowledge.domain.messages import Message
from knowledge.domain.occurrences import Posted
from knowledge.domain.ports import Encoders
from knowledge.services import audiences
from knowledge.services.evaluating.measures import interval, share
from knowledge.services.evaluating.replaying import Happening, StandingClock, Workplace
from knowledge.services.evaluating.stages import Stage, Tell
from knowledge.services.indexing import Indexing
from knowledge.services.search import Search, suggestible
from knowledge.services.suggesting import Suggesting
from knowledge.storage import Session, entries, suggestions

UNREAD = "it was not read as a question"


@dataclass(frozen=True, slots=True)
class Labels:
    """What people say of an export's messages, each by its ts.

    `questions`: the first messages of questions. `families`: for every message of a question the first question that asks the same,
    itself where none did. `near_misses`: questions that only look like another.
    """

    questions: frozenset[Ts]
    families: Mapping[Ts, Ts]
    near_misses: Mapping[Ts, Ts]

    def family(self, ts: Ts) -> Ts:
        return self.families.get(ts, ts)

    def is_duplicate(self, ts: Ts) -> bool:
        return ts in self.questions and self.family(ts) != ts


@dataclass(frozen=True, slots=True)
class Decision:
    """What Kollega did about a question. `entry` is the ts of the question that was offered; `why` it was silent."""

    item: MessageRef
    entry: Ts | None
    score: float
    why: str

    @property
    def name(self) -> str:
        return f"{self.item.channel}:{self.item.ts}"


@dataclass
class Course:
    """What came of living through a workplace; `answerable`: the duplicates that could have been answered when they were asked."""

    labels: Labels
    decisions: list[Decision] = field(default_factory=list)
    answerable: set[Ts] = field(default_factory=set)

    def is_right(self, decision: Decision) -> bool | None:
        """None where nothing was offered."""
        if decision.entry is None:
            return None
        return self.labels.family(decision.entry) == self.labels.family(decision.item.ts)

    def figures(self) -> dict[str, Any]:
        """Precision is over what was offered; recall over the labelled duplicates, and over those that could be answered."""
        offered = {decision.item.ts: bool(self.is_right(decision)) for decision in self.decisions if decision.entry is not None}
        duplicates = [ts for ts in sorted(self.labels.questions, key=ts_key) if self.labels.is_duplicate(ts)]
        found = [offered.get(ts, False) for ts in duplicates]
        found_answerable = [offered.get(ts, False) for ts in duplicates if ts in self.answerable]
        wrong = [decision for decision in self.decisions if self.is_right(decision) is False]
        misled = [one for one in wrong if one.entry and self._is_misled(one.item.ts, one.entry)]
        return {
            "questions": len(self.decisions),
            "duplicates": len(duplicates),
            "answerable": len(found_answerable),
            "offered": len(offered),
            "right": sum(offered.values()),
            "precision": share(sum(offered.values()), len(offered)),
            "recall": share(sum(found), len(found)),
            "recall_answerable": share(sum(found_answerable), len(found_answerable)),
            "intervals": {
                name: interval(values)
                for name, values in (("precision", [*offered.values()]), ("recall", found), ("recall_answerable", found_answerable))
                if values
            },
            "near_misses": len(self.labels.near_misses),
            "near_misses_offered": len(misled),
            "wrong": [{"item": one.name, "entry": one.entry, "score": round(one.score, 4)} for one in wrong],
        }

    def _is_misled(self, ts: Ts, entry: Ts) -> bool:
        near = self.labels.near_misses.get(ts)
        return near is not None and self.labels.family(near) == self.labels.family(entry)


@dataclass(frozen=True)
class Suggestions:
    """Lives through a workplace and suggests at every new question."""

    workplace: Workplace
    search: Search
    indexing: Indexing
    encoders: Encoders

    @property
    def clock(self) -> StandingClock:
        return self.workplace.clock

    def __call__(self, happenings: Iterable[tuple[Ts, Happening]], labels: Labels, total: int, tell: Tell) -> Course:
        """`happenings` in the order of time; `total`: how many messages are among them, for progress."""
        course, said = Course(labels), 0
        suggesting = Suggesting(self.search, self.workplace.index, self.clock)
        asked = defaultdict[Ts, list[MessageRef]](list)
        for at, happening in happenings:
            self.clock.at = ts_time(at)
            new = self.workplace.happens(happening)
            self._follow()
            if isinstance(happening, Posted):
                said += 1
                tell(Stage.LIVING, min(said, total), total)
                self._note(course, happening.written.message, asked)
            course.decisions += [self._decide(suggesting, question) for question in new]
        course.decisions += _unread(course, asked)
        course.decisions.sort(key=lambda decision: ts_key(decision.item.ts))
        tell(Stage.LIVING, total, total)
        return course

    def _follow(self) -> None:
        """What the running bot does between two events."""
        while self.indexing.fill(self.encoders):
            pass
        self.indexing.measure(self.encoders)

    def _note(self, course: Course, message: Message, asked: defaultdict[Ts, list[MessageRef]]) -> None:
        """Remember a question by its family; one that was asked before may be answerable."""
        if message.ts not in course.labels.families:
            return
        family = asked[course.labels.family(message.ts)]
        if course.labels.is_duplicate(message.ts):
            with self.search.store.writing() as session:
                self.workplace.members_are_known(session)
                if self._is_answerable(session, message.user, family):
                    course.answerable.add(message.ts)
        family.append(message.ref)

    def _is_answerable(self, session: Session, asker: UserId, earlier: Sequence[MessageRef]) -> bool:
        """Whether the base has a sure answer to any of these questions that the asker may read."""
        readable = audiences.visible_to(session, asker, self.clock.now())
        rows = (entries.by_question(session, ref) for ref in earlier if ref.channel in readable)
        return any(row is not None and suggestible(row) for row in rows)

    def _decide(self, suggesting: Suggesting, question: MessageRef) -> Decision:
        with self.search.store.writing() as session:
            self.workplace.members_are_known(session)
        suggesting.suggest(question)
        with self.search.store.reading() as session:
            row = suggestions.of_question(session, question)
            offered = entries.get(session, EntryId(row.entry_id)) if row is not None and row.entry_id is not None else None
        if row is None:
            return Decision(question, None, 0.0, UNREAD)
        return Decision(question, Ts(offered.ts) if offered is not None else None, row.score, row.reason)


def _unread(course: Course, asked: Mapping[Ts, Sequence[MessageRef]]) -> list[Decision]:
    """The labelled questions about which nothing was decided."""
    decided = {decision.item.ts for decision in course.decisions}
    refs = [ref for family in asked.values() for ref in family if ref.ts in course.labels.questions]
    return [Decision(ref, None, 0.0, UNREAD) for ref in refs if ref.ts not in decided]
