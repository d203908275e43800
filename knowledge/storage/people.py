"""Named queries on people, channels and who is in which."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from knowledge.domain.audience import Place
from knowledge.domain.found import Speaker
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Capture, Channel, ChannelKind, Person
from knowledge.domain.policy import ChannelPolicy, PersonPolicy
from knowledge.storage.pieces import pieces
from knowledge.storage.tables import ChannelRow, MembershipRow, PersonRow, StewardRow, WorkspaceRow

_LOCK = select(ChannelRow.channel_id).where(ChannelRow.channel_id == bindparam("channel")).with_for_update()
_HEARD = select(
    select(ChannelRow.capture).where(ChannelRow.channel_id == bindparam("channel")).scalar_subquery(),
    select(PersonRow.opted_out_at).where(PersonRow.user_id == bindparam("user")).scalar_subquery(),
)


def save_workspace(session: Session, team_id: str, name: str, domain: str, bot_user: str | None) -> None:
    """Remember the workspace that the token belongs to. Safe to repeat."""
    session.merge(WorkspaceRow(team_id=team_id, name=name, domain=domain, bot_user=bot_user))


def workspace(session: Session) -> WorkspaceRow | None:
    """The workspace that this installation serves."""
    return session.scalars(select(WorkspaceRow).order_by(WorkspaceRow.team_id).limit(1)).one_or_none()


def save_person(session: Session, person: Person, seen_at: datetime) -> None:
    """Mirror a person as Slack knows them; what they chose themselves (language, opting out) stays."""
    row = session.get(PersonRow, person.user_id)
    if row is None:
        row = PersonRow(user_id=person.user_id)
        session.add(row)
    row.name, row.title, row.tz, row.locale = person.name, person.title, person.tz, person.locale
    row.is_bot, row.is_guest, row.is_outside = person.is_bot, person.is_guest, person.is_outside
    row.is_admin, row.deleted = person.is_admin, person.deleted
    row.workspaces = list(person.workspaces)
    row.seen_at = seen_at


def person(session: Session, user: UserId) -> Person | None:
    """A person as Slack knows them. None where Slack has told nothing yet, whatever they chose themselves."""
    row = session.get(PersonRow, user)
    return _person(row) if row and row.seen_at else None


def profile(session: Session, user: UserId) -> dict[str, str]:
    """What is kept of a person besides their words, as plain data."""
    row = session.get(PersonRow, user)
    fields = ("name", "title", "avatar", "tz", "locale", "lang")
    return {field: (getattr(row, field) if row else None) or "" for field in fields}


def channels_of(session: Session, user: UserId) -> list[ChannelId]:
    """The channels that a person is in, as far as is known."""
    found = session.scalars(select(MembershipRow.channel_id).where(MembershipRow.user_id == user).order_by(MembershipRow.channel_id))
    return [ChannelId(channel) for channel in found]


def looked_after_by(session: Session, user: UserId) -> list[ChannelId]:
    """The channels whose steward a person is."""
    found = session.scalars(select(StewardRow.channel_id).where(StewardRow.user_id == user).order_by(StewardRow.channel_id))
    return [ChannelId(channel) for channel in found]


def chosen_language(session: Session, user: UserId) -> str | None:
    """The person's own choice, else their locale as Slack tells it, else None."""
    row = session.get(PersonRow, user)
    return (row.lang or row.locale or None) if row else None


def own_language(session: Session, user: UserId) -> str | None:
    """The language that the person chose in Kollega, None for «as in Slack»."""
    row = session.get(PersonRow, user)
    return row.lang if row else None


def choose_language(session: Session, user: UserId, lang: str | None) -> None:
    _known(session, user).lang = lang


def opt_out(session: Session, user: UserId, at: datetime) -> None:
    _known(session, user).opted_out_at = at


def opt_in(session: Session, user: UserId, at: datetime) -> None:
    """Somebody who was opted out takes part again from a moment on; what they said before is never read."""
    row = _known(session, user)
    if row.opted_out_at is not None:
        row.opted_out_at, row.opted_in_at = None, at


def opted_out_since(session: Session, user: UserId) -> datetime | None:
    row = session.get(PersonRow, user)
    return row.opted_out_at if row else None


def may_be_heard(session: Session, channel: ChannelId, user: UserId) -> bool:
    """Whether Kollega was started in a channel and a person takes part. Asked for every event that comes."""
    capture, opted_out_at = session.execute(_HEARD, {"channel": channel, "user": user}).one()
    return capture == Capture.STARTED and opted_out_at is None


def opted_out(session: Session) -> frozenset[UserId]:
    """Everybody who is opted out. Few people, read at the door for every event."""
    found = session.scalars(select(PersonRow.user_id).where(PersonRow.opted_out_at.is_not(None)))
    return frozenset(UserId(user) for user in found)


def speakers(session: Session, users: Iterable[str]) -> dict[UserId, Speaker]:
    """What is shown of people; somebody unknown has an empty name."""
    wanted = set(users)
    found = {UserId(user): Speaker(UserId(user), "") for user in sorted(wanted)}
    for some in pieces(wanted):
        for row in session.scalars(select(PersonRow).where(PersonRow.user_id.in_(some))):
            found[UserId(row.user_id)] = Speaker(UserId(row.user_id), row.name, row.title, row.avatar)
    return found


def bots_among(session: Session, users: Collection[UserId]) -> frozenset[UserId]:
    """Those of some users who are no people."""
    found = (session.scalars(select(PersonRow.user_id).where(PersonRow.user_id.in_(some), PersonRow.is_bot)) for some in pieces(users))
    return frozenset(UserId(user) for some in found for user in some)


def admins(session: Session) -> frozenset[UserId]:
    """Slack's owners and admins who are here."""
    here = ~PersonRow.deleted & ~PersonRow.is_bot & ~PersonRow.is_guest & ~PersonRow.is_outside
    return frozenset(UserId(user) for user in session.scalars(select(PersonRow.user_id).where(PersonRow.is_admin, here)))


def by_name(session: Session, name: str) -> Person | None:
    """A person by id, or by name if only one has it (for the shell)."""
    row = session.get(PersonRow, name)
    if row:
        return _person(row)
    rows = session.scalars(select(PersonRow).where(PersonRow.name == name.lstrip("@")).limit(2)).all()
    return _person(rows[0]) if len(rows) == 1 else None


def save_channel(session: Session, channel: Channel, seen_at: datetime) -> None:
    """Mirror a channel. Its members are replaced where the source says who they are."""
    row = session.get(ChannelRow, channel.channel_id)
    if row is None:
        row = ChannelRow(channel_id=channel.channel_id, capture=Capture.NOT_STARTED, is_member=False, settings={})
        session.add(row)
    row.name, row.kind, row.creator = channel.name, channel.kind, channel.creator or row.creator
    row.is_archived, row.is_shared = channel.is_archived, channel.is_shared
    row.workspaces = list(channel.workspaces) or row.workspaces or []
    if channel.members is not None:
        _replace_members(session, channel.channel_id, channel.members)
        row.members_checked_at = seen_at


def close(session: Session, channel: ChannelId) -> None:
    """Nothing is known of a channel any more: it counts as private, and nobody is known to be in it."""
    row = channel_row(session, channel)
    row.kind, row.members_checked_at, row.is_member = ChannelKind.PRIVATE, None, False
    _replace_members(session, channel, frozenset())


def members_older_than(session: Session, moment: datetime) -> list[ChannelId]:
    """The channels that Kollega is in whose members were read before a moment, or never."""
    stale = ChannelRow.members_checked_at.is_(None) | (ChannelRow.members_checked_at < moment)
    found = session.scalars(select(ChannelRow.channel_id).where(ChannelRow.is_member, stale).order_by(ChannelRow.channel_id))
    return [ChannelId(channel) for channel in found]


def set_members(session: Session, channel: ChannelId, members: Collection[UserId], checked_at: datetime) -> None:
    """Replace a channel's members by what Slack just said."""
    row = channel_row(session, channel)
    _replace_members(session, channel, frozenset(members))
    row.members_checked_at = checked_at


def joined(session: Session, channel: ChannelId, user: UserId) -> None:
    if session.get(MembershipRow, (channel, user)) is None:
        session.add(MembershipRow(channel_id=channel, user_id=user))


def left(session: Session, channel: ChannelId, user: UserId) -> None:
    session.execute(delete(MembershipRow).where(MembershipRow.channel_id == channel, MembershipRow.user_id == user))


def channel_row(session: Session, channel: ChannelId) -> ChannelRow:
    """The row of a channel, made if it was not known: then private and not started, the careful guess."""
    row = session.get(ChannelRow, channel)
    if row is None:
        row = ChannelRow(
            channel_id=channel, name="", kind=ChannelKind.PRIVATE, capture=Capture.NOT_STARTED, is_member=False, workspaces=[], settings={}
        )
        session.add(row)
        session.flush()
    return row


def lock(session: Session, channel: ChannelId) -> None:
    """Capture in one channel is done by one transaction at a time. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK, {"channel": channel})


def known_channel(session: Session, channel: ChannelId) -> ChannelRow | None:
    return session.get(ChannelRow, channel)


def policy_of(session: Session, channel: ChannelId) -> ChannelPolicy:
    """What holds in a channel: what was set there, else the defaults. `tz` is never empty: else that of whoever started Kollega there."""
    row = session.get(ChannelRow, channel)
    if row is None:
        return ChannelPolicy(tz="UTC")
    policy = ChannelPolicy.from_json(row.settings)
    return policy if policy.tz else replace(policy, tz=zone_of_starter(session, row))


def zone_of_starter(session: Session, row: ChannelRow) -> str:
    """The time zone of whoever started Kollega in a channel."""
    starter = session.get(PersonRow, row.started_by) if row.started_by else None
    return (starter.tz if starter else "") or "UTC"


def person_policy_of(session: Session, user: UserId) -> PersonPolicy:
    """What a person has set for themselves, else the defaults. Their time zone is Slack's: `person(...).tz`."""
    row = session.get(PersonRow, user)
    return PersonPolicy.from_json(row.preferences) if row else PersonPolicy()


def channel_names(session: Session) -> dict[ChannelId, str]:
    return {ChannelId(cid): name for cid, name in session.execute(select(ChannelRow.channel_id, ChannelRow.name))}


def open_channels(session: Session) -> frozenset[ChannelId]:
    """The channels that somebody may read: they count as public, Kollega is in them, or their members are known (from an export, say)."""
    is_open = (ChannelRow.kind == ChannelKind.PUBLIC) | ChannelRow.is_member | ChannelRow.members_checked_at.is_not(None)
    return frozenset(ChannelId(channel) for channel in session.scalars(select(ChannelRow.channel_id).where(is_open)))


def add_steward(session: Session, channel: ChannelId, user: UserId, since: datetime) -> None:
    if session.get(StewardRow, (channel, user)) is None:
        session.add(StewardRow(channel_id=channel, user_id=user, since=since))


def stewards(session: Session, channel: ChannelId) -> frozenset[UserId]:
    return frozenset(UserId(u) for u in session.scalars(select(StewardRow.user_id).where(StewardRow.channel_id == channel)))


def members(session: Session, channel: ChannelId) -> frozenset[UserId]:
    return frozenset(UserId(u) for u in session.scalars(select(MembershipRow.user_id).where(MembershipRow.channel_id == channel)))


def places(session: Session, user: UserId) -> list[Place]:
    """Every channel as far as reading by one person is concerned: `members` holds that person or nobody."""
    mine = frozenset(session.scalars(select(MembershipRow.channel_id).where(MembershipRow.user_id == user)))
    return [
        Place(
            ChannelId(row.channel_id),
            ChannelKind(row.kind),
            frozenset({user}) if row.channel_id in mine else frozenset(),
            has_guests=row.is_shared,
            checked_at=row.members_checked_at,
        )
        for row in session.scalars(select(ChannelRow).where(ChannelRow.kind != ChannelKind.DIRECT))
    ]


def place(session: Session, channel: ChannelId) -> Place | None:
    """One channel with all that decides who can read it."""
    row = session.get(ChannelRow, channel)
    if row is None:
        return None
    return Place(
        ChannelId(row.channel_id), ChannelKind(row.kind), members(session, channel), has_guests(session, row), row.members_checked_at
    )


def has_guests(session: Session, row: ChannelRow) -> bool:
    """Whether a guest or somebody from outside reads a channel, or somebody of whom Slack has told nothing."""
    if row.is_shared:
        return True
    strangers = (
        select(MembershipRow.user_id)
        .join(PersonRow, PersonRow.user_id == MembershipRow.user_id, isouter=True)
        .where(MembershipRow.channel_id == row.channel_id)
        # Somebody who is not mirrored yet may be a guest: until it is known, they count as one.
        .where((PersonRow.seen_at.is_(None)) | ((PersonRow.is_guest | PersonRow.is_outside) & ~PersonRow.deleted))
        .limit(1)
    )
    return session.scalars(strangers).first() is not None


def public_channels(session: Session) -> frozenset[ChannelId]:
    """What everybody in the workspace may read; guests have less."""
    return frozenset(ChannelId(c) for c in session.scalars(select(ChannelRow.channel_id).where(ChannelRow.kind == ChannelKind.PUBLIC)))


def _replace_members(session: Session, channel: ChannelId, wanted: frozenset[UserId]) -> None:
    have = members(session, channel)
    for user in sorted(wanted - have):
        session.add(MembershipRow(channel_id=channel, user_id=user))
    for gone in pieces(have - wanted):
        session.execute(delete(MembershipRow).where(MembershipRow.channel_id == channel, MembershipRow.user_id.in_(gone)))


def _known(session: Session, user: UserId) -> PersonRow:
    row = session.get(PersonRow, user)
    if row is None:
        row = PersonRow(user_id=user, name="", workspaces=[], preferences={})
        session.add(row)
        session.flush()
    return row


def _person(row: PersonRow) -> Person:
    return Person(
        UserId(row.user_id),
        row.name,
        row.title,
        row.tz,
        row.locale,
        is_bot=row.is_bot,
        is_guest=row.is_guest,
        is_outside=row.is_outside,
        is_admin=row.is_admin,
        deleted=row.deleted,
        workspaces=tuple(row.workspaces),
    )
