"""What decides about the questions of a channel: the messages around them, and what people added to these, read once for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.domain.ids import ChannelId, Ts, time_ts, ts_key, ts_time
from knowledge.domain.lifecycle import Facts, is_question, may_turn_out
from knowledge.domain.linking import parts_of, that_matter
from knowledge.domain.messages import Acceptance, Reaction, Ruling, Said
from knowledge.services.nearby import FLAT_WINDOW
from knowledge.storage import Session, entries, facts, messages, reactions
from knowledge.storage.tables import EntryRow


@dataclass(frozen=True, slots=True)
class Case:
    """One message that is or may be a question, was ruled upon or has an entry, and what decides about it."""

    said: Said
    row: EntryRow | None
    following: Sequence[Said]
    facts: Facts
    in_question: bool
    """It stands in a thread that began with a question"""


def cases(session: Session, channel: ChannelId, near: Sequence[Said]) -> Iterator[Case]:
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
        yield Case(said, rows.get(said.ts), after, known, _is_in_question(said, threads, ruled))


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
