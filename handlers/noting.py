"""The buttons of a private suggestion, in the note and in the App Home."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond

from handlers.homes import Homes
from handlers.payloads import BlockAction
from handlers.speech import Speech
from handlers.views import actions, errors, suggestions
from knowledge.domain.errors import AlreadyDone, KollegaError, NotAllowed, NotFound
from knowledge.services.suggesting import Suggesting
from knowledge.storage import Store


@dataclass(frozen=True)
class SuggestionHandlers:
    """*This solves it* · *Not what I need* · *Show to everyone*. Everything is checked again at the click."""

    store: Store
    suggesting: Suggesting
    speech: Speech
    homes: Homes

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.SUGGESTION_SOLVES))(self.on_solves)
        app.action(actions.any_of(actions.SUGGESTION_NOT))(self.on_not_needed)
        app.action(actions.any_of(actions.SUGGESTION_SHOW_ALL))(self.on_show)
        app.action(actions.any_of(actions.SUGGESTION_TELL_THREAD))(lambda ack: ack())

    def on_solves(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        tell = suggestions.wants_thread_line(click.state)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            solved = self.suggesting.solves(int(click.value), click.person, tell_thread=tell)
        except KollegaError as error:
            self._refuse(error, click, respond)
        else:
            self._show(click, respond, suggestions.solved(t, solved, wanted_line=tell))

    def on_not_needed(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            self.suggesting.not_needed(int(click.value), click.person)
        except KollegaError as error:
            self._refuse(error, click, respond)
        else:
            self._show(click, respond, suggestions.dismissed(t))

    def on_show(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            self.suggesting.show_to_everyone(int(click.value), click.person)
        except KollegaError as error:
            self._refuse(error, click, respond)
        else:
            self._show(click, respond, suggestions.shown(t))

    def _refuse(self, error: KollegaError, click: BlockAction, respond: Respond) -> None:
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        match error:
            case AlreadyDone(outcome):
                self._show(click, respond, suggestions.already(t, outcome))
            case NotAllowed("audience"):
                self._show(click, respond, errors.not_for_everybody(t), replace=False)
            case NotFound() | NotAllowed():
                self._show(click, respond, suggestions.gone(t))
            case _:
                raise error

    def _show(self, click: BlockAction, respond: Respond, said: dict[str, Any], *, replace: bool = True) -> None:
        """In the note that was clicked; in the App Home by showing it anew."""
        if click.view is not None:
            self.homes.publish(click.person)
        else:
            respond(**said, response_type="ephemeral", replace_original=replace)
