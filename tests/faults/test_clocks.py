"""The whole bot while its clock is set, and after days away: nobody is asked twice, no digest comes twice.

What the rules say at each hour, on both databases, is tried in tests/services/desk (test_asking_over_clocks.py, test_digest.py),
and the ticks after a clock step in tests/unit/scheduler; here the parts are together, each test on one database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.faults import CallFault, CallTrouble, HowOften
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.working import zone_of
from knowledge.storage import outbox
from tests.faults.asking import Topic, asked, has_topic, sets, steps
from tests.faults.between import Between, between
from tests.faults.conftest import starts_in
from tests.faults.warm import Bot
from tests.workplace import Shown

STOCKHOLM = zone_of("Europe/Stockholm")
HOUR = timedelta(hours=1, minutes=3)
"""A machine whose zone or summer time is set wrongly is wrong by whole hours, and by what it is wrong anyway."""
ANSWER = "Öppna Företagsportalen, välj Enheter och tryck på Synka."
ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
UNANSWERED = CallFault(CallTrouble.LOST, outbox.DURABLE, done=True, often=HowOften(times=1))
SLOWLY_READ = CallFault(CallTrouble.DELAYED, "conversations.history", seconds=0.5)


@pytest.fixture
def way(quick_slack: SandboxServer) -> Iterator[Between]:
    with between(quick_slack.origin) as opened:
        yield opened


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In June 2026, in Stockholm."""
    return datetime(2026, 6, day, hour, minute, tzinfo=STOCKHOLM)


@ON_SQLITE
def test_a_clock_set_an_hour_ahead_and_back_asks_once_and_posts_one_digest(
    begin: Callable[..., Bot], quick_slack: SandboxServer, way: Between, database: str
) -> None:
    bot = begin(clock_url=way.clock)
    ada, _ = starts_in(bot, "#it", "Ada", "Bo")
    sets(bot, "#it", ChannelPolicy(digest=True, tz=STOCKHOLM.key))
    topic = has_topic(bot, "certifikat", "Elsa", "Omar")
    quick_slack.readiness = lambda: bot.workplace.has_everything() and bot.is_idle()  # time that passes waits for it

    question = ada.asks("#it", topic.question())
    quick_slack.order(UNANSWERED)
    way.ahead = HOUR
    bot.workplace.time.goes_to(at(8, 10, 2))  # two past eleven, as the bot has it
    early = [state for _, state in steps(database, question)]
    for way.ahead, now in ((timedelta(), at(8, 10, 5)), (-HOUR, at(8, 11, 1)), (timedelta(), at(8, 12, 1))):
        bot.workplace.time.goes_to(now)
    stays = [state for _, state in steps(database, question)]
    for way.ahead, now in ((HOUR, at(15, 8, 1)), (-HOUR, at(15, 8, 5)), (timedelta(), at(15, 9))):
        bot.workplace.time.goes_to(now)

    assert early == stays == ["waiting"]
    assert sorted(len(messages) for messages in asked(topic).values()) == [1, 1], "the second was asked days later"
    assert len(digests(bot)) == 1
    assert bot.readiness()["ticking"]
    assert bot.readiness()["dead"] == 0


@ON_POSTGRESQL
def test_after_three_days_away_what_was_missed_counts_before_anybody_is_asked_and_one_late_digest_comes(
    begin: Callable[..., Bot], quick_slack: SandboxServer, database: str
) -> None:
    bot = begin()
    ada, bo = starts_in(bot, "#it", "Ada", "Bo")
    sets(bot, "#it", ChannelPolicy(digest=True, tz=STOCKHOLM.key))
    helped, waits = (has_topic(bot, word, f"Elsa {word}", f"Omar {word}") for word in ("certifikat", "passerkort"))
    quick_slack.readiness = lambda: bot.workplace.has_everything() and bot.is_idle()
    bot.workplace.time.goes_to(at(12, 14, 30))
    answered, open_question = (ada.asks("#it", topic.question()) for topic in (helped, waits))
    bot.workplace.time.goes_to(at(12, 14, 45))
    quick_slack.readiness = None

    bot.is_told_to_stop()
    bot.is_gone()
    ada.reacts(bo.replies(answered, ANSWER), "white_check_mark")
    bot.workplace.time.goes_to(at(15, 14))
    quick_slack.order(SLOWLY_READ)
    bot.starts()
    bot.workplace.eventually(lambda: bot.workplace.has_everything() and bot.is_idle(), seconds=30)

    assert steps(database, answered) == []
    assert [state for _, state in steps(database, open_question)] == ["waiting"]
    assert seen(helped) == 0
    assert seen(waits) == 1
    (letter,) = digests(bot)
    assert "Brevet kommer sent den här gången." in letter.text_of_blocks
    assert ANSWER in letter.text_of_blocks


def seen(topic: Topic) -> int:
    """How many messages about a topic stand with its experts."""
    return sum(len(messages) for messages in asked(topic).values())


def digests(bot: Bot) -> list[Shown]:
    return [post for post in bot.workplace.said_by_the_app("#it") if post.text_of_blocks.startswith("Veckobrev ·")]
