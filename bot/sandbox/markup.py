"""From what a person types to Slack's text, and from text to the rich text that stands beside it."""

import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

TOKEN = re.compile(r"<(@|#|!|)([^<>|]+)(?:\|([^<>]*))?>")
TYPED_ID = re.compile(r"&lt;(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+(?:\|[^&]*)?|!(?:here|channel|everyone))&gt;")
TYPED_URL = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]+[^\s<>|.,;:!?)\]]")
MENTION = re.compile(r"(?<![\w<@])@(here|channel|everyone)\b")


def as_sent(typed: str, person: Callable[[str], str | None], channel: Callable[[str], str | None]) -> str:
    """Slack's form of typed text: `& < >` escaped, names turned into ids, addresses marked as links.

    Ids that stand in Slack's form already are kept.
    """
    text = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = TYPED_ID.sub(r"<\1>", text)
    text = TYPED_URL.sub(lambda match: f"<{match[0]}>", text)
    text = MENTION.sub(r"<!\1>", text)
    text = re.sub(r"(?<![\w<@])@([\w.\-]+(?: [\w\-]+){0,2})", lambda match: _longest(match[1], "@", person), text)
    return re.sub(r"(?<![\w<#&])#([\w\-]+)", lambda match: _longest(match[1], "#", channel), text)


def links(text: str) -> list[str]:
    """The web addresses in a text in Slack's form."""
    return [match[2] for match in TOKEN.finditer(text) if not match[1] and match[2].startswith(("http://", "https://"))]


def mentions(text: str, user: str) -> bool:
    return f"<@{user}>" in text or f"<@{user}|" in text


def rich_text(text: str, block_id: str) -> Json:
    """The `rich_text` block that Slack adds to what people write."""
    elements: list[Json] = []
    end = 0
    for match in TOKEN.finditer(text):
        elements += _plain(text[end : match.start()])
        elements.append(_marked(match[1], match[2], match[3]))
        end = match.end()
    elements += _plain(text[end:])
    return {"type": "rich_text", "block_id": block_id[-6:], "elements": [{"type": "rich_text_section", "elements": elements}]}


def _plain(text: str) -> list[Json]:
    if not text:
        return []
    return [{"type": "text", "text": text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")}]


def _marked(sign: str, body: str, label: str | None) -> Json:
    match sign:
        case "@":
            return {"type": "user", "user_id": body}
        case "#":
            return {"type": "channel", "channel_id": body}
        case "!":
            subteam = re.fullmatch(r"subteam\^(\w+)", body)
            return {"type": "usergroup", "usergroup_id": subteam[1]} if subteam else {"type": "broadcast", "range": body}
        case _:
            return {"type": "link", "url": body, **({"text": label} if label else {})}


def _longest(said: str, sign: str, known: Callable[[str], str | None]) -> str:
    """The longest run of words from the start that names something; the rest stays as typed."""
    words = re.split(r"(?<=\S)(?= )", said)
    for count in range(len(words), 0, -1):
        name = "".join(words[:count])
        trimmed = name.rstrip(".-")
        if (found := known(trimmed)) is not None:
            return f"<{sign}{found}>{name[len(trimmed) :]}{''.join(words[count:])}"
    return f"{sign}{said}"
