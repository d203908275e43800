"""Settling: what has become of questions, from all messages and facts that are kept, and their entries brought in line.

The questions of a channel are settled together. What lies around them is read once for all: much of what is said touches the
same few questions again and again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.domain.doubts import in_doubt
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, time_ts, ts_key, ts_time
from knowledge.domain.language import Language
from knowledge.domain.lifecycle import (
    DOUBTING_REACTIONS,
    HELPED,
    Facts,
    QuestionState,
    Settled,
    is_question,
    may_turn_out,
    parts_of,
    settle,
    that_matter,
    turned_out,
)
from knowledge.domain.messages import Acceptance, Reaction, Ruling, Said
from knowledge.domain.ports import Indexed, SearchIndex
from knowledge.language.words import stems
from knowledge.services import asked, taking_out
from knowledge.services.nearby import FLAT_WINDOW, near_to
from knowledge.storage import Session, asks, doubts, entries, facts, messages, people, reactions, suggestions
from knowledge.storage.store import VECTORS, wake
from knowledge.storage.tables import EntryRow

FORGET_AFTER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _Case:
    """One message that is or may be a question, was ruled upon or has an entry, and what decides about it."""

    said: Said
    row: EntryRow | None
    following: Sequence[Said]
    facts: Facts
    in_question: bool
    """It stands in a thread that began with a question"""


def resettle(session: Session, index: SearchIndex, candidates: Iterable[Said], now: datetime) -> tuple[MessageRef, ...]:
    """Settle those of some messages that are questions, and bring their entries and index rows in line. Safe to repeat.

    The questions that are new.
    """
    of_channel = defaultdict[ChannelId, list[Said]](list)
    for said in candidates:
        of_channel[said.message.channel].append(said)
    new: list[MessageRef] = []
    released: list[MessageRef] = []
    for channel, near in sorted(of_channel.items()):
        standing: list[tuple[_Case, Settled]] = []
        for case in _cases(session, channel, near):
            outcome = _outcome(case)
            if outcome is not None:
                standing.append((case, outcome))
            elif case.row is not None:
                released += drop_entry(session, index, case.row, now)
        new += [case.said.message.ref for case, _ in standing if case.row is None]
        if standing:
            released += _write(session, index, channel, standing, now)
    # Only now: other candidates may be dropped with their thread, and what one question lets go another may have.
    return (*new, *release(session, index, released, now))


def _outcome(case: _Case) -> Settled | None:
    """What has become of a message as a question; None where it is none."""
    if case.in_question:
        return None
    if is_question(case.said, case.facts):
        return settle(case.said, case.following, case.facts)
    if may_turn_out(case.said) and not case.facts.rulings:
        outcome = settle(case.said, case.following, case.facts)
        return outcome if turned_out(outcome) else None
    return None


def drop_entry(session: Session, index: SearchIndex, row: EntryRow, now: datetime) -> list[MessageRef]:
    """A question is none any more. The messages that belonged to it: the caller releases them."""
    entry, ref = EntryId(row.id), MessageRef(ChannelId(row.channel_id), Ts(row.ts))
    index.remove(session, [entry])
    suggestions.withdraw(session, entry, now)
    asked.gone(session, ref, now)
    taking_out.entry_gone(session, [ref], now)
    belonged = entries.belonging(row)
    entries.remove(session, row)
    return belonged


def release(session: Session, index: SearchIndex, refs: Sequence[MessageRef], now: datetime) -> tuple[MessageRef, ...]:
    """What belonged to a question that is none any more is forgotten like other talk, unless another question has it too.

    An answer that solved it from elsewhere stays with its own question, which is settled again: it helped one fewer.
    """
    near: dict[MessageRef, Said] = {}
    for channel, root in dict.fromkeys((ref.channel, _root_of(session, ref)) for ref in refs):
        thread = messages.thread(session, channel, root)
        messages.keep_for_good(session, channel, (), otherwise=now + FORGET_AFTER, among={said.ts for said in thread})
        # Each of them may belong to another question: near it, or marked.
        near.update({other.message.ref: other for other in near_to(session, channel, thread)})
    return resettle(session, index, near.values(), now) if near else ()


def _root_of(session: Session, ref: MessageRef) -> Ts:
    said = messages.get(session, ref)
    return said.message.thread_ts if said is not None else ref.ts


def index_words(question: str, answer: str | None) -> str:
    """The stems under which an entry is found by words."""
    return " ".join(stems(f"{question}\n{answer or ''}", pieces=True))


def _cases(session: Session, channel: ChannelId, near: Sequence[Said]) -> Iterator[_Case]:
    """Of some messages those that may be questions, are ruled upon, or have an entry; most are none of these."""
    stamps = [said.ts for said in near]
    rows = {row.ts: row for row in entries.in_thread(session, channel, stamps)}
    roots = {said.message.thread_ts for said in near if said.message.is_reply}
    accepted, ruled = _facts(session, channel, {*stamps, *roots})
    possible = [said for said in near if said.is_question is True or may_turn_out(said) or said.ts in rows or said.ts in ruled]
    if not possible:
        return
    threads = messages.threads(session, channel, {said.message.thread_ts for said in possible})
    following = _following(session, channel, possible, threads, ruled)
    reactions = _reactions(session, channel, {said.ts for said in possible} | {s.ts for some in following.values() for s in some})
    gone = _Gone.among(session, channel, following)
    for said in possible:
        after = following[said.ts]
        known = Facts(
            [reaction for ts in (said.ts, *(s.ts for s in after)) for reaction in reactions.get(ts, ())],
            accepted.get(said.ts, ()),
            ruled.get(said.ts, ()),
            gone.of(said, after),
        )
        yield _Case(said, rows.get(said.ts), after, known, _is_in_question(said, threads, ruled))


def _facts(
    session: Session, channel: ChannelId, stamps: Collection[Ts]
) -> tuple[Mapping[Ts, Sequence[Acceptance]], Mapping[Ts, Sequence[Ruling]]]:
    accepted, ruled = defaultdict[Ts, list[Acceptance]](list), defaultdict[Ts, list[Ruling]](list)
    acceptances, rulings = facts.of_questions(session, channel, stamps)
    for acceptance in acceptances:
        accepted[acceptance.question.ts].append(acceptance)
    for ruling in rulings:
        ruled[ruling.question.ts].append(ruling)
    return accepted, ruled


def _following(
    session: Session,
    channel: ChannelId,
    possible: Sequence[Said],
    threads: dict[Ts, list[Said]],
    ruled: Mapping[Ts, Sequence[Ruling]],
) -> dict[Ts, list[Said]]:
    """For each: what follows it in its thread and, at the top level, beside it; the threads of its parts; what was marked as its answer.

    Adds the threads of parts to `threads`.
    """
    flat = messages.top_level_after(session, channel, [said.ts for said in possible if not said.message.is_reply], FLAT_WINDOW)
    found: dict[Ts, dict[Ts, Said]] = {}
    parts: dict[Ts, list[Ts]] = {}
    for said in possible:
        after = [s for s in threads.get(said.message.thread_ts, ()) if ts_key(s.ts) > ts_key(said.ts)]
        after += that_matter(said, flat.get(said.ts, ()))
        after.sort(key=lambda s: ts_key(s.ts))
        found[said.ts] = {s.ts: s for s in after}
        # People answer under whichever part they read last.
        parts[said.ts] = [] if said.message.is_reply else [part.ts for part in parts_of(said, after)[1:]]
    threads |= messages.threads(session, channel, {ts for some in parts.values() for ts in some} - threads.keys())
    for ts, some in parts.items():
        found[ts].update({s.ts: s for part in some for s in threads.get(part, ())[1:]})
    marked = {
        said.ts: {ruling.on.ts for ruling in ruled.get(said.ts, ()) if ruling.on.channel == channel} - {said.ts} - found[said.ts].keys()
        for said in possible
    }
    elsewhere = messages.some(session, channel, {ts for some in marked.values() for ts in some})
    for ts, stamps in marked.items():
        found[ts].update({other: elsewhere[other] for other in stamps if other in elsewhere})
    return {ts: sorted(some.values(), key=lambda s: ts_key(s.ts)) for ts, some in found.items()}


def _reactions(session: Session, channel: ChannelId, stamps: Collection[Ts]) -> Mapping[Ts, Sequence[Reaction]]:
    found = defaultdict[Ts, list[Reaction]](list)
    for reaction in reactions.on(session, channel, stamps):
        found[reaction.ts].append(reaction)
    return found


@dataclass(frozen=True, slots=True)
class _Gone:
    """The deleted messages of a channel in some time, each with the thread that it stood in."""

    tombstones: Sequence[tuple[Ts, Ts]]

    @classmethod
    def among(cls, session: Session, channel: ChannelId, following: Mapping[Ts, Sequence[Said]]) -> _Gone:
        spans = [(ts, after[-1].ts) for ts, after in following.items() if after]
        if not spans:
            return cls(())
        first, last = min((ts for ts, _ in spans), key=ts_key), max((ts for _, ts in spans), key=ts_key)
        return cls(messages.tombstones(session, channel, first, last))

    def of(self, said: Said, after: Sequence[Said]) -> list[Ts]:
        """Those that stood in the threads of a question or, as long as somebody may answer outside the thread and be thanked there,
        at the top level. (A deletion looks back as far.)"""
        if not self.tombstones or not after:
            return []
        threads, top_until = {said.message.thread_ts}, said.ts
        if not said.message.is_reply:
            threads |= {part.ts for part in parts_of(said, after)}
            top_until = time_ts(ts_time(said.ts) + FLAT_WINDOW)
        begin, end, top = ts_key(said.ts), ts_key(after[-1].ts), ts_key(top_until)
        return [
            ts for ts, thread in self.tombstones if begin < ts_key(ts) < end and (thread in threads or (thread == ts and ts_key(ts) <= top))
        ]


def _is_in_question(said: Said, threads: Mapping[Ts, Sequence[Said]], ruled: Mapping[Ts, Sequence[Ruling]]) -> bool:
    """A reply is a question of its own only in a thread that did not begin with one."""
    thread = threads.get(said.message.thread_ts, ())
    if not said.message.is_reply or not thread or thread[0].ts != said.message.thread_ts:
        return False
    return is_question(thread[0], Facts(rulings=ruled.get(thread[0].ts, ())))


def _write(
    session: Session, index: SearchIndex, channel: ChannelId, standing: Sequence[tuple[_Case, Settled]], now: datetime
) -> list[MessageRef]:
    """What belonged to the questions and does so no more: the caller releases it."""
    before = {ref for case, _ in standing if case.row is not None for ref in entries.belonging(case.row)}
    waiting = {case.said.ts: _texts(case.row) for case, _ in standing if case.row is not None and not case.row.indexed_text}
    were_doubted = {case.said.ts for case, _ in standing if case.row is not None and case.row.doubted_at is not None}
    rows = [entries.save(session, case.row, outcome, _thanks(case)) for case, outcome in standing]
    _count_help(session, channel, rows)
    _weigh_doubts(session, channel, standing, rows)
    session.flush()
    for row in rows:
        if (row.ts in were_doubted) is not (row.doubted_at is not None):
            taking_out.badges_changed(session, MessageRef(channel, Ts(row.ts)), now)
    _index(session, index, [(row, _is_findable(outcome)) for row, (_, outcome) in zip(rows, standing, strict=True)], waiting)
    asked_about = asks.about(session, channel, [case.said.ts for case, _ in standing])
    for case, outcome in standing:
        if case.said.ts in asked_about:
            spoke = {s.user for s in case.following if s.message.thread_ts == case.said.message.thread_ts} - {case.said.user}
            asked.heard(session, asked_about[case.said.ts], spoke, is_open=outcome.state is QuestionState.OPEN, now=now)
    kept = {ts for row in rows for ts in entries.kept_for(row)}
    among = {s.ts for case, _ in standing for s in case.following if s.message.thread_ts == case.said.message.thread_ts} - kept
    among -= _marked_elsewhere(session, channel, among, {case.said.ts for case, _ in standing})
    messages.keep_for_good(session, channel, kept, otherwise=now + FORGET_AFTER, among=among)
    return sorted(before - {ref for row in rows for ref in entries.belonging(row)})


def _marked_elsewhere(session: Session, channel: ChannelId, stamps: Collection[Ts], settled: Collection[Ts]) -> set[Ts]:
    """Of some messages of a channel those that belong to questions besides those just settled, because people marked them so."""
    if not stamps:
        return set()
    marked = set(facts.questions_answered_with(session, channel, stamps))
    others = (entries.by_question(session, question) for question in sorted(marked) if question.ts not in settled)
    return {ts for row in others if row is not None and row.channel_id == channel for ts in entries.kept_for(row)}


def _thanks(case: _Case) -> list[Ts]:
    """The asker's own words that carry the acceptance: without them it could not be derived again."""
    return [s.ts for s in case.following if s.user == case.said.user and s.gratitude is not None]


def _count_help(session: Session, channel: ChannelId, rows: Sequence[EntryRow]) -> None:
    answers = {Ts(row.answer_ts) for row in rows if row.answer_ts is not None and row.answer_text is not None}
    confirmed = facts.confirmations_of(session, channel, answers)
    for row in rows:
        if row.answer_ts is None or row.answer_text is None:
            row.helped, row.confirmed_at = 0, None
            continue
        confirmations = confirmed.get(Ts(row.answer_ts), ())
        moments = [fact.at for fact in confirmations]
        if row.accepted_by is not None:
            moments.append(ts_time(Ts(row.answer_ts)))
        row.helped = len({fact.by for fact in confirmations if fact.kind in HELPED} - {UserId(row.asker), row.answerer})
        row.confirmed_at = max(moments, default=None)


def _weigh_doubts(session: Session, channel: ChannelId, standing: Sequence[tuple[_Case, Settled]], rows: Sequence[EntryRow]) -> None:
    shown = {outcome.best.said.ts for _, outcome in standing if outcome.best is not None}
    said = doubts.of_answers(session, channel, shown)
    against = [r.user for case, _ in standing for r in case.facts.reactions if r.name in DOUBTING_REACTIONS and r.ts in shown]
    bots = people.bots_among(session, set(against))
    for row, (case, outcome) in zip(rows, standing, strict=True):
        is_shown = outcome.best is not None and row.answer_text is not None
        found = in_doubt(outcome.best, said, case.facts.reactions, bots) if outcome.best is not None and is_shown else None
        row.doubted_at, row.doubt_reason = (found.since, found.reason) if found else (None, None)


def _is_findable(outcome: Settled) -> bool:
    return outcome.solved_by is None and outcome.state is not QuestionState.WITHDRAWN


def _texts(row: EntryRow) -> tuple[str, str | None]:
    return row.text, row.answer_text


def _index(
    session: Session, index: SearchIndex, rows: Sequence[tuple[EntryRow, bool]], waiting: Mapping[Ts, tuple[str, str | None]]
) -> None:
    """`waiting`: texts whose words are in the index and whose vectors are to be made already, by the question's ts."""
    hidden = [row for row, findable in rows if not findable and row.indexed_text != entries.UNFINDABLE]
    changed = [
        row
        for row, findable in rows
        if findable and row.indexed_text != entries.digest(row.text, row.answer_text) and waiting.get(Ts(row.ts)) != _texts(row)
    ]
    for row in hidden:
        row.indexed_text = entries.UNFINDABLE
    for row in changed:
        row.indexed_text = ""
    if hidden:
        index.remove(session, [EntryId(row.id) for row in hidden])
    if changed:
        words = [(row, index_words(row.text, row.answer_text)) for row in changed]
        index.put(
            session, [Indexed(EntryId(row.id), ChannelId(row.channel_id), Language(row.lang), found_by, {}) for row, found_by in words]
        )
        wake(session, VECTORS)  # their vectors are to be made
