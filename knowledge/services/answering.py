"""What people say of answers: accepted, helpful, none, and the taking back of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.found import Found, MyQuestion, Speaker
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.messages import Acceptance, AcceptedBy, Ruling, Said, Verdict, Via
from knowledge.domain.people import Capture
from knowledge.domain.ports import Clock, SearchIndex
from knowledge.services import audiences, capture, showing
from knowledge.services.search import suggestible
from knowledge.storage import Session, Store, asks, entries, facts, messages, people, suggestions
from knowledge.storage.tables import EntryRow


@dataclass(frozen=True, slots=True)
class Helped:
    """A confirmation stands: the person to thank, and what can be said of the answer now.

    `helped`: how many it has helped besides the asker. `is_asker`: whose question it solved says so. `again`: they had said so before,
    and nothing changed. `opened`: from now on it may be shown unasked. `cleared`: it was in doubt, and is so no more.
    """

    helper: Speaker
    helped: int
    is_asker: bool = False
    again: bool = False
    opened: bool = False
    cleared: bool = False


@dataclass(frozen=True, slots=True)
class _Before:
    """How an entry stood before a click."""

    suggestible: bool
    doubted: bool


@dataclass(frozen=True)
class Answering:
    """Confirm, mark, dismiss and withdraw."""

    store: Store
    index: SearchIndex
    clock: Clock
    stewards: frozenset[UserId]

    def helped_me(self, entry: EntryId, by: UserId) -> Helped:
        """«Solved it» under a search result: a weaker confirmation, or the asker's own acceptance of their question.

        Raises NotFound where the entry is gone or may not be read, NotAllowed for whoever gave the answer.
        """
        now = self.clock.now()
        with self.store.writing() as session:
            row = self._readable(session, entry, by, now)
            question, answer, before = _question(row), _answer(row), _before(row)
            kind = AcceptedBy.ASKER if row.asker == by else AcceptedBy.ALSO
            if row.answerer == by:
                raise NotAllowed("somebody else")
            # Said again of an answer that is in doubt, it is news.
            new = facts.accept(session, Acceptance(question, answer, by, kind, Via.SEARCH, now), anew=_asker_of_doubted(row, by))
            if new:
                capture.settle_again(session, self.index, question, now)
            return _helped(session, row, before, by, again=not new)

    def accept(self, question: MessageRef, by: UserId) -> Helped:
        """«Tack, det löste sig»: the asker accepts the answer that is shown as the best of their question."""
        now = self.clock.now()
        with self.store.writing() as session:
            people.lock(session, question.channel)  # like capture: what is said at this moment sees the click, or is seen
            row = _own(session, question, by)
            before = _before(row)
            if row.answer_text is None or not audiences.may_be_read(session, by, question.channel, now):
                raise NotFound("answer")
            accepted = Acceptance(question, _answer(row), by, AcceptedBy.ASKER, Via.BUTTON, now)
            if not facts.accept(session, accepted, anew=_asker_of_doubted(row, by)):
                raise AlreadyDone("accepted")
            capture.settle_again(session, self.index, question, now)
            return _helped(session, row, before, by)

    def withdraw(self, question: MessageRef, by: UserId) -> None:
        """The asker needs no answer any more; nothing is asked or suggested about it."""
        now = self.clock.now()
        with self.store.writing() as session:
            _own(session, question, by)
            facts.rule(session, Ruling(question, question, Verdict.WITHDRAWN, by, now))
            capture.settle_again(session, self.index, question, now)

    def not_a_question(self, question: MessageRef, by: UserId) -> None:
        """The asker or a steward says that this was no question: it leaves the base for good."""
        now = self.clock.now()
        with self.store.writing() as session:
            row = entries.by_question(session, question)
            if row is None or not (row.asker == by or audiences.may_be_read(session, by, question.channel, now)):
                raise NotFound("question")
            if row.asker != by and not self._is_steward(session, by, question.channel):
                raise NotAllowed("asker or steward")
            facts.rule(session, Ruling(question, question, Verdict.NOT_A_QUESTION, by, now))
            capture.settle_again(session, self.index, question, now)

    def questions_for(self, message: MessageRef, by: UserId, limit: int = 10) -> list[MyQuestion]:
        """Questions that a message may answer: its thread's first, then the channel's latest before it.

        Raises NotFound in a channel that Kollega is not in, NotAllowed where it was not started.
        """
        now = self.clock.now()
        with self.store.reading() as session:
            self._started(session, message.channel)
            if not audiences.may_be_read(session, by, message.channel, now):
                raise NotFound("channel")
            said = messages.get(session, message)
            near = entries.questions_near(session, message.channel, message.ts, limit)
            root = said.message.thread_ts if said else None
            near.sort(key=lambda row: row.ts != root)
            names = people.channel_names(session)
            return [_mine(row, names.get(ChannelId(row.channel_id), "")) for row in near]

    def mark(self, answer: Said, question: MessageRef, by: UserId) -> Helped:
        """*Mark as answer*: the asker or a steward accepts with it, anybody else proposes.

        `answer` comes with its text, since a message outside any thread may not have been kept. Raises NotFound where the
        question or the answer is gone, NotAllowed where the author takes no part or the channel was not started.
        """
        now = self.clock.now()
        with self.store.writing() as session:
            self._started(session, question.channel)
            people.lock(session, question.channel)
            row = entries.by_question(session, question)
            if row is None or not audiences.may_be_read(session, by, question.channel, now):
                raise NotFound("question")
            if answer.message.channel != question.channel or capture.is_gone(session, answer):
                raise NotFound("answer")
            if people.opted_out_since(session, answer.user) is not None:
                raise NotAllowed("author takes no part")
            messages.put(session, answer, "live", None)
            facts.rule(session, Ruling(question, answer.message.ref, Verdict.IS_AN_ANSWER, by, now))
            is_asker, again, before = row.asker == by, row.doubted_at is not None, _before(row)
            if is_asker or self._is_steward(session, by, question.channel):
                kind = AcceptedBy.ASKER if is_asker else AcceptedBy.STEWARD
                facts.accept(session, Acceptance(question, answer.message.ref, by, kind, Via.SHORTCUT, now), anew=again)
            capture.settle_again(session, self.index, question, now)
            return _helped(session, row, before, by)

    def mine(self, user: UserId, limit: int = 10) -> list[MyQuestion]:
        """«Mina frågor»: the newest first, with what is waiting for a click."""
        with self.store.reading() as session:
            return self.mine_among(session, user, audiences.visible_to(session, user, self.clock.now()), limit)

    def mine_among(self, session: Session, user: UserId, readable: Collection[ChannelId], limit: int) -> list[MyQuestion]:
        """The same in the channels that the person may read."""
        names = people.channel_names(session)
        waiting = {(row.channel_id, row.ts): row for row in suggestions.waiting_for(session, user)}
        asked = entries.of_asker(session, user, readable, limit)
        offers = [offer for row in asked if (offer := waiting.get((row.channel_id, row.ts))) is not None and offer.entry_id is not None]
        best = entries.readable(session, [EntryId(offer.entry_id or 0) for offer in offers], readable)
        shown = [(entry, offer.score) for offer in offers if (entry := best.get(EntryId(offer.entry_id or 0))) and suggestible(entry)]
        dressed = {found.entry: found for found in showing.found(session, shown)}
        refs = [_question(row) for row in asked]
        asking, in_vain = asks.open_among(session, refs), asks.in_vain_among(session, refs)
        mine = []
        for row in asked:
            offered = waiting.get((row.channel_id, row.ts))
            found = dressed.get(EntryId(offered.entry_id)) if offered and offered.entry_id is not None else None
            question = _mine(row, names.get(ChannelId(row.channel_id), ""), found, offered.id if offered and found else None)
            mine.append(replace(question, is_asking=question.ref in asking, asked_in_vain=question.ref in in_vain))
        return mine

    def _readable(self, session: Session, entry: EntryId, by: UserId, now: datetime) -> EntryRow:
        row = entries.alone(session, entry)
        if row is None or row.answer_text is None or not audiences.may_be_read(session, by, ChannelId(row.channel_id), now):
            raise NotFound("entry")
        return row

    def _started(self, session: Session, channel: ChannelId) -> None:
        known = people.known_channel(session, channel)
        if known is None or not known.is_member:
            raise NotFound("channel")
        if known.capture != Capture.STARTED:
            raise NotAllowed("started channel")

    def _is_steward(self, session: Session, user: UserId, channel: ChannelId) -> bool:
        person = people.person(session, user)
        return person is not None and audiences.is_steward(session, person, channel, self.stewards)


def _own(session: Session, question: MessageRef, by: UserId) -> EntryRow:
    row = entries.by_question(session, question)
    if row is None:
        raise NotFound("question")
    if row.asker != by:
        raise NotAllowed("asker")
    return row


def _asker_of_doubted(row: EntryRow, by: UserId) -> bool:
    return row.asker == by and row.doubted_at is not None


def _question(row: EntryRow) -> MessageRef:
    return MessageRef(ChannelId(row.channel_id), Ts(row.ts))


def _answer(row: EntryRow) -> MessageRef:
    return MessageRef(ChannelId(row.answer_channel or ""), Ts(row.answer_ts or ""))


def _before(row: EntryRow) -> _Before:
    return _Before(suggestible(row), row.doubted_at is not None)


def _helped(session: Session, row: EntryRow, before: _Before, by: UserId, *, again: bool = False) -> Helped:
    user = UserId(row.answerer or row.asker)
    return Helped(
        helper=people.speakers(session, [user])[user],
        helped=row.helped,
        is_asker=row.asker == by,
        again=again,
        opened=suggestible(row) and not before.suggestible,
        cleared=before.doubted and row.doubted_at is None,
    )


def _mine(row: EntryRow, channel_name: str, suggestion: Found | None = None, suggestion_id: int | None = None) -> MyQuestion:
    return MyQuestion(
        ref=_question(row),
        channel_name=channel_name,
        text=row.text,
        state=row.state,
        asked_at=row.asked_at,
        answers=len(row.answers),
        suggestion=suggestion,
        suggestion_id=suggestion_id,
    )
