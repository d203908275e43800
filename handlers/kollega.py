"""`/kollega`: subcommands in both languages, with or without dots; anything else is a question."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from handlers.channel_settings import SettingsHandlers
from handlers.payloads import SlashCommand
from handlers.private import PrivacyHandlers
from handlers.search import SearchHandlers, private
from handlers.speech import Speech
from handlers.topics import TopicHandlers
from handlers.views import digest, errors, helptext
from handlers.views.permalinks import linked
from handlers.why import WhyAnswers, is_about_why
from knowledge.domain.errors import NotFound
from knowledge.services.digest import Digests
from knowledge.storage import Store

_HELP = frozenset({"hjalp", "help", ""})
_SETTINGS = frozenset({"installningar", "settings"})
_DIGEST = frozenset({"veckobrev", "digest"})
_SWITCHED = frozenset({"on", "off", "pa", "av"})
_PRIVACY = frozenset({"integritet", "privacy"})
_TOPICS = frozenset({"amnen", "topics"})
_WHY = frozenset({"varfor", "why"})


@dataclass(frozen=True)
class KollegaCommand:
    """One command for everything."""

    store: Store
    client: WebClient
    search: SearchHandlers
    privacy: PrivacyHandlers
    topics: TopicHandlers
    settings: SettingsHandlers
    why: WhyAnswers
    speech: Speech
    digests: Digests

    def register(self, app: App) -> None:
        app.command("/kollega")(self.on_command)

    def on_command(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        asked = SlashCommand.parse(body)
        word = plain(asked.text)
        if word in _HELP:
            with self.store.reading() as session:
                t = self.speech.to(session, asked.person)
            respond(**private(helptext.help_message(t)))
        elif word in _PRIVACY:
            self.privacy.open(asked.person, asked.trigger_id)
        elif word.split()[0] in _TOPICS and is_about_topics(asked.text.split()[1:]):
            respond(**self.topics.answer(asked.person, asked.text.split()[1:]))
        elif word.split()[0].rstrip("?") in _WHY and is_about_why(rest := " ".join(asked.text.split()[1:])):
            respond(**private(self.why.answer(asked, linked(rest))))
        elif word in _SETTINGS:
            said = self.settings.open(asked.person, asked.channel, asked.trigger_id)
            if said is not None:
                respond(**private(said))
        elif word in _DIGEST or is_about_digest(word):
            respond(**private(self.coming_digest(asked)))
        else:
            respond(**self.search.answer(asked.person, asked.channel, asked.text))

    def coming_digest(self, asked: SlashCommand) -> dict[str, Any]:
        """The next digest of the channel where somebody asks for it."""
        with self.store.reading() as session:
            t, within = self.speech.to(session, asked.person), self.speech.within(session, asked.channel)
            link = self.speech.link(session)
        try:
            told = self.digests.coming(asked.channel, asked.person)
        except NotFound:
            return errors.not_here(t)
        return digest.coming(told, t, within, link)


def is_about_topics(words: Sequence[str]) -> bool:
    """Whether what follows `ämnen` is a change of one's topics; otherwise it is a question that begins with that word."""
    return not words or words[0][:1] in "+-"


def is_about_digest(word: str) -> bool:
    """Whether somebody wants the digest switched: what they are shown has the button for it, where they may."""
    named, _, wish = word.partition(" ")
    return named in _DIGEST and wish.strip() in _SWITCHED


def plain(text: str) -> str:
    """A subcommand as it is compared: lower case, without dots over letters."""
    parted = unicodedata.normalize("NFD", text.strip().casefold())
    return "".join(c for c in parted if not unicodedata.combining(c))
