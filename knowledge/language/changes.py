"""Whether an answer says that something is not as it was: what an older answer says does not hold any more then."""

from __future__ import annotations

import re

_MONTH = r"(?:jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[ck]t|nov|dec)\w*"
_DAY = rf"(?:\d{{1,2}}(?:[:.]?\s?(?:a|e|st|nd|rd|th))?\s{{0,2}}{_MONTH}|{_MONTH}\s{{1,2}}\d{{1,2}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}/\d{{1,2}})"
_SV_DAY = r"(?:ig[åa]r|i g[åa]r|idag|i dag|imorgon|m[åa]ndags?|tisdags?|onsdags?|torsdags?|fredags?|nyår|årsskiftet|sommaren|hösten|vecka)"
_EN_DAY = r"(?:today|yesterday|tomorrow|monday|tuesday|wednesday|thursday|friday|last week|this week|now on)"

_CHANGE = re.compile(
    "|".join(
        (
            # Swedish
            r"\binte längre\b|\bnumera\b|\bgäller (?:inte|ej)\b|\bslutat? gälla\b",
            rf"\b(?:sedan|sen|från|fr\.? ?o\.? ?m\.?|t\.? ?o\.? ?m\.?|till och med|från och med|efter|före) (?:den |i )?(?:{_SV_DAY}|{_DAY})",
            r"\b(?:stängs|stängts|avvecklas|avvecklats|avvecklat|ersätts|ersatts|ersattes|ersatt av|byttes|bytts|bytt till|flyttats|flyttades)\b",
            r"\b(?:förr|förut) (?:var|hette|låg|gällde)\b|\bgamla svaret\b|\btog över\b|\btagit över\b|\bförnyat\b|\bförnyades\b|\bhar ändrats\b|\bändrades\b",
            # Not «startad nu»: that was done for the one who asked.
            r"\bnu(?: är det| gäller| ska| heter| ligger| finns)\b|(?<![a-zåäö][ats][td] )(?<!rt )(?<!de )(?<!inga )(?<!inget )\bnu(?=[.!,;]|\s*\Z)",
            # English
            r"\bno longer\b|\bnot any ?more\b|\bused to\b|\bold answer\b|\b(?:is|are) (?:old|outdated|obsolete)\b|\bas of\b",
            rf"\b(?:since|from|until|till|as of|after|before) (?:the )?(?:{_EN_DAY}|{_DAY})",
            r"\b(?:replaced by|has changed|have changed|was changed|changed to|has moved|moved to|took over|taken over|renewed|deprecated|switched off|retired|shut down)\b",
            r"(?<!ok )(?<!okay )\bnow (?:it is|it's|we|you need|you have|use|only)\b|\bnow(?=[.!,;]|\s*\Z)",
        )
    ),
    re.IGNORECASE,
)
_LONGEST = 2_000  # characters; an answer says it early


def tells_change(text: str) -> bool:
    """Whether a text says that something has changed, in Swedish or English."""
    return _CHANGE.search(text[:_LONGEST]) is not None
