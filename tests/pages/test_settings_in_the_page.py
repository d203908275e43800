"""The bot itself in the page: a channel's settings, and the App Home. Without a language model: nothing here needs one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pydantic import SecretStr

from bot.health import HealthPage
from bot.process import Process
from bot.sandbox import SandboxServer
from bot.settings import Settings
from handlers.offered import offered
from knowledge.domain.errors import EncoderUnavailable
from knowledge.domain.ports import Encoder
from knowledge.language.background import BackgroundEncoder
from tests.pages.acting import go_to, write
from tests.workplace import Workplace

MONDAY = datetime(2026, 6, 8, 7, tzinfo=UTC)


def no_encoder() -> Encoder:
    raise EncoderUnavailable("not needed here")


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """Ada has started Kollega in #it-hjalp; Bo is there, too."""
    folder: Path = tmp_path_factory.mktemp("bot")
    with SandboxServer(now=MONDAY, app=offered(), rate_limits=False) as slack:
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # pydantic-settings' own
            slack_bot_token=SecretStr(slack.bot_token),
            slack_app_token=SecretStr(slack.app_token),
            slack_api_url=slack.api,
            clock_url=f"{slack.origin}/clock",
            data_dir=folder,
            language="sv",
        )
        connected = threading.Event()
        process = Process(settings, HealthPage(0), connected.set, open_encoder=lambda _: BackgroundEncoder(no_encoder))
        running = threading.Thread(target=process.run, name="kollega", daemon=True)
        running.start()
        assert connected.wait(30)
        there = Workplace(slack)
        ada, bo = there.person("Ada"), there.person("Bo")
        there.channel("it-hjalp", members=[ada, bo], with_app=False)
        ada.invites(there.app, "it-hjalp")
        (hello,) = there.eventually(lambda: [m for m in ada.sees("it-hjalp") if m.labels])
        ada.clicks(hello, hello.labels[0])
        there.eventually(lambda: ada.notes)
        yield there
        process.stop.set()
        running.join(30)


def page_of(desk: BrowserContext, workplace: Workplace, name: str) -> Page:
    person = workplace.known(name)
    page = desk.new_page()
    page.goto(f"{workplace.slack.address}#{person.id}/{workplace.id_of('it-hjalp')}")
    page.get_by_test_id("composer").wait_for()
    return page


def field(form: Locator, name: str) -> Locator:
    return form.locator(f'[data-block-id="{name}"]')


def test_a_steward_sets_a_channel_and_a_colleague_reads_it(desk: BrowserContext, workplace: Workplace) -> None:
    ada = page_of(desk, workplace, "Ada")
    write(ada, "/kollega inställningar")
    form = ada.get_by_test_id("modal")
    expect(field(form, "patience_minutes").locator("option:checked")).to_have_text("2 timmar (standard)")

    field(form, "patience_minutes").locator("select").select_option("15 minuter")
    field(form, "end").locator("input").fill("08:00")
    field(form, "last_kind").locator("select").select_option("Fråga en person")
    field(form, "last_person").locator("select").select_option("Bo")
    form.get_by_test_id("modal-submit").click()
    expect(field(form, "end").get_by_role("alert")).to_have_text("Arbetstiden börjar och slutar på samma klockslag. Ändra det ena.")
    field(form, "end").locator("input").fill("16:30")
    form.get_by_test_id("modal-submit").click()
    expect(form).to_have_count(0)

    bo = page_of(desk, workplace, "Bo")
    write(bo, "/kollega inställningar")
    shown = bo.get_by_test_id("modal")
    expect(shown).to_contain_text("15 minuter")
    expect(shown).to_contain_text("08:00–16:30")
    expect(shown).to_contain_text("Fråga en person")
    expect(shown).to_contain_text("Det är kanalvärdarna som kan ändra det här.")
    expect(shown.get_by_test_id("modal-submit")).to_have_count(0)
    shown.get_by_test_id("modal-close").click()
    expect(shown).to_have_count(0)


def test_somebody_sets_their_hours_and_quiet_in_the_home(desk: BrowserContext, workplace: Workplace) -> None:
    page = page_of(desk, workplace, "Bo")
    go_to(page, "Kollega")
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("Högst två frågor i veckan, en i taget")

    home.get_by_role("button", name="Ändra").click()
    form = page.get_by_test_id("modal")
    field(form, "asks_a_week").locator("select").select_option("Fem")
    field(form, "away_until").locator("input").fill("2026-06-12")
    form.get_by_test_id("modal-submit").click()

    expect(home).to_contain_text("Högst fem frågor i veckan")
    expect(home).to_contain_text("Du är borta till och med 12 juni 2026.")
    home.get_by_role("button", name="Tysta mig en vecka").click()
    expect(home).to_contain_text("Jag är tyst till 15 juni 2026")
    home.get_by_role("button", name="Hör av dig igen").click()
    expect(home.get_by_role("button", name="Tysta mig en vecka")).to_be_visible()
