"""The button *Starta här · Start here* under Kollega's first message in a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond

from handlers.mirror import SlackMirror
from handlers.payloads import BlockAction
from handlers.search import private
from handlers.speech import Speech
from handlers.views import actions, errors, introduction
from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId
from knowledge.services.starting import Starting
from knowledge.storage import Store


@dataclass(frozen=True)
class StartHandlers:
    """Start capture in a channel."""

    store: Store
    starting: Starting
    mirror: SlackMirror
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.START_CHANNEL))(self.on_start)

    def on_start(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        self.mirror.known(click.person)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            self.starting.start(click.channel or ChannelId(""), click.person, click.message_ts)
        except NotAllowed as refused:
            respond(**private(introduction.not_allowed(t, refused.needs)), replace_original=False)
        except AlreadyDone:
            respond(**private(errors.already_done(t)), replace_original=False)
        except NotFound:
            respond(**private(errors.gone(t)), replace_original=False)
