"""What a message does: a question for colleagues, or something else.

A logistic model over cheap features (marks, question words and request phrases of both languages, place in the thread,
hashed stems), fitted by `training/train_questions.py`; its weights and figures stand in `questions.json` beside this file.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from knowledge.domain.language import POSITIVE, Gratitude, MessageKind, Reading
from knowledge.language.gratitude import sounds_accepted
from knowledge.language.words import words

BUCKETS = 4096
_ASKS_FROM = 3  # words; «vem bryr sig» is as short as a question gets
_MERE_THANKS = 7  # words
_LONGEST = 1500  # characters read; what matters stands early

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_QUOTE = re.compile(r"^&gt;.*$|^>.*$", re.MULTILINE)
_LINK = re.compile(r"<https?:[^<>]{0,1000}>|https?://\S{1,1000}")
_MENTION = re.compile(r"<@[^<>]{1,100}>")
# Somebody else was right: no answer of one's own.
_DEFERS = re.compile(r"\b(?:har|hade) (?:ju |nog |helt )?rätt\b|\blyssna på\b|\b(?:is|was) right\b", re.IGNORECASE)
_DEFERS_IN = 10  # words
_ADDRESS = re.compile(
    r"^\s*(?:(?:hej|hejsan|tja|tjena|hallå|hello|hi|hey|god morgon|gm|morning|ok|okej|så|men|och|fråga)\b[\s,.!:–-]*)+", re.IGNORECASE
)
_NAMED = re.compile(r"^\s*[\w\-\[\]|`^]{2,20}[:,]\s+")  # «pelle: …», as people write in chats without mentions

_SV_WORDS = r"hur|vad|vem|vems|vilken|vilket|vilka|var|vart|varifrån|när|varför|huruvida"
_EN_WORDS = r"how|what|who|whom|whose|which|where|when|why"
_SV_VERBS = (
    r"är|har|kan|ska|skall|vill|vet|får|går|finns|funkar|fungerar|borde|måste|behöver|gäller|blir|kommer|gör|tar|använder|ser|känner|"
    r"kör|stämmer|räcker|betyder|händer|ligger|hittar|minns|tror|tycker"
)
_EN_VERBS = r"is|are|am|was|were|do|does|did|can|could|should|would|will|has|have|had|may|might|shall|isn't|aren't|doesn't|don't|can't|won't|anyone|anybody|any"

PATTERNS: dict[str, re.Pattern[str]] = {
    "mark_last": re.compile(r"\?[\s)!.:;'\"*_~🙂😅🤔🙏]*$"),
    "mark_within": re.compile(r"\?"),
    "marks_many": re.compile(r"\?.*\?", re.DOTALL),
    "begins_question_word": re.compile(rf"^(?:{_SV_WORDS}|{_EN_WORDS})\b", re.IGNORECASE),
    "begins_verb": re.compile(rf"^(?:{_SV_VERBS}|{_EN_VERBS})\b", re.IGNORECASE),
    "begins_somebody": re.compile(
        r"^(?:nån|någon|nåt|något|någonting|finns det nån|is there|anyone|anybody|somebody|someone)\b", re.IGNORECASE
    ),
    "question_word_later": re.compile(rf"(?:[,.;:!–-]|\n)\s*(?:{_SV_WORDS}|{_EN_WORDS})\b", re.IGNORECASE),
    "somebody_knows": re.compile(
        r"\b(?:nån|någon|ni|du|de|folk)\s+(?:här\s+)?(?:som\s+)?(?:vet|kan|har|råkar|känner|minns|använt|testat|lyckats|kommer ihåg)\b|"
        r"\b(?:any(?:one|body)|some(?:one|body)|you|folks|people)\s+(?:here\s+)?(?:know|knows|have|has|had|got|able|seen|tried|using|help|happen)\b|"
        r"\bany (?:idea|ideas|clue|tips|hints?|suggestions?|advice|pointers|way|chance|experience)\b|\b(?:nåt|några|något) (?:tips|förslag|idé|idéer|råd)\b",
        re.IGNORECASE,
    ),
    "asks_for": re.compile(
        r"\b(?:undrar|undrade|fråga(?: till)?|behöver hjälp|hjälp(?:a)? (?:mig|med)|söker|letar efter|saknar|skulle behöva|går det att|kan man|hur gör (?:man|ni|jag)|"
        r"var hittar|vet inte hur|fattar inte|förstår inte|vem vet|vem kan|vem är det som)\b|"
        r"\b(?:wonder(?:ing)?|question|need help|help (?:me|with|please)|looking for|trying to|how (?:do|can|to|would|should)|is it possible|is there (?:a|an|any)|"
        r"can (?:i|you|we|someone)|could (?:you|someone)|what(?:'s| is) the|where (?:do|can|is)|don't (?:know|understand)|not sure (?:how|what|if|why))\b",
        re.IGNORECASE,
    ),
    "how_do_you": re.compile(
        r"\bhur (?:gör|brukar|tänker|hanterar|löser|jobbar|sköter|lägger|får) ni\b|\bhow (?:do|does|are|have) (?:you|others|people|everyone|your team|you all|folks)\b|"
        r"\bhow (?:do )?y'?all\b|\bvad använder ni\b|\bwhat do you (?:all |guys )?use\b|\bnågra erfarenheter\b|\bany experience\b|\bera (?:bästa )?tips\b",
        re.IGNORECASE,
    ),
    "trouble": re.compile(
        r"\b(?:funkar|fungerar|går|kommer|startar|hittar|ser|kan|får|syns|laddar|svarar|öppnas|skrivs) (?:det |den |jag |vi |den här )?(?:inte|ej|ingen|inget)\b|"
        r"\b(?:kraschar|hänger sig|nekas|nekad|felmeddelande|får (?:fel|felet|error)|trasig|strular|krånglar|låst ute|utelåst|fastnar|slutade|tappar|försvunnit)\b|"
        r"\b(?:doesn'?t|does not|don'?t|can'?t|cannot|won'?t|isn'?t|not) (?:work|working|start|load|open|find|see|connect|get|seem|show|let|able)\w*\b|"
        r"\b(?:fails?|failing|failed|error|errors|broken|crash(?:es|ing)?|stuck|denied|refused|times? out|timeout|getting (?:a |an )?(?:40\d|50\d|error)|stopped|missing|locked out)\b",
        re.IGNORECASE,
    ),
    "first_person": re.compile(r"\b(?:jag|mig|min|mitt|mina|vi|vår|vårt|i|i'm|i've|my|me|we|our)\b", re.IGNORECASE),
    "second_person": re.compile(r"\b(?:du|dig|din|ditt|ni|er|you|your|u)\b", re.IGNORECASE),
    "tells_how": re.compile(
        r"^(?:gå|klicka|öppna|kör|testa|prova|starta|välj|logga|kolla|använd|skriv|ta|lägg|ring|maila|byt|sätt|stäng|du (?:kan|ska|måste|får|behöver)|man|"
        r"go|click|open|run|try|start|choose|select|log|check|use|type|take|put|call|mail|change|set|close|you (?:can|should|need|must|have)|just|it's|that's|"
        r"det (?:är|ska|går|finns|gäller)|yes|no|ja|nej|japp|jo|yep|nope)\b",
        re.IGNORECASE,
    ),
    "announces": re.compile(
        r"<!(?:here|channel|everyone)|\b(?:påminnelse|info|obs|fyi|reminder|heads up|from now on|från och med|fr\.?o\.?m|välkomna|welcome|i morgon stänger|"
        r"släpper|släppt|deployed|released|nu är .* (?:ute|live|klar))\b",
        re.IGNORECASE,
    ),
    "schedules": re.compile(
        r"\b(?:lunch|fika|möte|mötet|meeting|standup|stand-up|call|kl\.? ?\d|imorgon|i morgon|ikväll|tomorrow|tonight|monday|friday|måndag|fredag|after work|aw)\b.*\?",
        re.IGNORECASE,
    ),
    "rhetorical": re.compile(
        r"\b(?:eller hur|visst|typ va|va\?|vem bryr sig|who cares|seriously\?|really\?|right\?|isn't it\?|på riktigt\?|skämtar du|varför alltid|why is it always|"
        r"who (?:even|wants)|är det fredag)\b|\?!|!\?",
        re.IGNORECASE,
    ),
    "back_question": re.compile(
        r"^(?:vilken|vilket|vilka|vad för|har du|är du|kan du|kör du|får du|menar du|sitter du|på vilken|which|what (?:does|version|error|exactly|happens|do you (?:mean|see|get))|have you|"
        r"did you|are you|do you|can you|does it)\b",
        re.IGNORECASE,
    ),
    "thanks": re.compile(r"\b(?:tack|thanks|thx|thank you)\b", re.IGNORECASE),
    "laughs": re.compile(r"\b(?:haha+|hehe|lol|:d|xd|rofl)\b|:(?:joy|smile|laughing|sweat_smile)", re.IGNORECASE),
    "exclaims": re.compile(r"!\s*$"),
}
"""Named features, matched on a message without code, links and greeting"""


def features(text: str, *, first_in_thread: bool, in_thread_by_asker: bool, is_reply: bool) -> dict[str, float]:
    """The features of one message by name (`h:N` are the hashed stems)."""
    text = text[:_LONGEST]
    plain = _LINK.sub(" ", _CODE.sub(" ", _QUOTE.sub(" ", text)))
    named = _NAMED.match(plain)
    mention = _MENTION.match(plain.lstrip())
    plain = _MENTION.sub(" ", _NAMED.sub("", plain, count=1)).strip()
    core = _ADDRESS.sub("", plain).strip() or plain
    found = {name: 1.0 for name, pattern in PATTERNS.items() if pattern.search(core)}
    tokens = words(core)
    found["first_in_thread"] = float(first_in_thread and not is_reply)
    found["is_reply"] = float(is_reply)
    found["by_asker"] = float(in_thread_by_asker)
    found["addressed"] = float(bool(named or mention))
    found["greets"] = float(core != plain)
    found["has_code"] = float(bool(_CODE.search(text)))
    found["has_link"] = float(bool(_LINK.search(text)))
    found["short"] = float(len(tokens) <= 2)
    found["medium"] = float(6 <= len(tokens) <= 40)
    found["long"] = float(len(tokens) > 60)
    asks = found.keys() & {"begins_question_word", "begins_somebody", "somebody_knows", "asks_for"}
    if asks and "mark_within" not in found and not is_reply and len(tokens) >= _ASKS_FROM and "exclaims" not in found:
        found["asks_without_mark"] = 1.0
    if is_reply and "mark_within" in found:
        found["reply_with_mark"] = 1.0
    share = 1 / math.sqrt(max(1, min(len(tokens), 40)))
    for token in _grams(tokens[:60]):
        found[f"h:{zlib.crc32(token.encode()) % BUCKETS}"] = found.get(f"h:{zlib.crc32(token.encode()) % BUCKETS}", 0.0) + share
    return found


def read_message(text: str, *, first_in_thread: bool, in_thread_by_asker: bool, is_reply: bool) -> Reading:
    """What a message does, and the chance that it is a question for colleagues. It abstains between two thresholds."""
    model = _model()
    found = features(text, first_in_thread=first_in_thread, in_thread_by_asker=in_thread_by_asker, is_reply=is_reply)
    total = model["bias"]
    for name, value in found.items():
        if name.startswith("h:"):
            total += model["hashed"][int(name[2:])] * value
        else:
            total += model["named"].get(name, 0.0) * value
    chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    if not words(text):
        chance = 0.0
    verdict = True if chance >= model["yes"] else False if chance < model["no"] else None
    return Reading(_kind(text, found, verdict, is_reply=is_reply), chance, verdict)


def _kind(text: str, found: dict[str, float], verdict: bool | None, *, is_reply: bool) -> MessageKind:
    if verdict is True:
        return MessageKind.EXPERIENCE if "how_do_you" in found else MessageKind.HELP
    gratitude = sounds_accepted(text)
    # Whoever answers may say «då gick det» too, or «ja, det stämmer»: of others than the asker only a few words are mere thanks.
    by_asker = bool(found["by_asker"])
    mere_thanks = by_asker or (len(words(text)) <= _MERE_THANKS and gratitude is not Gratitude.HEARD)
    if gratitude in POSITIVE and mere_thanks and found.get("long", 0.0) == 0.0 and "tells_how" not in found:
        return MessageKind.THANKS
    if is_reply and len(words(text)) <= _DEFERS_IN and _DEFERS.search(text):
        return MessageKind.CHATTER
    if "mark_last" in found:
        if is_reply and "back_question" in found:
            return MessageKind.BACK_QUESTION
        if "schedules" in found:
            return MessageKind.SCHEDULING
        return MessageKind.BACK_QUESTION if is_reply else MessageKind.RHETORICAL
    if "announces" in found and not is_reply:
        return MessageKind.ANNOUNCEMENT
    if "laughs" in found or (found.get("short") and not found.get("has_link") and not found.get("has_code") and not is_reply):
        return MessageKind.CHATTER
    return MessageKind.ANSWER


def _grams(tokens: list[str]) -> Iterable[str]:
    yield from tokens
    yield from (f"{first} {second}" for first, second in pairwise(tokens))


@cache
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(files("knowledge.language").joinpath("questions.json").read_text(encoding="utf-8"))
    return model
