"""The door: an event is reduced, dropped or masked, written to the inbox and committed before it is acknowledged.

Bolt acknowledges before its listeners run, so events never reach a listener: this runs before authorisation and
answers 200 itself. A database error propagates, nothing is acknowledged, and Slack sends again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from slack_bolt import BoltResponse

from handlers.outgoing import MASKED
from handlers.payloads import limited_minute, reduce_event
from knowledge.domain.failpoints import reached
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.occurrences import (
    ChannelChanged,
    Deleted,
    DirectMessage,
    Edited,
    HomeOpened,
    Joined,
    Left,
    Mentioned,
    Occurrence,
    PersonChanged,
    Posted,
    Reacted,
    Uninstalled,
    kind_of,
    to_json,
)
from knowledge.domain.ports import Clock, Meter, Unmetered
from knowledge.language.secrets import mask
from knowledge.storage import Session, Store, inbox, outbox, people

log = logging.getLogger("kollega.door")


@dataclass(frozen=True, slots=True)
class Masked:
    """An occurrence without secrets, and the kinds that were found."""

    occurrence: Occurrence
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Door:
    """What may come in, and in which shape."""

    store: Store
    clock: Clock
    own_user: UserId
    limited: Callable[[datetime], None]
    """Slack drops events in a minute"""
    refused: Callable[[], None]
    """An event could not be written down: Slack may have sent it for the last time, so that it must be read from history"""
    meter: Meter = field(default_factory=Unmetered)

    def admit(self, body: dict[str, Any], next_: Callable[[], BoltResponse]) -> BoltResponse | None:
        """Take events; let commands, actions and views go on to their listeners."""
        minute = limited_minute(body)
        if minute is not None:
            self.limited(minute)
            return BoltResponse(status=200)
        if body.get("type") != "event_callback":
            return next_()
        self.take(str(body.get("event_id", "")), body.get("event") or {})
        return BoltResponse(status=200)

    def take(self, event_id: str, event: dict[str, Any]) -> None:
        """Write one event to the inbox, if it may be kept at all. Repeated deliveries change nothing."""
        self.meter.count("events_received", outcome=self._taken(event_id, event))

    def _taken(self, event_id: str, event: dict[str, Any]) -> str:
        occurrence = reduce_event(event)
        if occurrence is None:
            return "left_out"
        masked = masked_of(occurrence)
        try:
            with self.store.writing() as session:
                outcome = self.let_in(session, event_id, masked)
                reached("door.written")
        except Exception:  # whatever kept it out, it is not in the inbox
            self.refused()
            raise
        reached("door.committed")
        return outcome

    def let_in(self, session: Session, event_id: str, masked: Masked) -> str:
        """Write one occurrence to the inbox in the caller's transaction, if it may be kept at all. Repeated ones change nothing.

        What came of it: kept, left_out, or again.
        """
        clean = self._admitted(session, masked.occurrence)
        if clean is None:
            return "left_out"
        if not inbox.add(session, event_id, clean.lane, kind_of(clean), to_json(clean), self.clock.now()):
            return "again"
        if masked.kinds and isinstance(clean, Posted | Edited):
            self._tell_author(session, clean, masked.kinds)
        return "kept"

    def _admitted(self, session: Session, occurrence: Occurrence) -> Occurrence | None:
        match occurrence:
            case Posted(written) | Edited(written):
                return self._if_heard(session, occurrence, written.message.channel, written.message.user)
            case Reacted():
                return self._if_heard(session, occurrence, occurrence.channel, occurrence.user)
            case Mentioned():
                # Words from where nothing may be kept do not come in; that somebody called does.
                heard = people.may_be_heard(session, occurrence.channel, occurrence.user)
                return occurrence if heard else replace(occurrence, text="")
            case DirectMessage():
                if occurrence.user == self.own_user:
                    return None
                return replace(occurrence, text="") if people.opted_out_since(session, occurrence.user) is not None else occurrence
            case Deleted() | Joined() | Left() | ChannelChanged() | PersonChanged() | HomeOpened() | Uninstalled():
                return occurrence

    def _if_heard(self, session: Session, occurrence: Occurrence, channel: ChannelId, user: UserId) -> Occurrence | None:
        return occurrence if user != self.own_user and people.may_be_heard(session, channel, user) else None

    def _tell_author(self, session: Session, occurrence: Posted | Edited, kinds: tuple[str, ...]) -> None:
        message = occurrence.written.message
        outbox.add(
            session,
            method="chat.postEphemeral",
            channel_id=message.channel,
            user_id=message.user,
            kind=MASKED,
            body={"kinds": list(kinds)},
            created_at=self.clock.now(),
            key=f"masked:{message.channel}:{message.ts}:{message.version}",
        )


def masked_of(occurrence: Occurrence) -> Masked:
    """An occurrence without secrets. Takes a moment: to be done outside any transaction."""
    match occurrence:
        case Posted(written) | Edited(written):
            clean = mask(written.message.text)
            message = replace(written.message, text=clean.text)
            return Masked(replace(occurrence, written=replace(written, message=message)), clean.kinds)
        case Mentioned() | DirectMessage():
            clean = mask(occurrence.text)
            return Masked(replace(occurrence, text=clean.text), clean.kinds)
        case _:
            return Masked(occurrence)
