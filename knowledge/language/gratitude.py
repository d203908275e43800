"""What an asker's words say of the answer before them: that it helped, that they take it up, that it did not help."""

from __future__ import annotations

import re

from knowledge.domain.language import Gratitude

# It worked: said of the thing itself.
_WORKED = re.compile(
    r"\b(?:det|den|nu|då|så)?\s*(?:funka[dr]e?|fungera[dr]e?|gick(?: bra)?|löste sig|lösta? det|hjälpte|var det)\b"
    r"|^(?:ok|okej|yes|yep|jo|ja|japp|jepp|👍)?[,!. ]*(?:works|funkar?|fungerar)\b|[.!,] (?:works|funkar|fungerar)\b"
    r"|\b(?:löste|löst|fixade?|fixat|åtgärdat)\b|\bnu (?:går|funkar|fungerar|kommer|syns|ser) "
    r"|\b(?:that|it|this|which)(?:'s| has| did| just)?\s+(?:work(?:ed|s)|fixed|solved|did (?:it|the trick)|helped|was it)\b"
    r"|\b(?:works|worked) (?:now|great|perfectly|fine|like a charm)\b|\b(?:solved|fixed|sorted)\b|\bdid the trick\b|\b(?:all good|up and running) now\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:ta+c+k(?:ar)?|tackar|tusen tack|thanks?|thx|tnx|ty|thank (?:you|u)|cheers|much appreciated|toppen|perfekt|kanon|super(?:bt)?|grymt|"
    r"underbart|utmärkt|klockrent|strålande|fantastiskt|snyggt|perfect|awesome|great|excellent|brilliant|lifesaver|legend|well played|you rock|"
    r"(?:du är|ni är|you(?:'re| are)) (?:the |en )?(?:bäst|grym|guld|hjälte|kung|best|hero|genius|star)\w*|(?:räddade?|saved) (?:mig|min|me|my)|my hero)\b"
    r"|:(?:pray|tada|heart|raised_hands|\+1|thumbsup|ok_hand|100|clap|dart|muscle|star-struck|partying_face|heart_hands):"
    r"|[🙏❤🙌👍👌🎯🫶💯👏🎉👊💪🤩🥳🫡]",
    re.IGNORECASE,
)
# They took it up: said first, or all that is said.
_HEARD = re.compile(
    r"^\W*(?:(?:ok(?:ej|ay|i)?|oki(?:doki)?|a+ha+|ah|åh|oh|jaha|jo|ja+|jaja|japp|jepp|yes|yep|yeah|mm+|right|all?right|aight|bra|fint|najs|nice|good|sant|true|sure|"
    r"uppfattat|noterat|noted|kvitterat?|roger|gotcha|got it|understood|förstår|fattar|stämmer|exakt|precis|mycket riktigt|exactly|makes sense|will do|"
    r"då (?:vet|gör|kör|blir|slipper|skickar|ringer|bokar|beställer|tar|väntar) (?:jag|vi|det|den)|just det?|äntligen|finally|puh|phew)\b"
    r"|(?:gjort|klart|skickat|ringt|startad?t?|beställt|bokat|rapporterat|anmält|bytt|avspärrat|hittat|done|sent|ordered|booked|called|reported|switched|"
    r"found it|connected|gone|all (?:good|there|back|green)|(?:allt (?:är )?)?tillbaka|i ?gång)\b)",
    re.IGNORECASE,
)
_HEARD_IN = 10  # words; whoever says more goes on
# They are still at it.
_TRYING = re.compile(
    r"\b(?:testar?|provar?|prövar?|försöker|kolla[rt]?|kikar?|återkommer|väntar?|hmm+|undrar|tror|kanske|borde|fast|konstigt|"
    r"try|trying|check(?:ing)?|look(?:ing)?|let me|get back|see if|wait(?:ing)?|wonder(?:ing)?|maybe|think|guess|though|weird|strange)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\b(?:funkar?|funkade|fungerar?|fungerade|går|gick|hjälpte?r?|löste?r?)\b[^.!?]{0,25}\b(?:inte|ej)\b|\b(?:inte|ej) (?:hjälpt|funkat|fungerat|löst|gått)\b"
    r"|\bsamma (?:fel|sak|problem)\b|\bsame (?:error|issue|problem|thing)\b|\bno luck\b|\b(?:doesn'?t|didn'?t|did not|does not|isn'?t|not) (?:work|help|solve|fix)\w*\b"
    r"|\bstill (?:broken|failing|fails|not|the same|doesn'?t|get(?:ting)?|stuck)\b|\b(?:är )?fortfarande (?:trasig|fel|samma|nere|låst|borta)\w*\b",
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
    """What an asker's words say of the answer before them; None where they say nothing of it, thank in advance, or ask on."""
    plain = _CODE.sub(" ", text[: 2 * _LONGEST])
    if len(plain) > _LONGEST or _AHEAD.search(plain) or plain.rstrip().endswith("?"):
        return None
    if _NOT.search(plain):
        return Gratitude.FAILED if _FAILED.search(plain) else None
    if _WORKED.search(plain):
        return Gratitude.WORKED
    if _THANKS.search(plain):
        return Gratitude.THANKS
    return Gratitude.HEARD if _HEARD.match(plain) and len(plain.split()) <= _HEARD_IN and not _TRYING.search(plain) else None
