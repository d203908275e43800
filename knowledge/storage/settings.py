"""Named queries on what channels and people have set, who changed it, and when somebody wants quiet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Capture
from knowledge.domain.policy import ChannelPolicy, PersonPolicy
from knowledge.storage import people
from knowledge.storage.tables import AskRow, ChannelRow, PersonRow, SettingChangeRow


def locked(session: Session, channel: ChannelId) -> ChannelPolicy:
    """What was set in a channel, without its defaults filled in; nobody else changes it until the transaction ends."""
    people.lock(session, channel)
    row = session.get(ChannelRow, channel, populate_existing=True)
    return ChannelPolicy.from_json(row.settings) if row else ChannelPolicy()


def save(session: Session, channel: ChannelId, policy: ChannelPolicy, changes: dict[str, Any], by: UserId, at: datetime) -> None:
    """Keep a channel's settings, and who changed what."""
    people.channel_row(session, channel).settings = policy.to_json()
    session.add(SettingChangeRow(channel_id=channel, by_user=by, changes=changes, at=at))
    session.flush()


def last_change(session: Session, channel: ChannelId) -> SettingChangeRow | None:
    query = select(SettingChangeRow).where(SettingChangeRow.channel_id == channel).order_by(SettingChangeRow.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def forget_who_changed(session: Session, user: UserId) -> None:
    """What a person changed stays; that it was them does not, nor their own hours."""
    session.execute(update(SettingChangeRow).where(SettingChangeRow.by_user == user).values(by_user=""))
    session.execute(update(PersonRow).where(PersonRow.user_id == user).values(preferences={}))


def with_settings(session: Session, channels: Collection[ChannelId]) -> list[ChannelRow]:
    """Those of some channels where Kollega was ever started and that are not archived, by name."""
    begun = ChannelRow.is_member, ~ChannelRow.is_archived, ChannelRow.capture != Capture.NOT_STARTED
    rows = session.scalars(select(ChannelRow).where(*begun).order_by(ChannelRow.name, ChannelRow.channel_id))
    wanted = frozenset(channels)
    return [row for row in rows if row.channel_id in wanted]


def zones(session: Session, most: int) -> list[str]:
    """The time zones that people here have, the most common first."""
    count = func.count()
    active = ~PersonRow.deleted, ~PersonRow.is_bot, PersonRow.tz != ""
    query = select(PersonRow.tz).where(*active).group_by(PersonRow.tz).order_by(count.desc(), PersonRow.tz).limit(most)
    return list(session.scalars(query))


def lock_person(session: Session, user: UserId) -> PersonPolicy:
    """What a person has set; nobody else changes it until the transaction ends."""
    session.execute(select(PersonRow.user_id).where(PersonRow.user_id == user).with_for_update())
    row = session.get(PersonRow, user, populate_existing=True)
    return PersonPolicy.from_json(row.preferences) if row else PersonPolicy()


def save_person(session: Session, user: UserId, policy: PersonPolicy) -> None:
    session.execute(update(PersonRow).where(PersonRow.user_id == user).values(preferences=policy.to_json()))


def muted_until(session: Session, user: UserId, now: datetime) -> datetime | None:
    """Until when a person wants no private message that they did not ask for; None where they do not mind just now."""
    row = session.get(PersonRow, user)
    until = row.muted_until if row else None
    return until if until is not None and until > now else None


def mute(session: Session, user: UserId, until: datetime | None) -> None:
    session.execute(update(PersonRow).where(PersonRow.user_id == user).values(muted_until=until))


def policy_for_asking(session: Session, user: UserId, now: datetime) -> PersonPolicy:
    """What a person has set; nothing is asked of somebody who wants quiet."""
    policy = people.person_policy_of(session, user)
    return policy if muted_until(session, user, now) is None else replace(policy, asks_a_week=0)


def asks_since(session: Session, user: UserId, since: datetime) -> int:
    """How often a person was asked as an expert since a moment."""
    return session.scalar(select(func.count()).select_from(AskRow).where(AskRow.expert == user, AskRow.asked_at >= since)) or 0
