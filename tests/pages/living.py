"""A workplace with the bot itself in it, to be looked at in the page. Without a language model: what is looked at needs none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from playwright.sync_api import BrowserContext, Page

from bot.health import HealthPage
from bot.process import Process
from bot.sandbox import SandboxServer
from handlers.offered import offered
from knowledge.domain.errors import EncoderUnavailable
from knowledge.domain.ports import Encoders
from knowledge.language.background import BackgroundEncoders
from tests.bot_settings import settings_on
from tests.workplace import Person, Workplace

MONDAY = datetime(2026, 6, 8, 7, tzinfo=UTC)
START = "Starta här · Start here"


@contextmanager
def living_workplace(folder: Path, language: Literal["sv", "en"] = "sv") -> Iterator[Workplace]:
    """Monday, nine o'clock in Stockholm. A move of the clock waits until the bot has nothing more to do."""
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False) as slack:
        settings = settings_on(slack, data_dir=folder, language=language)
        connected, health = threading.Event(), HealthPage(0)
        process = Process(settings, health, connected.set, open_encoders=lambda _: BackgroundEncoders(_no_encoder))
        running = threading.Thread(target=process.run, name="kollega", daemon=True)
        running.start()
        assert connected.wait(30)
        slack.readiness = f"{health.address}/readyz"
        yield Workplace(slack)
        process.stop.set()
        running.join(30)


def started(workplace: Workplace, channel: str, steward: Person, *others: Person) -> None:
    """A channel in which its steward has started Kollega, by the button."""
    workplace.channel(channel, members=[steward, *others], with_app=False)
    steward.invites(workplace.app, channel)
    (hello,) = workplace.eventually(lambda: [m for m in steward.sees(channel) if START in m.labels])
    steward.clicks(hello, START)
    workplace.eventually(lambda: steward.notes)


def page_of(desk: BrowserContext, workplace: Workplace, person: Person, channel: str) -> Page:
    """The page as somebody sees it in a channel."""
    page = desk.new_page()
    page.goto(f"{workplace.slack.address}#{person.id}/{workplace.id_of(channel)}")
    page.get_by_test_id("composer").wait_for()
    return page


def _no_encoder() -> Encoders:
    raise EncoderUnavailable("not needed here")
