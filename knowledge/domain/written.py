"""A message as somebody wrote it, with what already hangs on it: live events, histories and exports all give these."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.ids import UserId
from knowledge.domain.messages import Message, Reaction


@dataclass(frozen=True, slots=True)
class Written:
    """One message. `reactions` are those known when it was read: none in a live event, all in an export.

    `deleted`: only the message's place is left (a tombstone); then `text` and `user` are empty.
    """

    message: Message
    reactions: tuple[Reaction, ...] = ()
    mentions: tuple[UserId, ...] = ()
    deleted: bool = False
