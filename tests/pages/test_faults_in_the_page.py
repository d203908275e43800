"""Faults ordered at the page: chosen from a list, seen to strike, mended. By keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

PLACE = "C0ITHJALP"


@pytest.fixture
def mended(page: Page) -> Iterator[None]:
    """The server is every test's; nothing that was ordered here may strike elsewhere."""
    yield
    page.evaluate(
        "fetch('do', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{\"as\": \"U0ADALIND\", \"do\": \"mend\"}'})"
    )


@pytest.mark.usefixtures("mended")
def test_a_fault_is_ordered_strikes_and_is_mended(page: Page, app: WebClient) -> None:
    page.get_by_test_id("faults").focus()
    page.keyboard.press("Enter")
    dialog, standing = page.get_by_test_id("faults-dialog"), page.get_by_test_id("faults-standing")
    expect(dialog).to_contain_text("None is ordered")
    expect(page.get_by_test_id("fault-kind")).to_be_focused()

    page.keyboard.type("Answered with an error")
    dialog.get_by_label("Which calls").fill("chat.postMessage")
    dialog.get_by_label("How many times").fill("2")
    page.keyboard.press("Enter")
    expect(standing).to_contain_text("chat.postMessage · at most 2 times · has not struck yet")
    with pytest.raises(SlackApiError):
        app.chat_postMessage(channel=PLACE, text="hej")
    expect(standing).to_contain_text("struck once")

    dialog.get_by_label("What goes wrong").select_option("Cut")
    dialog.get_by_label("Again every").fill("600")
    page.keyboard.press("Enter")
    expect(standing.get_by_role("listitem")).to_have_count(2)
    dialog.get_by_label("What goes wrong").select_option("Left hanging")
    dialog.get_by_label("Seconds").fill("")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("Seconds: give a number")

    dialog.get_by_role("button", name="Mend all").press("Enter")
    expect(dialog).to_contain_text("None is ordered")
    assert app.chat_postMessage(channel=PLACE, text="hej")["ok"]
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("faults")).to_be_focused()
