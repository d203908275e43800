"""Notes, buttons and the home of an app, as the page draws them."""

from typing import Any

from playwright.sync_api import Page, expect
from slack_sdk import WebClient

ADA, IT_HELP = "U0ADALIND", "C0ITHJALP"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(text: str, action: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": action, **more}


def test_a_private_note_says_who_sees_it_and_is_gone_after_a_reload(page: Page, app: WebClient) -> None:
    app.chat_postEphemeral(channel=IT_HELP, user=ADA, text="Bara för dig: prova att starta om")
    note = page.get_by_test_id("note").filter(has_text="prova att starta om")
    expect(note).to_contain_text("Only visible to you")

    page.reload()

    expect(page.get_by_test_id("message").first).to_be_visible()
    expect(note).to_have_count(0)


def test_marks_people_and_dates_in_an_apps_text_are_drawn(page: Page, app: WebClient) -> None:
    text = "*Fet* och _lutad_ för <@U0TORSTEN> i <#C0SALJ001|salj>\n> citat\n```x < y```\n<!date^1780902000^{date_long} {time}|då>"

    sent = app.chat_postMessage(channel=IT_HELP, text="marks", blocks=[section(text.replace("x < y", "x &lt; y"))])

    body = page.locator(f'[data-ts="{sent["ts"]}"]').get_by_test_id("message-body")
    expect(body.locator("strong")).to_have_text("Fet")
    expect(body.locator("em")).to_have_text("lutad")
    expect(body.locator(".mention").first).to_have_text("@Torsten")
    expect(body.locator("blockquote")).to_have_text("citat")
    expect(body.locator("pre")).to_have_text("x < y")
    expect(body).to_contain_text("måndag 8 juni 2026 09:00")


def test_hostile_blocks_are_shown_and_not_run(page: Page, app: WebClient) -> None:
    hostile = "<img src=x onerror=window.ran=1>"
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": plain(hostile)},
        {"type": "section", "text": plain(hostile), "fields": [plain(hostile)]},
        {"type": "markdown", "text": f"[klicka](javascript:window.ran=1) {hostile}"},
        {"type": "image", "image_url": "https://elsewhere.example/x.png", "alt_text": hostile},
        {"type": "actions", "elements": [button(hostile, "hostile")]},
    ]

    sent = app.chat_postMessage(channel=IT_HELP, text="hostile", blocks=blocks)

    body = page.locator(f'[data-ts="{sent["ts"]}"]').get_by_test_id("message-body")
    expect(body).to_contain_text(hostile)
    assert body.locator("img, a").count() == 0
    assert page.evaluate("window.ran") is None


def test_the_home_shows_what_the_app_published(page: Page, app: WebClient) -> None:
    page.locator('[data-testid="place"][data-name="Kollega"]').click()
    view = {"type": "home", "blocks": [section("*Mina frågor*"), {"type": "actions", "elements": [button("Inställningar", "settings")]}]}

    app.views_publish(user_id=ADA, view=view)

    expect(page.get_by_test_id("home")).to_contain_text("Mina frågor")
    expect(page.locator('[data-action-id="settings"]')).to_be_visible()


def test_a_button_that_asks_first_can_be_refused_by_keyboard(page: Page, app: WebClient) -> None:
    asks = {"title": plain("Radera?"), "text": plain("Det går inte att ångra."), "confirm": plain("Radera"), "deny": plain("Avbryt")}
    blocks = [{"type": "actions", "elements": [button("Radera allt", "erase", style="danger", confirm=asks)]}]
    app.chat_postMessage(channel=IT_HELP, text="erase", blocks=blocks)
    erase = page.locator('[data-action-id="erase"]')

    erase.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("confirm")).to_contain_text("Det går inte att ångra.")
    page.keyboard.press("Escape")

    expect(page.get_by_test_id("confirm")).to_have_count(0)
    expect(erase).to_be_focused()
