"""Starting and stopping capture in a channel, and telling people about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, Ts, UserId
from knowledge.domain.people import Capture
from knowledge.domain.ports import Clock
from knowledge.services import catching_up
from knowledge.services.audiences import can_start
from knowledge.storage import Session, Store, outbox, people

INTRODUCTION = "introduction"
INTRODUCTION_STARTED = "introduction_started"
NEWCOMER = "newcomer"
DIGEST_OFFER = "digest_offer"


@dataclass(frozen=True)
class Starting:
    """Nothing is kept from a channel until somebody with the right to starts Kollega there."""

    store: Store
    clock: Clock
    stewards: frozenset[UserId]

    def invited(self, session: Session, channel: ChannelId, inviter: UserId | None, now: datetime) -> None:
        """Kollega was added to a channel: it says what it is and waits to be started."""
        row = people.channel_row(session, channel)
        row.is_member = True
        row.inviter = inviter or row.inviter
        if row.capture == Capture.STARTED:
            return
        outbox.add(
            session,
            method="chat.postMessage",
            channel_id=channel,
            user_id=None,
            kind=INTRODUCTION,
            body={},
            created_at=now,
        )

    def removed(self, session: Session, channel: ChannelId) -> None:
        """Kollega was removed from a channel: capture ends; to go on it must be started again."""
        row = people.channel_row(session, channel)
        row.is_member = False
        if row.capture == Capture.STARTED:
            row.capture = Capture.STOPPED

    def start(self, channel: ChannelId, by: UserId, introduction: Ts | None) -> None:
        """Start capture in a channel; whoever starts it becomes its steward and is asked, once, about a weekly digest.

        `introduction` is the message to edit.

        Raises NotAllowed with `needs` inviter or creator, AlreadyDone where it runs, NotFound for a channel without Kollega.
        """
        now = self.clock.now()
        with self.store.writing() as session:
            person, row = people.person(session, by), people.known_channel(session, channel)
            if row is None or not row.is_member:
                raise NotFound("channel")
            if person is None or not can_start(session, person, channel, self.stewards):
                raise NotAllowed("inviter" if row.kind == "public" else "creator")
            if row.capture == Capture.STARTED:
                raise AlreadyDone("started")
            self.begin(session, channel, by, now)
            if introduction is not None:
                outbox.add(
                    session,
                    method="chat.update",
                    channel_id=channel,
                    user_id=None,
                    kind=INTRODUCTION_STARTED,
                    body={"ts": introduction, "by": by},
                    created_at=now,
                )
            outbox.add(
                session,
                method="chat.postEphemeral",
                channel_id=channel,
                user_id=by,
                kind=DIGEST_OFFER,
                body={},
                created_at=now,
                key=f"digest_offer:{channel}",
            )

    def begin(self, session: Session, channel: ChannelId, by: UserId, now: datetime) -> None:
        """Capture begins; the right to do so was checked."""
        row = people.channel_row(session, channel)
        row.capture, row.started_by, row.started_at = Capture.STARTED, by, now
        row.lang = row.lang or people.chosen_language(session, by)  # the channel speaks like who starts Kollega there
        people.add_steward(session, channel, by, now)
        catching_up.begin(session, channel, now)

    def newcomer(self, session: Session, channel: ChannelId, user: UserId, now: datetime) -> None:
        """Who joins a started channel later is told once, privately."""
        tell_newcomer(session, channel, user, now)


def tell_newcomer(session: Session, channel: ChannelId, user: UserId, now: datetime) -> None:
    """Who joins a started channel later is told once, privately."""
    row, person = people.known_channel(session, channel), people.person(session, user)
    if row is None or row.capture != Capture.STARTED or not row.is_member or (person is not None and person.is_bot):
        return
    outbox.add(
        session,
        method="chat.postEphemeral",
        channel_id=channel,
        user_id=user,
        kind=NEWCOMER,
        body={},
        created_at=now,
        key=f"newcomer:{channel}:{user}",
    )
