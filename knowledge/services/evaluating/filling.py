"""Filling a base with questions and answers that no conversation holds: as entries that stand as capture would have left them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, time_ts
from knowledge.domain.language import Language, MessageKind
from knowledge.domain.lifecycle import Answer, QuestionState, Settled
from knowledge.domain.messages import AcceptedBy, Message, Said
from knowledge.domain.people import Channel
from knowledge.domain.ports import Encoders, Indexed, SearchIndex
from knowledge.language.detect import language_of
from knowledge.services.evaluating.stages import Stage, Tell
from knowledge.services.indexing import BATCH, Indexing
from knowledge.services.mirroring import save_channel
from knowledge.services.settling import index_words
from knowledge.storage import Session, Store, entries, imports

CHANNEL = ChannelId("CEVALUATE")
_ASKER, _HELPER = UserId("UASKER"), UserId("UHELPER")
_FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)
_APART = timedelta(seconds=1)  # documents have no time: all on one day, none is newer than another
_TOGETHER = 500  # entries in one transaction


@dataclass(frozen=True, slots=True)
class Document:
    """A question, with its answer where there is one."""

    id: str
    question: str
    answer: str = ""


def put_in(store: Store, index: SearchIndex, documents: Sequence[Document], now: datetime, tell: Tell) -> dict[str, MessageRef]:
    """Make every document an entry of one public channel, its answer confirmed. The questions by the documents' ids.

    They are found by words at once; `make_meanings` does the rest.
    """
    with store.writing() as session:
        save_channel(session, Channel(CHANNEL, "evaluate"), now)
    stamps = [time_ts(_FIRST + n * _APART) for n in range(len(documents))]
    for start in range(0, len(documents), _TOGETHER):
        tell(Stage.FILLING, start, len(documents))
        some = slice(start, start + _TOGETHER)
        with store.writing() as session:
            _save(session, index, [settled(one, MessageRef(CHANNEL, ts)) for one, ts in zip(documents[some], stamps[some], strict=True)])
    tell(Stage.FILLING, len(documents), len(documents))
    return {one.id: MessageRef(CHANNEL, ts) for one, ts in zip(documents, stamps, strict=True)}


def make_meanings(store: Store, indexing: Indexing, encoders: Encoders, tell: Tell) -> None:
    """Make the vectors of all that waits for them, then the mean of each language."""
    with store.reading() as session:
        waiting = imports.waiting_for_vectors(session)
    done = 0
    while filled := indexing.fill(encoders, BATCH):
        done += filled
        tell(Stage.MEANINGS, min(done, waiting), waiting)
    indexing.measure(encoders)


def settled(document: Document, ref: MessageRef, lang: Language | None = None) -> Settled:
    """A document as a question with its confirmed answer. `lang`: its language, where that is known."""
    question = _said(document.question, ref, ref.ts, _ASKER, MessageKind.HELP, lang)
    if not document.answer:
        return Settled(question, (question,), QuestionState.OPEN, (), None)
    later = MessageRef(ref.channel, Ts(ref.ts[:-1] + "1"))
    replied = _said(document.answer, later, ref.ts, _HELPER, MessageKind.ANSWER, lang)
    answer = Answer(replied, accepted=True, by=AcceptedBy.ASKER, confirmed_by=(_ASKER,))
    return Settled(question, (question,), QuestionState.RESOLVED, (answer,), answer)


def _save(session: Session, index: SearchIndex, several: Sequence[Settled]) -> None:
    rows = [entries.save(session, None, settled, ()) for settled in several]
    session.flush()
    words = [(EntryId(row.id), Language(row.lang), index_words(row.text, row.answer_text)) for row in rows]
    index.put(session, [Indexed(entry, CHANNEL, lang, found_by, {}) for entry, lang, found_by in words])


def _said(text: str, ref: MessageRef, thread: Ts, user: UserId, kind: MessageKind, lang: Language | None) -> Said:
    message, asks = Message(ref.channel, ref.ts, user, text, thread, ref.ts), kind is MessageKind.HELP
    return Said(message, kind, float(asks), asks, lang or language_of(text))
