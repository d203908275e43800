"""What an asker points out."""

from __future__ import annotations

import pytest

from knowledge.language.emphasis import marked, sets_apart


@pytest.mark.parametrize(
    ("text", "pointed_out"),
    [
        ('Programmet säger "licensen har gått ut" när jag startar', {"licensen", "har", "gått"}),
        ("får «åtkomst nekad» på mappen", {"åtkomst", "nekad"}),
        ("och FAKTURA-adressen, står den i samma lista", {"faktura"}),
        ("Vad betyder E7 på modell 603?", {"e7", "603"}),
        ("kv-mal-app svarar ForbiddenByRbac", {"forbiddenbyrbac"}),
        ("reading_importer står still", {"reading_importer"}),
        ("VEM HAR NYCKELN TILL FÖRRÅDET", set()),
        ("hur bokar man en bil", set()),
        ("", set()),
    ],
)
def test_quotes_capitals_identifiers_and_numbers_are_pointed_out(text: str, pointed_out: set[str]) -> None:
    assert marked(text) == pointed_out


@pytest.mark.parametrize(
    "text",
    [
        "Kunden vill byta adress helt, är det samma blankett?",
        "arkivet hoppades över i natt, är det samma fel som förra veckan hade?",
        "does the new client have the same login problem as the old one had?",
        "scanner shows E9, not E7. same thing?",
        "queue grows again but no restart this time",
        "Till skillnad från Ramona har jag admin",
    ],
)
def test_who_knows_the_other_case_says_so(text: str) -> None:
    assert sets_apart(text)


@pytest.mark.parametrize(
    "text",
    [
        "Får samma fel hela tiden, vad gör jag?",
        "vpn kopplar ner hemma",
        "Vem ringer man när det inte är kontorstid?",
        "we get the same error every morning, any idea?",
        "what time is it in the other office",
    ],
)
def test_other_questions_set_themselves_apart_from_nothing(text: str) -> None:
    assert not sets_apart(text)
