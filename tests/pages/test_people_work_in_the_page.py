"""Channels, threads, people and the clock; by mouse, by keyboard, and where messages are many."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from slack_sdk import WebClient

from tests.pages.acting import become, create_channel, go_to, is_at_the_newest, more, post, replied, said, unique, write

IT_HELP = "C0ITHJALP"
AT_THE_NEWEST = """() => {
    const box = document.querySelector("#main .scroll");
    return box.scrollHeight - box.scrollTop - box.clientHeight < 60;
}"""

HEARD_OF_A_REACTION = """async ts => {
    const { state } = await import(new URL("state.js", location.href));
    return state.messages.find((message) => message.ts === ts).reactions?.length > 0;
}"""


def test_a_guest_does_not_see_private_channels(page: Page) -> None:
    become(page, "Viktor Sand")

    sidebar = page.get_by_test_id("sidebar")
    expect(sidebar).to_contain_text("projekt-oxen")
    for name in ("ledning", "it-hjalp", "allmant"):
        expect(sidebar).not_to_contain_text(name)
    page.get_by_test_id("add-channel").click()
    page.get_by_test_id("browse").click()
    expect(page.get_by_test_id("browse-channels")).to_contain_text("Nothing by that name")


def test_times_are_those_of_the_reader(page: Page) -> None:
    question = said(page, "My Outlook calendar")
    expect(question.locator("time").first).to_have_text("08:21")

    become(page, "Owen Macleod")

    expect(question.locator("time").first).to_have_text("02:21")


def test_a_reply_is_also_sent_to_the_channel(page: Page) -> None:
    question, answer = unique("Vem har nyckeln"), unique("Den hänger i köket")
    post(page, question).hover()
    said(page, question).get_by_test_id("message-reply").click()

    page.get_by_test_id("thread-composer").fill(answer)
    page.get_by_test_id("broadcast").check()
    page.get_by_test_id("thread-composer").press("Enter")

    expect(replied(page, answer)).to_be_visible()
    expect(said(page, answer)).to_contain_text(f"replied to a thread: {question}")
    expect(page.get_by_test_id("broadcast")).not_to_be_checked()


def test_a_channel_is_created_and_the_app_brought_in(page: Page) -> None:
    create_channel(page)

    write(page, "/invite @Kollega")

    expect(said(page, "@Kollega has joined the channel")).to_be_visible()
    expect(page.get_by_test_id("main")).to_contain_text("2 members")


def test_a_public_channel_is_looked_into_and_joined(page: Page) -> None:
    page.get_by_test_id("add-channel").click()
    page.get_by_test_id("browse").click()
    page.get_by_test_id("browse-channels-search").fill("dev")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("composer")).to_have_count(0)

    page.get_by_test_id("join").click()

    expect(page.get_by_test_id("composer")).to_be_visible()
    write(page, "/leave")


def test_a_direct_message_reaches_the_other(page: Page) -> None:
    text = unique("Har du en minut")
    page.get_by_test_id("new-dm").click()
    page.get_by_test_id("new-message-search").fill("Torsten")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("place-name")).to_contain_text("Torsten")
    post(page, text)

    become(page, "Torsten Wiberg")
    go_to(page, "Ada")

    expect(said(page, text)).to_be_visible()


def test_a_reaction_is_picked_by_arrow_keys(page: Page) -> None:
    message = post(page, unique("Ny kaffemaskin"))

    message.focus()
    message.get_by_test_id("message-react").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(message.locator("[data-reaction]")).to_have_attribute("data-reaction", "+1")


def test_a_menu_goes_round_by_arrows_and_gives_focus_back(page: Page) -> None:
    opener = page.get_by_test_id("channel-more")
    opener.focus()

    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem").last).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_test_id("menu")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_menu_gives_focus_back_although_its_button_was_drawn_anew_meanwhile(page: Page, desk: BrowserContext) -> None:
    create_channel(page)
    opener = page.get_by_test_id("channel-more")
    opener.focus()
    page.keyboard.press("Enter")
    other = desk.new_page()
    other.goto(page.url)

    write(other, "/invite @Kollega")
    expect(page.get_by_test_id("main")).to_contain_text("2 members")
    page.keyboard.press("Escape")

    expect(opener).to_be_focused()


@pytest.mark.parametrize("tool", ["message-more", "message-react"])
def test_focus_stays_in_a_message_that_somebody_reacts_to(page: Page, app: WebClient, tool: str) -> None:
    message = post(page, unique("Tårta i köket"))
    message.focus()
    message.get_by_test_id(tool).focus()

    app.reactions_add(channel=IT_HELP, name="tada", timestamp=message.get_attribute("data-ts") or "")
    expect(message.locator("[data-reaction=tada]")).to_be_visible()

    expect(message.get_by_test_id(tool)).to_be_focused()


def test_what_is_being_edited_is_kept_when_somebody_reacts_to_it(page: Page, app: WebClient) -> None:
    message = post(page, unique("Mötet är i Eken"))
    ts = message.get_attribute("data-ts") or ""
    more(message, "edit-message")
    page.get_by_test_id("edit-text").fill("Mötet är i Linden")

    app.reactions_add(channel=IT_HELP, name="tada", timestamp=ts)
    app.chat_postMessage(channel=IT_HELP, text=(after := unique("Klart")))
    expect(said(page, after)).to_be_visible()

    expect(page.get_by_test_id("edit-text")).to_have_value("Mötet är i Linden")
    page.get_by_test_id("edit-save").click()
    expect(page.locator(f'#messages [data-ts="{ts}"]')).to_contain_text("Linden")
    expect(page.locator(f'#messages [data-ts="{ts}"] [data-reaction=tada]')).to_be_visible()


def test_a_click_counts_although_a_message_changes_while_it_is_pressed(page: Page, app: WebClient) -> None:
    words = unique("Vem är hemma")
    message = post(page, words)
    ts = message.get_attribute("data-ts") or ""
    message.hover()
    box = message.get_by_test_id("message-reply").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    page.mouse.down()
    app.reactions_add(channel=IT_HELP, name="tada", timestamp=ts)
    page.wait_for_function(HEARD_OF_A_REACTION, arg=ts)
    page.mouse.up()

    expect(page.get_by_test_id("thread-composer")).to_be_focused()
    expect(said(page, words).locator("[data-reaction=tada]")).to_be_visible()


def test_tab_passes_one_message_and_the_arrows_reach_the_others(page: Page) -> None:
    first, second = post(page, unique("Först")), post(page, unique("Sedan"))
    second.focus()

    page.keyboard.press("ArrowUp")

    expect(first).to_be_focused()
    expect(first.get_by_test_id("message-more")).to_have_attribute("tabindex", "0")
    expect(second.get_by_test_id("message-more")).to_have_attribute("tabindex", "-1")
    outline = first.evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline == "solid"


def test_the_newest_stays_in_sight_when_a_thread_narrows_the_channel(page: Page) -> None:
    assert is_at_the_newest(page)

    page.get_by_test_id("open-thread").last.click()

    expect(page.get_by_test_id("thread-composer")).to_be_focused()
    page.wait_for_function(AT_THE_NEWEST)


def test_what_comes_while_one_reads_further_up_waits_below(page: Page, app: WebClient) -> None:
    page.locator("#main .scroll").first.evaluate("box => { box.scrollTop = 0; }")
    page.wait_for_function("() => document.querySelector('#main .scroll').stays === false")

    app.chat_postMessage(channel=IT_HELP, text=unique("Nytt"))
    page.get_by_test_id("to-newest").click()

    expect(page.get_by_test_id("to-newest")).to_be_hidden()
    assert is_at_the_newest(page)


def test_what_one_sends_comes_into_sight(page: Page) -> None:
    page.locator("#main .scroll").first.evaluate("box => { box.scrollTop = 0; }")
    page.wait_for_function("() => document.querySelector('#main .scroll').stays === false")

    message = post(page, unique("Här nere"))

    expect(message).to_be_in_viewport()


def test_something_to_try_leads_to_a_person_with_the_words_written(page: Page) -> None:
    page.get_by_test_id("try").filter(has_text="Ask what was asked last week").click()

    expect(page.get_by_test_id("person-switcher")).to_contain_text("Owen Macleod")
    expect(page.get_by_test_id("composer")).to_have_value("VPN complains about an expired certificate, how do I fix it?")
    expect(page.get_by_test_id("composer")).to_be_focused()


def test_something_to_try_leads_into_a_thread_or_to_the_apps_home(page: Page) -> None:
    page.get_by_test_id("try").filter(has_text="Answer a question that waits").click()
    expect(page.get_by_test_id("person-switcher")).to_contain_text("Elias Hedman")
    expect(page.get_by_test_id("thread-composer")).to_have_value("Räkna med 120 kilo")
    expect(replied(page, "Vilken lastvikt")).to_be_visible()

    page.get_by_test_id("try").filter(has_text="own page").click()

    expect(page.get_by_test_id("person-switcher")).to_contain_text("Ada Lind")
    expect(page.get_by_test_id("home")).to_be_visible()


def test_common_emoji_are_drawn_where_no_font_has_them(page: Page) -> None:
    shown = page.evaluate(
        """async () => {
            const { shownBy, drawing } = await import(new URL("drawn-emoji.js", location.href));
            const missing = String.fromCodePoint(0x10fffe);
            const by = [["white_check_mark", missing], ["rocket", missing], ["rocket", "R"]].map((each) => shownBy(...each));
            return [...by, drawing("+1").childElementCount > 0];
        }"""
    )

    assert shown == ["drawn", "none", "font", True]


def test_nothing_is_loaded_from_elsewhere(desk: BrowserContext, address: str) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    fresh = desk.new_page()

    fresh.goto(address)
    fresh.get_by_test_id("message").first.wait_for()

    origin = address.rsplit("/", 2)[0]
    assert [url for url in asked if not url.startswith((origin, "data:"))] == []


def test_the_clock_goes_to_monday_at_nine_and_to_any_time(page: Page) -> None:
    page.get_by_test_id("clock-monday").click()
    expect(page.get_by_test_id("clock")).to_have_text("Mon 15 Jun, 09:00")

    page.get_by_test_id("clock-set").click()
    page.get_by_test_id("clock-to").fill("2026-06-16T13:30")
    page.keyboard.press("Enter")

    expect(page.get_by_test_id("clock")).to_have_text("Tue 16 Jun, 13:30")
    expect(page.get_by_test_id("set-clock")).to_have_count(0)
