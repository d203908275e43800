"""The door: an event is reduced, dropped or masked, written to the inbox and committed before it is acknowledged.

Bolt acknowledges before its listeners run, so events never reach a listener: this runs before authorisation and
answers 200 itself. A database error propagates, nothing is acknowledged, and Slack sends again.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from typing import Any

from slack_bolt import BoltResponse

from handlers.grouped import Grouped
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
    _grouped: Grouped[tuple[str, Masked], str] = field(init=False)
    """Events that come at the same moment are one commit"""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_grouped", Grouped(self._write))

    def admit(self, body: dict[str, Any], next_: Callable[[], BoltResponse]) -> BoltResponse | None:
        """Take events; let commands, actions and views go on to their listeners."""
        minute = limited_minute(body)
        if minute is not None:
            self.limited(minute)
            return BoltResponse(status=200)
        if body.get("type") != "event_callback":
            return next_()
        event = body.get("event") or {}
        self.take(str(body.get("event_id") or _named_after(event)), event)
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
            outcome = self._grouped((event_id, masked))
        except Exception:  # whatever kept it out, it is not in the inbox
            self.refused()
            raise
        reached("door.committed")
        return outcome

    def _write(self, several: Sequence[tuple[str, Masked]]) -> list[str]:
        with self.store.writing() as session:
            outcomes = self.let_in(session, several)
            for _ in several:
                reached("door.written")
        return outcomes

    def let_in(self, session: Session, several: Sequence[tuple[str, Masked]]) -> list[str]:
        """Write occurrences, each with its event's id, to the inbox in the caller's transaction, as far as they may be kept at all.

        Repeated ones change nothing. What came of each: kept, left_out, or again.
        """
        heard = cache(partial(people.may_be_heard, session))
        admitted = [(event_id, masked, self._admitted(session, masked.occurrence, heard)) for event_id, masked in several]
        now = self.clock.now()
        new = inbox.add(
            session, [inbox.NewEvent(event_id, one.lane, kind_of(one), to_json(one), now) for event_id, _, one in admitted if one]
        )
        outcomes = []
        for event_id, masked, clean in admitted:
            if clean is not None and event_id in new and masked.kinds and isinstance(clean, Posted | Edited):
                self._tell_author(session, clean, masked.kinds)
            outcomes.append("left_out" if clean is None else "kept" if event_id in new else "again")
            new.discard(event_id)  # it may have come twice at once
        return outcomes

    def _admitted(self, session: Session, occurrence: Occurrence, heard: Callable[[ChannelId, UserId], bool]) -> Occurrence | None:
        match occurrence:
            case Posted(written) | Edited(written):
                message = written.message
                return occurrence if message.user != self.own_user and heard(message.channel, message.user) else None
            case Reacted():
                return occurrence if occurrence.user != self.own_user and heard(occurrence.channel, occurrence.user) else None
            case Mentioned():
                # Words from where nothing may be kept do not come in; that somebody called does.
                return occurrence if heard(occurrence.channel, occurrence.user) else replace(occurrence, text="")
            case DirectMessage():
                if occurrence.user == self.own_user:
                    return None
                return replace(occurrence, text="") if people.opted_out_since(session, occurrence.user) is not None else occurrence
            case Deleted() | Joined() | Left() | ChannelChanged() | PersonChanged() | HomeOpened() | Uninstalled():
                return occurrence

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


def _named_after(event: dict[str, Any]) -> str:
    """The id of an event that came without one: the same for the same event, so that a repeated one changes nothing."""
    return f"unnamed:{hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()}"


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
