"""Whether a text only makes sense after what was said before it: «och på Mac?», "what about contractors"."""

from __future__ import annotations

import re

from knowledge.language.words import stems

_BEGINS = re.compile(
    r"\W*(?:och|men|eller|då|fast|så|även|samma|om man|om jag|hur är det|hur blir det|hur gör man då|vad gäller|funkar det|fungerar det|gäller det|går det"
    r"|and|but|or|then|so|also|same|what about|how about|what if|does that|does it|is that|is it|can it|would that|for)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:det|den|de|dit|där|sådan\w*|it|that|those|these|them|there|one)\b", re.IGNORECASE)
_FEW, _SOME = 2, 4  # words that count; a whole question has more


def is_follow_up(text: str) -> bool:
    """Whether what was asked before has to be counted in. A text that says enough by itself stands alone."""
    said = len(stems(text))
    if said <= _FEW:
        return True
    return said <= _SOME and (_BEGINS.match(text) is not None or _POINTS_BACK.search(text) is not None)
