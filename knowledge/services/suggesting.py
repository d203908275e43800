"""The private suggestion: a good match is shown to the asker alone; everything else is silence with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.found import Found, Nearest, Speaker, SuggestionOutcome
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, ts_time
from knowledge.domain.messages import Acceptance, AcceptedBy, Via
from knowledge.domain.ports import Clock, SearchIndex
from knowledge.services import asked, audiences, capture, showing, taking_out
from knowledge.services.finding import Query
from knowledge.services.search import Ranked, Search, suggestible
from knowledge.services.thresholds import threshold_in
from knowledge.storage import Session, entries, facts, messages, outbox, people, posts, settings, suggestions
from knowledge.storage.tables import EntryRow, SuggestionRow

NOTE = "suggestion"
CHECK = "check"
SOLVED_LINE = "solved_line"
SHOWN_TO_ALL = taking_out.SHOWN_TO_ALL
PROMPT = timedelta(hours=1)
"""How long after the question a note is as good as at once. Later it helps as long as the same working day lasts."""


class Silence(StrEnum):
    """Why nothing was suggested."""

    GONE = "the question was deleted or is no question any more"
    ANSWERED = "somebody had already answered"
    LATE = "it was read too late: another day, or after work"
    OPTED_OUT = "the asker takes no part"
    SWITCHED_OFF = "switched off here"
    NO_AUDIENCE = "the asker may read nothing"
    NO_MODEL = "there was no language model"
    NOTHING_FOUND = "nothing like it was found"
    NOT_SURE = "the best match was not sure enough"
    NOT_CONFIRMED = "nothing like it has an answer that somebody confirmed"


@dataclass(frozen=True, slots=True)
class Solved:
    """What the asker's click did: who is to be thanked, and what was found.

    `helped`: how many others the answer has helped by now, 0 where the asker is not one of them; `told`: the thread gets a line.
    """

    helper: Speaker
    found: Found
    helped: int
    told: bool


@dataclass(frozen=True)
class Suggesting:
    """Suggest an old answer for a new question, and take the asker's click."""

    search: Search
    index: SearchIndex
    clock: Clock

    def suggest(self, question: MessageRef) -> bool:
        """Match a new question and queue a note to its asker, or write down why not. Safe to repeat; True if offered.

        Somebody who wants quiet gets no note: the offer waits in their App Home.
        """
        store = self.search.store
        with store.reading() as session:
            row = entries.by_question(session, question)
            text = row.text if row else None
        query = self.search.prepare(text) if text is not None else None
        now = self.clock.now()
        with store.writing() as session:
            if suggestions.of_question(session, question) is not None:
                return False
            row = entries.by_question(session, question)
            asker = UserId(row.asker) if row else UserId("")
            if row is None or query is None or row.text != query.text:
                return self._silent(session, question, asker, Silence.GONE, 0.0, now)
            if row.state != "open":
                return self._silent(session, question, asker, Silence.ANSWERED, 0.0, now)
            if people.opted_out_since(session, asker) is not None:
                return self._silent(session, question, asker, Silence.OPTED_OUT, 0.0, now)
            if not people.policy_of(session, question.channel).suggestions:
                return self._silent(session, question, asker, Silence.SWITCHED_OFF, 0.0, now)
            if self._is_late(session, question, now):
                return self._silent(session, question, asker, Silence.LATE, 0.0, now)
            audience = audiences.visible_to(session, asker, now)
            if not audience:
                return self._silent(session, question, asker, Silence.NO_AUDIENCE, 0.0, now)
            if query.multilingual is None:
                return self._silent(session, question, asker, Silence.NO_MODEL, 0.0, now)
            ranked = self.search.rank(session, query, audience, without=[EntryId(row.id)])
            nearest = self._nearest(session, query, question, EntryId(row.id), audience, ranked, now)
            if not ranked.listed:
                return self._silent(session, question, asker, Silence.NOTHING_FOUND, 0.0, now, nearest)
            if ranked.best is None:
                return self._silent(session, question, asker, Silence.NOT_CONFIRMED, 0.0, now, nearest)
            if ranked.chance < threshold_in(session, self.search.decision, question.channel, now):
                return self._silent(session, question, asker, Silence.NOT_SURE, ranked.chance, now, nearest)
            best = ranked.best
            offered = SuggestionOutcome.OFFERED
            made = suggestions.record(session, question, asker, EntryId(best.id), ranked.chance, offered, "", now, nearest)
            if made is None:
                return False
            if settings.muted_until(session, asker, now) is not None:
                return True  # it waits under «Mina frågor»
            outbox.add(
                session,
                method="chat.postEphemeral",
                channel_id=question.channel,
                user_id=asker,
                kind=NOTE,
                body={"suggestion": made.id},
                created_at=now,
            )
            return True

    def note(self, session: Session, suggestion: int, now: datetime) -> tuple[Found, MessageRef, str] | None:
        """What a note shows, checked again: (entry, the question, its words). None: it may not be shown any more."""
        row = suggestions.get(session, suggestion)
        if row is None or row.outcome != SuggestionOutcome.OFFERED:
            return None
        best = self._readable(session, row, now)
        ref = MessageRef(ChannelId(row.channel_id), Ts(row.ts))
        said, question = messages.get(session, ref), entries.by_question(session, ref)
        if best is None or said is None or question is None or question.state != "open" or not suggestible(best):
            return None
        asker = UserId(row.asker)
        if people.opted_out_since(session, asker) is not None or settings.muted_until(session, asker, now) is not None:
            return None
        if not people.policy_of(session, ref.channel).suggestions:
            return None
        return showing.found(session, [(best, row.score)])[0], ref, said.message.text

    def solves(self, suggestion: int, by: UserId, *, tell_thread: bool) -> Solved:
        """«This solves it»: the question is resolved by that answer, gets ✅ and, if wished, one quiet line in its thread.

        Raises NotAllowed for anybody but the asker, NotFound where the entry is gone, AlreadyDone on a second click.
        """
        now = self.clock.now()
        with self.search.store.writing() as session:
            row, best = self._for_click(session, suggestion, by, now)
            question = MessageRef(ChannelId(row.channel_id), Ts(row.ts))
            answer = MessageRef(ChannelId(best.answer_channel or ""), Ts(best.answer_ts or ""))
            if not suggestions.decide(session, row, SuggestionOutcome.SOLVED, now):
                raise AlreadyDone(row.outcome)
            facts.accept(session, Acceptance(question, answer, by, AcceptedBy.ASKER, Via.BUTTON, now))
            capture.settle_again(session, self.index, question, now)
            capture.settle_again(session, self.index, MessageRef(ChannelId(best.channel_id), Ts(best.ts)), now)
            outbox.add(
                session,
                method="reactions.add",
                channel_id=question.channel,
                user_id=None,
                kind=CHECK,
                body={"ts": question.ts},
                created_at=now,
            )
            told = tell_thread and audiences.may_be_posted(session, ChannelId(best.channel_id), question.channel, now)
            if told:
                queue_post(session, SOLVED_LINE, question, best, by, now)
            session.flush()
            shown = showing.found(session, [(best, row.score)])[0]
            helper = shown.answer.by if shown.answer else shown.asker
            return Solved(helper, shown, 0 if by in {best.asker, best.answerer} else best.helped, told)

    def not_needed(self, suggestion: int, by: UserId) -> None:
        """«Not what I need»: put away, and remembered."""
        now = self.clock.now()
        with self.search.store.writing() as session:
            row = suggestions.get(session, suggestion)
            if row is None:
                raise NotFound("suggestion")
            if row.asker != by:
                raise NotAllowed("asker")
            if not suggestions.decide(session, row, SuggestionOutcome.NOT_NEEDED, now):
                raise AlreadyDone(row.outcome)

    def show_to_everyone(self, suggestion: int, by: UserId) -> None:
        """Post the suggested answer into the question's thread, if everybody there could read its source."""
        now = self.clock.now()
        with self.search.store.writing() as session:
            row, best = self._for_click(session, suggestion, by, now)
            question = MessageRef(ChannelId(row.channel_id), Ts(row.ts))
            if not audiences.may_be_posted(session, ChannelId(best.channel_id), question.channel, now):
                raise NotAllowed("audience")
            if not suggestions.decide(session, row, SuggestionOutcome.SHOWN, now):
                raise AlreadyDone(row.outcome)
            queue_post(session, SHOWN_TO_ALL, question, best, by, now)
            taking_out.source_edited(session, question, now)
            asked.gone(session, question, now)  # an answer stands in the thread: nobody is asked for another

    def may_show(self, session: Session, found: Found, place: ChannelId, now: datetime) -> bool:
        """Whether «Show to everyone» may be offered."""
        return audiences.may_be_posted(session, found.channel, place, now)

    @staticmethod
    def _is_late(session: Session, question: MessageRef, now: datetime) -> bool:
        """Whether a question was asked so long ago that a note would only disturb: over an hour, and on another working day."""
        at, policy = ts_time(question.ts), people.policy_of(session, question.channel)
        return now - at > PROMPT and not policy.working(policy.tz).is_one_shift(at, now)

    def _nearest(
        self,
        session: Session,
        query: Query,
        question: MessageRef,
        entry: EntryId,
        readable: frozenset[ChannelId],
        ranked: Ranked,
        now: datetime,
    ) -> Nearest | None:
        """What came nearest of all that everybody in the channel may read: this may be told to its stewards, and what the asker
        may read besides is not to make a difference to it."""
        open_to_all = readable & audiences.visible_in(session, question.channel, now)
        found = [hit.entry for hit in ranked.hits]
        if len(entries.readable(session, found, open_to_all)) < len(found):
            ranked = self.search.rank(session, query, open_to_all, without=[entry])
        if not ranked.listed:
            return None
        wanted = threshold_in(session, self.search.decision, question.channel, now)
        if ranked.best is None:
            return Nearest(ranked.listed[0].entry, None, wanted)
        return Nearest(EntryId(ranked.best.id), ranked.chance, wanted)

    def _silent(
        self,
        session: Session,
        question: MessageRef,
        asker: UserId,
        why: Silence,
        score: float,
        now: datetime,
        nearest: Nearest | None = None,
    ) -> bool:
        suggestions.record(session, question, asker, None, score, SuggestionOutcome.SILENT, why, now, nearest)
        return False

    def _for_click(self, session: Session, suggestion: int, by: UserId, now: datetime) -> tuple[SuggestionRow, EntryRow]:
        row = suggestions.get(session, suggestion)
        if row is None:
            raise NotFound("suggestion")
        if row.asker != by:
            raise NotAllowed("asker")
        if row.outcome not in {SuggestionOutcome.OFFERED, SuggestionOutcome.WITHDRAWN}:
            raise AlreadyDone(row.outcome)
        best, question = self._readable(session, row, now), MessageRef(ChannelId(row.channel_id), Ts(row.ts))
        may_read = audiences.may_be_read(session, by, question.channel, now)
        if best is None or not may_read or messages.get(session, question) is None:
            raise NotFound("entry")
        return row, best

    def _readable(self, session: Session, row: SuggestionRow, now: datetime) -> EntryRow | None:
        best = entries.get(session, EntryId(row.entry_id)) if row.entry_id is not None else None
        if best is None or best.answer_text is None:
            return None
        return best if audiences.may_be_read(session, UserId(row.asker), ChannelId(best.channel_id), now) else None


def queue_post(
    session: Session, kind: str, place: MessageRef, entry: EntryRow, by: UserId, now: datetime, key: str | None = None
) -> str | None:
    """Queue a durable post into a thread, made from an entry; its sources will reach it. None if one with the key given was queued."""
    key = outbox.add(
        session,
        method="chat.postMessage",
        channel_id=place.channel,
        user_id=None,
        kind=kind,
        body={"entry": entry.id, "thread": place.ts, "by": by},
        created_at=now,
        key=key,
    )
    if key is not None:
        posts.made_from(session, key, entries.answer_refs(entry))
    return key
