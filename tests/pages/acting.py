"""What a person at the page does, as words for the tests."""

from uuid import uuid4

from playwright.sync_api import Locator, Page, expect


def said(page: Page, text: str) -> Locator:
    return page.locator("#messages").get_by_test_id("message").filter(has_text=text)


def replied(page: Page, text: str) -> Locator:
    return page.locator("#replies").get_by_test_id("message").filter(has_text=text)


def write(page: Page, text: str) -> None:
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("composer").press("Enter")


def post(page: Page, text: str, *, shown: str | None = None) -> Locator:
    """Write in the open channel; `shown` is the part to look for where the page shows it otherwise than it was typed."""
    page.get_by_test_id("composer").fill(text)
    page.get_by_test_id("composer-send").click()
    message = said(page, shown or text)
    message.wait_for()
    return message


def more(message: Locator, choice: str) -> None:
    message.hover()
    message.get_by_test_id("message-more").click()
    message.page.get_by_test_id(choice).click()


def become(page: Page, name: str) -> None:
    page.get_by_test_id("person-switcher").click()
    page.get_by_test_id("person-search").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("person-switcher")).to_contain_text(name)


def go_to(page: Page, place: str) -> None:
    page.locator(f'[data-testid="place"][data-name="{place}"]').click()
    expect(page.get_by_test_id("place-name")).to_contain_text(place)


def create_channel(page: Page) -> None:
    name = unique("verktyg").replace(" ", "-")
    page.get_by_test_id("add-channel").click()
    page.get_by_test_id("create-channel").click()
    page.get_by_test_id("channel-name").fill(name)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("place-name")).to_contain_text(name)


def move_clock(page: Page, button: str) -> None:
    """Press one of the clock's buttons, and wait until the time has come and the app has done what was due."""
    page.get_by_test_id(button).click()
    expect(page.get_by_test_id(button)).to_be_enabled()


def unique(words: str) -> str:
    return f"{words} {uuid4().hex[:8]}"


def is_at_the_newest(page: Page) -> bool:
    gap = page.locator("#main .scroll").first.evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight")
    return bool(gap < 60)
