"""The first bite of a long text: whole sentences where it can, never half a link or half a code block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.views.limits import ELLIPSIS, cut

# What may not be cut in two: code, links, entities; anything else goes character by character.
_ATOM = re.compile(r"```.+?```|`[^`\n]+`|<[^<>]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?…][)»\"”*_~]*\Z")
_SENTENCE_START = re.compile(r"[\W_]*[A-ZÅÄÖ0-9]")
_CODE_FACTOR = 2  # a script is whole or of no use: it may be this many times longer than the bite
_RAW_FACTOR = 4  # an address may be long where its label is short, but not without end


@dataclass(frozen=True, slots=True)
class _Atom:
    raw: str
    shown: int


def bite(text: str, limit: int = 300) -> str:
    """The beginning of a mrkdwn text: about `limit` characters as shown, and never seven times as many as written.

    A code block that the limit falls into is kept whole if it is at most twice the limit.
    """
    text = text.strip()
    atoms = list(_atoms(text))
    if sum(atom.shown for atom in atoms) <= limit and len(text) <= limit * _RAW_FACTOR:
        return text
    kept = _fitting(atoms, limit - 2)
    if not kept and not (atoms[0].raw.startswith("```") and len(atoms[0].raw) <= limit * _CODE_FACTOR):
        return _shortened(atoms[0].raw, limit)
    begun = "".join(atom.raw for atom in kept)
    following = atoms[len(kept)].raw if len(atoms) > len(kept) else ""
    if following.startswith("```"):
        if len(following) > limit * _CODE_FACTOR:
            return f"{begun.rstrip()} {ELLIPSIS}"
        return f"{begun}{following}" if len(atoms) == len(kept) + 1 else f"{begun}{following}\n{ELLIPSIS}"
    return _at_a_good_place(kept, "".join(atom.raw for atom in atoms[len(kept) : len(kept) + 8]))


def _atoms(text: str) -> Iterator[_Atom]:
    for match in _ATOM.finditer(text):
        raw = match[0]
        if raw.startswith("<") and len(raw) > 1:
            yield _Atom(raw, len(raw.strip("<>").rpartition("|")[2]))
        elif raw.startswith("&") and len(raw) > 1:
            yield _Atom(raw, 1)
        else:
            yield _Atom(raw, len(raw))


def _fitting(atoms: list[_Atom], limit: int) -> list[_Atom]:
    kept: list[_Atom] = []
    shown = raw = 0
    for atom in atoms:
        if shown + atom.shown > limit or raw + len(atom.raw) > limit * _RAW_FACTOR:
            break
        kept.append(atom)
        shown, raw = shown + atom.shown, raw + len(atom.raw)
    return kept


def _at_a_good_place(kept: list[_Atom], following: str) -> str:
    """After the last whole sentence in the second half, else the last whole line or word there, else where the room ends."""
    half = len(kept) // 2
    for is_good in (_ends_sentence, _ends_line, _ends_word):
        for end in range(len(kept), half, -1):
            rest = "".join(atom.raw for atom in kept[end : end + 8]) or following
            if is_good("".join(atom.raw for atom in kept[max(0, end - 8) : end]), rest):
                return f"{''.join(atom.raw for atom in kept[:end]).rstrip()} {ELLIPSIS}"
    return "".join(atom.raw for atom in kept).rstrip() + ELLIPSIS


def _ends_sentence(before: str, after: str) -> bool:
    return bool(_SENTENCE_END.search(before)) and after[:1].isspace() and bool(_SENTENCE_START.match(after.lstrip()))


def _ends_line(_before: str, after: str) -> bool:
    return after.startswith("\n")


def _ends_word(_before: str, after: str) -> bool:
    return after[:1].isspace()


def _shortened(atom: str, limit: int) -> str:
    """A first piece that is too long by itself: code is cut at a line and closed again, a link gives its words."""
    if atom.startswith("```"):
        inside = atom[3:-3].strip("\n")[: limit - 10]
        inside = inside[: inside.rfind("\n")] if "\n" in inside else inside
        return f"```{_without_half(inside)}\n{ELLIPSIS}```"
    if atom.startswith("`"):
        return f"`{_without_half(atom[1:-1][: limit - 3])}{ELLIPSIS}`"
    address, _, label = atom.strip("<>").partition("|")
    return _without_half(cut(label or address, limit))


def _without_half(text: str) -> str:
    """Without the half of an entity that a cut has left."""
    return re.sub(r"&[a-z]{0,3}(?=…?\Z)", "", text)
