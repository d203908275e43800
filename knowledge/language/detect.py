"""In which language a message is written."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from knowledge.domain.language import Language

# What carries no language: code, links, mentions, channel names, emoji.
_NOISE = re.compile(r"```.*?```|`[^`]*`|<[^<>]{1,1000}>|:[a-z0-9_+-]{1,60}:", re.DOTALL)
_NAMES = re.compile(r"[\d_/\\@]")  # what stands in addresses, paths and identifiers: such words have no language
_LONGEST, _ENOUGH = 2000, 300  # characters, for words and for letters; the beginning tells
_WORD = re.compile(r"[^\W\d_]+")

# Words that are frequent in one of the two languages and no word of the other.
_SWEDISH = frozenset(
    "och att det som är jag på inte har om så ni var nu eller när hur vad vem man där från kan ska vill vet nån någon nåt "
    "något också bara mig dig oss finns får måste hej tack ju till för hos men den de vi en ett av sig här mitt min mina "
    "din våra funkar fungerar varför vilken vilket vilka blir gör göra alla efter innan sedan sen nog ok tyvärr igen skulle "
    "borde hjälp".split()
)
_ENGLISH = frozenset(
    "the and is are was to of it that this with you your we they my me not do does did how what when where why who which "
    "can could should would have has had be been from on at as but or if there here anyone someone know need please thanks "
    "hi hello get got any some any just still work works working don't doesn't isn't can't it's i'm just after before about "
    "help our us".split()
)
# Words of the neighbours that are no words here: one of them, and the letters decide.
_NEIGHBOURS = frozenset(
    "jeg ikke og hvordan hvad hva hvor hvorfor af til noget noen noe ich nicht und das der die ist wie mit auf für ein eine "
    "nie jest się czy jak ja na le la les des est pas pour dans el los una que por con como ei on ja mutta että".split()
) - frozenset(["die", "mit", "ja", "on", "till", "til"])
_I = re.compile(r"\bI\b(?!\.)")  # «i» is Swedish for in
_SHARED = _SWEDISH & _ENGLISH
_SURE = 0.6  # lingua's confidence below which a short text counts as neither


def language_of(text: str) -> Language:
    """Swedish, English, or neither of them. About a tenth of a millisecond where common words decide, else one."""
    text = text[:_LONGEST]
    plain = " ".join(word for word in _NOISE.sub(" ", text).split() if not _NAMES.search(word)).casefold()
    tokens = _WORD.findall(plain)
    if not tokens:
        return Language.OTHER
    swedish = sum(1 for token in tokens if token in _SWEDISH and token not in _SHARED)
    english = sum(1 for token in tokens if token in _ENGLISH and token not in _SHARED)
    swedish += sum(1 for token in tokens if any(letter in token for letter in "åäö"))
    english += len(_I.findall(text))
    if sum(1 for token in tokens if token in _NEIGHBOURS) > max(swedish, english) // 2:
        return _by_letters(" ".join(tokens))
    if swedish >= 2 * english + 1 and swedish * 12 >= len(tokens):
        return Language.SV
    if english >= 2 * swedish + 1 and english * 12 >= len(tokens):
        return Language.EN
    return _by_letters(" ".join(tokens))


def _by_letters(text: str) -> Language:
    from lingua import Language as Known  # noqa: PLC0415 - loads models

    values = _detector().compute_language_confidence_values(text[:_ENOUGH])
    best = values[0]
    if best.value < _SURE:
        return Language.OTHER
    if best.language == Known.SWEDISH:
        return Language.SV
    return Language.EN if best.language == Known.ENGLISH else Language.OTHER


@cache
def _detector() -> Any:
    from lingua import Language as Known  # noqa: PLC0415 - loads models
    from lingua import LanguageDetectorBuilder  # noqa: PLC0415

    # The neighbours are there to catch what is neither: without them Danish would be Swedish.
    near = [
        Known.SWEDISH,
        Known.ENGLISH,
        Known.BOKMAL,
        Known.DANISH,
        Known.GERMAN,
        Known.FINNISH,
        Known.POLISH,
        Known.SPANISH,
        Known.FRENCH,
    ]
    return LanguageDetectorBuilder.from_languages(*near).with_low_accuracy_mode().build()
