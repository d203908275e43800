"""Questions and answers that nobody wrote: composed of word lists, half in Swedish and half in English, the same for the same seed.

Like real ones they have some frequent words, many rare ones, and codes that stand once or twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.domain.language import Language
from knowledge.services.evaluating.filling import Document


@dataclass(frozen=True, slots=True)
class _Words:
    """Templates take {verb}, {thing}, {place} and {code}."""

    heads: Sequence[str]
    tails: Sequence[str]
    verbs: Sequence[str]
    places: Sequence[str]
    questions: Sequence[str]
    answers: Sequence[str]


_SWEDISH = _Words(
    "faktura resa tid lön kund lager order avtal projekt möte skrivar bil nyckel passer säkerhets larm mejl kalender arkiv semester "
    "utlägg inköps leverans frakt prov mät stöd beställnings sjuk kvitto tele nät dator skärm konferens rapport budget attest".split(),
    "systemet portalen rapporten listan blanketten kontot rummet koden kortet avtalet rutinen mallen servern kön licensen appen mappen "
    "gruppen planen registret uttaget larmet schemat knappen loggen spärren kartan modulen kvoten anslutningen".split(),
    "öppnar stänger beställer nollställer godkänner flyttar delar skickar hittar ändrar bokar avbokar installerar signerar "
    "exporterar låser rättar arkiverar".split(),
    "Göteborg huvudkontoret verkstaden receptionen källaren Teams molnet fabriken Malmö intranätet ekonomi personalrummet växeln "
    "lagret fält labbet".split(),
    (
        "Hur {verb} jag {thing} på {place}?",
        "Vem {verb} {thing} när det gäller {place}?",
        "{thing} svarar inte sedan i morse, felet heter {code}. Någon som vet varför?",
        "Är det någon som {verb} {thing} via {place} eller måste man ringa?",
        "Får man ta {thing} från {place} utan att fråga chefen?",
    ),
    (
        "Gå till {place}, välj {thing} och skriv {code}, sen är det klart.",
        "Bara den som {verb} {thing} får göra det. Skriv till {place} så ordnar de det samma dag.",
        "Det är ett känt fel. Starta om {thing} och vänta tio minuter, annars anmäl {code}.",
    ),
)
_ENGLISH = _Words(
    "invoice travel time payroll customer stock order contract project meeting printer vehicle key access security alarm mail "
    "calendar archive holiday expense purchase delivery freight sample metering support sick receipt phone network laptop screen".split(),
    "system portal report list form account room code card agreement routine template server queue licence app folder group plan "
    "register socket alert schedule button log block map module quota connection".split(),
    "open close order reset approve move share send find change book cancel install sign export lock correct archive".split(),
    "Gothenburg headquarters workshop reception basement Teams cloud factory Malmo intranet finance canteen switchboard "
    "warehouse field lab".split(),
    (
        "How do I {verb} the {thing} in {place}?",
        "Who can {verb} the {thing} for {place}?",
        "The {thing} has not answered since this morning, the error is {code}. Does anybody know why?",
        "Does anybody {verb} the {thing} through {place}, or do we have to call?",
        "May I take the {thing} from {place} without asking?",
    ),
    (
        "Go to {place}, choose the {thing} and enter {code}, that is all.",
        "Only those who {verb} the {thing} may do that. Write to {place} and they will help the same day.",
        "That is a known fault. Restart the {thing} and wait ten minutes, else report {code}.",
    ),
)
_WORDS = {Language.SV: _SWEDISH, Language.EN: _ENGLISH}


def documents(seed: int, start: int, count: int) -> list[tuple[Document, Language]]:
    """Some questions with answers, every other one in English, numbered from `start` on."""
    draw = np.random.default_rng((seed, start))
    found = []
    for number in range(start, start + count):
        lang = Language.EN if number % 2 else Language.SV
        words = _WORDS[lang]
        fill = _filling(draw, words, lang)
        question, answer = (some[int(draw.integers(len(some)))].format(**fill) for some in (words.questions, words.answers))
        found.append((Document(str(number), question[0].upper() + question[1:], answer), lang))
    return found


def queries(seed: int, count: int) -> list[str]:
    """Questions that somebody may ask, every other one in English."""
    return [document.question for document, _ in documents(seed, 0, count)]


def _filling(draw: np.random.Generator, words: _Words, lang: Language) -> dict[str, str]:
    head, tail = _some(draw, words.heads), _some(draw, words.tails)
    return {
        "thing": head + tail if lang is Language.SV else f"{head} {tail}",
        "verb": _some(draw, words.verbs),
        "place": _some(draw, words.places),
        "code": f"{'KXLRTM'[int(draw.integers(6))]}{'ABDEPS'[int(draw.integers(6))]}-{int(draw.integers(100, 10_000))}",
    }


def _some(draw: np.random.Generator, words: Sequence[str]) -> str:
    """The first of a list come up often, the last rarely."""
    return words[int(len(words) * draw.random() ** 2)]
