"""What each outbox row says, rendered just before it is sent from what is true then. Nothing to say any more: dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers import conversations, homes
from handlers.calls import Call, note, person_of, place_of, say
from handlers.conversations import Conversations
from handlers.homes import Homes
from handlers.outgoing_asks import SHOWN_ANEW, OutgoingAsks
from handlers.speech import Speech
from handlers.views import answers, digest, digest_offer, errors, introduction, secrets, suggestions, trouble
from knowledge.domain.digest import DIGEST
from knowledge.domain.found import Found
from knowledge.domain.ids import ChannelId, EntryId, UserId
from knowledge.domain.outgoing import Dropped
from knowledge.domain.people import Capture
from knowledge.domain.ports import Clock
from knowledge.services import dead_letters, sharing, starting, suggesting, taking_out
from knowledge.services.digest import Digests
from knowledge.services.sharing import Sharing
from knowledge.services.suggesting import Suggesting
from knowledge.storage import Session, Store, dead, outbox, people, posts
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.tables import PostRow

MASKED = "masked"
"""The author is told that a secret was masked before anything was kept."""


@dataclass(frozen=True)
class Outgoing:
    """Turns outbox rows into calls. Pure reading: nothing is written here."""

    store: Store
    clock: Clock
    speech: Speech
    suggesting: Suggesting
    sharing: Sharing
    asks: OutgoingAsks
    conversations: Conversations
    homes: Homes
    digests: Digests

    def render(self, post: ClaimedPost) -> Call | Dropped:
        """The call that a row stands for, or why it is not to be made."""
        kinds: dict[str, Callable[[Session, ClaimedPost], Call | Dropped]] = {
            starting.INTRODUCTION: self._introduction,
            starting.INTRODUCTION_STARTED: self._introduction_started,
            starting.NEWCOMER: self._newcomer,
            starting.DIGEST_OFFER: self._digest_offer,
            suggesting.NOTE: self._suggestion,
            suggesting.CHECK: self._check,
            suggesting.SOLVED_LINE: self._from_entry,
            suggesting.SHOWN_TO_ALL: self._from_entry,
            sharing.SHARED: self._from_entry,
            DIGEST: self._digest,
            taking_out.REFRESH: self._refresh,
            taking_out.REMOVE: self._remove,
            MASKED: self._masked,
            conversations.DEAF: self._deaf,
            dead_letters.TELL: self._dead_letters,
            outbox.WITHDRAWN: self._withdrawn,
            **self.asks.kinds(),
        }
        if post.kind == conversations.REPLY:
            return self.conversations.reply(post)
        if post.kind == homes.HOME:
            return Call("views.publish", {"user_id": post.user_id, "view": self.homes.view(person_of(post))})
        with self.store.reading() as session:
            return kinds[post.kind](session, post)

    def _introduction(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        row = people.known_channel(session, place_of(post))
        if row is None or not row.is_member:
            return Dropped("not in the channel")
        return say(post, introduction.channel_introduction())

    def _introduction_started(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        by = UserId(post.body["by"])
        row = people.known_channel(session, place_of(post))
        said = introduction.started(row.name if row else "", people.speakers(session, [by])[by])
        return Call("chat.update", {"channel": post.channel_id, "ts": post.body["ts"], **said})

    def _newcomer(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return note(post, introduction.for_newcomer(self.speech.to(session, person_of(post))))

    def _digest_offer(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        row = people.known_channel(session, place_of(post))
        if row is None or row.capture != Capture.STARTED or people.policy_of(session, place_of(post)).digest:
            return Dropped("decided already")
        return note(post, digest_offer.offer(place_of(post), self.speech.to(session, person_of(post))))

    def _suggestion(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        suggestion = int(post.body["suggestion"])
        now = self.clock.now()
        shown = self.suggesting.note(session, suggestion, now)
        if shown is None:
            return Dropped("nothing to suggest any more")
        found, question, words = shown
        said = suggestions.note(
            found,
            words,
            self.speech.to(session, person_of(post)),
            self.speech.link(session),
            suggestion,
            may_show=self.suggesting.may_show(session, found, question.channel, now),
        )
        return note(post, said)

    def _check(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return Call("reactions.add", {"channel": post.channel_id, "timestamp": post.body["ts"], "name": "white_check_mark"})

    def _from_entry(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        said = self._entry_post(session, post.kind, post.body, place_of(post))
        if said is None:
            return Dropped("its source is gone or may not be shown there")
        thread = post.body.get("thread")
        return Call(
            "chat.postMessage",
            {"channel": post.channel_id, "unfurl_links": False, "unfurl_media": False, **({"thread_ts": thread} if thread else {}), **said},
        )

    def _entry_post(self, session: Session, kind: str, body: dict[str, Any], place: ChannelId) -> dict[str, Any] | None:
        found: Found | None = self.sharing.shown(session, EntryId(int(body["entry"])), place)
        if found is None:
            return None
        by = UserId(body["by"])
        t, link = self.speech.within(session, place), self.speech.link(session)
        speaker = people.speakers(session, [by])[by]
        if kind == suggesting.SOLVED_LINE:
            return suggestions.thread_line(found.answer.by if found.answer else found.asker, found, t, link)
        if kind == suggesting.SHOWN_TO_ALL:
            return suggestions.shown_to_all(found, t, link, speaker)
        return answers.shared(found, t, link, speaker)

    def _refresh(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        standing = posts.by_key(session, post.body["post"])
        if standing is None:
            return Dropped("the post is gone")
        if standing.kind == conversations.REPLY:
            changed = errors.answer_changed(self.speech.within(session, ChannelId(standing.channel_id)))
            return Call("chat.update", {"channel": standing.channel_id, "ts": standing.ts, **changed})
        if standing.kind in SHOWN_ANEW:
            return self.asks.shown_anew(session, standing)
        if standing.kind == DIGEST:
            return self._digest_anew(session, standing)
        said = self._entry_post(session, standing.kind, standing.body, ChannelId(standing.channel_id))
        if said is None:
            return Call("chat.delete", {"channel": standing.channel_id, "ts": standing.ts})
        return Call("chat.update", {"channel": standing.channel_id, "ts": standing.ts, **said})

    def _digest(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        place = place_of(post)
        shown = self.digests.shown(session, place, post.body)
        if shown is None:
            return Dropped("nothing to say any more, or not in the channel")
        said = digest.digest(shown, self.speech.within(session, place), self.speech.link(session))
        return replace(say(post, said), sources=shown.sources)

    def _digest_anew(self, session: Session, standing: PostRow) -> Call:
        place = ChannelId(standing.channel_id)
        shown = self.digests.shown(session, place, standing.body, standing.at)
        if shown is None:
            return Call("chat.delete", {"channel": place, "ts": standing.ts})
        said = digest.digest(shown, self.speech.within(session, place), self.speech.link(session))
        return Call("chat.update", {"channel": place, "ts": standing.ts, **said})

    def _remove(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return Call("chat.delete", {"channel": post.body["channel"], "ts": post.body["ts"]})

    def _withdrawn(self, session: Session, post: ClaimedPost) -> Dropped:
        return Dropped("its source is gone, or its author")

    def _deaf(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return note(post, self.conversations.deaf(session, person_of(post)))

    def _masked(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return note(post, secrets.masked_notice(tuple(post.body["kinds"]), self.speech.to(session, person_of(post))))

    def _dead_letters(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        queue = post.body["queue"]
        failures = [(row.kind, row.error) for row in dead.listed(session, queue)]
        if not failures:
            return Dropped("nothing is put aside any more")
        return say(post, trouble.put_aside(queue, failures, self.speech.to(session, person_of(post))))
