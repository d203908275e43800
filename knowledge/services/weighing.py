"""Who may be asked about a question: everybody who agreed is weighed when somebody is chosen, and again just before it is said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.routing import AskState, Candidate, Choice, is_paused, weigh, weigh_one
from knowledge.services import audiences
from knowledge.services.topics import topics_of
from knowledge.storage import Session, asks, people, settings, topics
from knowledge.storage.tables import AskRow, EntryRow

FALLBACK = "fallback"
"""The reason of an ask that went to who is asked last in a channel"""


def by_text(
    session: Session,
    text: str,
    channel: ChannelId | None,
    asker: UserId | None,
    before: Collection[UserId],
    now: datetime,
    without: int | None = None,
) -> list[Choice]:
    """Everybody who agreed to what a text is about, whom to ask first at the front. `without`: an ask that does not count."""
    about = {topic.id: topic.name for topic in topics_of(session, channel or ChannelId(""), text)}
    agreed = topics.agreed(session, about)
    past = asks.past(session, agreed, now, without)
    candidates: list[Candidate] = []
    for user, mine in sorted(agreed.items()):
        person = people.person(session, user)
        if person is not None:
            candidates.append(
                Candidate(
                    person,
                    settings.policy_for_asking(session, user, now),
                    tuple(sorted(about[topic] for topic in mine)),
                    past[user],
                    is_asker=user == asker,
                    opted_out=people.opted_out_since(session, user) is not None,
                    may_read=channel is None or audiences.may_be_read(session, user, channel, now),
                    asked_before=user in before,
                )
            )
    return weigh(candidates, now)


def by_question(session: Session, row: EntryRow, now: datetime, without: int | None = None) -> list[Choice]:
    """The same for a question, with who was asked about it before."""
    return by_text(session, row.text, ChannelId(row.channel_id), UserId(row.asker), _before(session, row, without), now, without)


def last_resort(session: Session, row: EntryRow, user: UserId, now: datetime, without: int | None = None) -> Choice | None:
    """Somebody who is asked last in the question's channel, weighed like everybody else. None where they have not agreed to it."""
    person, policy = people.person(session, user), settings.policy_for_asking(session, user, now)
    channel = ChannelId(row.channel_id)
    if person is None or channel not in policy.answers_for:
        return None
    candidate = Candidate(
        person,
        policy,
        (),
        asks.past(session, [user], now, without)[user],
        is_asker=user == row.asker,
        opted_out=people.opted_out_since(session, user) is not None,
        may_read=audiences.may_be_read(session, user, channel, now),
        asked_before=user in _before(session, row, without),
    )
    return weigh_one(candidate, now)


def again(session: Session, ask: AskRow, row: EntryRow, now: datetime) -> Choice | None:
    """Somebody who was chosen, weighed once more as if this very ask were not. None where they do not agree to it any more."""
    expert = UserId(ask.expert)
    if FALLBACK in ask.why:
        return last_resort(session, row, expert, now, ask.id)
    return next((choice for choice in by_question(session, row, now, ask.id) if choice.user == expert), None)


def is_pausing(session: Session, user: UserId, now: datetime) -> bool:
    """Whether somebody is not asked any more because they did not react."""
    return is_paused(asks.past(session, [user], now)[user])


def _before(session: Session, row: EntryRow, without: int | None) -> frozenset[UserId]:
    """Who was asked about a question. Whom it did not reach because the moment was wrong may be asked."""
    earlier = asks.of_question(session, MessageRef(ChannelId(row.channel_id), Ts(row.ts)))
    return frozenset(UserId(each.expert) for each in earlier if each.state != AskState.UNSENT and each.id != without)
