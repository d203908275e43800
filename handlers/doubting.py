"""*Doesn't hold any more*, and *Take it back*."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond

from handlers.payloads import BlockAction
from handlers.search import private
from handlers.speech import Speech
from handlers.views import actions, doubts, errors
from knowledge.domain.errors import AlreadyDone, NotFound
from knowledge.domain.ids import EntryId, Ts
from knowledge.services.doubting import Doubting
from knowledge.storage import Store


@dataclass(frozen=True)
class DoubtHandlers:
    """Doubt an answer that one was shown."""

    store: Store
    doubting: Doubting
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.DOUBT))(self.on_doubt)
        app.action(actions.any_of(actions.DOUBT_BACK))(self.on_take_back)

    def on_doubt(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t, link = self.speech.to(session, click.person), self.speech.link(session)
        try:
            done = self.doubting.press(*shown_in(click), click.person)
        except NotFound:
            respond(**private(errors.gone(t)), replace_original=False)
        else:
            said = doubts.doubted(done, t, link) if done.stands else doubts.taken_back(done, t)
            respond(**private(said), replace_original=False)

    def on_take_back(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            done = self.doubting.take_back(*shown_in(click), click.person)
        except AlreadyDone:
            respond(**private(errors.already_done(t)), replace_original=True)
        except NotFound:
            respond(**private(errors.gone(t)), replace_original=True)
        else:
            respond(**private(doubts.taken_back(done, t)), replace_original=True)


def shown_in(click: BlockAction) -> tuple[EntryId, Ts]:
    """The entry and the answer that a button stood under."""
    entry, _, answer = click.value.partition(":")
    return EntryId(int(entry)), Ts(answer)
