"""The App Home: one's own questions with what waits for a click, when one may be asked, quiet, language, privacy."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App
from slack_sdk import WebClient

from handlers.payloads import BlockAction, ViewSubmission
from handlers.speech import Speech
from handlers.views import actions, home, home_places, hours
from knowledge.domain.errors import KollegaError, WrongSetting
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.ports import Clock
from knowledge.services.answering import Answering
from knowledge.services.homes import HomeDesk
from knowledge.services.settings import SettingsDesk
from knowledge.storage import Session, Store, outbox, people

HOME = "home"


@dataclass(frozen=True)
class Homes:
    """Shows each person their App Home and takes its clicks."""

    store: Store
    clock: Clock
    client: WebClient
    answering: Answering
    pages: HomeDesk
    settings: SettingsDesk
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.HOME_SOLVED))(self.on_solved)
        app.action(actions.any_of(actions.HOME_WITHDRAW))(self.on_withdraw)
        app.action(actions.any_of(actions.HOME_LANGUAGE))(self.on_language)
        app.action(actions.any_of(actions.HOME_MUTE))(self.on_mute)
        app.action(actions.any_of(actions.HOME_UNMUTE))(self.on_unmute)
        app.action(actions.any_of(actions.HOME_HOURS))(self.on_hours)
        app.view(hours.CALLBACK)(self.on_hours_submitted)

    def queue(self, session: Session, user: UserId) -> None:
        """Have somebody's App Home shown (anew) by the outbox."""
        outbox.add(session, method="views.publish", channel_id=None, user_id=user, kind=HOME, body={}, created_at=self.clock.now())

    def view(self, user: UserId) -> dict[str, Any]:
        """The App Home as it is now."""
        with self.store.reading() as session:
            return home.home(self.pages.page(session, user), self.speech.to(session, user), self.speech.link(session))

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

    def on_mute(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        self.settings.mute(click.person, week=click.value == home_places.WEEK)
        self.publish(click.person)

    def on_unmute(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        self.settings.unmute(click.person)
        self.publish(click.person)

    def on_hours(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            view = hours.form(self.settings.own(session, click.person), self.speech.to(session, click.person))
        self.client.views_open(trigger_id=click.trigger_id, view=view)

    def on_hours_submitted(self, ack: Ack, body: dict[str, Any]) -> None:
        sent = ViewSubmission.parse(body)
        with self.store.reading() as session:
            own, t = self.settings.own(session, sent.person), self.speech.to(session, sent.person)
        try:
            self.settings.change_own(sent.person, hours.changes(own, sent.view.values))
        except WrongSetting as refused:
            ack(response_action="errors", errors={name: t.settings.wrong[why] for name, why in refused.wrong.items()})
            return
        ack()
        self.publish(sent.person)


def _ref(value: str) -> MessageRef:
    channel, _, ts = value.partition(":")
    return MessageRef(ChannelId(channel), Ts(ts))
