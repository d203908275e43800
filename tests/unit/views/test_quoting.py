"""People's words, shown again: they call nobody, hide no link, and are never cut in the middle of one."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.texts import SV, Texts
from handlers.views.bites import bite
from handlers.views.limits import cut
from handlers.views.mrkdwn import calm, escape, plain, quoted
from tests.unit.views.shown import HOSTILE, every_home, every_message

PIECES = st.sampled_from(
    [
        "<@U0AAAA>", "<@W1|here>", "<!here>", "<!channel|channel>", "<!everyone>", "<!subteam^S1|@it>", "<!subteam^S1>",
        "<!date^1^{date}|i dag>", "@here", "@Channel", "@everyone", "<#C0AAAA>", "<#C0AAAA|it>", "<#C0AAAA|!here>",
        "<https://a.example>", "<https://a.example|b.example>", "<mailto:a@b.se|a@b.se>", "<", ">", "&", "&lt;", "&amp;", "|",
        "`", "```", "\n", " ", "!here", "ord", "En mening. ", "@", "<!", "<@",
    ]
)  # fmt: skip
MRKDWN = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)

CALLS = re.compile(r"<\s*[@!]|<(?:[^<>]*\|)?\s*[@!]")
BARE = re.compile(r"(?<!\w)@(?:here|channel|everyone|group)\b", re.IGNORECASE)
LINK = re.compile(r"<[^<>]*>")
CODE = re.compile(r"```.+?```|`[^`\n]+`", re.DOTALL)


@given(MRKDWN)
def test_no_call_survives_quoting(text: str) -> None:
    shown = quoted(text, "@någon")

    assert not re.search(r"<[@!]", shown)
    assert not BARE.search(CODE.sub("", LINK.sub("", quoted(CODE.sub("", text), "@någon"))))


@given(MRKDWN)
def test_what_is_quoted_holds_no_sign_that_is_not_escaped(text: str) -> None:
    outside_links = LINK.sub("", quoted(text, "@någon"))

    assert "<" not in outside_links
    assert ">" not in outside_links
    assert not re.search(r"&(?!(?:amp|lt|gt);)", outside_links)


@given(MRKDWN, st.integers(min_value=20, max_value=200))
def test_a_bite_is_short_and_cuts_no_link_code_or_sign(text: str, limit: int) -> None:
    whole = quoted(text, "@någon")

    short = bite(whole, limit)

    assert len(short) <= limit * 7
    assert short.count("```") % 2 == 0 or whole.count("```") % 2 == 1
    assert "<" not in LINK.sub("", short)
    assert not re.search(r"&(?!(?:amp|lt|gt);)", LINK.sub("", short))


@given(st.text(max_size=100))
def test_names_are_one_line_without_calls(name: str) -> None:
    shown = calm(name)

    assert not set("<>\n") & set(shown)
    assert not BARE.search(shown)


def test_no_view_calls_anybody_whatever_people_wrote(t: Texts) -> None:
    shown = {**every_message(t, HOSTILE, HOSTILE), **every_home(t, HOSTILE, HOSTILE)}

    for name, each in shown.items():
        if name != "export part":  # rich text: nothing in it is read as a mention
            assert not re.search(r"<[@!]", json.dumps(_read_as_mrkdwn(each))), name


def _read_as_mrkdwn(part: Any) -> Any:
    """What is read as mrkdwn: the values of buttons come back with a click, and what stands for a picture is plain text."""
    if isinstance(part, dict):
        if part.get("type") == "plain_text":
            return None
        return {key: _read_as_mrkdwn(value) for key, value in part.items() if key not in {"value", "alt_text"}}
    return [_read_as_mrkdwn(each) for each in part] if isinstance(part, list) else part


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("fråga <@U0ADA> om det", "fråga @någon om det"),
        ("fråga <@U0PAW|pawel> om det", "fråga @pawel om det"),
        ("se <#C0IT|it-hjälpen> och <#C0ABC>", "se #it-hjälpen och <#C0ABC>"),
        ("i dag: <!date^1780902000^{date}|8 juni>", "i dag: 8 juni"),
        ("<https://evil.example/x|https://bank.se/>", "<https://evil.example/x|https://bank.se/ (evil.example)>"),
        ("<https://wiki.se/vpn|guiden>", "<https://wiki.se/vpn|guiden (wiki.se)>"),
        ("<https://wiki.se/vpn|wiki.se/vpn>", "<https://wiki.se/vpn|wiki.se/vpn>"),
        ("<https://wiki.se.evil.example|wiki.se>", "<https://wiki.se.evil.example|wiki.se (wiki.se.evil.example)>"),
        ("<https://bank.se@evil.example|bank>", "bank (https://bank.se@evil.example)"),
        ("<javascript:alert(1)|klicka>", "klicka (javascript:alert(1))"),
        ("<https://[|trasig>", "trasig (https://[)"),
        ("<mailto:it@bolaget.se|it@bolaget.se>", "<mailto:it@bolaget.se|it@bolaget.se>"),
        ("kör `ssh <http://a.se|a.se>` nu", "kör `ssh a.se` nu"),
        ("```npm i @here/maps && ls```", "```npm i @here/maps &amp;&amp; ls```"),
        ("redan &amp; klart, a < b", "redan &amp; klart, a &lt; b"),
    ],
)
def test_words_are_shown_as_they_were_meant(written: str, shown: str) -> None:
    assert quoted(written, "@någon") == shown


def test_known_names_stand_for_mentions() -> None:
    assert quoted("tack <@U0ADA> och <@U0BO>", "@någon", {"U0ADA": "Ada <3"}) == "tack @Ada &lt;3 och @någon"


def test_plain_text_has_neither_marks_nor_entities() -> None:
    assert plain("a &amp; b <@U0ADA>\n<https://a.se/x|a.se/x>", "@någon") == "a & b @någon a.se/x"


def test_only_three_signs_are_escaped() -> None:
    assert escape("a & b < c > d 'e' \"f\"") == "a &amp; b &lt; c &gt; d 'e' \"f\""


def test_a_bite_ends_with_a_whole_sentence() -> None:
    text = "Öppna Arkiv, t.ex. via menyn. Välj sedan Kontoinställningar. Tryck på Fler och Avancerat. Lägg till namnet."

    assert bite(text, 100) == "Öppna Arkiv, t.ex. via menyn. Välj sedan Kontoinställningar. Tryck på Fler och Avancerat. …"


def test_a_bite_without_sentences_ends_with_a_whole_word() -> None:
    assert bite("ord " * 40, 30) == "ord ord ord ord ord ord ord …"


def test_a_short_text_is_its_own_bite() -> None:
    assert bite(" Starta om datorn. ", 300) == "Starta om datorn."


def test_a_script_is_kept_whole_or_left_out() -> None:
    short, long = "Kör:\n```" + "rad\n" * 20 + "```\nKlart.", "Kör:\n```" + "rad\n" * 200 + "```\nKlart."

    assert bite(short, 60) == short.removesuffix("\nKlart.") + "\n…"
    assert bite(long, 60) == "Kör: …"


def test_a_script_that_is_everything_is_cut_at_a_line_and_closed() -> None:
    assert bite("```" + "en rad\n" * 100 + "```", 40) == "```en rad\nen rad\nen rad\nen rad\n…```"


def test_a_long_address_costs_no_more_than_its_words() -> None:
    text = "Se <https://a.example/" + "x" * 200 + "|guiden>. Hör sedan av dig."

    assert bite(text, 100) == text


def test_a_cut_text_is_never_longer_than_its_limit() -> None:
    assert cut("Birgitta Skoghäll", 10) == "Birgitta…"
    assert cut("Birgitta", 8) == "Birgitta"


def test_unknown_people_are_a_colleague() -> None:
    shown = every_message(SV, "vpn", "")

    assert "*En kollega*" in json.dumps(shown["note"], ensure_ascii=False)
