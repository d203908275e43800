"""The words for why."""

from __future__ import annotations

import pytest

from handlers.texts import EN, SV
from handlers.views import why
from handlers.views.permalinks import linked, permalink
from knowledge.domain.explained import Explained, What
from knowledge.domain.ids import ChannelId, MessageRef, Ts
from tests.unit.views.shown import ASKED_AT, every_reason, found, link

REF = MessageRef(ChannelId("C0ITHELP1"), Ts("1780902000.000100"))


def not_sure(chance: float, threshold: float) -> str:
    told = Explained(REF, "vpn?", ASKED_AT, What.NOT_SURE, found(), chance, threshold)
    return str(why.one(told, SV, link)["text"])


def test_a_chance_that_is_not_enough_never_looks_as_if_it_were() -> None:
    assert "var 41 % säkert. Gränsen här var 65 %." in not_sure(0.41, 0.65)
    assert "var 64 % säkert. Gränsen här var 65 %." in not_sure(0.6499, 0.65)
    assert "var 54 % säkert. Gränsen här var 55 %." in not_sure(0.549, 0.55)


@pytest.mark.parametrize("t", [SV, EN], ids=["sv", "en"])
def test_every_reason_has_words_of_its_own(t: object) -> None:
    texts = SV if t is SV else EN
    said = [why.one(told, texts, link)["text"] for told in every_reason(found(), "vpn?").values()]

    assert len(set(said)) == len(What)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (permalink("skoghall", REF), REF),
        (permalink("skoghall", REF, Ts("1780900000.000000")), REF),
        (f"<{permalink('skoghall', REF)}>", REF),
        (f"<{permalink('skoghall', REF)}|länken>", REF),
        (f" {permalink('skoghall', REF)} ", REF),
        (f"{permalink('skoghall', REF)} och mer", None),
        ("https://skoghall.slack.com/archives/C0ITHELP1", None),
        ("https://skoghall.slack.com/archives/C0ITHELP1/p12", None),
        ("varför", None),
        ("", None),
    ],
)
def test_a_link_to_a_message_names_it(text: str, ref: MessageRef | None) -> None:
    assert linked(text) == ref
