"""Would somebody like to be the one who is asked last in a channel?"""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views import actions
from handlers.views.blocks import actions as buttons
from handlers.views.blocks import button, message, section
from handlers.views.entries import name
from handlers.views.limits import CHANNEL_NAME, cut
from handlers.views.mrkdwn import calm
from knowledge.domain.found import Speaker
from knowledge.domain.ids import ChannelId


def question(channel: ChannelId, channel_name: str, by: Speaker, t: Texts) -> dict[str, Any]:
    words = t.settings.role
    said = words.question(name(by, t), _sign(channel_name))
    answers = buttons(button(words.yes, actions.ROLE_YES, channel, style="primary"), button(words.no, actions.ROLE_NO, channel))
    return message(said, [section(said), answers])


def answered(channel_name: str, t: Texts, *, yes: bool) -> dict[str, Any]:
    words = t.settings.role
    return message((words.said_yes if yes else words.said_no)(_sign(channel_name)))


def _sign(channel_name: str) -> str:
    return f"#{calm(cut(channel_name, CHANNEL_NAME))}"
