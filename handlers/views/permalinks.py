"""Links to messages in Slack."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.domain.ids import MessageRef, Ts

Link = Callable[[MessageRef, Ts | None], str]
"""The address of a message; the second argument is the root of its thread, or None"""


def permalink(domain: str, ref: MessageRef, thread_ts: Ts | None = None) -> str:
    """The address of a message as Slack's *Copy link* gives it. A thread's root, and what stands outside threads, is named by itself."""
    address = f"https://{domain}.slack.com/archives/{ref.channel}/p{ref.ts.replace('.', '')}"
    if thread_ts is None or thread_ts == ref.ts:
        return address
    return f"{address}?thread_ts={thread_ts}&cid={ref.channel}"
