"""A digest in the page, in both languages: a letter that can be read, with a button under each question that waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from handlers.texts import EN, SV, Texts
from handlers.views.digest import digest
from tests.unit.views.shown import full_digest, link

PLACE = "C0ITHJALP"


@pytest.mark.parametrize(("t", "title", "answer"), [(SV, "Veckobrev ·", "Svara"), (EN, "Weekly digest ·", "Answer")], ids=["sv", "en"])
def test_a_digest_can_be_read_and_answered(page: Page, app: WebClient, t: Texts, title: str, answer: str) -> None:
    said = digest(full_digest("Hur nollställer jag vpn? Öppna GlobalProtect och välj Refresh.", "Birgitta Skoghäll"), t, link)

    app.chat_postMessage(channel=PLACE, unfurl_links=False, **said)

    letter = page.get_by_test_id("message").filter(has_text=title).last
    expect(letter).to_contain_text(t.digest.good_to_know)
    expect(letter.get_by_role("button", name=answer)).to_have_count(3)
    expect(letter.get_by_role("link", name=t.to_thread)).to_have_count(12)
    expect(letter).not_to_contain_text("<http")
