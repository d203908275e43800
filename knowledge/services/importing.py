"""Taking a Slack export into the base, by the same rules as what is said live.

Every batch of messages is one transaction and every day file is marked when it is wholly in, so that an import goes
on where it was stopped, and a repeated one passes by what it knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import islice
from typing import Any, Protocol, TypeVar

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, ts_key
from knowledge.domain.lifecycle import TELLING_REACTIONS
from knowledge.domain.messages import Said
from knowledge.domain.people import Channel, ChannelKind, Person
from knowledge.domain.ports import Clock, Encoders, SearchIndex, Stopwatch
from knowledge.domain.written import Written
from knowledge.language.secrets import mask
from knowledge.services import capture
from knowledge.services.indexing import Indexing
from knowledge.services.mirroring import save_channel
from knowledge.storage import Session, Store, imports, messages, people, reactions
from knowledge.storage import privacy as kept

BATCH = 500  # messages in one transaction: about a second, for which a live event may have to wait
_PEOPLE = 500
T = TypeVar("T")


class Skipped(Protocol):
    """A file that was not used, or not wholly."""

    @property
    def file(self) -> str: ...
    @property
    def why(self) -> str: ...


class Day(Protocol):
    """What was said in a channel on a day. `fingerprint` stands for the content."""

    @property
    def path(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def fingerprint(self) -> str: ...
    def read(self) -> Iterator[Written]: ...


class Export(Protocol):
    """An opened export. `left_out` and `skipped` grow while days are read."""

    @property
    def total_bytes(self) -> int: ...
    @property
    def left_out(self) -> Mapping[str, int]: ...
    @property
    def skipped(self) -> Sequence[Skipped]: ...
    def people(self) -> Iterator[Person]: ...
    def channels(self) -> list[Channel]: ...
    def days(self, channel: Channel) -> Sequence[Day]: ...


class Stage(StrEnum):
    """What an import is at."""

    MESSAGES = "messages"
    MEANINGS = "meanings"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far: bytes of the day files, or entries that got their vector. `now_at` names the file."""

    stage: Stage
    done: int
    total: int
    now_at: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of an import.

    `messages`: records in the export's day files, bots and notices too (`left_out` counts these by reason).
    `questions`, `answers`, `accepted`: what the export's channels hold now. `duplicates`: messages that were in the base
    before, or stand twice in the export. `masked`: messages in which secrets were masked.
    """

    messages: int
    questions: int
    answers: int
    accepted: int
    duplicates: int
    masked: int
    left_out: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    took_s: float


@dataclass
class _Count:
    """What was counted in one file, or in all."""

    messages: int = 0
    masked: int = 0
    duplicates: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, other: _Count) -> None:
        self.messages += other.messages
        self.masked += other.masked
        self.duplicates += other.duplicates
        self.left_out.update(other.left_out)

    def plain(self) -> dict[str, Any]:
        return {"messages": self.messages, "masked": self.masked, "left_out": dict(self.left_out)}

    @classmethod
    def of_known_file(cls, plain: Mapping[str, Any]) -> _Count:
        left_out = Counter(plain["left_out"])
        return cls(plain["messages"], plain["masked"], plain["messages"] - left_out.total(), left_out)


@dataclass(frozen=True, slots=True)
class _Absent:
    """People who take no part, and those whose words up to a ts were erased."""

    opted_out: frozenset[UserId]
    erased: Mapping[UserId, Ts]

    def says(self, user: UserId, ts: Ts) -> bool:
        """Whether words or a reaction on a message of that ts are such a person's."""
        return user in self.opted_out or (user in self.erased and ts_key(ts) <= ts_key(self.erased[user]))


@dataclass(frozen=True)
class Importing:
    """Takes exports in. May run beside the bot: its transactions are short."""

    store: Store
    index: SearchIndex
    clock: Clock
    stopwatch: Stopwatch

    def __call__(self, export: Export, encoders: Callable[[], Encoders] | None, tell: Callable[[Progress], None]) -> Summary:
        """Take a whole export in. Safe to repeat and to be killed at any moment.

        `encoders` is called only if something is to be encoded; None leaves that to a running bot. `tell` hears how far it is.
        """
        began = self.stopwatch.seconds()
        bots = self._mirror(export)
        total, done = _Count(), 0
        for channel in export.channels():
            for day in export.days(channel):
                tell(Progress(Stage.MESSAGES, done, export.total_bytes, day.path))
                total.add(self._day(export, channel.channel_id, day, bots))
                done += day.size
            self._finish(channel.channel_id)
        tell(Progress(Stage.MESSAGES, done, export.total_bytes))
        if encoders is not None:
            self._fill_index(encoders, tell)
        with self.store.reading() as session:
            holds = imports.totals(session, [channel.channel_id for channel in export.channels()])
        return Summary(
            total.messages,
            holds.questions,
            holds.answers,
            holds.accepted,
            total.duplicates,
            total.masked,
            dict(total.left_out),
            tuple(export.skipped),
            round(self.stopwatch.seconds() - began, 1),
        )

    def _mirror(self, export: Export) -> frozenset[UserId]:
        """Write down the export's people and channels; who of them are bots.

        Once the bot has been on Slack, what it knows from there is truer than any export: then only news are added.
        """
        now = self.clock.now()
        bots: set[UserId] = set()
        with self.store.reading() as session:
            live = people.workspace(session) is not None
        for some in _batches(export.people(), _PEOPLE):
            bots.update(person.user_id for person in some if person.is_bot)
            with self.store.writing() as session:
                for person in some:
                    if not (live and people.person(session, person.user_id)):
                        people.save_person(session, person, now)
        for channel in export.channels():
            with self.store.writing() as session:
                row = people.known_channel(session, channel.channel_id)
                if row is None or not live:
                    # What was private once is not opened by an old export.
                    narrow = row is not None and row.name and row.kind != ChannelKind.PUBLIC
                    save_channel(session, replace(channel, kind=ChannelKind(row.kind)) if row and narrow else channel, now)
        return frozenset(bots)

    def _day(self, export: Export, channel: ChannelId, day: Day, bots: frozenset[UserId]) -> _Count:
        name = f"{channel}/{day.path.rpartition('/')[2]}"
        with self.store.reading() as session:
            known = imports.counts_of(session, day.fingerprint, name)
        if known is not None:
            return _Count.of_known_file(known)
        count, before = _Count(), Counter(export.left_out)
        for batch in _batches(day.read(), BATCH):
            count.messages += len(batch)
            said = self._read([written for written in batch if not written.deleted], channel, bots, count)
            with self.store.writing() as session:
                count.duplicates += self._keep(session, channel, batch, said)
        left_out = Counter(export.left_out) - before
        count.messages += left_out.total()
        count.duplicates += left_out.pop("repeated", 0)
        count.left_out.update(left_out)
        if not any(skipped.file == day.path for skipped in export.skipped):
            # A file that broke off is read again next time, when it may be whole.
            with self.store.writing() as session:
                imports.file_done(session, day.fingerprint, name, count.plain(), self.clock.now())
        return count

    def _read(self, batch: Sequence[Written], channel: ChannelId, bots: frozenset[UserId], count: _Count) -> list[Said]:
        """Mask and read what people said; outside any transaction, since it takes milliseconds each."""
        askers = {written.message.ts: written.message.user for written in batch}
        elsewhere = {w.message.thread_ts for w in batch if w.message.is_reply} - askers.keys()
        with self.store.reading() as session:
            for root in elsewhere:
                found = messages.get(session, MessageRef(channel, root))
                if found is not None:
                    askers[root] = found.user
        said = []
        for written in batch:
            if written.message.user in bots:
                count.left_out["bots"] += 1
                continue
            clean = mask(written.message.text)
            count.masked += bool(clean.kinds)
            message = replace(written.message, text=clean.text)
            by_asker = message.is_reply and askers.get(message.thread_ts) == message.user
            said.append(capture.read(message, written.mentions, by_asker=by_asker))
        return said

    def _keep(self, session: Session, channel: ChannelId, batch: Sequence[Written], said: Sequence[Said]) -> int:
        """Write a batch down and settle what it touches. How many of its messages were known."""
        now = self.clock.now()
        people.lock(session, channel)
        absent = _Absent(people.opted_out(session), kept.erasures(session))
        for written in batch:
            if written.deleted:
                capture.delete(session, self.index, written.message.ref, now, written.message.thread_ts)
        wanted = [s for s in said if not absent.says(s.user, s.ts)]
        known = messages.some(session, channel, [s.ts for s in wanted])
        # Before the messages: so each is settled once, with all that stands on it.
        standing = {s.ts for s in wanted} - messages.deleted(session, channel, [s.ts for s in wanted])
        told = (reaction for w in batch if w.message.ts in standing for reaction in w.reactions if reaction.name in TELLING_REACTIONS)
        reacted = reactions.put_many(session, [reaction for reaction in told if not absent.says(reaction.user, reaction.ts)])
        capture.keep(session, self.index, channel, wanted, now, source=imports.SOURCE)
        again = list(messages.some(session, channel, known.keys() & reacted).values())
        if again:
            capture.settle_around(session, self.index, channel, again, now)
        return len(known)

    def _finish(self, channel: ChannelId) -> None:
        """A channel is wholly read: what belongs to no question is forgotten at once."""
        with self.store.writing() as session:
            for ref in imports.kept_though_deleted(session, channel):
                capture.delete(session, self.index, ref, self.clock.now())
            imports.drop_unlinked(session, channel)

    def _fill_index(self, encoders: Callable[[], Encoders], tell: Callable[[Progress], None]) -> None:
        with self.store.reading() as session:
            waiting = imports.waiting_for_vectors(session)
        if not waiting:
            return
        tell(Progress(Stage.MEANINGS, 0, waiting))
        indexing, models, done = Indexing(self.store, self.index), encoders(), 0
        while filled := indexing.fill(models):
            done += filled
            tell(Progress(Stage.MEANINGS, min(done, waiting), waiting))
        indexing.measure(models)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch
