"""Settling: what has become of questions, from all messages and facts that are kept, and their entries brought in line.

The questions of a channel are settled together. What lies around them is read once for all: much of what is said touches the
same few questions again and again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from knowledge.domain.doubts import in_doubt
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, ts_time
from knowledge.domain.language import Language
from knowledge.domain.lifecycle import (
    DOUBTING_REACTIONS,
    HELPED,
    QuestionState,
    Settled,
    is_question,
    may_turn_out,
    settle,
    turned_out,
)
from knowledge.domain.messages import Said
from knowledge.domain.ports import Indexed, SearchIndex
from knowledge.language.words import stems
from knowledge.services import asked, taking_out
from knowledge.services.cases import Case, cases
from knowledge.services.nearby import near_to
from knowledge.storage import Session, asks, doubts, entries, facts, messages, people, suggestions
from knowledge.storage.store import VECTORS, wake
from knowledge.storage.tables import EntryRow

FORGET_AFTER = timedelta(days=3)


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
        standing: list[tuple[Case, Settled]] = []
        for case in cases(session, channel, near):
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


def _outcome(case: Case) -> Settled | None:
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


def _write(
    session: Session, index: SearchIndex, channel: ChannelId, standing: Sequence[tuple[Case, Settled]], now: datetime
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


def _thanks(case: Case) -> list[Ts]:
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


def _weigh_doubts(session: Session, channel: ChannelId, standing: Sequence[tuple[Case, Settled]], rows: Sequence[EntryRow]) -> None:
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
