"""Keeping Kollega's picture of people, channels and memberships true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Channel, ChannelKind, Person
from knowledge.domain.ports import Clock
from knowledge.services import asked, starting, taking_out
from knowledge.storage import Session, Store, people


@dataclass(frozen=True)
class Mirroring:
    """What Slack says of people and channels, written down."""

    store: Store
    clock: Clock

    def people_seen(self, seen: Iterable[Person]) -> None:
        """A page of people from Slack."""
        now = self.clock.now()
        with self.store.writing() as session:
            save_people(session, list(seen), now)

    def channels_seen(self, seen: Iterable[tuple[Channel, bool]]) -> None:
        """A page of channels from Slack, each with whether Kollega is in it."""
        now = self.clock.now()
        with self.store.writing() as session:
            for channel, is_member in seen:
                save_channel(session, channel, now)
                row = people.channel_row(session, channel.channel_id)
                if is_member and not row.is_member:
                    taking_out.again_in(session, channel.channel_id)
                row.is_member = is_member

    def members_seen(self, channel: ChannelId, members: Iterable[UserId]) -> None:
        """Everybody who is in a channel, as Slack just said. Who came unheard is met like somebody who was heard to join."""
        now, found = self.clock.now(), frozenset(members)
        with self.store.writing() as session:
            row = people.channel_row(session, channel)
            people.lock(session, channel)
            before = people.members(session, channel)
            came, was_read = found - before, row.members_checked_at is not None
            people.set_members(session, channel, found, now)
            asked.left(session, channel, before - found, now)
            if came and people.has_guests(session, row):
                taking_out.place_widened(session, channel, now)
            for user in sorted(came) if was_read else ():
                starting.tell_newcomer(session, channel, user, now)

    def closed(self, channel: ChannelId) -> None:
        """Slack shows a channel no more."""
        with self.store.writing() as session:
            close_channel(session, channel, self.clock.now())


def save_people(session: Session, seen: Sequence[Person], now: datetime) -> None:
    """Mirror some people. Questions that wait for somebody who is no colleague any more go on without them; where somebody is a
    stranger by now, posts made from elsewhere are taken out."""
    workspace, widened = people.workspace(session), set[ChannelId]()
    for said in seen:
        person, before = _as_seen_from(workspace.team_id if workspace else "", said), people.person(session, said.user_id)
        people.save_person(session, person, now)
        if person.is_stranger and before is not None and not before.is_stranger:
            widened.update(people.channels_of(session, person.user_id))
    for channel in sorted(widened):
        people.lock(session, channel)  # like whoever joins: what is posted there at this moment sees it, or is seen
        taking_out.place_widened(session, channel, now)
    asked.no_colleagues(session, [person.user_id for person in seen if not person.is_full_member], now)


def _as_seen_from(home: str, person: Person) -> Person:
    """Who belongs to other workspaces only is from outside: Slack says so itself only of those with whom no channel is shared."""
    return replace(person, is_outside=person.is_outside or (bool(home and person.workspaces) and home not in person.workspaces))


def save_channel(session: Session, channel: Channel, now: datetime) -> None:
    """Mirror a channel. Where it became less visible, posts made from it elsewhere are taken out; where other organisations
    came in, those made from elsewhere."""
    known = people.known_channel(session, channel.channel_id)
    narrowed = known is not None and known.kind == ChannelKind.PUBLIC and channel.kind is not ChannelKind.PUBLIC
    widened = known is not None and channel.is_shared and not known.is_shared
    people.save_channel(session, channel, now)
    if widened:
        taking_out.place_widened(session, channel.channel_id, now)
    if narrowed:
        taking_out.channel_narrowed(session, channel.channel_id, now)
        asked.taken_out(session, channel.channel_id, now)


def close_channel(session: Session, channel: ChannelId, now: datetime) -> None:
    """Slack shows a channel no more (deleted, or private without Kollega): nobody finds anything of it, and posts made from it go."""
    people.close(session, channel)
    taking_out.channel_narrowed(session, channel, now)
    asked.taken_out(session, channel, now)
