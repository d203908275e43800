"""The bot itself in the page: a channel's settings, and the App Home. Without a language model: nothing here needs one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.pages.acting import go_to, write
from tests.pages.living import living_workplace, page_of, started
from tests.workplace import Workplace

CHANNEL = "it-hjalp"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """Ada has started Kollega in #it-hjalp; Bo is there, too."""
    with living_workplace(tmp_path_factory.mktemp("bot")) as there:
        started(there, CHANNEL, there.person("Ada"), there.person("Bo"))
        yield there


def seen_by(desk: BrowserContext, workplace: Workplace, name: str) -> Page:
    return page_of(desk, workplace, workplace.known(name), CHANNEL)


def field(form: Locator, name: str) -> Locator:
    return form.locator(f'[data-block-id="{name}"]')


def test_a_steward_sets_a_channel_and_a_colleague_reads_it(desk: BrowserContext, workplace: Workplace) -> None:
    ada = seen_by(desk, workplace, "Ada")
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

    bo = seen_by(desk, workplace, "Bo")
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
    page = seen_by(desk, workplace, "Bo")
    go_to(page, "Kollega")
    home = page.get_by_test_id("home")
    expect(home).to_contain_text("Högst två frågor i veckan, en i taget")

    home.get_by_role("button", name="Ändra").click()
    form = page.get_by_test_id("modal")
    field(form, "asks_a_week").locator("select").select_option("Fem")
    field(form, "away_until").locator("input").fill("2026-06-12")
    form.get_by_test_id("modal-submit").click()

    expect(home).to_contain_text("Högst fem frågor i veckan")
    expect(home).to_contain_text("Du är borta till och med 12 juni. Från 15 juni kan jag fråga dig igen.")
    home.get_by_role("button", name="Tysta mig en vecka").click()
    expect(home).to_contain_text("Jag är tyst till 15 juni 2026")
    home.get_by_role("button", name="Hör av dig igen").click()
    expect(home.get_by_role("button", name="Tysta mig en vecka")).to_be_visible()
