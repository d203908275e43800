"""The weekly digest of a channel: when it is queued, once for each week; what it shows just before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from knowledge.domain.digest import DIGEST, Digest, SlotOutcome, Step, coming, due_at, next_step
from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.ports import Clock
from knowledge.domain.weeks import Week
from knowledge.domain.working import zone_of
from knowledge.services import audiences, catching_up, digest_items
from knowledge.storage import Session, Store, digests, outbox, people, posts, slots
from knowledge.storage.tables import ChannelRow

_SAID_NOTHING = (SlotOutcome.EMPTY, SlotOutcome.SKIPPED)


@dataclass(frozen=True, slots=True)
class Coming:
    """The next digest of a channel, as far as it is known: what one person is told. `at` is local; `digest` None: nothing so far."""

    channel_name: str
    on: bool
    at: datetime
    may_change: bool
    digest: Digest | None


@dataclass(frozen=True)
class Digests:
    """Queue digests when they are due, and say what each shows."""

    store: Store
    clock: Clock
    stewards: frozenset[UserId]

    def due(self) -> list[ChannelId]:
        """The channels for which something is due now: a digest, or to note that its week went by. None of which is being read."""
        with self.store.reading() as session:
            return self.due_within(session)

    def due_within(self, session: Session) -> list[ChannelId]:
        latest = slots.latest(session, DIGEST)
        rows = digests.channels(session)
        due = [ChannelId(row.channel_id) for row in rows if self._step(session, row, latest.get(row.channel_id)) is not None]
        unread = catching_up.being_read(session, self.clock.now()) if due else ()
        return [channel for channel in due if channel not in unread]

    def post_due(self, channel: ChannelId) -> bool:
        """Do what is due for one channel, if it still is. Whether a digest was queued. Safe to repeat, in any number of processes."""
        with self.store.writing() as session:
            return self._take(session, channel)

    def post(self, channel: ChannelId, week: Week) -> Digest:
        """Queue the digest of a week that is over, by hand, whether the channel's digest is on or not.

        Raises NotFound where Kollega is not at work or there is nothing to say, NotAllowed for a week that is not over,
        AlreadyDone where that week was posted.
        """
        now = self.clock.now()
        with self.store.writing() as session:
            row = people.known_channel(session, channel)
            if row is None or not audiences.at_work(row):
                raise NotFound(f"Kollega at work in #{row.name if row else channel}; start it there first")
            policy = people.policy_of(session, channel)
            if week.span(policy.tz)[1] > now:
                raise NotAllowed(f"a week that is over ({week} is not)")
            body = digest_items.gather(session, channel, policy, (week,), now)
            digest = digest_items.show(session, channel, policy, body, at=now, now=now)
            stands = slots.taken(session, DIGEST, channel, str(week))
            if stands is not None and stands.outcome not in _SAID_NOTHING:
                raise AlreadyDone(f"the digest of {stands.merged_into or week} in #{row.name or channel}")
            if digest.is_empty:
                raise NotFound(f"anything to write about in {week}")
            if not slots.take(session, DIGEST, channel, str(week), SlotOutcome.POSTED, now, over=_SAID_NOTHING):
                raise AlreadyDone(f"the digest of {week} in #{row.name or channel}")
            _queue(session, channel, body, digest, now)
            return digest

    def preview(self, channel: ChannelId, week: Week | None = None) -> Digest:
        """The digest of a week, or the coming one, as it would stand in the channel now. Writes nothing. Raises NotFound."""
        with self.store.reading() as session:
            if people.known_channel(session, channel) is None:
                raise NotFound(f"channel {channel}")
            return self._preview(session, channel, week)

    def coming(self, channel: ChannelId, by: UserId) -> Coming:
        """The next digest of a channel for somebody who may read the channel. Raises NotFound for everybody else."""
        now = self.clock.now()
        with self.store.reading() as session:
            row = people.known_channel(session, channel)
            if row is None or not row.is_member or not audiences.may_be_read(session, by, channel, now):
                raise NotFound("channel")
            policy, person = people.policy_of(session, channel), people.person(session, by)
            digest = self._preview(session, channel, None)
            return Coming(
                channel_name=row.name,
                on=policy.digest and audiences.at_work(row),
                at=max(now, due_at(digest.weeks[-1], policy)).astimezone(zone_of(policy.tz)),
                may_change=person is not None and audiences.is_steward(session, person, channel, self.stewards),
                digest=None if digest.is_empty else digest,
            )

    def shown(self, session: Session, channel: ChannelId, body: dict[str, Any], at: datetime | None = None) -> Digest | None:
        """What a queued digest, or one posted at a moment, shows now. None: there is nothing left of it, or Kollega is not there."""
        now = self.clock.now()
        row = people.known_channel(session, channel)
        if row is None or not row.is_member or row.is_archived:
            return None
        digest = digest_items.show(session, channel, people.policy_of(session, channel), body, at=at or now, now=now)
        return None if digest.is_empty else digest

    def _step(self, session: Session, row: ChannelRow, latest: str | None) -> Step | None:
        if latest is None and not ChannelPolicy.from_json(row.settings).digest:
            return None  # the most of them: never had one, and none is wanted
        policy = people.policy_of(session, ChannelId(row.channel_id))
        on = policy.digest and audiences.at_work(row)
        return next_step(policy, on=on, last=Week.parse(latest) if latest else None, now=self.clock.now())

    def _take(self, session: Session, channel: ChannelId) -> bool:
        row = people.known_channel(session, channel)
        step = self._step(session, row, slots.latest(session, DIGEST).get(channel)) if row else None
        if step is None:
            return False
        now = self.clock.now()
        digest, body = None, dict[str, Any]()
        if step.post:
            policy = people.policy_of(session, channel)
            body = digest_items.gather(session, channel, policy, step.weeks, now)
            digest = digest_items.show(session, channel, policy, body, at=now, now=now)
        *before, last = step.weeks
        if digest is None or digest.is_empty:
            outcome = SlotOutcome.EMPTY if step.post else SlotOutcome.SKIPPED
            for week in step.weeks:
                slots.take(session, DIGEST, channel, str(week), outcome, now)
            return False
        if not slots.take(session, DIGEST, channel, str(last), SlotOutcome.POSTED, now):
            return False  # another process was quicker
        for week in before:
            slots.take(session, DIGEST, channel, str(week), SlotOutcome.MERGED, now, merged_into=str(last))
        _queue(session, channel, body, digest, now)
        return True

    def _preview(self, session: Session, channel: ChannelId, week: Week | None) -> Digest:
        now = self.clock.now()
        policy = people.policy_of(session, channel)
        if week is None:
            latest = slots.latest(session, DIGEST).get(channel)
            week = coming(policy, last=Week.parse(latest) if latest else None, now=now)
        stands = posts.by_key(session, _key(channel, week))
        if stands is not None:
            return digest_items.show(session, channel, policy, stands.body, at=stands.at, now=now)
        body = digest_items.gather(session, channel, policy, (week,), now)
        return digest_items.show(session, channel, policy, body, at=now, now=now)


def _key(channel: ChannelId, week: Week) -> str:
    return f"{DIGEST}:{channel}:{week}"


def _queue(session: Session, channel: ChannelId, body: dict[str, Any], digest: Digest, now: datetime) -> None:
    key = outbox.add(
        session,
        method="chat.postMessage",
        channel_id=channel,
        user_id=None,
        kind=DIGEST,
        body=body,
        created_at=now,
        key=_key(channel, digest.weeks[-1]),
    )
    if key is not None:
        posts.made_from(session, key, digest.sources)
