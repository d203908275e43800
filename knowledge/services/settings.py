"""Reading and changing what a channel and a person have set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from knowledge.domain.errors import NotAllowed, NotFound, WrongSetting
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Capture, Person
from knowledge.domain.policy import UNTIL_FURTHER_NOTICE, ChannelPolicy, PersonPolicy, Wrong
from knowledge.domain.ports import Clock
from knowledge.domain.shown import ChannelSettings, DigestIn, OwnSettings
from knowledge.services import audiences, last_asked
from knowledge.storage import Session, Store, people
from knowledge.storage import settings as kept
from knowledge.storage.tables import ChannelRow

WEEK = timedelta(days=7)
_ZONES = 50


@dataclass(frozen=True)
class SettingsDesk:
    """What `/kollega inställningar` and the App Home do."""

    store: Store
    clock: Clock
    stewards: frozenset[UserId]

    def show(self, channel: ChannelId, by: UserId) -> ChannelSettings:
        """A channel's settings, for anybody who may read the channel.

        Raises NotFound where there is no such channel for this person, NotAllowed with `needs` «started» where Kollega was
        never started.
        """
        now = self.clock.now()
        with self.store.reading() as session:
            row = self._readable(session, channel, by, now)
            policy, usual = people.policy_of(session, channel), people.zone_of_starter(session, row)
            change, keepers = kept.last_change(session, channel), sorted(people.stewards(session, channel))
            last = UserId(policy.fallback) if policy.fallback.startswith(("U", "W")) else None
            who = people.speakers(session, [*keepers, *([change.by_user] if change else []), *([last] if last else [])])
            zones = dict.fromkeys([policy.tz, usual, *kept.zones(session, _ZONES), "UTC"])
            return ChannelSettings(
                channel=channel,
                channel_name=row.name,
                policy=policy,
                may_change=self._may_change(session, people.person(session, by), channel),
                stewards=tuple(who[user] for user in keepers),
                zones=tuple(zones),
                usual_zone=usual,
                last_asked=who[last] if last else None,
                has_agreed=last is not None and channel in people.person_policy_of(session, last).answers_for,
                changed_by=who[UserId(change.by_user)] if change and change.by_user else None,
                changed_at=change.at if change else None,
            )

    def change(self, channel: ChannelId, by: UserId, changes: Mapping[str, Any]) -> ChannelPolicy:
        """Set some of a channel's settings, by name; what others set meanwhile stays. What holds then.

        Raises NotFound and NotAllowed as `show` does, NotAllowed with `needs` «steward», WrongSetting where a value cannot be taken.
        """
        now = self.clock.now()
        with self.store.writing() as session:
            before = kept.locked(session, channel)
            self._readable(session, channel, by, now)
            if not self._may_change(session, people.person(session, by), channel):
                raise NotAllowed("steward")
            after = replace(before, **changes)
            wrong = after.wrong()
            if "fallback" in changes and "fallback" not in wrong and after.fallback:
                wrong |= self._wrong_fallback(session, channel, after.fallback, now)
            if wrong:
                raise WrongSetting(wrong)
            if after != before:
                written = replace(ChannelPolicy(), **changes).to_json()
                defaults = {name: None for name in changes if name not in written}
                kept.save(session, channel, after, written | defaults, by, now)
                if after.fallback != before.fallback and after.fallback.startswith(("U", "W")):
                    last_asked.chosen(session, channel, UserId(after.fallback), by, now)
            return people.policy_of(session, channel)

    def to_change(self, by: UserId) -> list[tuple[ChannelId, str]]:
        """The channels whose settings a person may change, with their names, by name."""
        with self.store.reading() as session:
            return self.to_change_among(session, by, audiences.visible_to(session, by, self.clock.now()))

    def to_change_among(self, session: Session, by: UserId, readable: Collection[ChannelId]) -> list[tuple[ChannelId, str]]:
        """The same among channels that the person may read."""
        person = people.person(session, by)
        if person is None or not person.is_full_member:
            return []
        own = frozenset(people.looked_after_by(session, by))
        everywhere = audiences.is_workspace_steward(person, self.stewards)
        among = readable if everywhere else own.intersection(readable)
        return [(ChannelId(row.channel_id), row.name) for row in kept.with_settings(session, among)]

    def digests_among(self, session: Session, user: UserId, readable: Collection[ChannelId]) -> list[DigestIn]:
        """The weekly digests in the channels that a person is in, of those that they may read."""
        rows = kept.with_settings(session, frozenset(people.channels_of(session, user)).intersection(readable))
        policies = [(row.name, ChannelPolicy.from_json(row.settings)) for row in rows if row.capture == Capture.STARTED]
        return [DigestIn(name, policy.digest_day, policy.digest_time) for name, policy in policies if policy.digest]

    def own(self, session: Session, user: UserId) -> OwnSettings:
        """Somebody's own settings and load, for themselves. A channel that they may not read any more is not named."""
        now = self.clock.now()
        person, policy = people.person(session, user), people.person_policy_of(session, user)
        last_in = audiences.visible_to(session, user, now).intersection(policy.answers_for) if policy.answers_for else ()
        return OwnSettings(
            policy if policy.is_away(now) else replace(policy, away_until=None),
            (person.tz if person else "") or "UTC",
            kept.muted_until(session, user, now),
            kept.asks_since(session, user, now - WEEK),
            tuple((ChannelId(row.channel_id), row.name) for row in kept.with_settings(session, last_in)),
        )

    def change_own(self, user: UserId, changes: Mapping[str, Any]) -> PersonPolicy:
        """Set some of one's own settings, by name. Raises WrongSetting; NotFound for somebody who is not known."""
        now = self.clock.now()
        with self.store.writing() as session:
            if people.person(session, user) is None:
                raise NotFound("person")
            after = replace(kept.lock_person(session, user), **changes)
            wrong = after.wrong()
            if changes.get("away_until") is not None and not after.is_away(now):
                wrong["away_until"] = Wrong.IN_THE_PAST
            if wrong:
                raise WrongSetting(wrong)
            kept.save_person(session, user, after)
            return after

    def mute(self, user: UserId, *, week: bool) -> datetime:
        """No private message that was not asked for: for a week, or until they say otherwise. Until when."""
        until = self.clock.now() + WEEK if week else UNTIL_FURTHER_NOTICE
        with self.store.writing() as session:
            kept.mute(session, user, until)
        return until

    def unmute(self, user: UserId) -> None:
        with self.store.writing() as session:
            kept.mute(session, user, None)

    def _readable(self, session: Session, channel: ChannelId, by: UserId, now: datetime) -> ChannelRow:
        row = people.known_channel(session, channel)
        if row is None or not row.is_member or not audiences.may_be_read(session, by, channel, now):
            raise NotFound("channel")
        if row.capture == Capture.NOT_STARTED:
            raise NotAllowed("started")
        return row

    def _may_change(self, session: Session, person: Person | None, channel: ChannelId) -> bool:
        return person is not None and audiences.is_steward(session, person, channel, self.stewards)

    def _wrong_fallback(self, session: Session, channel: ChannelId, fallback: str, now: datetime) -> dict[str, Wrong]:
        """Whoever is asked in the end must be able to read what they are asked about. User groups are looked at when they are asked."""
        if fallback.startswith(("U", "W")):
            user = UserId(fallback)
            person = people.person(session, user)
            fits = person is not None and person.is_full_member and audiences.may_be_read(session, user, channel, now)
            return {} if fits else {"fallback": Wrong.NOT_A_COLLEAGUE}
        if fallback.startswith(("C", "G")):
            target = people.known_channel(session, ChannelId(fallback))
            if target is None or not target.is_member or target.is_archived:
                return {"fallback": Wrong.NOT_IN_CHANNEL}
            if not audiences.may_be_posted(session, channel, ChannelId(fallback), now):
                return {"fallback": Wrong.NOT_FOR_EVERYBODY}
        return {}
