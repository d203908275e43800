"""Masking secrets and identity numbers before the first write.

Token shapes come from detect-secrets' plugins, given one word at a time; what they do not know (Swedish identity numbers,
cards, IBAN, passwords in sentences and addresses) is checked here, with its checksum where it has one. Every pattern is
linear: repetitions are bounded and words are cut apart first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

from knowledge.domain.language import Masked

_LONGEST_WORD = 1024  # what is longer is looked at in pieces
_OVERLAP = 260  # a token that a piece would cut in two stands whole in this one
_SHORTEST_TOKEN = 16

_WORD = re.compile(r"[^\s<>|\"'`,;()\[\]{}]{16,}")
_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_ENDS = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_URL_LOGIN = re.compile(r"(?<=://)([^\s:/@<>|]{0,100}):([^\s/<>|]{1,300})(?=@[^\s@]{1,300}(?:[\s>|]|$))")
_SAID = re.compile(
    r"(?<![^\W_])(?:lösen(?:ord(?:et)?)?|lösenfras(?:en)?|pass(?:word|wd|phrase|code)?|pwd|pw|pin(?:-?kod(?:en)?)?|secret|client[_ -]?secret|api[_ -]?(?:key|nyckel(?:n)?)|"
    r"access[_ -]?key|secret[_ -]?access[_ -]?key|account[_ -]?key|token(?:en)?|nyckel(?:n)?|hemlighet(?:en)?|credentials?|inlogg(?:ning)?)"
    r"(?:\s(?:till|för|for|to|på|of|i|in)(?:\s[^\s:=]{1,30}){1,3}?)?"
    r"[\"'*_]{0,2}(?:\s?(?:är|heter|is|=|:|->|→|blev|=>|was|ska vara)\s{0,3}|\s)[\"'`*_]{0,3}([^\s\"'`<>|]{4,200})",
    re.IGNORECASE,
)
# A message that is nothing but a password, as people send it after the sentence that announced it.
_ALONE = re.compile(
    r"\s*((?=[^\s]{0,40}[a-zåäö])(?=[^\s]{0,40}[A-ZÅÄÖ])(?=[^\s]{0,40}\d)(?=[^\s]{0,40}[!@#$%&*?+])[\w!@#$%&*?+.-]{8,40})\s*"
)
# The secret half of an AWS key, told by the access key beside it.
_AWS_SECRET = re.compile(r"(?<![A-Za-z0-9+/=])(?=[^\s]{0,40}[A-Z])(?=[^\s]{0,40}[a-z])(?=[^\s]{0,40}\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])")
_IDENTITY = re.compile(r"(?<![\d\w-])((?:19|20)?\d{2})(\d{2})(\d{2})([-+ ]?)(\d{4})(?![\d\w]|-\d)")
_CARD = re.compile(r"(?<![\d\w-])(?:\d[ -]?){14,15}\d(?![\d\w]|-\d)")
_CARD_BEGINS = re.compile(r"4|5[1-5]|2[2-7]|3[47]|6(?:011|5)")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])")

# Shapes that detect-secrets 1.5 does not have, or has for one spelling only. Matched on one word.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("api key", re.compile(r"sk-(?:ant-|proj-|live-|svcacct-)?[A-Za-z0-9_-]{24,300}")),
    ("api key", re.compile(r"AIza[A-Za-z0-9_-]{30,45}")),
    ("api key", re.compile(r"SG\.[A-Za-z0-9_-]{16,40}\.[A-Za-z0-9_-]{16,80}")),
    ("api key", re.compile(r"(?<![A-Za-z0-9])(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,120}")),
    ("api key", re.compile(r"(?<![A-Za-z0-9])(?:SK|AC)[0-9a-f]{32}(?![0-9a-f])")),
    (
        "access token",
        re.compile(
            r"gh[pousr]_[A-Za-z0-9]{30,260}|github_pat_[A-Za-z0-9_]{20,260}|gl[a-z]{2,5}-[A-Za-z0-9_-]{18,60}|npm_[A-Za-z0-9]{30,60}|hf_[A-Za-z0-9]{30,60}|pypi-[A-Za-z0-9_-]{40,300}"
        ),
    ),
    ("access token", re.compile(r"xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[A-Za-z0-9-]{10,250}")),
    ("access token", re.compile(r"eyJ[A-Za-z0-9_-]{8,600}\.eyJ[A-Za-z0-9_-]{8,600}(?:\.[A-Za-z0-9_-]{0,600})?")),
    ("webhook", re.compile(r"https://hooks\.slack\.com/(?:services|workflows)/[A-Za-z0-9_/]{20,200}")),
    ("access key", re.compile(r"(?<![A-Z0-9])(?:A3T[A-Z0-9]|ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])")),
    ("access key", re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{86}==")),
    ("client secret", re.compile(r"[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{31,34}|[A-Za-z0-9]{2,5}\d{0,2}Q~[A-Za-z0-9_.~-]{30,36}")),
    (
        "password",
        re.compile(r"(?<=[?&;])(?:password|passwd|pwd|sig|token|access_token|client_secret|api_key)=([^&\s]{4,300})", re.IGNORECASE),
    ),
)
# How long an account number is in each country of the register, where Swedish companies are likely to pay.
_IBAN_LENGTHS = dict(
    zip(
        "AT BE BG CH CY CZ DE DK EE ES FI FO FR GB GI GL GR HR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK TR UA".split(),
        (
            20,
            16,
            22,
            21,
            28,
            24,
            22,
            18,
            20,
            24,
            18,
            18,
            27,
            22,
            23,
            18,
            27,
            21,
            28,
            22,
            26,
            27,
            21,
            20,
            20,
            21,
            27,
            31,
            18,
            15,
            28,
            25,
            24,
            24,
            19,
            24,
            26,
            29,
        ),
        strict=True,
    )
)
_PLUGINS = (
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)


def mask(text: str) -> Masked:
    """The text with every secret replaced by `[masked: kind]`, and the kinds found."""
    text = unicodedata.normalize("NFC", text)
    spans = sorted(_found(text), key=lambda span: (span[0], -span[1], span[2] == "password"))
    parts: list[str] = []
    kinds: dict[str, None] = {}
    done = 0
    for start, end, kind in spans:
        if end <= done:
            continue
        parts += [text[done : max(start, done)], f"[masked: {kind}]"] if start >= done else []
        if start < done:  # it runs on from the last one: swallow the rest
            done = end
            continue
        kinds[kind] = None
        done = end
    parts.append(text[done:])
    return Masked("".join(parts), tuple(kinds))


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    end = 0
    while begins := _KEY_BEGINS.search(text, end):
        ends = _KEY_ENDS.search(text, begins.end())
        end = ends.end() if ends else len(text)  # a key without its end is still a key
        yield begins.start(), end, "private key"
    for match in _URL_LOGIN.finditer(text):
        yield (*match.span(2), "password")
    for match in _SAID.finditer(text):
        if _looks_secret(match[1]):
            yield (*_trimmed(text, *match.span(1)), "password")
    alone = _ALONE.fullmatch(text[:100]) if len(text) <= 100 else None
    if alone:
        yield (*alone.span(1), "password")
    found = [span for word in _WORD.finditer(text) for span in _in_word(word[0], word.start())]
    yield from found
    if any(kind == "access key" for _, _, kind in found):
        for match in _AWS_SECRET.finditer(text):
            yield (*match.span(), "access key")
    yield from _numbers(text)


def _in_word(word: str, start: int) -> Iterator[tuple[int, int, str]]:
    for at in range(0, len(word), _LONGEST_WORD):
        piece = word[at : at + _LONGEST_WORD + _OVERLAP]
        offset = start + at
        for kind, shape in _SHAPES:
            for match in shape.finditer(piece):
                group = 1 if shape.groups and match[1] is not None else 0
                if not match[0].endswith("EXAMPLE"):
                    yield offset + match.start(group), offset + match.end(group), kind
        for plugin in _plugins():
            if plugin.__class__.__name__ == "OpenAIDetector" and "T3BlbkFJ" not in piece:
                continue  # its pattern is not linear
            for secret in plugin.analyze_string(piece):
                found = piece.find(secret)
                if found >= 0 and len(secret) >= _SHORTEST_TOKEN and not secret.endswith("EXAMPLE"):
                    yield offset + found, offset + found + len(secret), "access token"


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _IDENTITY.finditer(text):
        if _is_identity_number(match):
            yield (*match.span(), "personal identity number")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _CARD_BEGINS.match(digits) and len(set(digits)) > 1 and _luhn(digits):
            yield (*match.span(), "card number")
    for match in _IBAN.finditer(text):
        length = _iban_length(match[0])
        if length:
            yield match.start(), match.start() + length, "account number"


def _looks_secret(value: str) -> bool:
    """A word after «lösenordet är» is a secret if it is built like one; «lösenordet är fel» is none."""
    value = value.rstrip(".,!?;:)*_")
    if len(value) < 6 or value.startswith(("http", "[masked", "#", "@")):
        return len(value) in {4, 5} and value.isdigit()  # a PIN
    digit = any(c.isdigit() for c in value)
    letter = any(c.isalpha() for c in value)
    mark = any(not c.isalnum() for c in value.strip("-_./"))
    mixed = value != value.lower() and value != value.upper() and not value.istitle()
    return (digit and letter) or (letter and mark and (digit or mixed or "!" in value)) or (digit and len(value) <= 8 and value.isdigit())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in ".,;:)*_":
        end -= 1
    return start, end


def _is_identity_number(match: re.Match[str]) -> bool:
    """Personnummer or samordningsnummer (day + 60): a real day and the Luhn digit."""
    year, month, day, sign, last = match.groups()
    if not sign and len(year) == 2:
        return False
    number = int(day)
    number -= 60 if number > 60 else 0
    try:
        date(2000 + int(year[-2:]) if len(year) == 2 else int(year), int(month), number)
    except ValueError:
        return False
    return _luhn(f"{year[-2:]}{month}{day}{last}")


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _iban_length(text: str) -> int:
    """How much of the text is an IBAN, 0 if none. What follows it may be capitals too."""
    wanted = _IBAN_LENGTHS.get(text[:2], 0)
    length, seen = 0, 0
    while seen < wanted and length < len(text):
        seen += text[length] != " "
        length += 1
    if not wanted or seen < wanted:
        return 0
    plain = text[:length].replace(" ", "")
    turned = plain[4:] + plain[:4]
    return length if int("".join(str(int(c, 36)) for c in turned)) % 97 == 1 else 0


@cache
def _plugins() -> tuple[Any, ...]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class  # noqa: PLC0415

    known: dict[str, Any] = get_mapping_from_secret_type_to_class()
    return tuple(plugin() for plugin in known.values() if plugin.__name__ in _PLUGINS)
