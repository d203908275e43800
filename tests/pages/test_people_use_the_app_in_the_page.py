"""Commands, shortcuts, buttons, forms and direct messages, with an app that answers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.pages.acting import go_to, post, said, unique, write

pytestmark = pytest.mark.usefixtures("listening", "open_forms_are_closed")


@pytest.fixture
def open_forms_are_closed(page: Page) -> Iterator[None]:
    """The server remembers an open form, and would show it to the next test."""
    yield
    if page.get_by_test_id("modal").count():
        page.get_by_test_id("modal-x").click()
        expect(page.get_by_test_id("modal")).to_have_count(0)


def test_a_command_is_completed_and_answered_to_its_asker_alone(page: Page) -> None:
    composer, question = page.get_by_test_id("composer"), unique("var är stegen")

    composer.press_sequentially("/as")
    expect(page.get_by_test_id("completions").first).to_contain_text("/ask")
    composer.press("Tab")
    composer.press_sequentially(question)
    composer.press("Enter")

    note = page.get_by_test_id("note").filter(has_text=f"You asked: {question}")
    expect(note).to_contain_text("Only visible to you")
    expect(said(page, question)).to_have_count(0)
    expect(composer).to_have_value("")
    expect(page.get_by_test_id("completions").first).to_be_hidden()


def test_a_button_of_a_note_is_pressed_and_the_note_changes(page: Page) -> None:
    question = unique("var är nyckeln")
    write(page, f"/ask {question}")
    note = page.get_by_test_id("note").filter(has_text=question)

    note.get_by_test_id("block-button").click()

    expect(page.get_by_test_id("note").last).to_contain_text("Good to hear")
    expect(note).to_have_count(0)


def test_a_note_is_dismissed(page: Page) -> None:
    question = unique("var är kaffet")
    write(page, f"/ask {question}")
    note = page.get_by_test_id("note").filter(has_text=question)

    note.get_by_role("button", name="Dismiss").click()

    expect(note).to_have_count(0)


def test_a_form_is_filled_by_keyboard_and_gives_focus_back(page: Page) -> None:
    tip = unique("Skriv lappar")

    write(page, "/form")
    expect(page.get_by_test_id("form-input")).to_be_focused()
    page.keyboard.type(tip)
    page.keyboard.press("Enter")

    expect(page.get_by_test_id("modal")).to_have_count(0)
    expect(page.get_by_test_id("composer")).to_be_focused()
    go_to(page, "Kollega")
    page.get_by_test_id("tab-messages").click()
    expect(said(page, f"Thanks for: {tip}")).to_be_visible()


def test_a_form_keeps_focus_until_escape_closes_it(page: Page) -> None:
    write(page, "/form")
    expect(page.get_by_test_id("form-input")).to_be_focused()

    # Beyond the last control comes the browser itself, then the form's first again; nothing behind it.
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))")
    page.keyboard.press("Escape")

    expect(page.get_by_test_id("modal")).to_have_count(0)
    expect(page.get_by_test_id("composer")).to_be_focused()


def test_what_is_wrong_in_a_form_stands_by_its_field(page: Page) -> None:
    write(page, "/form")
    form = page.get_by_test_id("modal")

    form.get_by_test_id("modal-submit").click()
    expect(form.get_by_role("alert")).to_have_text("Please fill this in")
    form.get_by_test_id("form-input").fill("wrong")
    form.get_by_test_id("modal-submit").click()

    expect(form.get_by_role("alert")).to_have_text("Say it otherwise")
    expect(form.get_by_test_id("form-input")).to_be_focused()


def test_a_message_shortcut_is_chosen_by_keyboard(page: Page) -> None:
    text = unique("Portkoden ligger i pärmen")
    message = post(page, text)

    message.focus()
    message.get_by_test_id("message-more").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")

    form = page.get_by_test_id("modal")
    expect(form).to_contain_text("Keep this")
    expect(form).to_contain_text(text)


def test_a_global_shortcut_is_found_by_the_plus(page: Page) -> None:
    page.get_by_test_id("add-channel").click()
    page.locator('[data-callback-id="tip"]').click()

    expect(page.get_by_test_id("modal")).to_contain_text("Give a tip")


def test_a_direct_message_to_the_app_is_answered(page: Page) -> None:
    text = unique("Hej på dig")
    go_to(page, "Kollega")
    page.get_by_test_id("tab-messages").click()

    write(page, text)

    expect(said(page, f"You wrote: {text}")).to_be_visible()


def test_a_command_in_a_thread_is_refused_in_words(page: Page) -> None:
    said(page, "VPN säger att certifikatet").get_by_test_id("open-thread").click()

    page.get_by_test_id("thread-composer").fill("/ask vpn")
    page.get_by_test_id("thread-composer").press("Enter")

    expect(page.get_by_test_id("toast")).to_contain_text("cannot be used in threads")
    expect(page.get_by_test_id("thread-composer")).to_have_value("/ask vpn")
