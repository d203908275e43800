"""The bot itself in the page: a question goes from its asker to an expert and back, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from handlers.texts import EN, SV, Texts
from tests.pages.acting import go_to, move_clock, post, replied, said
from tests.pages.living import living_workplace, page_of, started
from tests.workplace import Person, Workplace

CHANNEL = "it-hjalp"
QUESTIONS = {
    "sv": ("Hur byter jag certifikat i VPN-klienten när det gamla har gått ut?", "Varför hittar VPN-klienten inte servern på tåget?"),
    "en": ("How do I change the certificate in the VPN client when it has expired?", "Why does the VPN client not find the server here?"),
}
ANSWER = "Öppna Företagsportalen och tryck på Synka. Open the Company Portal and press Sync."


@dataclass
class House:
    """Cecilia asks; Birgitta and Omar have said yes to questions about vpn; Ingrid keeps the channel."""

    workplace: Workplace
    t: Texts
    asker: Person
    experts: tuple[Person, Person]

    @property
    def asked(self) -> list[Person]:
        """Whose direct messages hold a question with its buttons."""
        return [who for who in self.experts if any(self.t.asks.not_mine in dm.labels for dm in who.dms)]

    def other(self, than: Person) -> Person:
        return self.experts[1] if than is self.experts[0] else self.experts[0]


@pytest.fixture(scope="module", params=[SV, EN], ids=["sv", "en"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    t: Texts = request.param
    with living_workplace(tmp_path_factory.mktemp("bot"), "sv" if t is SV else "en") as there:
        locale = "sv-SE" if t is SV else "en-US"
        names = ("Cecilia Hjort", "Birgitta Skoghäll", "Omar Haddad", "Ingrid Bergdal")
        asker, birgitta, omar, steward = (there.person(name, locale=locale) for name in names)
        started(there, CHANNEL, steward, asker, birgitta, omar)
        steward.runs("/kollega", "topics")
        steward.clicks(there.eventually(lambda: next((n for n in steward.notes if t.topics.new in n.labels), None)), t.topics.new)
        form = there.eventually(lambda: steward.form)
        steward.fills(form, {t.topics.name: "vpn", t.topics.experts: [birgitta.id, omar.id]})
        assert steward.submits() == {}
        for expert in (birgitta, omar):
            expert.clicks(there.eventually(lambda expert=expert: expert.dms)[-1], t.topics.yes)  # type: ignore[misc]  # bound now
        yield House(there, t, asker, (birgitta, omar))


@pytest.fixture
def asker(desk: BrowserContext, house: House) -> Page:
    """Cecilia in #it-hjalp, on a Monday at nine."""
    page = page_of(desk, house.workplace, house.asker, CHANNEL)
    move_clock(page, "clock-monday")
    return page


def test_an_experts_answer_stands_in_the_thread_as_theirs(desk: BrowserContext, house: House, asker: Page) -> None:
    t, (question, _) = house.t, QUESTIONS[house.t.code]
    post(asker, question)
    move_clock(asker, "clock-4h")
    note = asker.get_by_test_id("note").filter(has_text=t.in_quotes(question))
    expect(note.get_by_role("button", name=t.asks.stop)).to_be_visible()
    (expert,) = house.workplace.eventually(lambda: house.asked)

    page, dm = direct_messages(desk, house, expert, question)
    expect(dm).to_contain_text(t.asks.nobody_yet)
    expect(dm).to_contain_text("vpn.")
    names = [t.asks.open_thread, t.asks.answer, t.asks.later, t.asks.hand_on, t.asks.not_mine]
    choices = [dm.locator("button, select").filter(has_text=name) for name in names]
    expect(dm.get_by_role("combobox").locator("option")).to_have_text([t.asks.later, t.asks.two_hours, t.asks.next_day, t.asks.next_week])
    assert reached_by_tab(page, choices)

    dm.get_by_role("button", name=t.asks.answer, exact=True).press("Enter")
    form = page.get_by_test_id("modal")
    expect(form).to_contain_text(question)
    expect(form.get_by_label(t.asks.your_answer)).to_be_focused()
    expect(form).to_contain_text(t.asks.answer_hint(t.asks.answer_from(expert.name).strip("*")))
    page.keyboard.type(ANSWER)
    form.get_by_test_id("modal-submit").press("Enter")
    expect(dm).to_contain_text(t.asks.answered)
    expect(dm.get_by_role("combobox")).to_have_count(0)

    dm.get_by_role("link", name=t.to_thread).click()
    said(page, question).get_by_test_id("open-thread").click()
    answer = replied(page, t.asks.answer_from(expert.name).strip("*"))
    expect(answer).to_contain_text(ANSWER)
    expect(answer).to_contain_text("Kollega")
    change(answer, t.asks.edit)
    form.get_by_label(t.asks.your_answer).fill("Synka i Företagsportalen. password: Hemlig-Nyckel-1234")
    form.get_by_test_id("modal-submit").click()
    expect(form).to_contain_text(t.masked_answer(["password"]))
    form.get_by_test_id("modal-close").click()
    expect(answer).to_contain_text("Synka i Företagsportalen.")
    expect(answer).not_to_contain_text("Hemlig-Nyckel")

    open_home(asker)
    expect(asker.get_by_test_id("home")).to_contain_text(t.home.answered(1))
    page.bring_to_front()
    change(answer, t.asks.remove)
    expect(form).to_contain_text(t.asks.remove_sure)
    form.get_by_test_id("modal-submit").click()
    expect(answer).to_have_count(0)


def test_a_question_goes_to_a_second_expert_until_its_asker_stops_it(desk: BrowserContext, house: House, asker: Page) -> None:
    t, (_, question) = house.t, QUESTIONS[house.t.code]
    home = asker.get_by_test_id("home")
    post(asker, question)
    move_clock(asker, "clock-4h")
    (first,) = house.workplace.eventually(lambda: house.asked)
    _, lapsed = direct_messages(desk, house, first, question)

    asker.bring_to_front()
    move_clock(asker, "clock-4h")
    assert house.asked == [first]
    set_clock(asker, f"{house.workplace.time.now + timedelta(days=1):%Y-%m-%d}T09:00")

    expect(lapsed).to_contain_text(t.asks.lapsed)
    house.workplace.eventually(lambda: house.asked == [house.other(first)])
    _, second = direct_messages(desk, house, house.other(first), question)
    expect(second.get_by_role("button", name=t.asks.not_mine)).to_be_visible()

    open_home(asker)
    expect(home).to_contain_text(t.home.asking)
    home.get_by_role("button", name=t.asks.stop).click()
    expect(home).not_to_contain_text(t.home.asking)
    expect(home.get_by_role("button", name=t.asks.stop)).to_have_count(0)
    expect(second).to_contain_text(t.asks.asker_stopped("Cecilia"))
    house.workplace.eventually(lambda: house.asked == [])


def direct_messages(desk: BrowserContext, house: House, expert: Person, question: str) -> tuple[Page, Locator]:
    """The expert's page at what Kollega wrote to them, and the message about a question there."""
    page = page_of(desk, house.workplace, expert, CHANNEL)
    go_to(page, "Kollega")
    page.get_by_test_id("tab-messages").click()
    dm = said(page, question).last
    dm.wait_for()
    return page, dm


def open_home(page: Page) -> None:
    page.bring_to_front()  # a page behind another is drawn once a second
    go_to(page, "Kollega")
    page.get_by_test_id("tab-home").click()


def change(answer: Locator, choice: str) -> None:
    answer.get_by_role("button", name="More choices").click()
    answer.page.get_by_role("menuitem", name=choice).click()
    answer.page.get_by_test_id("modal").wait_for()


def set_clock(page: Page, wall: str) -> None:
    page.get_by_test_id("clock-set").click()
    page.get_by_test_id("clock-to").fill(wall)
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_test_id("set-clock")).to_have_count(0)


def reached_by_tab(page: Page, elements: list[Locator]) -> bool:
    """Whether the tabulator goes through them in this order, without anything between."""
    elements[0].focus()
    for element in elements[1:]:
        page.keyboard.press("Tab")
        expect(element).to_be_focused()
    return True
