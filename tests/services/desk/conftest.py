"""A desk on both databases, with a clock that tests move and an encoder of a few words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from knowledge.domain.ids import ChannelId, MessageRef, UserId, time_ts
from knowledge.domain.messages import Message
from knowledge.domain.people import Channel, ChannelKind, Person
from knowledge.domain.ports import SearchIndex, Vector
from knowledge.language.words import stems
from knowledge.services import audiences, capture
from knowledge.services.answering import Answering
from knowledge.services.indexing import Indexing
from knowledge.services.privacy import PrivacyDesk
from knowledge.services.search import Search
from knowledge.services.sharing import Sharing
from knowledge.services.starting import Starting
from knowledge.services.suggesting import Suggesting
from knowledge.storage import Store, people

MONDAY = datetime(2026, 6, 8, 7, tzinfo=UTC)


@dataclass
class MovableClock:
    """Policy time for tests."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)


class StillStopwatch:
    def seconds(self) -> float:
        return 0.0


@dataclass(frozen=True)
class WordEncoder:
    """Texts that share stems are near each other: meaning enough for rules that do not depend on a model."""

    id: str = "words"
    dimensions: int = 256

    def queries(self, texts: Sequence[str]) -> Vector:
        return np.stack([self._vector(text) for text in texts])

    def passages(self, texts: Sequence[str]) -> Vector:
        return self.queries(texts)

    def _vector(self, text: str) -> Vector:
        vector = np.full(self.dimensions, 0.001, dtype=np.float32)
        for stem in stems(text):
            vector[zlib.crc32(stem.encode()) % self.dimensions] += 1
        unit: Vector = vector / np.linalg.norm(vector)
        return unit


@dataclass
class Office:
    """A desk with people and channels; says and asks in the users' words."""

    store: Store
    index: SearchIndex
    clock: MovableClock
    encoder: WordEncoder | None = field(default_factory=WordEncoder)
    stewards: frozenset[UserId] = frozenset({UserId("USTEWARD")})

    def __post_init__(self) -> None:
        self.search = Search(self.store, self.index, lambda: self.encoder, StillStopwatch())
        self.suggesting = Suggesting(self.search, self.index, self.clock)
        self.answering = Answering(self.store, self.index, self.clock, self.stewards)
        self.sharing = Sharing(self.store, self.clock)
        self.starting = Starting(self.store, self.clock, self.stewards)
        self.privacy = PrivacyDesk(self.store, self.index, self.clock)
        self.indexing = Indexing(self.store, self.index)

    def person(self, name: str, *, guest: bool = False, outside: bool = False, deleted: bool = False, admin: bool = False) -> UserId:
        user = UserId(f"U{name.upper()}")
        with self.store.writing() as session:
            people.save_person(
                session, Person(user, name, is_guest=guest, is_outside=outside, deleted=deleted, is_admin=admin), self.clock.now()
            )
        return user

    def channel(
        self, name: str, members: Sequence[UserId], *, private: bool = False, shared: bool = False, started: bool = True
    ) -> ChannelId:
        channel = ChannelId(f"C{name.upper()}")
        kind = ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        with self.store.writing() as session:
            people.save_channel(
                session,
                Channel(channel, name, kind, creator=members[0] if members else None, is_shared=shared, members=frozenset(members)),
                self.clock.now(),
            )
            people.channel_row(session, channel).is_member = True
            if started:
                self.starting.begin(session, channel, members[0] if members else UserId("USTEWARD"), self.clock.now())
        return channel

    def says(
        self, user: UserId, channel: ChannelId, text: str, *, thread: MessageRef | None = None, mentions: Sequence[UserId] = ()
    ) -> MessageRef:
        """A message through capture, a second after the last."""
        self.clock.passes(seconds=1)
        ts = time_ts(self.clock.now())
        self.arrives(Message(channel, ts, user, text, thread.ts if thread else ts, ts), mentions)
        return MessageRef(channel, ts)

    def arrives(self, message: Message, mentions: Sequence[UserId] = ()) -> capture.Changed:
        with self.store.reading() as session:
            by_asker = capture.asker_of_thread(session, message) == message.user
        said = capture.read(message, mentions, by_asker=by_asker)
        with self.store.writing() as session:
            changed = capture.keep(session, self.index, said, self.clock.now())
        self.fill()
        return changed

    def edits(self, ref: MessageRef, user: UserId, text: str, *, thread: MessageRef | None = None) -> None:
        self.clock.passes(seconds=1)
        self.arrives(Message(ref.channel, ref.ts, user, text, thread.ts if thread else ref.ts, time_ts(self.clock.now())))

    def deletes(self, ref: MessageRef) -> None:
        with self.store.writing() as session:
            capture.delete(session, self.index, ref, self.clock.now())
        self.fill()

    def fill(self) -> None:
        while self.encoder is not None and self.indexing.fill(self.encoder):
            pass

    def solved(self, asker: UserId, helper: UserId, channel: ChannelId, question: str, answer: str) -> tuple[MessageRef, MessageRef]:
        """A question with an answer that the asker confirmed in words."""
        asked = self.says(asker, channel, question)
        replied = self.says(helper, channel, answer, thread=asked)
        self.says(asker, channel, "tack, det funkade", thread=asked)
        return asked, replied

    def finds(self, user: UserId, text: str) -> list[str]:
        """What a person finds: the questions of the entries, best first."""
        with self.store.reading() as session:
            audience = audiences.visible_to(session, user, self.clock.now())
        return [found.question for found in self.search(text, audience).results]


@pytest.fixture
def office(store: Store, index: SearchIndex) -> Office:
    return Office(store, index, MovableClock())
