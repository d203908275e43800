"""A desk on both databases, with a clock that tests move and an encoder of a few words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, text

from knowledge.domain.found import SuggestionOutcome
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, UserId, time_ts
from knowledge.domain.messages import Message, Reaction
from knowledge.domain.outgoing import Sent
from knowledge.domain.people import Channel, ChannelKind, Person
from knowledge.domain.ports import Encoders, SearchIndex, Vector
from knowledge.language.words import stems
from knowledge.services import audiences, capture, mirroring, taking_out
from knowledge.services.answering import Answering
from knowledge.services.doubting import Doubting
from knowledge.services.explaining import Explaining
from knowledge.services.indexing import Indexing
from knowledge.services.privacy import PrivacyDesk
from knowledge.services.retention import Retention
from knowledge.services.search import Search
from knowledge.services.settings import SettingsDesk
from knowledge.services.sharing import Sharing
from knowledge.services.starting import Starting
from knowledge.services.suggesting import Suggesting
from knowledge.storage import Store, entries, outbox, people, suggestions
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.tables import EntryRow, OutboxRow
from tests.unit.export.conftest import unpacked, zipped

__all__ = ["office", "unpacked", "zipped"]

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
    encoders: Encoders | None = field(default_factory=lambda: Encoders(WordEncoder()))
    stewards: frozenset[UserId] = frozenset({UserId("USTEWARD")})

    def __repr__(self) -> str:
        return f"an office on {self.store.dialect}"  # not everything that it holds, when a test fails

    def __post_init__(self) -> None:
        self.search = Search(self.store, self.index, lambda: self.encoders, StillStopwatch())
        self.suggesting = Suggesting(self.search, self.index, self.clock)
        self.answering = Answering(self.store, self.index, self.clock, self.stewards)
        self.doubting = Doubting(self.store, self.index, self.clock)
        self.explaining = Explaining(self.store, self.clock, self.stewards, suggesting=True)
        self.sharing = Sharing(self.store, self.clock)
        self.starting = Starting(self.store, self.clock, self.stewards)
        self.settings = SettingsDesk(self.store, self.clock, self.stewards)
        self.retention = Retention(self.store, self.index, self.clock)
        self.privacy = PrivacyDesk(self.store, self.index, self.clock)
        self.indexing = Indexing(self.store, self.index)

    def person(
        self,
        name: str,
        *,
        guest: bool = False,
        outside: bool = False,
        deleted: bool = False,
        admin: bool = False,
        bot: bool = False,
        tz: str = "UTC",
    ) -> UserId:
        """Somebody in the mirror; said again, what Slack says of them now."""
        user = UserId(f"U{name.upper()}")
        known = Person(user, name, tz=tz, is_guest=guest, is_outside=outside, deleted=deleted, is_admin=admin, is_bot=bot)
        with self.store.writing() as session:
            mirroring.save_people(session, [known], self.clock.now())
        return user

    def channel(
        self,
        name: str,
        members: Sequence[UserId],
        *,
        private: bool = False,
        direct: bool = False,
        shared: bool = False,
        archived: bool = False,
        started: bool = True,
    ) -> ChannelId:
        """A channel with Kollega in it; said again, what Slack says of it now. The first member made it."""
        kind = ChannelKind.DIRECT if direct else ChannelKind.PRIVATE if private else ChannelKind.PUBLIC
        channel = ChannelId(f"C{name.upper()}")
        known = Channel(
            channel,
            name,
            kind,
            creator=members[0] if members else None,
            is_shared=shared,
            is_archived=archived,
            members=frozenset(members),
        )
        with self.store.writing() as session:
            mirroring.save_channel(session, known, self.clock.now())
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

    def says_at_once(self, user: UserId, channel: ChannelId, texts: Sequence[str]) -> list[MessageRef]:
        """Several messages of one person, kept together."""
        said = []
        for words in texts:
            self.clock.passes(seconds=1)
            ts = time_ts(self.clock.now())
            said.append(capture.read(Message(channel, ts, user, words, ts, ts), (), by_asker=False))
        with self.store.writing() as session:
            capture.keep(session, self.index, channel, said, self.clock.now())
        self.fill()
        return [each.message.ref for each in said]

    def arrives(self, message: Message, mentions: Sequence[UserId] = ()) -> tuple[MessageRef, ...]:
        """The questions that are new."""
        with self.store.reading() as session:
            asker = capture.askers_of_threads(session, message.channel, [message]).get(message.thread_ts)
        said = capture.read(message, mentions, by_asker=message.is_reply and asker == message.user)
        with self.store.writing() as session:
            new = capture.keep(session, self.index, message.channel, [said], self.clock.now())
        self.fill()
        return new

    def reacts(self, user: UserId, ref: MessageRef, name: str = "white_check_mark", *, removed: bool = False) -> None:
        with self.store.writing() as session:
            reaction = Reaction(ref.channel, ref.ts, user, name)
            capture.react(session, self.index, ref.channel, [(reaction, removed)], self.clock.now())
        self.fill()

    def edits(self, ref: MessageRef, user: UserId, text: str, *, thread: MessageRef | None = None) -> None:
        self.clock.passes(seconds=1)
        self.arrives(Message(ref.channel, ref.ts, user, text, thread.ts if thread else ref.ts, time_ts(self.clock.now())))

    def deletes(self, ref: MessageRef) -> None:
        with self.store.writing() as session:
            capture.delete(session, self.index, ref, self.clock.now())
        self.fill()

    def knows_its_languages(self) -> None:
        """Meanings can be compared: without it nothing is suggested."""
        assert self.encoders is not None
        self.indexing.measure(self.encoders)

    def fill(self) -> None:
        while self.encoders is not None and self.indexing.fill(self.encoders):
            pass

    def solved(self, asker: UserId, helper: UserId, channel: ChannelId, question: str, answer: str) -> tuple[MessageRef, MessageRef]:
        """A question with an answer that the asker confirmed in words."""
        asked = self.says(asker, channel, question)
        replied = self.says(helper, channel, answer, thread=asked)
        self.says(asker, channel, "tack, det funkade", thread=asked)
        return asked, replied

    def entry(self, question: MessageRef) -> EntryRow:
        """What has become of a question."""
        with self.store.reading() as session:
            row = entries.by_question(session, question)
        assert row is not None
        return row

    def state(self, question: MessageRef) -> tuple[str, str | None, str | None]:
        """A question's state, who showed that its answer is right, and whose it is."""
        row = self.entry(question)
        return row.state, row.accepted_by, row.answerer

    def offered(self, question: MessageRef, of: MessageRef) -> int:
        """The suggestion of another question's entry, as if it had been the best match."""
        asker, best = self.entry(question).asker, self.entry(of).id
        with self.store.writing() as session:
            made = suggestions.record(session, question, UserId(asker), EntryId(best), 0.9, SuggestionOutcome.OFFERED, "", self.clock.now())
        assert made is not None
        return made.id

    def queued(self) -> list[str]:
        """The kinds of what is still to be said to Slack, in order."""
        with self.store.reading() as session:
            return list(session.scalars(select(OutboxRow.kind).where(OutboxRow.state == "due").order_by(OutboxRow.id)))

    def takes_in_hand(self) -> list[ClaimedPost]:
        """What a worker would say now: the first post of each channel."""
        with self.store.writing() as session:
            return outbox.claim(session, "worker", 60, 100)

    def said(self, post: ClaimedPost) -> MessageRef:
        """Slack has a post."""
        self.clock.passes(seconds=1)
        ts = time_ts(self.clock.now())
        place = post.channel_id or ChannelId(f"D{post.user_id}")
        with self.store.writing() as session:
            assert outbox.sent(session, post, ts)
            taking_out.sent(session, replace(post, channel_id=place), Sent(ts), self.clock.now())
        return MessageRef(place, ts)

    def says_all(self) -> list[tuple[str, dict[str, Any]]]:
        """Everything queued is said: kinds and bodies."""
        said = []
        while posts := self.takes_in_hand():
            for post in posts:
                self.said(post)
                said.append((post.kind, post.body))
        return said

    def rows(self) -> str:
        """Every row of every table as text."""
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'entry_words%'"
            if self.store.dialect == "sqlite"
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        with self.store.reading() as session:
            connection = session.connection()
            tables = list(connection.scalars(text(names)))
            return "\n".join(str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"')))

    def bytes(self) -> bytes:
        """A SQLite database with its side files, as they lie on the disk."""
        base = Path(self.store.url.database or "")
        return b"".join(file.read_bytes() for file in base.parent.iterdir() if file.name.startswith(base.name))

    def finds(self, user: UserId, text: str) -> list[str]:
        """What a person finds: the questions of the entries, best first."""
        with self.store.reading() as session:
            audience = audiences.visible_to(session, user, self.clock.now())
        return [found.question for found in self.search(text, audience).results]


@pytest.fixture
def office(store: Store, index: SearchIndex) -> Office:
    return Office(store, index, MovableClock())
