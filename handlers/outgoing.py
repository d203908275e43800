"""What each outbox row says, rendered just before it is sent from what is true then. Nothing to say any more: dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers import conversations, homes
from handlers.conversations import Conversations
from handlers.homes import Homes
from handlers.speech import Speech
from handlers.views import answers, asks, digest, digest_offer, entries, errors, introduction, secrets, suggestions, trouble
from handlers.views import last_asked as views_last_asked
from handlers.views import topics as views_topics
from handlers.views.mrkdwn import calm
from knowledge.domain.digest import DIGEST
from knowledge.domain.found import Found
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId
from knowledge.domain.outgoing import Dropped
from knowledge.domain.people import Capture
from knowledge.domain.ports import Clock
from knowledge.domain.routing import AskState
from knowledge.services import dead_letters, last_asked, replying, routing, sharing, starting, suggesting, taking_out, topics
from knowledge.services.digest import Digests
from knowledge.services.last_asked import LastAsked
from knowledge.services.replying import Replying
from knowledge.services.routing import Routing
from knowledge.services.sharing import Sharing
from knowledge.services.suggesting import Suggesting
from knowledge.services.topics import Topics
from knowledge.storage import Session, Store, dead, people, posts
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.tables import PostRow

_SHOWN_ANEW = frozenset({routing.ASK, routing.REMINDER, replying.ANSWER})
MASKED = "masked"
"""The author is told that a secret was masked before anything was kept."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of Slack's Web API."""

    method: str
    arguments: dict[str, Any]
    sources: tuple[MessageRef, ...] = ()
    """Messages whose words the call shows, beyond those known when it was queued"""


@dataclass(frozen=True)
class Outgoing:
    """Turns outbox rows into calls. Pure reading: nothing is written here."""

    store: Store
    clock: Clock
    speech: Speech
    suggesting: Suggesting
    sharing: Sharing
    routing: Routing
    replying: Replying
    topics: Topics
    conversations: Conversations
    homes: Homes
    digests: Digests
    last_asked: LastAsked

    def render(self, post: ClaimedPost) -> Call | Dropped:
        """The call that a row stands for, or why it is not to be made."""
        kinds: dict[str, Callable[[Session, ClaimedPost], Call | Dropped]] = {
            starting.INTRODUCTION: self._introduction,
            starting.INTRODUCTION_STARTED: self._introduction_started,
            starting.NEWCOMER: self._newcomer,
            starting.DIGEST_OFFER: self._digest_offer,
            suggesting.NOTE: self._note,
            suggesting.CHECK: self._check,
            suggesting.SOLVED_LINE: self._from_entry,
            suggesting.SHOWN_TO_ALL: self._from_entry,
            sharing.SHARED: self._from_entry,
            DIGEST: self._digest,
            taking_out.REFRESH: self._refresh,
            taking_out.REMOVE: self._remove,
            MASKED: self._masked,
            routing.ASK: self._ask,
            routing.REMINDER: self._ask,
            routing.ASKING: self._asking,
            routing.FALLBACK: self._fallback,
            replying.ANSWER: self._answer,
            topics.INVITATION: self._invitation,
            last_asked.ROLE: self._last_asked,
            conversations.DEAF: self._deaf,
            dead_letters.TELL: self._dead_letters,
        }
        if post.kind == conversations.REPLY:
            said, sources = self.conversations.reply(post.body, _person(post), _place(post))
            return replace(_say(post, said, Ts(post.body["thread"])), sources=sources)
        if post.kind == homes.HOME:
            return Call("views.publish", {"user_id": post.user_id, "view": self.homes.view(_person(post))})
        with self.store.reading() as session:
            return kinds[post.kind](session, post)

    def _introduction(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        row = people.known_channel(session, _place(post))
        if row is None or not row.is_member:
            return Dropped("not in the channel")
        return _say(post, introduction.channel_introduction())

    def _introduction_started(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        by = UserId(post.body["by"])
        row = people.known_channel(session, _place(post))
        said = introduction.started(row.name if row else "", people.speakers(session, [by])[by])
        return Call("chat.update", {"channel": post.channel_id, "ts": post.body["ts"], **said})

    def _newcomer(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return _note(post, introduction.for_newcomer(self.speech.to(session, _person(post))))

    def _digest_offer(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        row = people.known_channel(session, _place(post))
        if row is None or row.capture != Capture.STARTED or people.policy_of(session, _place(post)).digest:
            return Dropped("decided already")
        return _note(post, digest_offer.offer(_place(post), self.speech.to(session, _person(post))))

    def _note(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        suggestion = int(post.body["suggestion"])
        now = self.clock.now()
        shown = self.suggesting.note(session, suggestion, now)
        if shown is None:
            return Dropped("nothing to suggest any more")
        found, question, words = shown
        said = suggestions.note(
            found,
            words,
            self.speech.to(session, _person(post)),
            self.speech.link(session),
            suggestion,
            may_show=self.suggesting.may_show(session, found, question.channel, now),
        )
        return _note(post, said)

    def _check(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return Call("reactions.add", {"channel": post.channel_id, "timestamp": post.body["ts"], "name": "white_check_mark"})

    def _from_entry(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        said = self._entry_post(session, post.kind, post.body, _place(post))
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
        if standing.kind in _SHOWN_ANEW:
            return self._shown_anew(session, standing)
        if standing.kind == DIGEST:
            return self._digest_anew(session, standing)
        said = self._entry_post(session, standing.kind, standing.body, ChannelId(standing.channel_id))
        if said is None:
            return Call("chat.delete", {"channel": standing.channel_id, "ts": standing.ts})
        return Call("chat.update", {"channel": standing.channel_id, "ts": standing.ts, **said})

    def _digest(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        place = _place(post)
        shown = self.digests.shown(session, place, post.body)
        if shown is None:
            return Dropped("nothing to say any more, or not in the channel")
        said = digest.digest(shown, self.speech.within(session, place), self.speech.link(session))
        return replace(_say(post, said), sources=shown.sources)

    def _digest_anew(self, session: Session, standing: PostRow) -> Call:
        place = ChannelId(standing.channel_id)
        shown = self.digests.shown(session, place, standing.body, standing.at)
        if shown is None:
            return Call("chat.delete", {"channel": place, "ts": standing.ts})
        said = digest.digest(shown, self.speech.within(session, place), self.speech.link(session))
        return Call("chat.update", {"channel": place, "ts": standing.ts, **said})

    def _remove(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return Call("chat.delete", {"channel": post.body["channel"], "ts": post.body["ts"]})

    def _shown_anew(self, session: Session, standing: PostRow) -> Call | Dropped:
        """A post of its own kind, as it would be said now; what may not be said any more goes."""
        place, ts = ChannelId(standing.channel_id), Ts(standing.ts)
        said = (
            self._answer_said(session, standing.body, place, ts)
            if standing.kind == replying.ANSWER
            else self._ask_said(session, int(standing.body["ask"]), reminder=standing.kind == routing.REMINDER, standing=True)
        )
        if said is None:
            return Call("chat.delete", {"channel": place, "ts": ts})
        return Call("chat.update", {"channel": place, "ts": ts, **said})

    def _ask(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        said = self._ask_said(session, int(post.body["ask"]), reminder=post.kind == routing.REMINDER, standing=False)
        return _say(post, said) if said is not None else Dropped("the question does not wait for this expert any more")

    def _ask_said(self, session: Session, ask: int, *, reminder: bool, standing: bool) -> dict[str, Any] | None:
        """The direct message of an ask; None where there is nothing to say (any more)."""
        shown = self.routing.shown(session, ask, self.clock.now())
        if shown is None or not (standing or shown.state is AskState.WAITING):
            return None
        t, link = self.speech.to(session, shown.expert), self.speech.link(session)
        if shown.state is not AskState.WAITING:
            return asks.afterwards(shown, t, link, pausing=self.routing.is_pausing(session, shown.expert))
        who = [shown.asker, *(UserId(why.removeprefix("passed:")) for why in shown.why if why.startswith("passed:"))]
        a_week = people.person_policy_of(session, shown.expert).asks_a_week
        return asks.ask(shown, people.speakers(session, who), t, link, a_week, reminder=reminder)

    def _asking(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        question = MessageRef(ChannelId(post.body["channel"]), Ts(post.body["ts"]))
        text = self.routing.waiting(session, question)
        if text is None:
            return Dropped("nobody is asked any more")
        return _note(post, asks.asking(text, question, self.speech.to(session, _person(post))))

    def _fallback(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        question = MessageRef(ChannelId(post.body["channel"]), Ts(post.body["ts"]))
        open_question = self.routing.for_fallback(session, question, _place(post), self.clock.now())
        if open_question is None:
            return Dropped("the question does not wait any more, or may not be shown there")
        t = self.speech.within(session, _place(post))
        asker = entries.first_name(people.speakers(session, [open_question.asker])[open_question.asker], t)
        group = post.body.get("group")
        if group:
            heading = t.asks.fallback_group(f"<!subteam^{group}>", asker)
        else:
            heading = t.asks.fallback_channel(asker, calm(open_question.channel_name))
        said = asks.fallback(question, open_question.text, heading, t, self.speech.link(session))
        return _say(post, said, Ts(post.body["thread"]) if group else None)

    def _answer(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        said = self._answer_said(session, post.body, _place(post), None)
        return _say(post, said, Ts(post.body["thread"])) if said is not None else Dropped("the question is gone")

    def _answer_said(self, session: Session, body: dict[str, Any], place: ChannelId, ts: Ts | None) -> dict[str, Any] | None:
        shown = self.replying.post(session, body, place, ts)
        if shown is None:
            return None
        text, by = shown
        return asks.answer_post(text, people.speakers(session, [by])[by], self.speech.within(session, place))

    def _invitation(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        topic = self.topics.invitation(session, _person(post), int(post.body["topic"]))
        if topic is None:
            return Dropped("the invitation was answered or taken back")
        by = UserId(post.body["by"])
        a_week = people.person_policy_of(session, _person(post)).asks_a_week
        return _say(
            post, views_topics.invitation(topic, people.speakers(session, [by])[by], self.speech.to(session, _person(post)), a_week)
        )

    def _last_asked(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        channel = ChannelId(post.body["channel"])
        asked = self.last_asked.question(session, _person(post), channel, UserId(post.body["by"]))
        if asked is None:
            return Dropped("answered, or somebody else was chosen")
        return _say(post, views_last_asked.question(channel, *asked, self.speech.to(session, _person(post))))

    def _deaf(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return _note(post, self.conversations.deaf(session, _person(post)))

    def _masked(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        return _note(post, secrets.masked_notice(tuple(post.body["kinds"]), self.speech.to(session, _person(post))))

    def _dead_letters(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        queue = post.body["queue"]
        failures = [(row.kind, row.error) for row in dead.listed(session, queue)]
        if not failures:
            return Dropped("nothing is put aside any more")
        return _say(post, trouble.put_aside(queue, failures, self.speech.to(session, _person(post))))


def _place(post: ClaimedPost) -> ChannelId:
    return ChannelId(post.channel_id or "")


def _person(post: ClaimedPost) -> UserId:
    return UserId(post.user_id or "")


def _say(post: ClaimedPost, said: dict[str, Any], thread: Ts | None = None) -> Call:
    return Call(
        "chat.postMessage", {"channel": post.channel_id, "unfurl_links": False, **({"thread_ts": thread} if thread else {}), **said}
    )


def _note(post: ClaimedPost, said: dict[str, Any]) -> Call:
    thread = post.body.get("thread")
    return Call(
        "chat.postEphemeral", {"channel": post.channel_id, "user": post.user_id, **({"thread_ts": thread} if thread else {}), **said}
    )
