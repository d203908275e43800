"""A question's state, derived from facts: nothing here is stored as truth, everything can be computed again.

The same function serves live capture and import, so both come to the same result from the same messages.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.domain.ids import MessageRef, Ts, UserId, ts_key, ts_time
from knowledge.domain.language import POSITIVE, Gratitude, MessageKind
from knowledge.domain.linking import linked, parts_of
from knowledge.domain.messages import Acceptance, AcceptedBy, Reaction, Ruling, Said, Verdict

ACCEPTING_REACTIONS = frozenset({"white_check_mark", "heavy_check_mark", "ballot_box_with_check"})
ALSO_WONDERING = "raising_hand"
ALSO_WONDERING_ALL = frozenset({ALSO_WONDERING, "man-raising-hand", "woman-raising-hand"})
DOUBTING_REACTIONS = frozenset({"-1", "thumbsdown"})
THANKING_REACTIONS = frozenset(
    {"+1", "thumbsup", "pray", "raised_hands", "clap", "ok_hand", "100", "heart", "tada", "dart", "star", "muscle", "bulb", "handshake"}
    | {"saluting_face", "heart_hands", "partying_face", "star-struck", "bow", "man-bowing", "woman-bowing"}
)
"""From the asker on an answer they say what «tack» says; from anybody else nothing"""
TELLING_REACTIONS = ACCEPTING_REACTIONS | ALSO_WONDERING_ALL | DOUBTING_REACTIONS | THANKING_REACTIONS
"""Emoji that say something about a question or an answer; no other is kept."""

HELPED = frozenset({AcceptedBy.ASKER, AcceptedBy.ALSO})
"""Who of those that confirmed an answer was helped by it themselves; an endorsement only vouches for it."""

_TELLS = frozenset({MessageKind.ANSWER, MessageKind.ANNOUNCEMENT, MessageKind.HELP})

_TRUST = {AcceptedBy.EXPERT: 4, AcceptedBy.STEWARD: 4, AcceptedBy.ASKER: 3, AcceptedBy.WORDS: 2}


class QuestionState(StrEnum):
    """Where a question stands. Doubted and retired belong to the entry, not to the question."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that counts as an answer. `by` is the strongest confirmation that stands, `confirmed_by` its people.

    `confirmed_at`: when the asker or somebody who vouches for it last confirmed it, as far as anybody knows when;
    `thanked_at`: when the asker's words last did.
    """

    said: Said
    accepted: bool
    by: AcceptedBy | None
    confirmed_by: tuple[UserId, ...] = ()
    also_helped: tuple[UserId, ...] = ()
    confirmed_at: datetime | None = None
    thanked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Confirmation:
    kind: AcceptedBy
    by: UserId
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Settled:
    """A question with everything that follows from its messages and facts.

    `answers` stand in the order in which they were written; `best` is the one to show (None while open).
    """

    question: Said
    parts: tuple[Said, ...]
    state: QuestionState
    answers: tuple[Answer, ...]
    best: Answer | None
    wondering: tuple[UserId, ...] = ()
    solved_by: MessageRef | None = None
    """An answer to another question that the asker said solves this one"""

    @property
    def text(self) -> str:
        """The question as asked, its parts joined by line breaks."""
        return "\n".join(part.message.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Facts:
    """What people added to the messages of a conversation. Revoked facts may be among them; they count for nothing."""

    reactions: Sequence[Reaction] = ()
    acceptances: Sequence[Acceptance] = ()
    rulings: Sequence[Ruling] = ()
    gone: Sequence[Ts] = ()
    """Deleted messages of the channel: thanks that may have been for one of them confirm nothing else"""


def is_question(said: Said, facts: Facts) -> bool:
    """Whether a message is a question: what people ruled comes before what the classifier thinks."""
    verdicts = {r.verdict for r in facts.rulings if r.revoked_at is None and r.on == said.message.ref}
    if Verdict.NOT_A_QUESTION in verdicts:
        return False
    return Verdict.IS_A_QUESTION in verdicts or said.is_question is True


def may_turn_out(said: Said) -> bool:
    """Whether a message of which the classifier cannot tell («skrivaren säger kort ej registrerat») may turn out to be a question."""
    return said.is_question is None and not said.message.is_reply and said.kind in _TELLS


def turned_out(settled: Settled) -> bool:
    """Whether such a message was one after all: somebody answered, and its author took it as an answer."""
    return any(
        answer.accepted and settled.question.user in answer.confirmed_by and answer.said.user != settled.question.user
        for answer in settled.answers
    )


def settle(question: Said, following: Sequence[Said], facts: Facts) -> Settled:
    """What has become of one question.

    `following` holds the messages after it in time order: its thread's replies and, where it stands at the
    top level, the channel's next messages there (the caller bounds them to half an hour).
    """
    rulings = [r for r in facts.rulings if r.revoked_at is None and r.question == question.message.ref]
    refused = {r.on for r in rulings if r.verdict is Verdict.NOT_AN_ANSWER}
    marked = {r.on for r in rulings if r.verdict is Verdict.IS_AN_ANSWER}
    parts = parts_of(question, following)
    candidates = [
        said
        for said in linked(question, following, {part.ts for part in parts})
        if said.message.ref not in refused and said.message.ref not in marked and _may_answer(said, question)
    ]
    if marked:
        candidates += [said for said in following if said.message.ref in marked and said.message.ref not in refused]
    candidates.sort(key=lambda said: ts_key(said.ts))
    candidates = _without_remarks(candidates, question)
    answers = _confirmed(question, {part.ts for part in parts}, candidates, following, facts, rulings)
    withdrawn = any(r.verdict is Verdict.WITHDRAWN for r in rulings)
    solved_by = _solved_elsewhere(question, {said.message.ref for said in candidates}, facts)
    return Settled(
        question=question,
        parts=parts,
        state=QuestionState.RESOLVED if solved_by else _state(answers, withdrawn=withdrawn),
        answers=answers,
        best=_best(answers),
        wondering=tuple(
            sorted({r.user for r in facts.reactions if r.ts == question.ts and r.name in ALSO_WONDERING_ALL and r.user != question.user})
        ),
        solved_by=solved_by,
    )


def _solved_elsewhere(question: Said, own: set[MessageRef], facts: Facts) -> MessageRef | None:
    solved = [
        fact
        for fact in facts.acceptances
        if fact.revoked_at is None and fact.question == question.message.ref and fact.answer not in own and fact.kind is AcceptedBy.ASKER
    ]
    return max(solved, key=lambda fact: fact.at).answer if solved else None


def _state(answers: Sequence[Answer], *, withdrawn: bool) -> QuestionState:
    if any(answer.accepted for answer in answers):
        return QuestionState.RESOLVED
    if withdrawn:
        return QuestionState.WITHDRAWN
    return QuestionState.ANSWERED if answers else QuestionState.OPEN


def _may_answer(said: Said, question: Said) -> bool:
    if said.user == question.user:
        return said.message.is_reply and said.kind is MessageKind.ANSWER
    # What may be a question of its own, beside the thread, is no answer to another.
    return said.is_question is not True and not may_turn_out(said) and said.kind in _TELLS


def _without_remarks(candidates: Sequence[Said], question: Said) -> list[Said]:
    """The asker may answer themselves, but only before anybody else has: later it is a remark on what they were told."""
    helped = False
    kept = []
    for said in candidates:
        if said.user != question.user:
            helped = True
        elif helped:
            continue
        kept.append(said)
    return kept


def _confirmed(
    question: Said, parts: Collection[Ts], candidates: Sequence[Said], following: Sequence[Said], facts: Facts, rulings: Sequence[Ruling]
) -> tuple[Answer, ...]:
    found: dict[MessageRef, list[_Confirmation]] = {said.message.ref: [] for said in candidates}
    for fact in facts.acceptances:
        if fact.revoked_at is None and fact.question == question.message.ref and fact.answer in found:
            found[fact.answer].append(_Confirmation(fact.kind, fact.by, fact.at))
    taken_back = {r.on for r in rulings if r.verdict is Verdict.NOT_ACCEPTED}
    for reaction in facts.reactions:
        ref = MessageRef(reaction.channel, reaction.ts)
        if reaction.user != question.user:
            continue
        if reaction.name in ACCEPTING_REACTIONS:
            checked = _Confirmation(AcceptedBy.ASKER, reaction.user, reaction.at)
            if ref in found:
                found[ref].append(checked)
            elif ref.channel == question.message.channel and ref.ts in parts and candidates:
                # ✅ on one's own question: it is solved, by the last who answered
                found[candidates[-1].message.ref].append(checked)
        elif reaction.name in THANKING_REACTIONS and ref in found.keys() - taken_back:
            found[ref].append(_Confirmation(AcceptedBy.WORDS, reaction.user, reaction.at))
    for ref, thanked in _accepted_by_words(question, candidates, following, facts.gone):
        if ref not in taken_back:
            found[ref].append(_Confirmation(AcceptedBy.WORDS, question.user, ts_time(thanked)))
    return tuple(_answer(said, found[said.message.ref]) for said in candidates)


def _accepted_by_words(
    question: Said, candidates: Sequence[Said], following: Sequence[Said], gone: Sequence[Ts]
) -> list[tuple[MessageRef, Ts]]:
    """The answers that the asker's own words confirm, each with these words: «it worked», or thanks right after the answer. Not those
    of which they say later that they did not help."""
    accepted = []
    refs = {said.message.ref for said in candidates}
    stamps = {said.ts for said in candidates}
    last: Said | None = None
    last_was_answer = False
    for said in following:
        if said.message.user != question.user:
            if said.message.ts in stamps and said.message.ref in refs:
                last, last_was_answer = said, True
            continue
        if last is not None and (said.message.thread_ts == last.message.thread_ts or not (said.message.is_reply or last.message.is_reply)):
            meant = last if not any(ts_key(last.ts) < ts_key(ts) < ts_key(said.ts) for ts in gone) else None
            if meant and (said.gratitude is Gratitude.WORKED or (said.gratitude in POSITIVE and last_was_answer)):
                accepted.append((last.message.ref, said.ts))
            if meant and said.gratitude is Gratitude.FAILED:
                accepted = [each for each in accepted if each[0] != last.message.ref]
            last_was_answer = False
    return accepted


def _answer(said: Said, confirmations: Sequence[_Confirmation]) -> Answer:
    strong = [each for each in confirmations if each.kind in _TRUST]
    also = tuple(sorted({each.by for each in confirmations if each.kind is AcceptedBy.ALSO}))
    if not strong:
        return Answer(said, accepted=False, by=None, also_helped=also)
    by = max((each.kind for each in strong), key=lambda kind: (_TRUST[kind], kind.value))
    people = tuple(sorted({each.by for each in strong if each.kind is by}))
    acts, words = ([each.at for each in strong if each.at and (each.kind is AcceptedBy.WORDS) is said_so] for said_so in (False, True))
    return Answer(
        said,
        accepted=True,
        by=by,
        confirmed_by=people,
        also_helped=also,
        confirmed_at=max(acts, default=None),
        thanked_at=max(words, default=None),
    )


def _best(answers: Sequence[Answer]) -> Answer | None:
    """The accepted one of most trust; of equals, the one that helped more people, then the later; else the fullest reply."""
    if not answers:
        return None
    accepted = [a for a in answers if a.accepted]
    if accepted:
        return max(accepted, key=lambda a: (_TRUST[a.by] if a.by else 0, len(a.also_helped), ts_key(a.said.ts)))
    return max(answers, key=lambda a: (len(a.also_helped), min(len(a.said.message.text), 280), ts_key(a.said.ts)))
