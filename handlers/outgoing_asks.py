"""What is said when experts are asked: invitations, asks, the asker's note, what comes after the experts, and answers in threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from handlers.calls import Call, note, person_of, place_of, say
from handlers.speech import Speech
from handlers.views import asks, entries
from handlers.views import last_asked as views_last_asked
from handlers.views import topics as views_topics
from handlers.views.mrkdwn import calm
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.outgoing import Dropped
from knowledge.domain.ports import Clock
from knowledge.domain.routing import AskState
from knowledge.domain.working import zone_of
from knowledge.services import endings, last_asked, replying, routing, topics, waiting, weighing
from knowledge.services.last_asked import LastAsked
from knowledge.services.replying import Replying
from knowledge.services.routing import Routing
from knowledge.services.topics import Topics
from knowledge.storage import Session, people
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.tables import PostRow

SHOWN_ANEW = frozenset({routing.ASK, routing.REMINDER, routing.FALLBACK, replying.ANSWER})


@dataclass(frozen=True)
class OutgoingAsks:
    """Turns the outbox rows of asking into calls. Pure reading."""

    clock: Clock
    speech: Speech
    routing: Routing
    replying: Replying
    topics: Topics
    last_asked: LastAsked

    def kinds(self) -> dict[str, Callable[[Session, ClaimedPost], Call | Dropped]]:
        return {
            routing.ASK: self._ask,
            routing.REMINDER: self._ask,
            routing.ASKING: self._asking,
            routing.FALLBACK: self._fallback,
            replying.ANSWER: self._answer,
            replying.NOT_POSTED: self._not_posted,
            topics.INVITATION: self._invitation,
            last_asked.ROLE: self._last_asked,
        }

    def shown_anew(self, session: Session, standing: PostRow) -> Call | Dropped:
        """A post of its own kind, as it would be said now; what may not be said any more goes."""
        place, ts = ChannelId(standing.channel_id), Ts(standing.ts)
        match standing.kind:
            case replying.ANSWER:
                said = self._answer_said(session, standing.body, place, ts)
            case routing.FALLBACK:
                said = self._fallback_said(session, standing.body, place, stands=True)
            case _:
                said = self._ask_said(session, int(standing.body["ask"]), reminder=standing.kind == routing.REMINDER)
        if said is None:
            return Call("chat.delete", {"channel": place, "ts": ts})
        return Call("chat.update", {"channel": place, "ts": ts, **said})

    def _ask(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        ask, reminder = int(post.body["ask"]), post.kind == routing.REMINDER
        may_be_asked = self.routing.may_be_sent(session, ask, self.clock.now())
        # Slack may have it already: then it stands, and they were asked.
        said = self._ask_said(session, ask, reminder=reminder) if may_be_asked or post.unknown else None
        if said is None:
            return Dropped("this expert is not to be asked now, or the question does not wait any more")
        return replace(say(post, said), only_if_there=not may_be_asked)

    def _ask_said(self, session: Session, ask: int, *, reminder: bool) -> dict[str, Any] | None:
        """The direct message of an ask; None where there is nothing to say (any more)."""
        shown = waiting.shown(session, ask, self.clock.now())
        if shown is None:
            return None
        t, link = self.speech.to(session, shown.expert), self.speech.link(session)
        if shown.state is not AskState.WAITING:
            asker = people.speakers(session, [shown.asker])[shown.asker]
            pausing = weighing.is_pausing(session, shown.expert, self.clock.now())
            person = people.person(session, shown.expert)
            now = self.clock.now().astimezone(zone_of(person.tz if person else ""))
            return asks.afterwards(shown, endings.ending(session, ask), asker, t, link, now, pausing=pausing)
        who = [shown.asker, *(UserId(why.removeprefix("passed:")) for why in shown.why if why.startswith("passed:"))]
        a_week = people.person_policy_of(session, shown.expert).asks_a_week
        return asks.ask(shown, people.speakers(session, who), t, link, a_week, reminder=reminder)

    def _asking(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        question = MessageRef(ChannelId(post.body["channel"]), Ts(post.body["ts"]))
        text = waiting.being_asked_about(session, question)
        if text is None:
            return Dropped("nobody is asked any more")
        return note(post, asks.asking(text, question, self.speech.to(session, person_of(post))))

    def _fallback(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        said = self._fallback_said(session, post.body, place_of(post), stands=False)
        if said is None:
            return Dropped("the question does not wait any more, or may not be shown there")
        return say(post, said, Ts(post.body["thread"]) if post.body.get("group") else None)

    def _fallback_said(self, session: Session, body: dict[str, Any], place: ChannelId, *, stands: bool) -> dict[str, Any] | None:
        question = MessageRef(ChannelId(body["channel"]), Ts(body["ts"]))
        asked = waiting.for_fallback(session, question, place, self.clock.now(), stands=stands)
        if asked is None:
            return None
        t = self.speech.within(session, place)
        asker = entries.first_name(people.speakers(session, [asked.asker])[asked.asker], t)
        group = body.get("group")
        heading = t.asks.fallback_group(f"<!subteam^{group}>", asker) if group else t.asks.fallback_channel(asker, calm(asked.channel_name))
        return asks.fallback(question, asked.text, heading, t, self.speech.link(session))

    def _answer(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        said = self._answer_said(session, post.body, place_of(post), None)
        return (
            say(post, said, Ts(post.body["thread"]))
            if said is not None
            else Dropped("the question is gone, or its author may not read it any more")
        )

    def _not_posted(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        question = MessageRef(ChannelId(post.body["channel"]), Ts(post.body["question"]))
        return say(post, asks.not_posted(question, self.speech.to(session, person_of(post)), self.speech.link(session)))

    def _answer_said(self, session: Session, body: dict[str, Any], place: ChannelId, ts: Ts | None) -> dict[str, Any] | None:
        shown = self.replying.post(session, body, place, ts)
        if shown is None:
            return None
        text, by = shown
        return asks.answer_post(text, people.speakers(session, [by])[by], self.speech.within(session, place))

    def _invitation(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        topic = self.topics.invitation(session, person_of(post), int(post.body["topic"]))
        if topic is None:
            return Dropped("the invitation was answered or taken back")
        by = UserId(post.body["by"])
        a_week = people.person_policy_of(session, person_of(post)).asks_a_week
        return say(
            post, views_topics.invitation(topic, people.speakers(session, [by])[by], self.speech.to(session, person_of(post)), a_week)
        )

    def _last_asked(self, session: Session, post: ClaimedPost) -> Call | Dropped:
        channel = ChannelId(post.body["channel"])
        asked = self.last_asked.question(session, person_of(post), channel, UserId(post.body["by"]))
        if asked is None:
            return Dropped("answered, or somebody else was chosen")
        return say(post, views_last_asked.question(channel, *asked, self.speech.to(session, person_of(post))))
