"""Killed in the middle of many channels' digests: each channel has each week's digest once.

    pytest tests/faults/test_killed_digests.py --kills 60

kills 60 times on each database, twenty times in each week, among the digests of 100 channels; without, twice among six.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from bot.sandbox import SandboxServer
from bot.sandbox.faults import CallFault, CallTrouble, HowOften
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.weeks import Week
from knowledge.domain.working import zone_of
from knowledge.storage import outbox
from tests.faults.asking import sets
from tests.faults.conftest import START, leases_run_out
from tests.faults.warm import Bot
from tests.workplace import Person, Shown

A_WEEK = 20
"""Kills among the digests of one week, in a long run"""
FEW, MANY = 6, 100
"""Channels"""
POINTS = ("outbox.claimed", "outbox.rendered", "outbox.sent", "outbox.unknown", "outbox.stored", "outbox.committed")
TWO = [("outbox.sent", 2), ("outbox.unknown", 1)]
"""The most telling: Slack has it, and nobody here knows"""
UNANSWERED = CallFault(CallTrouble.LOST, outbox.DURABLE, done=True, often=HowOften(times=1))
STOCKHOLM = zone_of("Europe/Stockholm")


@pytest.mark.timeout(7200)
def test_killed_while_digests_are_posted_every_channel_has_each_weeks_once(
    begin: Callable[..., Bot], quick_slack: SandboxServer, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = request.config.getoption("--kills")
    is_long = wanted >= A_WEEK
    bot = begin()
    names = [f"#avdelning-{number}" for number in range(MANY if is_long else FEW)]
    ada = started_in(bot, names)
    killed: Counter[str] = Counter()
    weeks: list[str] = []
    began = time.monotonic()

    for week in range(round(wanted / A_WEEK) if is_long else 1):
        weeks.append(something_happens(bot, ada, names))
        killed += digests_come(bot, quick_slack, plan(random.Random(week), A_WEEK, len(names)) if is_long else TWO)

    with capsys.disabled():
        took = time.monotonic() - began
        print(f"\n{killed.total()} kills at {len(killed)} points among {len(names)} × {len(weeks)} digests in {took:.0f} s")
    assert {name: weeks_written(bot, name) for name in names} == dict.fromkeys(names, weeks)
    assert bot.readiness()["dead"] == 0


def plan(draw: random.Random, kills: int, channels: int) -> list[tuple[str, int]]:
    """So many kills, each at a drawn passing of a drawn point, and no more passings than there are digests."""
    most = channels // kills - 1
    points = [point for _ in range(kills // len(POINTS) + 1) for point in draw.sample(POINTS, len(POINTS))][:kills]
    return [(point, 1 if point == "outbox.unknown" else draw.randint(1, most)) for point in points]


def started_in(bot: Bot, names: Sequence[str]) -> Person:
    """Kollega runs, and was started in each channel, all at the same time."""
    workplace = bot.workplace
    ada = workplace.person("Ada")
    bot.starts()
    workplace.eventually(bot.is_idle, seconds=30)
    for name in names:
        workplace.channel(name, members=[ada], with_app=False)
        ada.invites(workplace.app, name)

    def offers(name: str) -> list[Shown]:
        return [message for message in ada.sees(name) if START in message.labels]

    for name in names:
        (hello,) = workplace.eventually(partial(offers, name), seconds=60)
        ada.clicks(hello, START)
    for name in names:
        workplace.eventually(lambda name=name: not offers(name), seconds=60)  # type: ignore[misc]  # bound now, not late
        sets(bot, name, ChannelPolicy(digest=True, tz=STOCKHOLM.key))
    settles(bot)
    return ada


def something_happens(bot: Bot, ada: Person, names: Sequence[str]) -> str:
    """A question in each channel: something to write about. The week, as its digest says it."""
    for name in names:
        ada.asks(name, "Vem har nyckeln till förrådet?")
    settles(bot)
    return f"vecka {Week.of(bot.workplace.time.now.astimezone(STOCKHOLM).date()).number}"


def digests_come(bot: Bot, slack: SandboxServer, kills: Sequence[tuple[str, int]]) -> Counter[str]:
    """It is Monday, nine o'clock, and the bot is killed again and again."""
    bot.is_killed_at(*kills[0])
    makes_unknown(slack, kills[0])
    bot.workplace.time.goes_to_next("monday 09:00", STOCKHOLM)
    for following in [*kills[1:], None]:
        bot.workplace.eventually(bot.is_sprung, seconds=60)
        assert bot.is_gone() == -9
        makes_unknown(slack, following)
        leases_run_out(bot)
        bot.starts(killed_at=following)
    settles(bot)
    return Counter(point for point, _ in kills)


def makes_unknown(slack: SandboxServer, kill: tuple[str, int] | None) -> None:
    """The outcome of a post is not known where Slack has it and its answer is lost."""
    slack.mend()
    if kill is not None and kill[0] == "outbox.unknown":
        slack.order(UNANSWERED)


def settles(bot: Bot) -> None:
    bot.workplace.eventually(lambda: bot.workplace.has_everything() and bot.is_idle(), seconds=120)


def weeks_written(bot: Bot, name: str) -> list[str]:
    """The weeks of the digests that stand in a channel, oldest first."""
    titles = [post.text_of_blocks.splitlines()[0] for post in bot.workplace.said_by_the_app(name)]
    return [title.split(" · ")[2].partition(",")[0] for title in titles if title.startswith("Veckobrev ·")]
