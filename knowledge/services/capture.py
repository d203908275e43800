"""Keeping what is said in started channels: questions, answers, and what became of them.

Capture is a function of the messages, not of their arrival: whatever comes, and in whatever order, the questions
that it can touch are settled again from all messages and facts that are kept. Live events and imports share this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, time_ts, ts_key, ts_time
from knowledge.domain.lifecycle import (
    FLAT_FOLLOWS_WITHIN,
    HELPED,
    PART_WITHIN,
    TELLING_REACTIONS,
    Facts,
    QuestionState,
    Settled,
    is_question,
    parts_of,
    settle,
)
from knowledge.domain.messages import Acceptance, Message, Reaction, Ruling, Said
from knowledge.domain.ports import Indexed, SearchIndex
from knowledge.language.detect import language_of
from knowledge.language.gratitude import sounds_accepted
from knowledge.language.questions import read_message
from knowledge.language.words import stems
from knowledge.services import asked, taking_out
from knowledge.storage import Session, entries, facts, messages, people, privacy, suggestions
from knowledge.storage.store import wake
from knowledge.storage.tables import EntryRow

FORGET_AFTER = timedelta(days=3)
FLAT_WINDOW = timedelta(minutes=30)
"""How long after a question at the top level of a channel a reply outside its thread may still be its answer."""
# Questions looked at again. Own ones by a message; own ones by thanks (which may be for any) and those of a person who is named,
# of whom the busiest of 24,783 messages of chat had 18 in half an hour; by a deletion. Nobody asks more.
_FEW, _MOST, _MANY = 5, 30, 1_000
SPLIT_WINDOW = 5 * PART_WITHIN
"""How long before a part of a question its first part may stand; more parts than these nobody writes."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What one capture brought: questions that are new."""

    new: tuple[MessageRef, ...] = ()


def read(message: Message, mentions: Sequence[UserId], *, by_asker: bool) -> Said:
    """Read a message: language, what it does, whether it says that an answer helped. Takes milliseconds; no transaction.

    `by_asker`: a reply by the person who began the thread.
    """
    reading = read_message(message.text, first_in_thread=not message.is_reply, in_thread_by_asker=by_asker, is_reply=message.is_reply)
    return Said(
        message,
        reading.kind,
        reading.probability,
        reading.is_question,
        language_of(message.text),
        sounds_accepted(message.text),
        tuple(mentions),
    )


def asker_of_thread(session: Session, message: Message) -> UserId | None:
    """Who began the thread that a reply stands in, if that is kept."""
    root = messages.get(session, MessageRef(message.channel, message.thread_ts)) if message.is_reply else None
    return root.user if root else None


def keep(session: Session, index: SearchIndex, said: Said, now: datetime, *, source: str = "live") -> Changed:
    """Keep a new or newer message and settle what it touches. Older versions, deleted and erased messages change nothing."""
    people.lock(session, said.message.channel)
    if is_gone(session, said):
        return Changed()
    before = messages.get(session, said.message.ref)
    if not messages.put(session, said, source, now + FORGET_AFTER):
        return Changed()
    near = {other.message.ref: other for version in (before, said) if version is not None for other in around(session, version)}
    changed = resettle(session, index, [*(near | {said.message.ref: said}).values()], now)
    if before is not None and before.message.text != said.message.text:
        taking_out.source_edited(session, said.message.ref, now)
    return changed


def is_gone(session: Session, said: Said) -> bool:
    """Whether a message was deleted in Slack or erased: then it is never kept again."""
    return messages.is_deleted(session, said.message.ref) or privacy.is_erased(session, said.user, said.ts)


def delete(session: Session, index: SearchIndex, ref: MessageRef, now: datetime, thread: Ts | None = None) -> None:
    """A message was deleted in Slack: its words go from rows, index, suggestions and posts; a tombstone stays.

    `thread`: the first message of its thread, where that is known.
    """
    people.lock(session, ref.channel)
    _remove(session, index, ref, messages.bury(session, ref, now, thread), now, thread)


def forget(session: Session, index: SearchIndex, ref: MessageRef, now: datetime) -> None:
    """Drop a message as if it had never been kept (an erasure). No tombstone: the erasure's own record keeps it out."""
    _remove(session, index, ref, messages.forget(session, ref), now)


def react(session: Session, index: SearchIndex, reaction: Reaction, now: datetime, *, removed: bool) -> None:
    """Somebody put an emoji on a kept message, or took it off."""
    if reaction.name not in TELLING_REACTIONS or not messages.react(session, reaction, removed=removed):
        return
    # The message may come after its reaction; settling it then will find the reaction standing.
    said = messages.get(session, MessageRef(reaction.channel, reaction.ts))
    if said is None:
        return
    people.lock(session, reaction.channel)
    resettle(session, index, around(session, said), now)


def resettle(session: Session, index: SearchIndex, candidates: Sequence[Said], now: datetime) -> Changed:
    """Settle those of some messages that are questions, and bring their entries and index rows in line. Safe to repeat."""
    new: list[MessageRef] = []
    released: list[MessageRef] = []
    for said, row, accepted, rulings, flat in _possible(session, candidates):
        following = _following(session, said, rulings, flat)
        known = _facts(session, said, following, accepted, rulings)
        if not is_question(said, known) or _belongs_to_thread_question(session, said):
            if row is not None:
                released += _drop_entry(session, index, row, now)
            continue
        outcome = settle(said, following, known)
        if row is None:
            new.append(said.message.ref)
        _save(session, index, outcome, now)
        spoke = {s.user for s in following if s.message.thread_ts == said.message.thread_ts} - {said.user}
        asked.heard(session, said.message.ref, spoke, is_open=outcome.state is QuestionState.OPEN, now=now)
        _keep_what_belongs(session, outcome, following, now)
    # Only now: other candidates may be dropped with their thread, and what one question lets go another may have.
    new += _release(session, index, released, now)
    return Changed(tuple(new))


def _possible(
    session: Session, candidates: Sequence[Said]
) -> Iterator[tuple[Said, EntryRow | None, Sequence[Acceptance], Sequence[Ruling], Sequence[Said]]]:
    """The candidates that are read as questions, ruled upon, or have an entry; most are none of these.

    Each with its entry, the facts about it, and what follows it at the top level of its channel.
    """
    for channel in {said.message.channel for said in candidates}:
        near = [said for said in candidates if said.message.channel == channel]
        stamps = [said.ts for said in near]
        rows = {row.ts: row for row in entries.in_thread(session, channel, stamps)}
        accepted, ruled = defaultdict[Ts, list[Acceptance]](list), defaultdict[Ts, list[Ruling]](list)
        acceptances, rulings = facts.of_questions(session, channel, stamps)
        for acceptance in acceptances:
            accepted[acceptance.question.ts].append(acceptance)
        for ruling in rulings:
            ruled[ruling.question.ts].append(ruling)
        possible = [said for said in near if said.is_question is True or said.ts in rows or said.ts in ruled]
        top = [said.ts for said in possible if not said.message.is_reply]
        flat = messages.top_level_after(session, channel, top, FLAT_WINDOW)
        for said in possible:
            yield said, rows.get(said.ts), accepted[said.ts], ruled[said.ts], flat.get(said.ts, [])


def settle_again(session: Session, index: SearchIndex, question: MessageRef, now: datetime) -> None:
    """Settle one question after a fact about it changed."""
    said = messages.get(session, question)
    if said is not None:
        resettle(session, index, [said], now)


def around(session: Session, said: Said) -> list[Said]:
    """The messages whose standing as questions a message can change: itself, its thread's, its neighbours' before."""
    message = said.message
    near: dict[Ts, Said] = {said.ts: said}
    for other in messages.thread(session, message.channel, message.thread_ts):
        near[other.ts] = other
    if not message.is_reply:
        near.update({other.ts: other for other in _talked_to(session, said)})
    else:
        near.update({other.ts: other for other in begun_before(session, message.channel, message.thread_ts)})
    for ref in facts.questions_marked_with(session, message.ref):
        marked = messages.get(session, ref)
        if marked is not None:
            near[marked.ts] = marked
    for ref in entries.solved_with(session, [message.ref]):
        solved = messages.get(session, ref)
        if solved is not None:
            near[solved.ts] = solved
    return sorted(near.values(), key=lambda other: ts_key(other.ts))


def _talked_to(session: Session, said: Said) -> list[Said]:
    """The questions before it that a message at the top level can answer, go on with or give thanks for (`lifecycle.settle`).

    Not all of the last half hour: in a busy channel these are hundreds, and every message would settle them all again.
    """
    message = said.message
    before = partial(messages.asked_before, session, message.channel, message.ts)
    own = before(FLAT_WINDOW, _MOST if said.gratitude else _FEW, by=(message.user,))
    named = before(FLAT_WINDOW, _MOST, by=said.mentions) if said.mentions else []
    latest = before(FLAT_FOLLOWS_WITHIN, _MOST)
    # Without a name it goes to who asked last; a question of somebody else ends the turn of those before it.
    turn = list(takewhile(lambda asked: asked.user == latest[0].user, latest))
    return [*own, *named, *turn, *latest[len(turn) : len(turn) + 1]]


def begun_before(session: Session, channel: ChannelId, root: Ts) -> list[Said]:
    """What the person who began a thread had said just before: the thread may hang on the last part of a split question."""
    begun = messages.get(session, MessageRef(channel, root))
    if begun is None:
        return []
    return [said for said in messages.top_level_before(session, channel, root, SPLIT_WINDOW) if said.user == begun.user]


def _following(session: Session, said: Said, rulings: Sequence[Ruling], flat: Sequence[Said]) -> list[Said]:
    message = said.message
    after = [s for s in messages.thread(session, message.channel, message.thread_ts) if ts_key(s.ts) > ts_key(said.ts)]
    if not message.is_reply:
        after += flat
        after.sort(key=lambda s: ts_key(s.ts))
        for part in parts_of(said, after)[1:]:
            after += messages.thread(session, message.channel, part.ts)[1:]
    known = {s.message.ref for s in after}
    for ref in (ruling.on for ruling in rulings if ruling.on.channel == message.channel and ruling.on != message.ref):
        marked = messages.get(session, ref)
        if marked is not None and ref not in known:
            after.append(marked)
    return sorted(after, key=lambda s: ts_key(s.ts))


def _facts(session: Session, said: Said, following: Sequence[Said], accepted: Sequence[Acceptance], rulings: Sequence[Ruling]) -> Facts:
    stamps = [said.ts, *(s.ts for s in following)]
    threads, top_until = {said.message.thread_ts}, said.ts
    if not said.message.is_reply:
        threads |= {part.ts for part in parts_of(said, following)}
        # As long as somebody may answer outside the thread, and be thanked there; a deletion looks back as far.
        top_until = time_ts(ts_time(said.ts) + FLAT_WINDOW)
    gone = messages.deleted_between(session, said.message.channel, said.ts, stamps[-1], threads, top_until)
    return Facts(messages.reactions(session, said.message.channel, stamps), accepted, rulings, gone)


def _belongs_to_thread_question(session: Session, said: Said) -> bool:
    """A reply is a question of its own only in a thread that did not begin with one."""
    if not said.message.is_reply:
        return False
    root = messages.get(session, MessageRef(said.message.channel, said.message.thread_ts))
    if root is None:
        return False
    _, rulings = facts.of_questions(session, root.message.channel, [root.ts])
    return is_question(root, Facts(rulings=rulings))


def _save(session: Session, index: SearchIndex, outcome: Settled, now: datetime) -> None:
    row = entries.save(session, outcome, now)
    _count_help(session, row)
    entry = EntryId(row.id)
    findable = outcome.solved_by is None and outcome.state is not QuestionState.WITHDRAWN
    if not findable:
        index.remove(session, [entry])
        row.indexed_text = entries.UNFINDABLE
        return
    if row.indexed_text == entries.digest(row.text, row.answer_text):
        return
    row.indexed_text = ""
    index.put(session, Indexed(entry, ChannelId(row.channel_id), index_words(row.text, row.answer_text), {}))
    wake(session)  # its vector is to be made


def index_words(question: str, answer: str | None) -> str:
    """The stems under which an entry is found by words."""
    return " ".join(stems(f"{question}\n{answer or ''}", pieces=True))


def _count_help(session: Session, row: EntryRow) -> None:
    if row.answer_channel is None or row.answer_ts is None or row.answer_text is None:
        entries.confirmed(session, row, 0, None)
        return
    answer = MessageRef(ChannelId(row.answer_channel), Ts(row.answer_ts))
    confirmations = facts.confirmations_of(session, answer)
    others = {fact.by for fact in confirmations if fact.kind in HELPED} - {row.asker, row.answerer}
    moments = [fact.at for fact in confirmations]
    if row.accepted_by is not None:
        moments.append(ts_time(answer.ts))
    entries.confirmed(session, row, len(others), max(moments, default=None))


def _keep_what_belongs(session: Session, outcome: Settled, following: Sequence[Said], now: datetime) -> None:
    thread = outcome.question.message.thread_ts
    kept = {part.ts for part in outcome.parts} | {answer.said.ts for answer in outcome.answers}
    # The asker's own replies carry the acceptance by words: without them it could not be derived again.
    kept |= {s.ts for s in following if s.user == outcome.question.user and s.gratitude is not None}
    among = [s.ts for s in following if s.message.thread_ts == thread]
    messages.keep_for_good(session, outcome.question.message.channel, kept, otherwise=now + FORGET_AFTER, among=among)


def _drop_entry(session: Session, index: SearchIndex, row: EntryRow, now: datetime) -> list[MessageRef]:
    """The messages that belonged to it: the caller releases them."""
    entry = EntryId(row.id)
    index.remove(session, [entry])
    suggestions.withdraw(session, entry, now)
    asked.gone(session, MessageRef(ChannelId(row.channel_id), Ts(row.ts)), now)
    taking_out.entry_gone(session, [MessageRef(ChannelId(row.channel_id), Ts(row.ts))], now)
    belonged = entries.answer_refs(row)
    entries.remove(session, row)
    return belonged


def _release(session: Session, index: SearchIndex, refs: Sequence[MessageRef], now: datetime) -> tuple[MessageRef, ...]:
    """What belonged to a question that is none any more is forgotten like other talk, unless another question has it too.

    An answer that solved it from elsewhere stays with its own question, which is settled again: it helped one fewer.
    """
    near: dict[MessageRef, Said] = {}
    for ref in refs:
        said = messages.get(session, ref)
        thread = messages.thread(session, ref.channel, said.message.thread_ts if said else ref.ts)
        messages.keep_for_good(session, ref.channel, (), otherwise=now + FORGET_AFTER, among={ref.ts, *(s.ts for s in thread)})
        near.update({other.message.ref: other for other in [*thread, *(around(session, said) if said else ())]})
    return resettle(session, index, list(near.values()), now).new if near else ()


def _remove(session: Session, index: SearchIndex, ref: MessageRef, was: Said | None, now: datetime, thread: Ts | None = None) -> None:
    shown_in = entries.by_answer(session, ref)
    solved = entries.solved_with(session, [ref])
    row, released = entries.by_question(session, ref), list[MessageRef]()
    if row is not None:
        released = _drop_entry(session, index, row, now)
        suggestions.drop_about(session, ref)
    facts.drop_about(session, ref)
    taking_out.source_deleted(session, ref, now)
    # Thanks that came after it may have been for it: whoever had asked before is looked at again.
    near = {other.message.ref: other for other in messages.asked_before(session, ref.channel, ref.ts, FLAT_WINDOW, _MANY)}
    if was is not None:
        near |= {other.message.ref: other for other in around(session, was)}
    elif thread is not None and thread != ref.ts:
        among = [*messages.thread(session, ref.channel, thread), *begun_before(session, ref.channel, thread)]
        near |= {other.message.ref: other for other in among}
    near.pop(ref, None)
    resettle(session, index, list(near.values()), now)
    _release(session, index, released, now)
    for touched in {*solved, *(MessageRef(ChannelId(r.channel_id), Ts(r.ts)) for r in shown_in)} - {ref}:
        settle_again(session, index, touched, now)
