"""Answers that say that something is not as it was."""

from __future__ import annotations

import time

import pytest

from knowledge.language.changes import tells_change

CHANGES = """
Den portalen gäller inte längre, använd den nya.
Numera bokar man det i Kalendern.
Inga brickor sedan i går, det sköts i appen.
Från och med 1 juni ska ni rapportera i Tidbanken.
Till och med 31 maj ja, sedan den andra.
Vi tog över efter Mats, skriv till oss.
Lås nummer två nu, samma kod.
Det byttes i februari, hämta en ny i receptionen.
No longer, the form was replaced by a ticket.
From 1 June use the other portal.
It has moved to the third floor.
120 since today, the docs are old.
That was the old answer, ask Rita now.
The certificate was renewed, valid another year.
""".strip().splitlines()

SAME = """
Gå till Inställningar och välj Återställ lösenord.
Du behöver en blå bricka, den får du i rum 14.
Det beror på att klienten är för gammal, uppdatera den.
Fråga Rita, hon har nyckeln.
Use the batch endpoint, up to 1000 per call.
It is in the shared drive under Prices.
Open the ticket portal and choose Access.
Only the hub network may reach it.
Tjänsten hängde sig, startad nu.
Upplåst nu. Det var klienten som försökte med det gamla.
I check... ok now it is running again.
""".strip().splitlines()


@pytest.mark.parametrize("text", CHANGES)
def test_a_change_is_heard(text: str) -> None:
    assert tells_change(text)


@pytest.mark.parametrize("text", SAME)
def test_what_only_explains_tells_no_change(text: str) -> None:
    assert not tells_change(text)


@pytest.mark.parametrize("piece", ["sedan ", "from 1 ", "nu ", "since the ", "1 juni "])
def test_hostile_text_is_read_in_no_time(piece: str) -> None:
    began = time.perf_counter()

    tells_change(piece * (8192 // len(piece)))

    assert time.perf_counter() - began < 0.05
