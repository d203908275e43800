"""Questions that go to experts, for bots that are killed and clocks that jump: who may be asked, and who was."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.routing import Agreement
from knowledge.domain.working import WorkingTime
from knowledge.storage import asks, open_store, people, topics
from tests.faults.warm import Bot
from tests.workplace import Person, Posted

HELP = "#hjälp"
"""The channel that is told when no expert reacts"""
STOCKHOLM = WorkingTime()
A_MINUTE = timedelta(minutes=1)
PATIENCE, EXPERT = ChannelPolicy().patience_minutes, ChannelPolicy().expert_minutes


@dataclass(frozen=True)
class Topic:
    """A word that a question may be about, and who has said yes to questions about it."""

    word: str
    experts: tuple[Person, ...]

    def question(self) -> str:
        return f"Hur byter jag {self.word} när det gamla har gått ut?"


def sets(bot: Bot, channel: str, policy: ChannelPolicy) -> None:
    with closing(open_store(bot.settings["database_url"])) as store, store.writing() as session:
        people.channel_row(session, ChannelId(bot.workplace.id_of(channel))).settings = policy.to_json()


def has_topic(bot: Bot, word: str, *names: str) -> Topic:
    """These new colleagues have said yes. What they pressed for it is tried elsewhere; here it stands in the database at once."""
    experts = tuple(bot.workplace.person(name) for name in names)
    with closing(open_store(bot.settings["database_url"])) as store:

        def are_known() -> bool:
            with store.reading() as session:
                return all(people.person(session, UserId(expert.id)) for expert in experts)

        bot.workplace.eventually(are_known)
        with store.writing() as session:
            topic = topics.save(session, None, word, (), None)
            assert topic is not None
            for expert in experts:
                topics.set_agreement(session, UserId(expert.id), topic.id, Agreement.AGREED, bot.workplace.time.now)
    return Topic(word, experts)


def steps(database: str, question: Posted) -> list[tuple[str, str]]:
    """Who was asked about a question, in order, and what has become of it."""
    with closing(open_store(database)) as store, store.reading() as session:
        rows = asks.of_question(session, MessageRef(ChannelId(question.channel), Ts(question.ts)))
        return [(row.expert, row.state) for row in rows]


def asked(topic: Topic) -> dict[str, list[str]]:
    """The ts of every message about the topic that stands in the DM of each expert."""
    return {expert.id: [dm.ts for dm in expert.dms if topic.word in dm.text_of_blocks] for expert in topic.experts}


def told(bot: Bot, topic: Topic) -> list[str]:
    """The ts of every message about the topic in the channel that is told last."""
    return [post.ts for post in bot.workplace.said_by_the_app(HELP) if topic.word in post.text_of_blocks]


def a_morning(after: datetime) -> datetime:
    """Nine o'clock on the next working day but this: an hour after work begins in Stockholm."""
    return next_shift(after) + timedelta(hours=1)


def next_shift(after: datetime) -> datetime:
    at = after
    while STOCKHOLM.is_working(at):
        at += timedelta(hours=1)
    begins = STOCKHOLM.next_working(at)
    assert begins is not None
    return begins


def when_due(since: datetime, minutes: int) -> datetime:
    """A minute after so much working time has passed."""
    due = STOCKHOLM.after(since, minutes)
    assert due is not None
    return due + A_MINUTE
