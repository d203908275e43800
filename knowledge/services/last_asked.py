"""The one who is asked last in a channel: nobody is, before they have said yes to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.domain.errors import NotFound
from knowledge.domain.found import Speaker
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.ports import Clock
from knowledge.services import audiences
from knowledge.storage import Session, Store, outbox, people, settings

ROLE = "last_asked"


@dataclass(frozen=True)
class LastAsked:
    """Somebody was chosen by a steward, and says yes or no. Taking a yes back is done with one's own hours."""

    store: Store
    clock: Clock

    def question(self, session: Session, user: UserId, channel: ChannelId, by: UserId) -> tuple[str, Speaker] | None:
        """What the question shows, looked at again: the channel's name, and who chose them. None: it is not to be asked any more."""
        row = people.known_channel(session, channel)
        if row is None or not self._is_chosen(session, user, channel):
            return None
        if channel in people.person_policy_of(session, user).answers_for:
            return None
        return row.name, people.speakers(session, [by])[by]

    def answer(self, user: UserId, channel: ChannelId, *, yes: bool) -> str:
        """Yes or no; the channel's name. Raises NotFound where somebody else was chosen meanwhile, or the channel may not be read."""
        with self.store.writing() as session:
            row = people.known_channel(session, channel)
            if row is None or not self._is_chosen(session, user, channel):
                raise NotFound("channel")
            agree(session, user, channel, yes=yes)
            return row.name

    def _is_chosen(self, session: Session, user: UserId, channel: ChannelId) -> bool:
        is_last = people.policy_of(session, channel).fallback == user
        return is_last and audiences.may_be_read(session, user, channel, self.clock.now())


def chosen(session: Session, channel: ChannelId, user: UserId, by: UserId, now: datetime) -> None:
    """A steward chose somebody: they are asked whether they want to, at most once a day. Who chose themselves has said yes."""
    if user == by:
        agree(session, user, channel, yes=True)
    elif channel not in people.person_policy_of(session, user).answers_for:
        outbox.add(
            session,
            method="chat.postMessage",
            channel_id=None,
            user_id=user,
            kind=ROLE,
            body={"channel": channel, "by": by},
            created_at=now,
            key=f"{ROLE}:{channel}:{user}:{now.date().isoformat()}",
        )


def agree(session: Session, user: UserId, channel: ChannelId, *, yes: bool) -> None:
    policy = settings.lock_person(session, user)
    others = tuple(each for each in policy.answers_for if each != channel)
    settings.save_person(session, user, replace(policy, answers_for=(*others, channel) if yes else others))
