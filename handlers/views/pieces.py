"""A long mrkdwn text shown whole, in as many sections as it takes."""

from __future__ import annotations

import re

from handlers.views import limits

# What may not be cut in two: entities, links, marks of code; anything else goes character by character.
_ATOM = re.compile(r"```|`[^`\n]{1,300}`|<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_FENCE = "```"


def pieces(text: str, limit: int = limits.SECTION) -> list[str]:
    """A text in pieces that each fit, cut between lines or words where there are some.

    A code block that goes on in the next piece is closed and opened again.
    """
    done: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        begun, rest = _first(rest, limit - len(_FENCE))
        if begun.count(_FENCE) % 2:
            begun, rest = f"{begun}{_FENCE}", f"{_FENCE}{rest}"
        done.append(begun)
    return [*done, rest] if rest else done


def _first(text: str, limit: int) -> tuple[str, str]:
    """What fits, and the rest: after the last line or word in the second half, else where the room ends."""
    end = after_word = after_line = 0
    for atom in _ATOM.finditer(text):
        if atom.end() > limit:
            break
        end = atom.end()
        if atom[0] == "\n":
            after_line = end
        if atom[0].isspace():
            after_word = end
    at = next((place for place in (after_line, after_word) if place > limit // 2), end)
    return text[:at], text[at:]
