"""Slack answers late, wrongly or not at all: every durable post stands once, and what has nothing to do with it goes on.

Real time is shortened by the launcher's pace: Slack's 30 s to wait are 2 here.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.sandbox import SandboxServer
from bot.sandbox.faults import CallFault, CallTrouble, HowOften
from tests.faults.conftest import starts_in
from tests.faults.warm import Bot
from tests.workplace import Person, Posted

POST, HISTORY, REPLIES = "chat.postMessage", "conversations.history", "conversations.replies"
ONCE = HowOften(times=1)
WAIT = 2


def test_whatever_slack_does_with_a_call_every_reply_stands_once(begin: Callable[..., Bot], quick_slack: SandboxServer) -> None:
    bot = begin()
    ada, bo = starts_in(bot, "#it", "Ada", "Bo")
    called: list[Posted] = []

    for number, faults in enumerate(
        (
            [CallFault(CallTrouble.ERROR, POST, often=HowOften(times=5))],
            [CallFault(CallTrouble.LOST, POST, done=True, often=ONCE)],
            [CallFault(CallTrouble.LOST, POST, often=ONCE)],
            [CallFault(CallTrouble.HANGING, POST, seconds=1.5, done=True, often=ONCE)],
            [
                CallFault(CallTrouble.LOST, POST, done=True, often=ONCE),
                CallFault(CallTrouble.RATE_LIMITED, REPLIES, seconds=1, often=HowOften(times=2)),
            ],
        )
    ):
        for fault in faults:
            quick_slack.order(fault)
        called.append(ada.asks("#it", f"@Kollega hur startar man om maskin {number}?"))
        bot.workplace.eventually(lambda: bot.workplace.has_everything() and bot.is_idle(), seconds=30)
        assert all(quick_slack.struck(each) for each in standing(quick_slack)), f"no fault struck in case {number}"
        quick_slack.mend()

    assert [replies(bot, bo, post) for post in called] == [1] * len(called)
    assert bot.readiness()["dead"] == 0


def test_where_slack_asks_to_wait_only_that_channel_waits(begin: Callable[..., Bot], quick_slack: SandboxServer) -> None:
    bot = begin()
    ada, bo = starts_in(bot, "#it", "Ada", "Bo")
    bot.workplace.channel("#hr", members=[ada, bo])
    there = bot.workplace.id_of("#it")
    quick_slack.order(CallFault(CallTrouble.RATE_LIMITED, POST, channel=there, seconds=WAIT, often=ONCE))

    began = time.monotonic()
    slow = ada.asks("#it", "@Kollega hur startar man om maskinen?")
    bot.workplace.eventually(lambda: struck(quick_slack))
    quick = ada.writes_to_the_app("hur startar man om maskinen?")
    bot.workplace.eventually(lambda: ada.dms)

    assert replies(bot, bo, slow) == 0, "the channel did not wait"
    bot.workplace.eventually(lambda: replies(bot, bo, slow) == 1)
    assert time.monotonic() - began >= WAIT
    assert len(ada.dms) == 1 and quick.channel == ada.dms[0].channel


def test_asked_to_wait_while_looking_up_other_posts_go_on(begin: Callable[..., Bot], quick_slack: SandboxServer) -> None:
    bot = begin()
    ada, bo = starts_in(bot, "#it", "Ada", "Bo")
    there = bot.workplace.id_of("#it")
    quick_slack.order(CallFault(CallTrouble.LOST, POST, channel=there, done=True, often=ONCE))
    limited = quick_slack.order(CallFault(CallTrouble.RATE_LIMITED, REPLIES, seconds=WAIT, often=ONCE))

    unknown = ada.asks("#it", "@Kollega hur startar man om maskinen?")
    bot.workplace.eventually(lambda: quick_slack.struck(limited))
    began = time.monotonic()
    bo.writes_to_the_app("hur startar man om maskinen?")
    bot.workplace.eventually(lambda: bo.dms)

    assert time.monotonic() - began < WAIT or not bot.is_idle()
    bot.workplace.eventually(bot.is_idle, seconds=30)
    assert replies(bot, bo, unknown) == 1


def standing(slack: SandboxServer) -> list[int]:
    return [int(each["number"]) for each in slack.run(slack.house.faults.listed)]


def struck(slack: SandboxServer) -> bool:
    return all(slack.struck(number) for number in standing(slack))


def replies(bot: Bot, reader: Person, post: Posted) -> int:
    return len([message for message in reader.thread(post) if message.raw["user"] == bot.workplace.app])
