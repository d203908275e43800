"""Whether an asker's words say that the answer before them helped."""

from __future__ import annotations

import re

from knowledge.domain.language import Gratitude

# It worked: said of the thing itself.
_WORKED = re.compile(
    r"\b(?:det|den|nu|då|så)?\s*(?:funka[dr]e?|fungera[dr]e?|gick(?: bra)?|löste sig|lösta? det|hjälpte|var det)\b"
    r"|^(?:ok|okej|yes|yep|jo|ja|japp|jepp|👍)?[,!. ]*(?:works|funkar?|fungerar)\b"
    r"|\b(?:löste|löst|fixade?|fixat|åtgärdat)\b|\bnu (?:går|funkar|fungerar|kommer|syns|ser) "
    r"|\b(?:that|it|this|which)(?:'s| has| did| just)?\s+(?:work(?:ed|s)|fixed|solved|did (?:it|the trick)|helped|was it)\b"
    r"|\b(?:works|worked) (?:now|great|perfectly|fine|like a charm)\b|\b(?:solved|fixed|sorted)\b|\bdid the trick\b|\b(?:all good|up and running) now\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:ta+c+k(?:ar)?|tackar|tusen tack|thanks?|thx|tnx|ty|thank (?:you|u)|cheers|much appreciated|toppen|perfekt|kanon|super(?:bt)?|grymt|"
    r"underbart|perfect|awesome|great|lifesaver|you rock)\b|:(?:pray|tada|heart|raised_hands):|🙏|❤",
    re.IGNORECASE,
)
# It did not work, or not yet: then thanks are mere politeness.
_NOT = re.compile(
    r"\b(?:men|but|bara|only|except|inte|ej|aldrig|fortfarande|tyvärr|samma (?:fel|sak|problem)|no luck|still|doesn'?t|didn'?t|don'?t|not|isn'?t|wasn'?t|nope|never|"
    r"unfortunately|same (?:error|issue|problem|thing))\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"\b(?:på förhand|i förväg|in advance|for any help|för all hjälp)\b", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`]*`|<[^>]*>", re.DOTALL)
_LONGEST = 400  # characters; whoever writes more is telling something else


def sounds_accepted(text: str) -> Gratitude | None:
    """WORKED for «det funkade», THANKS for mere thanks, None where it did not work, is thanks in advance, or asks on."""
    plain = _CODE.sub(" ", text[: 2 * _LONGEST])
    if len(plain) > _LONGEST or _AHEAD.search(plain) or plain.rstrip().endswith("?"):
        return None
    if _NOT.search(plain):
        return None
    if _WORKED.search(plain):
        return Gratitude.WORKED
    return Gratitude.THANKS if _THANKS.search(plain) else None
