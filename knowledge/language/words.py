"""Words as the index knows them: normalised, stemmed in both languages, long compounds in pieces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_LINK = re.compile(
    r"<(?:https?://|mailto:)([^|<>]{0,2000})(?:\|([^<>]{0,1000}))?>|<[@#!][^<>|]{0,200}(?:\|([^<>]{0,200}))?>|https?://\S{1,2000}"
)
_TOKEN = re.compile(r"[a-z0-9åäö]+(?:[._\-/:][a-z0-9åäö]+)*")
_VOWELS, _DOUBLED = re.compile(r"[aeiouyåäöh]"), re.compile(r"(.)\1+")
_PART = re.compile(r"[a-z0-9åäö]+")
_PIECE = 5  # letters; 5-gram pieces of Swedish compounds: nDCG .601 -> .659 by words alone
_LONG = 8  # letters from which a word may be a compound
PIECE_PREFIX = "_"
"""Begins a piece of a word, twice where it is how the word sounds: these find, but are no words of their own."""
_HEARD = 5  # letters from which a word is also known by its sound
_LEAST_SOUND = 3  # consonants; fewer sound like too much
_SAME_SOUND = (("ph", "f"), ("ck", "k"), ("ch", "k"), ("qu", "k"), ("th", "t"), ("w", "v"), ("z", "s"), ("x", "ks"), ("c", "k"), ("q", "k"))

_STOP = frozenset(
    # Swedish
    "och att det som en ett är jag på inte har om så ni var nu eller när hur vad vem man där från kan ska vill vet nån någon nåt något "
    "också bara mig dig oss finns får måste hej tack ju till för hos men den de vi av sig här mitt min mina din blir gör göra alla med i "
    "du han hon dem vår vårt våra er ert era sin sitt sina detta denna dessa då än vid under över efter innan sen sedan skulle kunde vore "
    # English
    "the and is are was were to of it that this with you your we they i my me not do does did how what when where why who which can could "
    "should would have has had be been from on at as but or if there here any some just a an in for so our us their them his her its "
    "am will shall may might must about into than then these those please hi hello thanks".split()
)


def words(text: str) -> list[str]:
    """Tokens in order: lower case, identifiers (`kv-mal-shared`, `vpn2`) whole and in parts. [a-z0-9åäö] and `_` only."""
    plain = _LINK.sub(_link_words, text)
    plain = _without_accents(unicodedata.normalize("NFKC", plain).casefold())
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        parts = _PART.findall(token)
        if len(parts) > 1:
            found.append("_".join(parts))
        found += parts
    return found


def stems(text: str, *, pieces: bool = False) -> list[str]:
    """What a text is indexed and searched by, each once: stems of both languages, frequent words left out.

    `pieces` adds, after all stems, what finds misspelt words and parts of compounds: how words sound, and five-letter pieces of long
    ones, each beginning with `_`.
    """
    said = dict.fromkeys(word for word in words(text) if word not in _STOP)
    found = dict.fromkeys(stem for word in said for stem in _stems_of(word))
    if pieces:
        found |= dict.fromkeys(sound for stem in tuple(found) if (sound := _sound(stem)))
        for word in said:
            if len(word) >= _LONG and word.isalpha():
                found |= dict.fromkeys(f"{PIECE_PREFIX}{word[start : start + _PIECE]}" for start in range(len(word) - _PIECE + 1))
    return list(found)


def _sound(stem: str) -> str:
    """The consonants of a stem, doubled ones once, after its first letter: what a typo seldom changes («dissapear», «instalera»)."""
    if len(stem) < _HEARD or not stem.isalpha():
        return ""
    for written, heard in _SAME_SOUND:
        stem = stem.replace(written, heard)
    consonants = _VOWELS.sub("", stem[1:])
    heard = _DOUBLED.sub(r"\1", stem[0] + consonants)
    return f"{PIECE_PREFIX}{PIECE_PREFIX}{heard}" if len(heard) >= _LEAST_SOUND else ""


@lru_cache(maxsize=100_000)
def _stems_of(word: str) -> tuple[str, ...]:
    if not word.isalpha():
        return (word,)
    swedish, english = _stemmers()
    # A stemmer object holds the word that it works on, so it is not shared between threads; the cache makes this rare.
    return tuple(dict.fromkeys((swedish.stemWord(word), english.stemWord(word))))


def _stemmers() -> tuple[Any, Any]:
    import snowballstemmer  # noqa: PLC0415 - model libraries are imported lazily

    return snowballstemmer.stemmer("swedish"), snowballstemmer.stemmer("english")


def _link_words(match: re.Match[str]) -> str:
    return " ".join(group for group in match.groups() if group)


def _without_accents(text: str) -> str:
    """Accents off, but å, ä and ö are letters."""
    if text.isascii():
        return text
    return "".join(c if c in "åäö" else _base(c) for c in unicodedata.normalize("NFC", text))


def _base(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
