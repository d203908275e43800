"""People, channels and who is in which: a mirror of Slack's, kept by events and re-synchronised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class WorkspaceRow(Base):
    """One Slack workspace. `bot_user` is Kollega's own user there."""

    __tablename__ = "workspace"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    domain: Mapped[str] = mapped_column(default="")
    bot_user: Mapped[str | None]


class PersonRow(Base):
    """A person. `name` is what colleagues call them; `lang` is their own choice of Kollega's language, if they made one."""

    __tablename__ = "person"

    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    avatar: Mapped[str] = mapped_column(default="")
    tz: Mapped[str] = mapped_column(default="UTC")
    locale: Mapped[str] = mapped_column(default="")
    lang: Mapped[str | None]
    is_bot: Mapped[bool] = mapped_column(default=False)
    is_guest: Mapped[bool] = mapped_column(default=False)
    is_outside: Mapped[bool] = mapped_column(default=False)
    is_admin: Mapped[bool] = mapped_column(default=False)
    deleted: Mapped[bool] = mapped_column(default=False)
    workspaces: Mapped[list[str]] = mapped_column(default=list)
    opted_out_at: Mapped[datetime | None]
    opted_in_at: Mapped[datetime | None]
    """Since when somebody who was opted out takes part again: what they said before stays unread."""
    muted_until: Mapped[datetime | None]
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seen_at: Mapped[datetime | None]


class ChannelRow(Base):
    """A channel. `kind` public, private or direct; `capture` not_started, started or stopped."""

    __tablename__ = "channel"

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="public")
    creator: Mapped[str | None]
    is_archived: Mapped[bool] = mapped_column(default=False)
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_member: Mapped[bool] = mapped_column(default=False)
    """Whether Kollega is in the channel."""
    inviter: Mapped[str | None]
    workspaces: Mapped[list[str]] = mapped_column(default=list)
    lang: Mapped[str | None]
    capture: Mapped[str] = mapped_column(default="not_started")
    started_by: Mapped[str | None]
    started_at: Mapped[datetime | None]
    members_checked_at: Mapped[datetime | None]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MembershipRow(Base):
    """Somebody is in a channel."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "user_id"),)

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)


class StewardRow(Base):
    """Somebody looks after a channel (sv: kanalvärd)."""

    __tablename__ = "steward"

    channel_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]


class SettingChangeRow(Base):
    """Somebody changed a channel's settings. `changes` holds what was set, by name, as in the channel's own `settings`."""

    __tablename__ = "setting_change"
    __table_args__ = (Index(None, "channel_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    by_user: Mapped[str]
    changes: Mapped[dict[str, Any]]
    at: Mapped[datetime]
