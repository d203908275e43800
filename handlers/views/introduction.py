"""What Kollega says of itself in a channel, before and after it is started."""

from __future__ import annotations

from typing import Any

from handlers.texts import EN, SV, Texts
from handlers.views import actions
from handlers.views.blocks import Block, button, context, divider, message, section
from handlers.views.blocks import actions as buttons
from handlers.views.entries import name
from handlers.views.limits import CHANNEL_NAME, cut
from handlers.views.mrkdwn import calm
from knowledge.domain.found import Speaker

_START = "Starta här · Start here"  # both languages on one button: nobody's language is known yet


def channel_introduction() -> dict[str, Any]:
    """The first message in a channel, in both languages, with the button that starts Kollega."""
    blocks: list[Block] = []
    for t in (SV, EN):
        blocks += [section(f"{t.introduction.hello}\n{_points(t, t.introduction.not_yet)}"), divider()]
    return message(
        f"{SV.introduction.hello} {SV.introduction.not_yet}\n{EN.introduction.hello} {EN.introduction.not_yet}",
        [*blocks, buttons(button(_START, actions.START_CHANNEL, style="primary"))],
    )


def started(channel_name: str, by: Speaker) -> dict[str, Any]:
    """The same message once Kollega was started: who did it stands where the button was."""
    channel = calm(cut(channel_name, CHANNEL_NAME))
    blocks: list[Block] = []
    said: list[str] = []
    for t in (SV, EN):
        line = t.introduction.started(channel, name(by, t))
        blocks += [section(f"{t.introduction.hello}\n{_points(t)}"), context(line), divider()]
        said.append(line)
    return message("\n".join(said), blocks[:-1])


def for_newcomer(t: Texts) -> dict[str, Any]:
    """Told once, privately, to who joins a started channel."""
    return message(f"{t.introduction.newcomer} {t.introduction.hello}", [section(f"{t.introduction.newcomer}\n{_points(t)}")])


def not_allowed(t: Texts, needs: str) -> dict[str, Any]:
    """Somebody pressed the button who may not start Kollega there; `needs` is «creator» in a private channel."""
    return message(t.introduction.needs_creator if needs == "creator" else t.introduction.needs_inviter)


def _points(t: Texts, *more: str) -> str:
    return "\n".join(f"• {point}" for point in (*t.introduction.points, *more))
