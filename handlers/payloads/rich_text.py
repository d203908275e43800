"""Rich text blocks as mrkdwn: what a message says when its `text` is empty."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.payloads.fields import Raw, flag, mapping, mappings, text

_STYLES = (("code", "`"), ("strike", "~"), ("italic", "_"), ("bold", "*"))


def blocks_text(raw: Raw) -> str:
    """The words of a message's blocks, one line a paragraph. Only blocks that people write are read."""
    return "\n".join(part for block in mappings(raw, "blocks") if (part := block_text(block)))


def block_text(block: Raw) -> str:
    match text(block, "type"):
        case "rich_text":
            return "\n".join(part for element in mappings(block, "elements") if (part := _paragraph(element)))
        case "section":
            return text(mapping(block, "text"), "text")
        case "markdown":
            return text(block, "text")
        case _:
            return ""


def _paragraph(element: Raw) -> str:
    match text(element, "type"):
        case "rich_text_list":
            return "\n".join(_listed(element))
        case "rich_text_quote":
            return "\n".join(f"> {line}" for line in _words(element).splitlines())
        case "rich_text_preformatted":
            return f"```{_words(element)}```"
        case _:
            return _words(element).strip("\n")


def _listed(element: Raw) -> Iterable[str]:
    ordered = text(element, "style") == "ordered"
    indent = element.get("indent")
    margin = "    " * min(max(indent, 0), 8) if isinstance(indent, int) else ""
    for number, item in enumerate(mappings(element, "elements"), start=1):
        yield f"{margin}{f'{number}.' if ordered else '•'} {_words(item)}"


def _words(section: Raw) -> str:
    return "".join(_word(element) for element in mappings(section, "elements"))


def _word(element: Raw) -> str:  # one line a kind
    match text(element, "type"):
        case "text":
            return _styled(_escaped(text(element, "text")), mapping(element, "style"))
        case "link":
            label = _escaped(text(element, "text"))
            return f"<{text(element, 'url')}|{label}>" if label else f"<{text(element, 'url')}>"
        case "user":
            return f"<@{text(element, 'user_id')}>"
        case "channel":
            return f"<#{text(element, 'channel_id')}>"
        case "usergroup":
            return f"<!subteam^{text(element, 'usergroup_id')}>"
        case "broadcast":
            return f"<!{text(element, 'range')}>"
        case "emoji":
            return f":{text(element, 'name')}:"
        case "date":
            return _escaped(text(element, "fallback"))
        case "color":
            return text(element, "value")
        case _:
            return ""


def _styled(words: str, style: Raw) -> str:
    core = words.strip()
    if not core:
        return words
    styled = core
    for name, mark in _STYLES:
        if flag(style, name):
            styled = f"{mark}{styled}{mark}"
    return words.replace(core, styled, 1)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
