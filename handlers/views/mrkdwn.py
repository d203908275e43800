"""Slack's mrkdwn: escaping our own words, and showing people's words again so that they ping nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

CODE = re.compile(r"```.+?```|`[^`\n]+`", re.DOTALL)

_TOKEN = re.compile(r"<([^<>]*)>")
_LONE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_BARE_CALL = re.compile(r"(?<!\w)@(?=(?:here|channel|everyone|group)\b)", re.IGNORECASE)
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{2,20}")
_UNSAFE_IN_URL = re.compile(r"[\s\\|\x00-\x1f\x7f]")
_WORD_JOINER = "\u2060"  # invisible: «@here» reads the same and calls nobody
# Marks that turn the direction of reading could make a link's label swallow its host.
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_NOBODY: Mapping[str, str] = MappingProxyType({})


def escape(text: str) -> str:
    """Plain text as mrkdwn: only `&`, `<` and `>` have to be escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """mrkdwn's three entities as the characters they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def calm(text: str) -> str:
    """Plain text (a name, a title) as one line of mrkdwn that calls nobody."""
    return _BARE_CALL.sub(f"@{_WORD_JOINER}", escape(" ".join(text.translate(_DIRECTIONS).split())))


def quoted(text: str, someone: str, names: Mapping[str, str] = _NOBODY) -> str:
    """Somebody's mrkdwn, to be shown again: nobody is pinged, labelled links show their host, code stays code.

    `someone` stands for people without a name in `names` (by user id).
    """
    parts: list[str] = []
    end = 0
    for code in CODE.finditer(text):
        parts += [_prose(text[end : code.start()], someone, names), _code(code[0], someone, names)]
        end = code.end()
    parts.append(_prose(text[end:], someone, names))
    return "".join(parts)


def plain(text: str, someone: str, names: Mapping[str, str] = _NOBODY) -> str:
    """Somebody's mrkdwn as one line of plain text, for places where Slack shows no mrkdwn."""
    words = _TOKEN.sub(lambda token: _said(token[1], someone, names), text.translate(_DIRECTIONS))
    return " ".join(unescape(words).split())


def _prose(text: str, someone: str, names: Mapping[str, str]) -> str:
    parts: list[str] = []
    end = 0
    text = text.translate(_DIRECTIONS).replace("```", "'''")  # a lone fence would swallow what follows
    for token in _TOKEN.finditer(text):
        parts += [_quiet(text[end : token.start()]), _token(token[1], someone, names)]
        end = token.end()
    parts.append(_quiet(text[end:]))
    return "".join(parts)


def _code(code: str, someone: str, names: Mapping[str, str]) -> str:
    return _entities(_TOKEN.sub(lambda token: _typed(token[1], someone, names), code))


def _typed(inside: str, someone: str, names: Mapping[str, str]) -> str:
    """A token in code as it was typed: there Slack makes links of addresses, and nothing in it can be clicked."""
    target, _, label = inside.partition("|")
    return _said(inside, someone, names) if inside.startswith(("@", "#", "!")) else label or target


def _token(inside: str, someone: str, names: Mapping[str, str]) -> str:
    target, _, label = inside.partition("|")
    if inside.startswith("#"):
        return f"<{target}>" if not label and _CHANNEL_ID.fullmatch(target[1:]) else _quiet(_said(inside, someone, names))
    if not inside.startswith(("@", "!")) and (host := _host(target)):
        return _link(target, label, host)
    return _quiet(_said(inside, someone, names))


def _said(inside: str, someone: str, names: Mapping[str, str]) -> str:
    """A token as words."""
    target, _, label = inside.partition("|")
    if inside.startswith("@"):
        name = escape(names.get(target[1:], "")) or label
        return f"@{name.lstrip('@')}" if name else someone
    if inside.startswith("#"):
        return f"#{label.lstrip('#') or '…'}"
    if inside.startswith("!subteam") or target in {"!here", "!channel", "!everyone", "!group"}:
        return f"@{label.lstrip('@')}" if label else someone if target.startswith("!subteam") else f"@{target[1:]}"
    if inside.startswith("!"):
        return label  # dates and the like: their fallback
    if not label:
        return target
    return label if _is_honest(label, target, _host(target)) else f"{label} ({target})"


def _link(url: str, label: str, host: str) -> str:
    if not label:
        return f"<{_entities(url)}>"
    shown = _quiet(label) if _is_honest(label, url, host) else f"{_quiet(label)} ({escape(host)})"
    return f"<{_entities(url)}|{shown}>"


def _is_honest(label: str, url: str, host: str) -> bool:
    """Whether a label says itself where its link leads, as it does where Slack made the link."""
    words = unescape(label)
    if words in {host, unescape(url)} and words:
        return True
    return bool(host) and words.startswith((f"{host}/", f"https://{host}/", f"http://{host}/"))


def _host(url: str) -> str:
    """Where a link leads, or nothing where it is better not offered as one."""
    address = unescape(url)
    if _UNSAFE_IN_URL.search(address):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return parts.path if "@" in parts.path else ""
    return host if parts.scheme in {"http", "https"} and "@" not in parts.netloc else ""


def _quiet(text: str) -> str:
    return _BARE_CALL.sub(f"@{_WORD_JOINER}", _entities(text))


def _entities(text: str) -> str:
    """Escapes what is not escaped yet."""
    return _LONE_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
