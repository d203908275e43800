"""Asked once, privately, of whoever starts Kollega in a channel: a weekly digest?"""

from __future__ import annotations

from typing import Any

from handlers.texts import Texts
from handlers.views import actions
from handlers.views.blocks import actions as buttons
from handlers.views.blocks import button, message, section
from knowledge.domain.ids import ChannelId


def offer(channel: ChannelId, t: Texts) -> dict[str, Any]:
    words = t.settings.offer
    answers = buttons(
        button(words.yes, actions.DIGEST_YES, channel, style="primary"), button(words.settings, actions.SETTINGS_OPEN, channel)
    )
    return message(words.question, [section(words.question), answers])


def taken(t: Texts) -> dict[str, Any]:
    return message(t.settings.offer.thanks)
