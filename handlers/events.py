"""What an event out of the inbox means: which use case it calls.

Each event is read in two steps, as the worker wants it: first outside any transaction (models, Slack), giving a
function that writes; that function and the end of the inbox row are one commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from slack_sdk.errors import SlackApiError

from handlers.calm import NOT_THERE
from handlers.conversations import Conversations
from handlers.homes import Homes
from handlers.mirror import SlackMirror
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.occurrences import (
    ChannelChange,
    ChannelChanged,
    Deleted,
    DirectMessage,
    Edited,
    HomeOpened,
    Joined,
    Kind,
    Left,
    Mentioned,
    Occurrence,
    PersonChanged,
    Posted,
    Reacted,
    Uninstalled,
    from_json,
)
from knowledge.domain.outgoing import LostLease
from knowledge.domain.ports import Clock, SearchIndex
from knowledge.domain.written import Written
from knowledge.services import asked, capture, taking_out
from knowledge.services.catching_up import queue_suggestion
from knowledge.services.mirroring import close_channel, save_channel, save_people
from knowledge.services.routing import Routing
from knowledge.services.starting import Starting
from knowledge.storage import Session, Store, people
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.renaming import rename_channel

_READ_BY_THEN = timedelta(minutes=10)

TOGETHER = frozenset({Kind.POSTED, Kind.EDITED, Kind.DELETED, Kind.REACTED})
"""Kinds of events of which many may be worked on in one transaction: nothing about them is asked of Slack"""

Write = Callable[[Session], None]


@dataclass(frozen=True)
class Events:
    """Inbox rows in, use cases out."""

    store: Store
    index: SearchIndex
    clock: Clock
    starting: Starting
    mirror: SlackMirror
    conversations: Conversations
    homes: Homes
    routing: Routing
    own_user: UserId
    suggesting: bool

    def read(self, events: Sequence[ClaimedEvent]) -> Write:
        """Everything about some events that takes time; what comes back only writes.

        Several are of one channel, and of kinds in `TOGETHER`: what was said is kept in one go, then come reactions and deletions.
        """
        occurrences = [from_json(event.body) for event in events]
        if len(occurrences) == 1:
            return self._read(occurrences[0])
        said = [one for one in occurrences if isinstance(one, Posted | Edited)]
        reacted = [one for one in occurrences if isinstance(one, Reacted)]
        writes = [self._said([one.written for one in said if one.late is late], late=late) for late in sorted({one.late for one in said})]
        writes += [self._reacted(reacted)] if reacted else []
        writes += [self._read(one) for one in occurrences if not isinstance(one, Posted | Edited | Reacted)]

        def write(session: Session) -> None:
            for each in writes:
                each(session)

        return write

    def _read(self, occurrence: Occurrence) -> Write:
        match occurrence:
            case Posted(written, late) | Edited(written, late):
                return self._said([written], late=late)
            case Deleted():
                ref = MessageRef(occurrence.channel, occurrence.ts)
                return lambda session: capture.delete(session, self.index, ref, self.clock.now(), occurrence.thread_ts)
            case Reacted():
                return self._reacted([occurrence])
            case Joined():
                return self._joined(occurrence)
            case Left():
                return lambda session: self._left(session, occurrence.channel, occurrence.user)
            case ChannelChanged():
                return self._channel_changed(occurrence)
            case PersonChanged(person):
                return lambda session: save_people(session, [person], self.clock.now())
            case HomeOpened():
                return lambda session: self.homes.queue(session, occurrence.user)
            case DirectMessage():
                return self.conversations.direct(occurrence)
            case Mentioned():
                return self.conversations.mentioned(occurrence)
            case Uninstalled():
                return _nothing
            case _ as never:
                assert_never(never)

    def _said(self, several: Sequence[Written], *, late: bool) -> Write:
        channel = several[0].message.channel
        with self.store.reading() as session:
            askers = capture.askers_of_threads(session, channel, [written.message for written in several])
        said = [capture.read(written.message, written.mentions, by_asker=_by_asker(written, askers)) for written in several]

        def write(session: Session) -> None:
            _require(session, channel)
            now = self.clock.now()
            authors = {user for user in {one.user for one in said} if self._still_wanted(session, channel, user)}
            wanted = [one for one in said if one.user in authors]
            new = capture.keep(session, self.index, channel, wanted, now) if wanted else ()
            # What is read late may be answered further on, too: nobody is asked before all is surely read.
            self.routing.wait_for(session, new, not_before=now + _READ_BY_THEN if late else now)
            for question in new:
                if self.suggesting and not late:  # what is read late is matched when all is read
                    queue_suggestion(session, question, now)

        return write

    @staticmethod
    def _still_wanted(session: Session, channel: ChannelId, user: UserId) -> bool:
        """Capture may have been stopped, or the author opted out, while the event waited. Bots do not always say that they are bots."""
        if not people.may_be_heard(session, channel, user):
            return False
        person = people.person(session, user)
        return person is None or not person.is_bot

    def _reacted(self, several: Sequence[Reacted]) -> Write:
        channel = several[0].channel

        def write(session: Session) -> None:
            _require(session, channel)
            heard = {user for user in {one.user for one in several} if people.may_be_heard(session, channel, user)}
            reactions = [(one.reaction, one.removed) for one in several if one.user in heard]
            capture.react(session, self.index, channel, reactions, self.clock.now())

        return write

    def _joined(self, occurrence: Joined) -> Write:
        if occurrence.user == self.own_user:
            self._look_at(occurrence.channel)

            def invited(session: Session) -> None:
                people.joined(session, occurrence.channel, occurrence.user)
                taking_out.again_in(session, occurrence.channel)
                self.starting.invited(session, occurrence.channel, occurrence.inviter, self.clock.now())

            return invited
        self.mirror.known(occurrence.user)

        def write(session: Session) -> None:
            people.lock(session, occurrence.channel)  # what is posted there at this moment sees who joined, or is seen
            people.joined(session, occurrence.channel, occurrence.user)
            person = people.person(session, occurrence.user)
            if person is None or person.is_guest or person.is_outside:
                taking_out.place_widened(session, occurrence.channel, self.clock.now())
            self.starting.newcomer(session, occurrence.channel, occurrence.user, self.clock.now())

        return write

    def _left(self, session: Session, channel: ChannelId, user: UserId) -> None:
        people.left(session, channel, user)
        asked.left(session, channel, [user], self.clock.now())
        if user == self.own_user:
            self.starting.removed(session, channel)

    def _channel_changed(self, occurrence: ChannelChanged) -> Write:
        if occurrence.what is ChannelChange.LEFT:
            return lambda session: self.starting.removed(session, occurrence.channel)
        if occurrence.what is ChannelChange.DELETED:
            return lambda session: self._closed(session, occurrence.channel)
        if occurrence.what is ChannelChange.ID_CHANGED and occurrence.new_id is not None:
            return self._renamed(occurrence.channel, occurrence.new_id)
        try:
            channel, _ = self.mirror.channel(occurrence.channel)
        except SlackApiError as error:
            if error.response.get("error") not in NOT_THERE:
                raise  # asked again later: a passing trouble must not close a channel
            return lambda session: self._closed(session, occurrence.channel)
        return lambda session: save_channel(session, channel, self.clock.now())

    def _renamed(self, old: ChannelId, new: ChannelId) -> Write:
        channel, is_member = self.mirror.channel(new)

        def write(session: Session) -> None:
            rename_channel(session, old, new)
            save_channel(session, channel, self.clock.now())
            people.channel_row(session, new).is_member = is_member

        return write

    def _closed(self, session: Session, channel: ChannelId) -> None:
        self.starting.removed(session, channel)
        close_channel(session, channel, self.clock.now())

    def _look_at(self, channel: ChannelId) -> None:
        """A channel that Kollega was just invited to: what it is and who is in it."""
        self.mirror.mirroring.channels_seen([self.mirror.channel(channel)])
        self.mirror.members(channel)


def _by_asker(written: Written, askers: Mapping[Ts, UserId]) -> bool:
    message = written.message
    return message.is_reply and askers.get(message.thread_ts) == message.user


def _require(session: Session, channel: ChannelId) -> None:
    """Raises LostLease where a channel got another id meanwhile: its rows in the inbox name that now, and are to be read anew."""
    if people.known_channel(session, channel) is None:
        raise LostLease


def _nothing(session: Session) -> None:
    """Slack took the app out; what was kept stays until somebody erases it."""
