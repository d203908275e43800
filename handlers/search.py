"""`/ask`, and what can be done with its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond

from handlers.payloads import BlockAction, SlashCommand
from handlers.speech import Speech
from handlers.views import actions, answers, errors, helptext
from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, EntryId, UserId
from knowledge.domain.ports import Clock
from knowledge.services import audiences
from knowledge.services.answering import Answering
from knowledge.services.search import Search
from knowledge.services.sharing import Sharing
from knowledge.storage import Store


@dataclass(frozen=True)
class SearchHandlers:
    """Search privately; *Solved it*, *Share in channel*, *More*."""

    store: Store
    clock: Clock
    search: Search
    answering: Answering
    sharing: Sharing
    speech: Speech

    def register(self, app: App) -> None:
        app.command("/ask")(self.on_ask)
        app.action(actions.any_of(actions.SOLVED))(self.on_solved)
        app.action(actions.any_of(actions.SHARE))(self.on_share)
        app.action(actions.any_of(actions.MORE))(self.on_more)

    def on_ask(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()  # Slack gives 3 s; a search may take longer
        asked = SlashCommand.parse(body)
        respond(**self.answer(asked.person, asked.channel, asked.text))

    def answer(self, user: UserId, channel: ChannelId, text: str, offset: int = 0) -> dict[str, Any]:
        """A private answer to a question from one person in one place; help where nothing was asked."""
        with self.store.reading() as session:
            t, link = self.speech.to(session, user), self.speech.link(session)
            audience = audiences.visible_to(session, user, self.clock.now())
        if not text.strip():
            return private(helptext.help_message(t))
        result = self.search(text.strip(), audience, offset=offset)
        shareable = self.sharing.may_share_in(channel)
        return private(answers.search_results(result, t, link, shareable=shareable, offset=offset))

    def on_solved(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            helped = self.answering.helped_me(EntryId(int(click.value)), click.person)
        except NotAllowed:
            respond(**private(answers.own_answer(t)), replace_original=False)
        except NotFound:
            respond(**private(errors.gone(t)), replace_original=False)
        else:
            respond(**private(answers.solved_it(t, helped)), replace_original=False)

    def on_share(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            self.sharing.share(EntryId(int(click.value)), click.channel or ChannelId(""), click.person)
        except AlreadyDone:
            respond(**private(errors.already_done(t)), replace_original=False)
        except NotAllowed:
            respond(**private(errors.not_for_everybody(t)), replace_original=False)
        except NotFound:
            respond(**private(errors.gone(t)), replace_original=False)

    def on_more(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        offset, _, query = click.value.partition(":")
        respond(**self.answer(click.person, click.channel or ChannelId(""), query, offset=int(offset)), replace_original=True)


def private(said: Mapping[str, Any]) -> dict[str, Any]:
    """A message that only the one who acted sees."""
    return {**said, "response_type": "ephemeral"}
