"""Questions put to Kollega itself: in a DM, in its messages tab, by mention in a channel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers.calls import Call, person_of, place_of, say
from handlers.speech import Speech
from handlers.turns import Turns
from handlers.views import answers, errors, helptext
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.occurrences import DirectMessage, Mentioned
from knowledge.domain.ports import Clock
from knowledge.language.follow_ups import is_follow_up
from knowledge.services import audiences, showing
from knowledge.services.search import Search
from knowledge.storage import Session, Store, entries, outbox, people
from knowledge.storage.outbox import ClaimedPost

REPLY = "reply"
DEAF = "deaf"
"""Said privately to somebody whose words may not be taken in."""


@dataclass(frozen=True)
class Conversations:
    """Queues the replies, and makes what they say when they are sent."""

    store: Store
    clock: Clock
    search: Search
    turns: Turns
    speech: Speech

    def direct(self, said: DirectMessage) -> Callable[[Session], None]:
        """A message to Kollega: answered in the same thread, from what the writer may read."""

        def write(session: Session) -> None:
            # Whoever opted out meanwhile is told how to take part, like anybody who writes then.
            query = said.text if people.opted_out_since(session, said.user) is None else ""
            self._queue(session, said.channel, said.user, said.thread_ts, said.ts, query, aloud=False)

        return write

    def mentioned(self, said: Mentioned) -> Callable[[Session], None]:
        """A mention in a channel: answered in the thread, from what everybody there may read.

        Where nothing may be kept, only the one who called hears why.
        """

        def write(session: Session) -> None:
            if said.text and people.may_be_heard(session, said.channel, said.user):
                self._queue(session, said.channel, said.user, said.thread_ts, said.ts, said.text, aloud=True)
                return
            outbox.add(
                session,
                method="chat.postEphemeral",
                channel_id=said.channel,
                user_id=said.user,
                kind=DEAF,
                body={},
                created_at=self.clock.now(),
                key=f"deaf:{said.channel}:{said.ts}",
            )

        return write

    def reply(self, post: ClaimedPost) -> Call:
        """What a queued reply says, searched for at the moment of sending."""
        with self.store.reading() as session:
            t, link = self.speech.to(session, person_of(post)), self.speech.link(session)
            audience = self._audience(session, post)
        thread = Ts(post.body["thread"])
        if not post.body["query"].strip():
            return say(post, helptext.help_message(t), thread)
        asked_by = MessageRef(place_of(post), Ts(post.body["ts"]))
        earlier = self._earlier(post, asked_by, thread)
        results = (result := self.search(post.body["query"], audience, asked_by=asked_by, earlier=earlier)).results

        def is_still_true(session: Session) -> bool:
            readable = self._audience(session, post)
            return all(found.channel in readable and showing.is_as_shown(session, found) for found in results)

        sources = tuple(ref for found in results for ref in found.sources)
        return replace(say(post, answers.conversation_reply(result, t, link), thread), sources=sources, is_still_true=is_still_true)

    def _earlier(self, post: ClaimedPost, asked_by: MessageRef, thread: Ts) -> tuple[str, ...]:
        """What has to be counted in where a question says too little by itself: the question in whose thread it stands, and own ones."""
        if not is_follow_up(post.body["query"]):
            return ()
        with self.store.reading() as session:
            root = entries.by_question(session, MessageRef(asked_by.channel, thread))
            begun = (root.text,) if root is not None and root.asker != person_of(post) else ()
        if thread == asked_by.ts and post.body["aloud"]:
            return ()  # in a channel a new message begins a new talk
        return (*begun, *self.turns.before(asked_by, thread, person_of(post)))

    def _audience(self, session: Session, post: ClaimedPost) -> frozenset[ChannelId]:
        """What a reply may be made from: aloud, what everybody in the channel may read too."""
        now = self.clock.now()
        readable = audiences.visible_to(session, person_of(post), now)
        return readable & audiences.visible_in(session, place_of(post), now) if post.body["aloud"] else readable

    def deaf(self, session: Session, user: UserId) -> dict[str, Any]:
        """Why Kollega did not listen."""
        t = self.speech.to(session, user)
        return errors.opted_out(t) if people.opted_out_since(session, user) is not None else errors.not_started(t)

    def _queue(self, session: Session, channel: ChannelId, user: UserId, thread: Ts, ts: Ts, query: str, *, aloud: bool) -> None:
        outbox.add(
            session,
            method="chat.postMessage",
            channel_id=channel,
            user_id=user,
            kind=REPLY,
            body={"query": query, "thread": thread, "ts": ts, "aloud": aloud},
            created_at=self.clock.now(),
            key=f"reply:{channel}:{ts}",
        )
