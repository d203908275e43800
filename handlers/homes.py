"""The App Home: one's own questions with what waits for a click, language, privacy."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.payloads import BlockAction
from handlers.speech import Speech
from handlers.views import actions, home
from knowledge.domain.errors import KollegaError
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.ports import Clock
from knowledge.services.answering import Answering
from knowledge.services.privacy import PrivacyDesk
from knowledge.storage import Session, Store, outbox, people

HOME = "home"


@dataclass(frozen=True)
class Homes:
    """Shows each person their App Home and takes its clicks."""

    store: Store
    clock: Clock
    client: WebClient
    answering: Answering
    privacy: PrivacyDesk
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.HOME_SOLVED))(self.on_solved)
        app.action(actions.any_of(actions.HOME_WITHDRAW))(self.on_withdraw)
        app.action(actions.any_of(actions.HOME_LANGUAGE))(self.on_language)

    def queue(self, session: Session, user: UserId) -> None:
        """Have somebody's App Home shown (anew) by the outbox."""
        outbox.add(session, method="views.publish", channel_id=None, user_id=user, kind=HOME, body={}, created_at=self.clock.now())

    def view(self, user: UserId) -> dict[str, Any]:
        """The App Home as it is now."""
        mine = self.answering.mine(user)
        privacy = self.privacy.show(user)
        with self.store.reading() as session:
            t, link = self.speech.to(session, user), self.speech.link(session)
            own = people.own_language(session, user)
        return home.home(mine, privacy, t, link, own)

    def publish(self, user: UserId) -> None:
        """Show somebody's App Home now."""
        self.client.views_publish(user_id=user, view=self.view(user))

    def on_solved(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        with suppress(KollegaError):  # done already, or gone: the page shown anew says so
            self.answering.accept(_ref(click.value), click.person)
        self.publish(click.person)

    def on_withdraw(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        with suppress(KollegaError):  # done already, or gone: the page shown anew says so
            self.answering.withdraw(_ref(click.value), click.person)
        self.publish(click.person)

    def on_language(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.writing() as session:
            people.choose_language(session, click.person, click.value if click.value in {"sv", "en"} else None)
        self.publish(click.person)


def _ref(value: str) -> MessageRef:
    channel, _, ts = value.partition(":")
    return MessageRef(ChannelId(channel), Ts(ts))
