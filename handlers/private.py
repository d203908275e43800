"""`/kollega integritet`: opt out or in, see, export, erase."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.payloads import BlockAction
from handlers.speech import Speech
from handlers.views import actions, privacy
from knowledge.domain.ids import UserId
from knowledge.services.privacy import PrivacyDesk
from knowledge.storage import Store

_SNIPPET = 2_900  # a section holds 3,000; longer exports go as several messages in the DM


@dataclass(frozen=True)
class PrivacyHandlers:
    """Everybody's own; nobody sees another's here."""

    store: Store
    client: WebClient
    desk: PrivacyDesk
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.PRIVACY_OPEN))(self.on_open)
        app.action(actions.any_of(actions.PRIVACY_OPT_OUT))(self.on_opt_out)
        app.action(actions.any_of(actions.PRIVACY_OPT_IN))(self.on_opt_in)
        app.action(actions.any_of(actions.PRIVACY_EXPORT))(self.on_export)
        app.action(actions.any_of(actions.PRIVACY_ERASE))(self.on_erase)

    def open(self, user: UserId, trigger: str) -> None:
        """The page about one's own data. `trigger` lives three seconds: nothing slow before."""
        self.client.views_open(trigger_id=trigger, view=self._overview(user))

    def on_open(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        self.open(click.person, click.trigger_id)

    def on_opt_out(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        self.desk.opt_out(click.person)
        self._update(click)

    def on_opt_in(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        self.desk.opt_in(click.person)
        self._update(click)

    def on_export(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        kept = self.desk.export(click.person, click.person)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        channel = self.client.conversations_open(users=click.person)["channel"]["id"]
        lines = json.dumps(kept, ensure_ascii=False, indent=1)
        self.client.chat_postMessage(channel=channel, **privacy.export_ready(t))
        for start in range(0, len(lines), _SNIPPET):
            self.client.chat_postMessage(channel=channel, **privacy.export_part(lines[start : start + _SNIPPET]))
        self._update(click)

    def on_erase(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        gone = self.desk.erase(click.person, click.person)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        self.client.views_update(view_id=_view_id(click), view=privacy.erased(t, gone.messages, gone.facts))

    def _overview(self, user: UserId) -> dict[str, Any]:
        with self.store.reading() as session:
            t = self.speech.to(session, user)
        return privacy.overview(self.desk.show(user), t)

    def _update(self, click: BlockAction) -> None:
        self.client.views_update(view_id=_view_id(click), view=self._overview(click.person))


def _view_id(click: BlockAction) -> str:
    return click.view.view_id if click.view else ""
