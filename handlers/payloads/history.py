"""A message as a channel's history or a thread shows it."""

from __future__ import annotations

from handlers.payloads.fields import Raw, mappings, stamp, strings, text
from handlers.payloads.messages import reaction_name, written
from knowledge.domain.history import Shown
from knowledge.domain.ids import ChannelId, MessageRef


def shown_in(answer: Raw, channel: ChannelId) -> list[Shown]:
    """Every message of an answer, people's and others': what is not in it does not stand there."""
    return [shown for raw in mappings(answer, "messages") if (shown := _shown(raw, channel)) is not None]


def _shown(raw: Raw, channel: ChannelId) -> Shown | None:
    ts = stamp(raw, "ts")
    if ts is None:
        return None
    return Shown(
        MessageRef(channel, ts), stamp(raw, "thread_ts") or ts, written(raw, channel), stamp(raw, "latest_reply"), _half_named(raw)
    )


def _half_named(raw: Raw) -> frozenset[str]:
    found = set()
    for reaction in mappings(raw, "reactions"):
        count = reaction.get("count")
        if isinstance(count, int) and count > len(strings(reaction, "users")):
            found.add(reaction_name(text(reaction, "name")))
    return frozenset(found)
