"""Reading people, channels and memberships from Slack: all at the start, single ones as events name them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.calm import NOT_THERE, Interrupted, calm, pages
from handlers.payloads import channel_from, person_from
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Channel, Person
from knowledge.services.mirroring import Mirroring
from knowledge.storage import Store, people

log = logging.getLogger("kollega.mirror")

READ_AGAIN_AFTER = timedelta(hours=1)
"""Events tell who comes and goes; reading again mends what was missed. Older than a day, a channel is closed to those who need it."""
READ_AT_ONCE_AFTER = timedelta(hours=12)
"""Who needs the members now has them read first: a machine that slept, or policy time that was moved, must not close channels."""
_AGAIN_SECONDS = 5.0
_PAGE = 200  # Slack recommends no more a page


@dataclass(frozen=True)
class SlackMirror:
    """Keeps the mirror true. Every method may be repeated."""

    client: WebClient
    mirroring: Mirroring
    store: Store
    stop: threading.Event = field(default_factory=threading.Event)

    def workspace(self, who: Mapping[str, str]) -> None:
        """Remember the workspace that the token belongs to. `who` is the answer of auth.test."""
        domain = who.get("url", "").removeprefix("https://").removeprefix("http://").split(".slack.com")[0].strip("/")
        with self.store.writing() as session:
            people.save_workspace(session, who.get("team_id", ""), who.get("team", ""), domain, who.get("user_id"))

    def everything_soon(self) -> threading.Thread:
        """Read everything in the background; a start does not wait for a large workspace."""

        def read() -> None:
            while not self.stop.is_set():
                try:
                    self.everything()
                    return
                except Interrupted:
                    return
                except Exception as error:  # noqa: BLE001 - the thread's own door; an event may have written the same at that moment
                    log.warning("mirror_failed", extra={"error": type(error).__name__})
                    self.stop.wait(_AGAIN_SECONDS)

        thread = threading.Thread(target=read, name="kollega-mirror", daemon=True)
        thread.start()
        return thread

    def everything(self) -> None:
        """People, channels, and the members of every channel that Kollega is in."""
        for page in self._pages("users.list", "members", include_locale="true"):
            self.mirroring.people_seen([person_from(raw) for raw in page])
        self.channels()
        # However young they are: who came or went while nobody listened is known to nobody.
        self._members_before(self.mirroring.clock.now())

    def channels(self) -> None:
        """All channels that Kollega may see, and which it is in."""
        listed: set[ChannelId] = set()
        for page in self._pages("conversations.list", "channels", types="public_channel,private_channel"):
            seen = [(channel_from(raw), bool(raw.get("is_member"))) for raw in page]
            self.mirroring.channels_seen(seen)
            listed |= {channel.channel_id for channel, _ in seen}
        with self.store.reading() as session:
            unlisted = people.open_channels(session) - listed
        for channel in sorted(unlisted):
            self._ask_about(channel)

    def _ask_about(self, channel: ChannelId) -> None:
        """A channel that was not listed: made while the list was read, or seen by Kollega no more."""
        try:
            self.mirroring.channels_seen([self.channel(channel)])
        except SlackApiError as error:
            if error.response.get("error") not in NOT_THERE:
                raise
            self.mirroring.closed(channel)

    def stale_members(self) -> None:
        """The members of the channels that Kollega is in, where they were read more than an hour of policy time ago."""
        self._members_before(self.mirroring.clock.now() - READ_AGAIN_AFTER)

    def members_for_now(self) -> None:
        """Before members are needed: read at once those that would soon count for nothing. Where Slack cannot be asked, that stays so."""
        try:
            self._members_before(self.mirroring.clock.now() - READ_AT_ONCE_AFTER)
        except (SlackApiError, OSError) as error:
            log.warning("members_not_read", extra={"error": type(error).__name__})

    def _members_before(self, before: datetime) -> None:
        with self.store.reading() as session:
            stale = people.members_older_than(session, before)
        for channel in stale:
            try:
                self.members(channel)
            except SlackApiError as error:
                if error.response.get("error") not in NOT_THERE:
                    raise
                with self.store.writing() as session:
                    people.channel_row(session, channel).is_member = False

    def members(self, channel: ChannelId) -> None:
        """Everybody in one channel; people who were not known are looked up."""
        found: list[UserId] = []
        for page in self._pages("conversations.members", "members", channel=channel):
            found += [UserId(user) for user in page]
        with self.store.reading() as session:
            unknown = [user for user in found if people.person(session, user) is None]
        self.mirroring.people_seen([self.person(user) for user in unknown])
        self.mirroring.members_seen(channel, found)

    def channel(self, channel: ChannelId) -> tuple[Channel, bool]:
        """One channel as Slack has it now, and whether Kollega is in it."""
        raw = self._calm(lambda: self.client.conversations_info(channel=channel))["channel"]
        return channel_from(raw), bool(raw.get("is_member"))

    def person(self, user: UserId) -> Person:
        """One person as Slack has them now."""
        return person_from(self._calm(lambda: self.client.users_info(user=user, include_locale=True))["user"])

    def known(self, user: UserId) -> None:
        """Make sure that a person is in the mirror before the desk is asked about them."""
        with self.store.reading() as session:
            known = people.person(session, user) is not None
        if not known:
            self.mirroring.people_seen([self.person(user)])

    def _pages(self, method: str, of: str, **arguments: str) -> Iterator[list[Any]]:
        for answer in pages(self.client, method, self.stop, limit=_PAGE, **arguments):
            yield list(answer.get(of, []))

    def _calm(self, call: Callable[[], Any]) -> Any:
        return calm(call, self.stop)
