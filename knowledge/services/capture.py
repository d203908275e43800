"""Keeping what is said in started channels: questions, answers, and what became of them.

Capture is a function of the messages, not of their arrival: whatever comes, and in whatever order, the questions
that it can touch are settled again from all messages and facts that are kept. Live events and imports share this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, ts_key
from knowledge.domain.lifecycle import TELLING_REACTIONS
from knowledge.domain.messages import Message, Reaction, Said
from knowledge.domain.ports import SearchIndex
from knowledge.language.detect import language_of
from knowledge.language.gratitude import sounds_accepted
from knowledge.language.questions import read_message
from knowledge.services import taking_out
from knowledge.services.nearby import asked_around, begun_before, near_to
from knowledge.services.settling import FORGET_AFTER, drop_entry, release, resettle
from knowledge.storage import Session, doubts, entries, facts, messages, people, privacy, reactions, suggestions


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


def askers_of_threads(session: Session, channel: ChannelId, several: Sequence[Message]) -> dict[Ts, UserId]:
    """Who began the threads that the replies among some messages of a channel stand in, where that is kept."""
    roots = messages.some(session, channel, {message.thread_ts for message in several if message.is_reply})
    return {ts: root.user for ts, root in roots.items()}


def keep(
    session: Session, index: SearchIndex, channel: ChannelId, several: Sequence[Said], now: datetime, *, source: str = "live"
) -> tuple[MessageRef, ...]:
    """Keep new or newer messages of a channel, each once, and settle what they touch. The questions that are new.

    Older versions, deleted and erased messages change nothing.
    """
    people.lock(session, channel)
    gone = messages.deleted(session, channel, [said.ts for said in several])
    erased = privacy.erased_among(session, {said.user for said in several})
    wanted = [
        said for said in several if said.ts not in gone and not (said.user in erased and ts_key(said.ts) <= ts_key(erased[said.user]))
    ]
    known = messages.some(session, channel, [said.ts for said in wanted])
    kept = messages.put_new(session, [said for said in wanted if said.ts not in known], source, now + FORGET_AFTER)
    edited = [(known[said.ts], said) for said in wanted if said.ts in known and messages.put_newer(session, said)]
    # What an edited message touched before stands otherwise, too.
    both = [*kept, *(said for versions in edited for said in versions)]
    if not both:
        return ()
    new = resettle(session, index, near_to(session, channel, both), now)
    for before, said in edited:
        if before.message.text != said.message.text:
            taking_out.source_edited(session, said.message.ref, now)
    return new


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


def react(session: Session, index: SearchIndex, channel: ChannelId, several: Sequence[tuple[Reaction, bool]], now: datetime) -> None:
    """People put emoji on kept messages of a channel, or (True) took them off, in this order."""
    told = [(reaction, removed) for reaction, removed in several if reaction.name in TELLING_REACTIONS]
    if not told:
        return
    people.lock(session, channel)  # first: a message that is being kept must see its reaction, or be seen
    dated = [(replace(reaction, at=reaction.at or now), removed) for reaction, removed in told]
    changed = {reaction.ts for reaction, removed in dated if reactions.put(session, reaction, removed=removed)}
    # A message may come after its reaction; settling it then will find the reaction standing.
    if said := [*messages.some(session, channel, changed).values()]:
        settle_around(session, index, channel, said, now)


def settle_around(session: Session, index: SearchIndex, channel: ChannelId, several: Sequence[Said], now: datetime) -> None:
    """Settle all that some kept messages of a channel can touch, after facts about them changed."""
    resettle(session, index, near_to(session, channel, several), now)


def settle_again(session: Session, index: SearchIndex, question: MessageRef, now: datetime) -> None:
    """Settle one question after a fact about it changed; with its thread, where others may have asked too."""
    said = messages.get(session, question)
    if said is not None:
        thread = messages.thread(session, question.channel, said.message.thread_ts) if said.message.is_reply else [said]
        resettle(session, index, thread, now)


def _remove(session: Session, index: SearchIndex, ref: MessageRef, was: Said | None, now: datetime, thread: Ts | None = None) -> None:
    shown_in = entries.by_answer(session, ref)
    answered = facts.questions_answered_with(session, ref.channel, [ref.ts])
    row, released = entries.by_question(session, ref), list[MessageRef]()
    if row is not None:
        released = drop_entry(session, index, row, now)
        suggestions.drop_about(session, ref)
    facts.drop_about(session, ref)
    doubts.drop_about(session, ref)
    taking_out.source_deleted(session, ref, now)
    near = {other.message.ref: other for other in asked_around(session, ref.channel, ref.ts)}
    if was is not None:
        near |= {other.message.ref: other for other in near_to(session, ref.channel, [was])}
    elif thread is not None and thread != ref.ts:
        among = messages.thread(session, ref.channel, thread)
        began = [said for said in among if said.ts == thread]
        near |= {other.message.ref: other for other in [*among, *begun_before(session, ref.channel, began)]}
    near.pop(ref, None)
    resettle(session, index, near.values(), now)
    release(session, index, released, now)
    for touched in {*answered, *(MessageRef(ChannelId(r.channel_id), Ts(r.ts)) for r in shown_in)} - {ref}:
        settle_again(session, index, touched, now)
