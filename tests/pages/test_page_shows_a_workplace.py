"""What a person sees and does in the sandbox's page."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.pages.acting import become, more, post, said, unique

ADA, TORSTEN = "U0ADALIND", "U0TORSTEN"


def test_the_workplace_can_be_read(page: Page) -> None:
    question = said(page, "VPN säger att certifikatet")

    expect(question).to_contain_text("Ada")
    expect(question.get_by_test_id("open-thread")).to_contain_text("2 replies")
    expect(page.get_by_test_id("sidebar")).to_contain_text("hr-fragor")
    expect(page.get_by_test_id("sidebar")).not_to_contain_text("ledning")
    clock = page.get_by_test_id("clock")
    now = datetime.fromisoformat(clock.get_attribute("datetime") or "").astimezone(ZoneInfo("Europe/Stockholm"))
    expect(clock).to_contain_text(f"{now:%a} {now.day} {now:%b}")  # the day is whatever other tests have moved it to


def test_a_message_is_posted(page: Page) -> None:
    text = unique("Vem har lånat hålslaget")

    message = post(page, text)

    expect(message).to_have_attribute("data-user", ADA)
    expect(page.get_by_test_id("composer")).to_have_value("")


def test_a_reply_lands_in_its_thread_and_not_in_the_channel(page: Page) -> None:
    question, answer = unique("Var står stegen"), unique("Bakom dörren")
    post(page, question).hover()
    said(page, question).get_by_test_id("message-reply").click()

    page.get_by_test_id("thread-composer").fill(answer)
    page.get_by_test_id("thread-composer").press("Enter")

    expect(page.locator("#replies").get_by_test_id("message").filter(has_text=answer)).to_be_visible()
    expect(said(page, question).get_by_test_id("open-thread")).to_contain_text("1 reply")
    expect(said(page, answer)).to_have_count(0)


def test_a_reaction_is_given_and_taken_back(page: Page) -> None:
    message = post(page, unique("Fika om fem"))

    message.hover()
    message.locator('[data-quick="white_check_mark"]').click()
    given = message.locator('[data-reaction="white_check_mark"]')
    expect(given).to_contain_text("1")
    given.click()

    expect(given).to_have_count(0)


def test_a_message_is_edited(page: Page) -> None:
    before, after = unique("Mötet är kl tre"), unique("Mötet är kl fyra")

    more(post(page, before), "edit-message")
    page.get_by_test_id("edit-text").fill(after)
    page.get_by_test_id("edit-save").click()

    expect(said(page, after)).to_contain_text("(edited)")
    expect(said(page, before)).to_have_count(0)


def test_a_message_is_deleted_after_asking(page: Page) -> None:
    text = unique("Det här ska bort")

    more(post(page, text), "delete-message")
    page.get_by_test_id("confirm-yes").click()

    expect(said(page, text)).to_have_count(0)


def test_one_becomes_somebody_else_and_sees_what_they_see(page: Page) -> None:
    become(page, "Maj-Britt Osvald")

    expect(page.get_by_test_id("sidebar")).to_contain_text("ledning")
    assert "#U0MAJBRIT" in page.url


def test_what_one_person_writes_reaches_another_at_once(page: Page, desk: BrowserContext, address: str) -> None:
    text = unique("Syns det här hos dig")
    other = desk.new_page()
    other.goto(page.url.replace(ADA, TORSTEN))
    said(other, "VPN säger att certifikatet").wait_for()

    post(page, text)

    expect(said(other, text)).to_be_visible()


def test_posting_works_by_keyboard_alone(page: Page) -> None:
    text = unique("Utan mus")

    page.keyboard.press("Control+k")
    page.keyboard.type("salj")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("place-name")).to_contain_text("salj")
    expect(page.get_by_test_id("composer")).to_be_focused()
    page.keyboard.type(text)
    page.keyboard.press("Enter")

    expect(said(page, text)).to_be_visible()


def test_a_thread_is_opened_and_left_by_keyboard(page: Page) -> None:
    said(page, "VPN säger att certifikatet").focus()

    page.keyboard.press("Enter")
    expect(page.get_by_test_id("thread-composer")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_test_id("thread-pane")).to_be_hidden()
    expect(said(page, "VPN säger att certifikatet")).to_be_focused()


def test_the_up_arrow_edits_the_last_message(page: Page) -> None:
    before, after = unique("Ska vi lunch"), unique("Ska vi luncha")
    post(page, before)

    page.get_by_test_id("composer").press("ArrowUp")
    page.get_by_test_id("edit-text").fill(after)
    page.get_by_test_id("edit-text").press("Enter")

    expect(said(page, after)).to_be_visible()


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src=x onerror="document.title=1;window.ran=1">',
        "<script>window.ran=1</script>",
        "&lt;img src=x onerror=window.ran=1&gt;",
        "<javascript:window.ran=1|click>",
        "*<b onmouseover=window.ran=1>*",
        "```<svg onload=window.ran=1>```",
    ],
)
def test_hostile_text_is_shown_and_not_run(page: Page, hostile: str) -> None:
    mark = unique("Titta")

    message = post(page, f"{mark} {hostile}", shown=mark)
    for link in message.get_by_test_id("message-body").locator("a").all():
        link.click()

    assert page.evaluate("window.ran") is None
    assert message.get_by_test_id("message-body").locator("img, script, svg, b").count() == 0
    assert message.get_by_test_id("message-body").locator('a[href^="javascript"]').count() == 0


def test_the_clock_moves_when_asked(page: Page) -> None:
    before = page.get_by_test_id("clock").get_attribute("datetime")

    page.get_by_test_id("clock-30m").click()

    expect(page.get_by_test_id("clock")).not_to_have_attribute("datetime", before or "")


@pytest.mark.parametrize("width", [1280, 800, 480, 360])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})

    for pane in ("main", "sidebar"):
        page.evaluate("pane => { document.body.dataset.pane = pane; }", pane)
        wider = page.evaluate(
            "() => [...document.querySelectorAll('body, .panes > *, .scroll, .top')]"
            ".filter((node) => node.scrollWidth > node.clientWidth + 1).map((node) => node.className || node.tagName)"
        )
        assert wider == []


def test_a_narrow_window_shows_one_pane_and_leads_back(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 740})

    said(page, "VPN säger att certifikatet").get_by_test_id("open-thread").click()
    expect(page.get_by_test_id("main")).to_be_hidden()
    page.get_by_role("button", name="Back to the channel").click()
    expect(page.get_by_test_id("thread-pane")).to_be_hidden()
    page.get_by_test_id("back-to-list").click()

    expect(page.get_by_test_id("sidebar")).to_be_visible()
    expect(page.get_by_test_id("main")).to_be_hidden()


def test_dark_and_light_differ(page: Page) -> None:
    def ground() -> str:
        return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))

    page.emulate_media(color_scheme="light")
    light = ground()
    page.emulate_media(color_scheme="dark")

    assert ground() != light
