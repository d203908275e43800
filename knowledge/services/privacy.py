"""Seeing, exporting and erasing one's own words; opting out and in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.domain.found import Privacy
from knowledge.domain.ids import UserId, time_ts
from knowledge.domain.ports import Clock, SearchIndex
from knowledge.domain.routing import OPEN, AskState
from knowledge.services import asked, capture, taking_out
from knowledge.storage import (
    Session,
    Store,
    asks,
    doubts,
    entries,
    facts,
    inbox,
    means,
    messages,
    outbox,
    people,
    reactions,
    settings,
    suggestions,
    topics,
)
from knowledge.storage import privacy as kept


@dataclass(frozen=True, slots=True)
class Erased:
    """How much went."""

    messages: int
    facts: int


@dataclass(frozen=True)
class PrivacyDesk:
    """What `/kollega integritet` and `kollega privacy` do. `who` is the person themselves or a name from the shell."""

    store: Store
    index: SearchIndex
    clock: Clock

    def show(self, user: UserId) -> Privacy:
        """Counts only."""
        with self.store.reading() as session:
            return self._counts(session, user)

    def opt_out(self, user: UserId) -> None:
        """From now on nothing of this person's passes the door, digests that stand show nothing of theirs, and nothing is asked of them."""
        now = self.clock.now()
        with self.store.writing() as session:
            people.opt_out(session, user, now)
            taking_out.author_left_out(session, user, now)
            for ask in asks.of_expert(session, user):
                if AskState(ask.state) in OPEN:
                    asked.let_go(session, ask, now)

    def opt_in(self, user: UserId) -> None:
        with self.store.writing() as session:
            people.opt_in(session, user, self.clock.now())

    def export(self, user: UserId, who: str) -> dict[str, Any]:
        """Everything kept about a person, as plain data. Logged."""
        now = self.clock.now()
        with self.store.writing() as session:
            kept.note_reading(session, who, user, "export", now)
            accepted, ruled = facts.of_person(session, user)
            opted_out = people.opted_out_since(session, user)
            return {
                "user": user,
                **people.profile(session, user),
                "settings": people.person_policy_of(session, user).to_json(),
                "exported_at": now.isoformat(),
                "opted_out_at": opted_out.isoformat() if opted_out else None,
                "messages": [
                    {"channel": s.message.channel, "ts": s.ts, "thread_ts": s.message.thread_ts, "text": s.message.text}
                    for s in messages.of_person(session, user)
                ],
                "confirmations": [
                    {
                        "question": [f.question.channel, f.question.ts],
                        "answer": [f.answer.channel, f.answer.ts],
                        "kind": f.kind,
                        "at": f.at.isoformat(),
                    }
                    for f in accepted
                ],
                "verdicts": [{"on": [f.on.channel, f.on.ts], "verdict": f.verdict, "at": f.at.isoformat()} for f in ruled],
                "doubts": [
                    {
                        "answer": [f.answer.channel, f.answer.ts],
                        "at": f.at.isoformat(),
                        "taken_back_at": f.revoked_at.isoformat() if f.revoked_at else None,
                    }
                    for f in doubts.of_person(session, user)
                ],
                "reactions": [{"on": [r.channel, r.ts], "name": r.name} for r in reactions.of_person(session, user)],
                "suggestions": [
                    {"question": [row.channel_id, row.ts], "outcome": row.outcome, "at": row.at.isoformat()}
                    for row in suggestions.of_asker(session, user)
                ],
                "asked_about": [topic.name for topic in topics.of_person(session, user)],
                "asks": [
                    {"question": [row.channel_id, row.ts], "outcome": row.state, "at": row.asked_at.isoformat()}
                    for row in asks.of_expert(session, user)
                ],
                "in_channels": people.channels_of(session, user),
                "looks_after": people.looked_after_by(session, user),
                "read_by_others": [
                    {"who": row.who, "what": row.what, "at": row.at.isoformat()}
                    for row in kept.readings_of(session, user)
                    if row.who != user
                ],
            }

    def erase(self, user: UserId, who: str) -> Erased:
        """Take a person's words and deeds out of rows, index, posts and suggestions, and clean the database's files. Logged."""
        now = self.clock.now()
        with self.store.writing() as session:
            # First what is on its way in: this waits for whoever works on it, and what they have written is seen below.
            inbox.drop_of(session, user)
            outbox.withdraw_all_of(session, user)
            # Then, like capture, the channels: a reply with their words that is being written down is seen below, or sees this.
            for channel in sorted({ref.channel for ref in kept.message_refs_of(session, user)}):
                people.lock(session, channel)
            refs = kept.message_refs_of(session, user)
            count = kept.fact_count(session, user)
            touched = {*kept.reacted_to(session, user), *(doubt.answer for doubt in doubts.of_person(session, user))}
            accepted, ruled = facts.of_person(session, user)
            for ask in asks.of_expert(session, user):
                if AskState(ask.state) in OPEN:
                    asked.let_go(session, ask, now)
            for ref in refs:
                capture.forget(session, self.index, ref, now)
            kept.drop_rows_of(session, user)
            settings.forget_who_changed(session, user)
            means.forget(session)
            suggestions.drop_of(session, user)
            for question in dict.fromkeys([f.question for f in accepted] + [f.question for f in ruled]):
                capture.settle_again(session, self.index, question, now)
            for ref in sorted(touched):
                said = messages.get(session, ref)
                if said is not None:
                    capture.settle_around(session, self.index, ref.channel, [said], now)
            kept.note_reading(session, who, user, "erase", now)
            kept.note_erasure(session, user, time_ts(now), who, now)
        self.store.scrub()
        return Erased(len(refs), count)

    def _counts(self, session: Session, user: UserId) -> Privacy:
        asked, answered = entries.count_about(session, user)
        total = len(kept.message_refs_of(session, user))
        return Privacy(
            people.opted_out_since(session, user), asked, answered, max(0, total - asked - answered), kept.fact_count(session, user)
        )
