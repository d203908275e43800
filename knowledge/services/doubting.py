"""«Doesn't hold any more»: whoever may read an answer can doubt it, and take that back. A 👎 on the answer says the same."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.errors import AlreadyDone, NotFound
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.lifecycle import DOUBTING_REACTIONS
from knowledge.domain.messages import Doubt
from knowledge.domain.ports import Clock, SearchIndex
from knowledge.services import audiences, capture
from knowledge.storage import Session, Store, doubts, entries, reactions
from knowledge.storage.tables import EntryRow


@dataclass(frozen=True, slots=True)
class Doubted:
    """What a click did. `stands`: the person's own doubt does.

    `by_others`: the answer was marked before, or still is, because of somebody else. `has_thumb`: the person's 👎 is on the answer,
    where only they can take it off.
    """

    entry: EntryId
    answer: MessageRef
    question: MessageRef
    stands: bool
    by_others: bool
    has_thumb: bool


@dataclass(frozen=True)
class Doubting:
    """Doubt an answer, or take it back."""

    store: Store
    index: SearchIndex
    clock: Clock

    def press(self, entry: EntryId, answer: Ts, by: UserId) -> Doubted:
        """Doubt the answer that an entry was shown with; pressed again, that is taken back.

        Raises NotFound where the entry is gone, may not be read, or shows another answer by now.
        """
        with self.store.writing() as session:
            row, ref = self._shown(session, entry, answer, by)
            mine = [doubt for doubt in doubts.of_answers(session, ref.channel, [ref.ts]) if doubt.by == by]
            # One that somebody's confirmation has ended is no reason to take anything back: it is said anew.
            if row.doubted_at is not None and any(doubt.at >= row.doubted_at for doubt in mine):
                return self._take_back(session, row, ref, by)
            was_doubted, thumb = row.doubted_at is not None, _has_thumb(session, ref, by)
            doubts.doubt(session, Doubt(ref, by, self.clock.now()))
            self._settle(session, ref)
            return Doubted(entry, ref, _question(row), stands=True, by_others=was_doubted and not thumb, has_thumb=thumb)

    def take_back(self, entry: EntryId, answer: Ts, by: UserId) -> Doubted:
        """Take one's own doubt back. Raises NotFound as `press`, AlreadyDone where none stands."""
        with self.store.writing() as session:
            row, ref = self._shown(session, entry, answer, by)
            return self._take_back(session, row, ref, by)

    def _take_back(self, session: Session, row: EntryRow, ref: MessageRef, by: UserId) -> Doubted:
        thumb = _has_thumb(session, ref, by)
        if not doubts.take_back(session, ref, by, self.clock.now()) and not thumb:
            raise AlreadyDone("taken back")
        self._settle(session, ref)
        still = row.doubted_at is not None
        return Doubted(EntryId(row.id), ref, _question(row), stands=False, by_others=still and not thumb, has_thumb=thumb)

    def _shown(self, session: Session, entry: EntryId, answer: Ts, by: UserId) -> tuple[EntryRow, MessageRef]:
        row = entries.alone(session, entry)
        if row is None or row.answer_text is None or row.answer_ts != answer:
            raise NotFound("answer")
        if not audiences.may_be_read(session, by, ChannelId(row.channel_id), self.clock.now()):
            raise NotFound("entry")
        return row, MessageRef(ChannelId(row.answer_channel or ""), answer)

    def _settle(self, session: Session, answer: MessageRef) -> None:
        """Every question that shows this answer."""
        for row in entries.by_answer(session, answer):
            if row.answer_text is not None:
                capture.settle_again(session, self.index, _question(row), self.clock.now())


def _question(row: EntryRow) -> MessageRef:
    return MessageRef(ChannelId(row.channel_id), Ts(row.ts))


def _has_thumb(session: Session, answer: MessageRef, by: UserId) -> bool:
    return any(
        reaction.user == by and reaction.name in DOUBTING_REACTIONS for reaction in reactions.on(session, answer.channel, [answer.ts])
    )
