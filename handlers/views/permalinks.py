"""Links to messages in Slack."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.domain.ids import ChannelId, MessageRef, Ts

Link = Callable[[MessageRef, Ts | None], str]
"""The address of a message; the second argument is the root of its thread, or None"""


_PERMALINK = re.compile(r"<?https://[\w.-]+/archives/([CDG][A-Z0-9]+)/p([0-9]{1,12})([0-9]{6})(?:[?|][^\s<>]*)?>?")


def permalink(domain: str, ref: MessageRef, thread_ts: Ts | None = None) -> str:
    """The address of a message as Slack's *Copy link* gives it. A thread's root, and what stands outside threads, is named by itself."""
    address = f"https://{domain}.slack.com/archives/{ref.channel}/p{ref.ts.replace('.', '')}"
    if thread_ts is None or thread_ts == ref.ts:
        return address
    return f"{address}?thread_ts={thread_ts}&cid={ref.channel}"


def linked(text: str) -> MessageRef | None:
    """The message that a text is the address of, and nothing else."""
    found = _PERMALINK.fullmatch(text.strip())
    return MessageRef(ChannelId(found[1]), Ts(f"{found[2]}.{found[3]}")) if found else None
