"""*Share in channel*: an entry found by search, posted where everybody may read its source."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.found import Found
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.ports import Clock
from knowledge.services import audiences, showing, taking_out
from knowledge.services.suggesting import queue_post
from knowledge.storage import Session, Store, entries, people

SHARED = taking_out.SHARED


@dataclass(frozen=True)
class Sharing:
    """Share an entry; also what its post shows, asked again just before it is sent."""

    store: Store
    clock: Clock

    def share(self, entry: EntryId, channel: ChannelId, by: UserId) -> None:
        """Queue a post of an entry in a channel.

        Raises NotFound where the entry is gone or the sharer may not read it, or Kollega is not in the channel;
        NotAllowed where somebody in the channel could not read the source, AlreadyDone on a second click the same day.
        """
        now = self.clock.now()
        with self.store.writing() as session:
            row = entries.get(session, entry)
            place = people.known_channel(session, channel)
            if row is None or row.answer_text is None or not audiences.may_be_read(session, by, ChannelId(row.channel_id), now):
                raise NotFound("entry")
            if place is None or not place.is_member or place.is_archived or not audiences.may_be_read(session, by, channel, now):
                raise NotFound("channel")
            if not audiences.may_be_posted(session, ChannelId(row.channel_id), channel, now):
                raise NotAllowed("audience")
            once_a_day = f"share:{entry}:{channel}:{by}:{now:%Y-%m-%d}"
            if queue_post(session, SHARED, MessageRef(channel, Ts("")), row, by, now, once_a_day) is None:
                raise AlreadyDone("shared")

    def may_share_in(self, channel: ChannelId) -> bool:
        """Whether the button is offered at all: only where Kollega is a member."""
        with self.store.reading() as session:
            place = people.known_channel(session, channel)
            return place is not None and place.is_member and not place.is_archived

    def shown(self, session: Session, entry: EntryId, place: ChannelId) -> Found | None:
        """An entry for a post in a place, or None if it may not stand there (any more)."""
        row = entries.get(session, entry)
        now = self.clock.now()
        if row is None or row.answer_text is None or not audiences.may_be_posted(session, ChannelId(row.channel_id), place, now):
            return None
        return showing.found(session, [(row, 1.0)])[0]
