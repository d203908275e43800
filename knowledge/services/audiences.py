"""Who may read what, asked of the mirror."""

from __future__ import annotations

from datetime import datetime

from knowledge.domain.audience import is_among_colleagues, may_post, may_read, readable
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Capture, Person
from knowledge.storage import Session, people
from knowledge.storage.tables import ChannelRow


def visible_to(session: Session, user: UserId, now: datetime) -> frozenset[ChannelId]:
    """The channels whose content a person may find. Somebody unknown finds nothing."""
    person = people.person(session, user)
    return readable(person, people.places(session, user), now) if person else frozenset()


def visible_to_everybody(session: Session) -> frozenset[ChannelId]:
    """What may be found without saying for whom: public channels."""
    return people.public_channels(session)


def visible_in(session: Session, channel: ChannelId, now: datetime) -> frozenset[ChannelId]:
    """The channels whose content everybody in one channel could read."""
    target = people.place(session, channel)
    if target is None:
        return frozenset()
    return frozenset({channel}) | (people.public_channels(session) if is_among_colleagues(target, now) else frozenset())


def may_be_posted(session: Session, source: ChannelId, target: ChannelId, now: datetime) -> bool:
    """Whether content from one channel may be shown to everybody in another."""
    return _postable(session, source, target, now)


def may_be_read(session: Session, user: UserId, channel: ChannelId, now: datetime) -> bool:
    """Whether one person may read one channel."""
    person, place = people.person(session, user), people.place(session, channel)
    return person is not None and place is not None and may_read(person, place, now)


def can_start(session: Session, person: Person, channel: ChannelId, stewards: frozenset[UserId]) -> bool:
    """Who may let Kollega keep what is said in a channel.

    Workspace stewards (named in the settings, else Slack's owners and admins) anywhere; in a public channel also the
    full member who invited Kollega; in a private one its creator.
    """
    if not person.is_full_member:
        return False
    row = people.known_channel(session, channel)
    if row is None or row.is_archived:
        return False
    if is_steward(session, person, channel, stewards):
        return True
    return person.user_id == (row.inviter if row.kind == "public" else row.creator)


def is_workspace_steward(person: Person, stewards: frozenset[UserId]) -> bool:
    """Whether somebody looks after Kollega for the workspace: named in the settings, else Slack's owners and admins."""
    return person.is_full_member and (person.user_id in stewards or (not stewards and person.is_admin))


def is_steward(session: Session, person: Person, channel: ChannelId, stewards: frozenset[UserId]) -> bool:
    """Whether somebody looks after a channel, or after Kollega for the workspace."""
    if not person.is_full_member:
        return False
    return is_workspace_steward(person, stewards) or person.user_id in people.stewards(session, channel)


def _postable(session: Session, source: ChannelId, target: ChannelId, now: datetime) -> bool:
    if source == target:
        return people.known_channel(session, source) is not None
    from_place, to_place = people.place(session, source), people.place(session, target)
    return from_place is not None and to_place is not None and may_post(from_place, to_place, now)


def at_work(channel: ChannelRow | None) -> bool:
    """Whether Kollega may say and keep anything in a channel: started there, still in it, and it is not archived."""
    return channel is not None and channel.capture == Capture.STARTED and channel.is_member and not channel.is_archived
