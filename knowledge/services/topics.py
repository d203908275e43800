"""The curated list of topics, and who is asked about which: nobody who has not said yes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.ports import Clock
from knowledge.domain.routing import Agreement
from knowledge.domain.topics import MyTopics, Topic, TopicsChanged
from knowledge.language.words import stems
from knowledge.services import audiences
from knowledge.storage import Session, Store, outbox, people, topics

INVITATION = "topic_invitation"
MOST_WORDS = 20
"""Synonyms of one topic"""


@dataclass(frozen=True)
class Topics:
    """Keep the list, declare oneself, invite others."""

    store: Store
    clock: Clock
    stewards: frozenset[UserId]

    def of(self, user: UserId) -> MyTopics:
        """What somebody is asked about, and what there is. Raises NotAllowed for all but full members."""
        with self.store.reading() as session:
            _require_full_member(session, user)
            return MyTopics(
                tuple(topics.of_person(session, user)),
                tuple(topics.of_person(session, user, Agreement.INVITED)),
                tuple(topics.every(session)),
            )

    def declare(self, user: UserId, add: Collection[str], remove: Collection[str]) -> TopicsChanged:
        """Somebody says what they want to be asked about, by names or synonyms. Raises NotAllowed for all but full members."""
        now = self.clock.now()
        with self.store.writing() as session:
            _require_full_member(session, user)
            known = topics.every(session)
            wanted = {name: _named(known, name) for name in [*add, *remove]}
            for name in add:
                if (topic := wanted[name]) is not None:
                    topics.set_agreement(session, user, topic.id, Agreement.AGREED, now)
            dropped = [topic for name in remove if (topic := wanted[name])]
            for topic in dropped:
                topics.drop_agreement(session, user, topic.id)
            return TopicsChanged(
                tuple(topic.name for name in add if (topic := wanted[name])),
                tuple(topic.name for topic in dropped),
                tuple(name for name, topic in wanted.items() if topic is None),
                tuple((name, topic.name) for name, topic in wanted.items() if topic and topic.name.casefold() != name.casefold()),
            )

    def may_keep(self, user: UserId) -> bool:
        """Whether somebody may change the list: workspace stewards, and stewards of any channel."""
        with self.store.reading() as session:
            return self._may_keep(session, user)

    def save(
        self,
        by: UserId,
        topic: int | None,
        name: str,
        synonyms: Collection[str],
        home: ChannelId | None,
        experts: Collection[UserId],
    ) -> None:
        """A new topic, or one of the list changed, and people invited to it.

        Raises NotAllowed, AlreadyDone where another topic has that name, NotFound for a channel that `by` may not read.
        """
        now = self.clock.now()
        with self.store.writing() as session:
            if not self._may_keep(session, by):
                raise NotAllowed("steward")
            if home is not None and not audiences.may_be_read(session, by, home, now):
                raise NotFound("channel")
            same = _named(topics.every(session), name)
            if same is not None and same.id != topic:
                raise AlreadyDone("topic")
            words = sorted({word.strip() for word in synonyms if word.strip()} - {name})[:MOST_WORDS]
            saved = topics.save(session, topic, name, words, home)
            if saved is None:
                raise NotFound("topic")
            for user in experts:
                self._invite(session, saved, user, by, now)

    def take_off(self, by: UserId, topic: int) -> None:
        """A topic is needed no more: nobody is asked about it. Raises NotAllowed."""
        with self.store.writing() as session:
            if not self._may_keep(session, by):
                raise NotAllowed("steward")
            topics.remove(session, topic)

    def answer_invitation(self, user: UserId, topic: int, *, yes: bool) -> Topic:
        """*Yes, ask me* or *No thanks*; on a no the evidence is forgotten. Raises NotFound where nobody invited them."""
        now = self.clock.now()
        with self.store.writing() as session:
            found = next((each for each in topics.every(session) if each.id == topic), None)
            person = people.person(session, user)
            if found is None or topics.agreement(session, user, topic) is None or (yes and not (person and person.is_full_member)):
                raise NotFound("invitation")
            topics.set_agreement(session, user, topic, Agreement.AGREED if yes else Agreement.DECLINED, now)
            return found

    def invitation(self, session: Session, user: UserId, topic: int) -> Topic | None:
        """The topic of an invitation that still waits for its answer."""
        if topics.agreement(session, user, topic) is not Agreement.INVITED or people.opted_out_since(session, user) is not None:
            return None
        return next((each for each in topics.every(session) if each.id == topic), None)

    def _invite(self, session: Session, topic: Topic, user: UserId, by: UserId, now: datetime) -> None:
        person = people.person(session, user)
        if person is None or not person.is_full_member or people.opted_out_since(session, user) is not None:
            return
        if user == by:
            topics.set_agreement(session, user, topic.id, Agreement.AGREED, now)
        elif topics.agreement(session, user, topic.id) is None:  # asked once: a no stays a no
            topics.set_agreement(session, user, topic.id, Agreement.INVITED, now, {"by": by})
            outbox.add(
                session,
                method="chat.postMessage",
                channel_id=None,
                user_id=user,
                kind=INVITATION,
                body={"topic": topic.id, "by": by},
                created_at=now,
                key=f"invitation:{topic.id}:{user}",
            )

    def _may_keep(self, session: Session, user: UserId) -> bool:
        person = people.person(session, user)
        if person is None or not person.is_full_member:
            return False
        workspace_wide = user in self.stewards or (not self.stewards and person.is_admin)
        return workspace_wide or bool(people.looked_after_by(session, user))


def _require_full_member(session: Session, user: UserId) -> None:
    person = people.person(session, user)
    if person is None or not person.is_full_member:
        raise NotAllowed("full member")


def topics_of(session: Session, channel: ChannelId, text: str) -> list[Topic]:
    """What a question is about: its channel's topics, and those that it names by any of their words."""
    said = set(stems(text))
    return [topic for topic in topics.every(session) if topic.home_channel == channel or any(_names(said, word) for word in topic.words)]


def _names(said: set[str], word: str) -> bool:
    """Whether a text, by its stems, holds each part of a topic's word, in whatever form."""
    parts = [found for part in word.split() if (found := stems(part))]
    return bool(parts) and all(said.intersection(part) for part in parts)


def _named(known: Collection[Topic], name: str) -> Topic | None:
    wanted = name.strip().casefold()
    return next((topic for topic in known if wanted in {word.casefold() for word in topic.words}), None)
