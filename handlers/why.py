"""`/kollega why`: a steward is told why Kollega suggested something or stayed silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from handlers.payloads import SlashCommand
from handlers.speech import Speech
from handlers.views import errors, shortcuts, why
from handlers.views.permalinks import linked
from knowledge.domain.errors import NotAllowed, NotFound
from knowledge.domain.ids import MessageRef
from knowledge.services.explaining import Explaining
from knowledge.storage import Store, people


@dataclass(frozen=True)
class WhyAnswers:
    """Of the last questions in the channel where it is asked; with the link to a message, of that one."""

    store: Store
    explaining: Explaining
    speech: Speech

    def answer(self, asked: SlashCommand, message: MessageRef | None) -> dict[str, Any]:
        with self.store.reading() as session:
            t, link = self.speech.to(session, asked.person), self.speech.link(session)
            here = people.known_channel(session, asked.channel)
        try:
            if message is not None:
                return why.one(self.explaining.one(message, asked.person), t, link)
            return why.latest(self.explaining.latest(asked.channel, asked.person), here.name if here else "", t, link)
        except NotAllowed as error:
            if error.needs == "steward":
                return why.stewards_only(t)
            return errors.not_started(t) if message is None else shortcuts.not_started(t)
        except NotFound:
            return errors.not_here(t) if message is None else why.no_question(t)


def is_about_why(words: str) -> bool:
    """Whether what follows `why` is nothing, or a link to a message; otherwise it is a question that begins with that word."""
    return not words.strip() or linked(words) is not None
