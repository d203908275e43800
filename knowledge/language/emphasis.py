"""What an asker points out themselves: the words that it hangs on, and that theirs is another case than the one before."""

from __future__ import annotations

import re

from knowledge.language.words import words

_QUOTED = re.compile(r'["“”„«»`]([^"“”„«»`\n]{2,80})["“”„«»`]')
_TOKEN = re.compile(r"\w(?:[\w.\-/:]*\w)?")
_LETTERS = re.compile(r"[^\W\d_]+")
_IDENTIFIER = re.compile(r"\d|_|[a-zåäö][A-ZÅÄÖ]")
_SHORTEST = 3  # letters
_SHOUTED = 0.3  # of the words; whoever writes more of them in capitals points out none
_LONGEST = 1_500  # characters

# «Är det samma knapp?», "same thing as?", "not about … this time": they know the other answer.
_SETS_APART = re.compile(
    r"\bsamma\b(?: [\w-]+){0,3} som\b|\b(?:är|gäller|blir) (?:det |den )?(?:där |här )?samma\b|\bsamma [\w-]+\?|\bi samma\b[^.?!\n]{0,30}\?"
    r"|\bden här gången\b|\bdenna gång(?:en)?\b|\bdet är inte (?:samma|om)\b|\b(?:till )?skillnad (?:mot|från)\b"
    r"|\bsame\b(?: [\w-]+){0,4} as\b|\bsame (?:thing|issue|problem|story|fix|button|answer|limit|rule|reason|cause)s? ?\?"
    r"|\b(?:is|are) (?:it|that|this|they) the same\b|\bthe same\?|\bdifferent (?:limit|thing|problem|issue|rule|cause|one)\b"
    r"|\bthis time\b|\b(?:it is|it's|this is|that is|that's) not (?:about|the same|because)\b|\bso not \w+\b|\bunlike\b",
    re.IGNORECASE,
)


def marked(text: str) -> set[str]:
    """The words that an asker sets off: quoted, in capitals among others, or an identifier or a number; as `words` has them."""
    text = text[:_LONGEST]
    tokens = _TOKEN.findall(text)
    plain = _LETTERS.findall(text)
    capitals = [token for token in plain if len(token) >= _SHORTEST and token.isupper()]
    if len(capitals) > max(2, _SHOUTED * len(plain)):
        capitals = []
    found = {word for quoted in _QUOTED.findall(text) for word in words(quoted)}
    found |= {word for token in (*capitals, *(token for token in tokens if _IDENTIFIER.search(token))) for word in words(token)[:1]}
    return {word for word in found if len(word) >= _SHORTEST or any(letter.isdigit() for letter in word)}


def sets_apart(text: str) -> bool:
    """Whether a question says that it is not, or asks whether it is, the same as something known."""
    return _SETS_APART.search(text[:_LONGEST]) is not None
