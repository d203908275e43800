"""Messages, threads and the order they stand in."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import microseconds_of

Json = dict[str, Any]


@dataclass
class Message:
    ts: str
    user: str
    text: str = ""
    team: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    client_msg_id: str | None = None
    bot_id: str | None = None
    username: str | None = None
    inviter: str | None = None
    edited: Json | None = None
    files: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    further: Json = field(default_factory=dict)  # fields of an older Slack, passed on as they are
    reactions: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, Json] = field(default_factory=dict)  # what each person has chosen in it, as Slack's state.values

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def is_broadcast(self) -> bool:
        return self.subtype == "thread_broadcast"

    @property
    def is_tombstone(self) -> bool:
        return self.subtype == "tombstone"


@dataclass
class Thread:
    replies: list[str] = field(default_factory=list)
    authors: Counter[str] = field(default_factory=Counter)


class MessageLog:
    """The messages of one conversation, by timestamp; top level and threads are kept in order, so that reading a page never scans."""

    def __init__(self) -> None:
        self._by_ts: dict[str, Message] = {}
        self._top: list[tuple[int, str]] = []
        self._threads: dict[str, Thread] = {}

    def __len__(self) -> int:
        return len(self._by_ts)

    def get(self, ts: str) -> Message | None:
        return self._by_ts.get(ts)

    def add(self, message: Message) -> None:
        if message.ts in self._by_ts:
            return
        self._by_ts[message.ts] = message
        if message.is_reply and message.thread_ts:
            thread = self._threads.setdefault(message.thread_ts, Thread())
            insort(thread.replies, message.ts, key=microseconds_of)
            thread.authors[message.user] += 1
        if not message.is_reply or message.is_broadcast:
            insort(self._top, (microseconds_of(message.ts), message.ts))

    def remove(self, message: Message) -> None:
        """Take a message away; the thread under it must be empty. The last reply of a tombstone takes it along."""
        del self._by_ts[message.ts]
        if message.is_reply and message.thread_ts:
            thread = self._threads[message.thread_ts]
            thread.replies.remove(message.ts)
            thread.authors -= Counter([message.user])
            if not thread.replies:
                del self._threads[message.thread_ts]
        if not message.is_reply or message.is_broadcast:
            del self._top[bisect_left(self._top, (microseconds_of(message.ts), message.ts))]

    def thread(self, root_ts: str) -> Thread | None:
        return self._threads.get(root_ts)

    def replies(self, root_ts: str) -> list[Message]:
        thread = self._threads.get(root_ts)
        return [self._by_ts[ts] for ts in thread.replies] if thread else []

    def top(self, oldest: str | None = None, latest: str | None = None, *, inclusive: bool = False) -> list[str]:
        """Timestamps of the top level between two moments, oldest first."""
        after = bisect_left if inclusive else bisect_right
        before = bisect_right if inclusive else bisect_left
        start = after(self._top, microseconds_of(oldest), key=lambda entry: entry[0]) if oldest else 0
        end = before(self._top, microseconds_of(latest), key=lambda entry: entry[0]) if latest else len(self._top)
        return [ts for _, ts in self._top[start:end]]

    def top_messages(self) -> list[Message]:
        return [self._by_ts[ts] for _, ts in self._top]

    def since(self, ts: str) -> Iterator[Message]:
        """Top-level messages after a moment."""
        start = bisect_right(self._top, microseconds_of(ts), key=lambda entry: entry[0])
        return (self._by_ts[found] for _, found in self._top[start:])

    def latest(self) -> str | None:
        return self._top[-1][1] if self._top else None


def thread_facts(log: MessageLog, message: Message) -> Json:
    """What a thread's first message says about its replies."""
    thread = log.thread(message.ts)
    if thread is None or not thread.replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(thread.replies),
        "reply_users_count": len(thread.authors),
        "reply_users": list(thread.authors)[:5],  # Slack names five
        "latest_reply": thread.replies[-1],
        "is_locked": False,
        "subscribed": False,
    }


def reaction_list(message: Message) -> list[Json]:
    return [{"name": name, "users": list(users), "count": len(users)} for name, users in message.reactions.items() if users]
