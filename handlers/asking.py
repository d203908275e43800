"""What an expert does with a question that was put to them, and what anybody does with *Answer*."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from handlers.homes import Homes
from handlers.payloads import BlockAction, ViewSubmission
from handlers.search import private
from handlers.speech import Speech
from handlers.views import actions, asks, errors
from handlers.views.mrkdwn import escape, unescape
from knowledge.domain.errors import AlreadyDone, KollegaError, NotAllowed, NotFound
from knowledge.domain.found import Speaker
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.later import Later
from knowledge.services.replying import Answered, Replying
from knowledge.services.routing import Routing
from knowledge.storage import Store, people
from knowledge.storage import asks as asked


@dataclass(frozen=True)
class AskHandlers:
    """*Answer* · *Later* · *Pass on* · *Not my area*; *Ask nobody* for the asker; *Edit* and *Remove* for who answered.

    The direct message is shown anew by the outbox after each; a click on one that has changed meanwhile changes nothing.
    """

    store: Store
    client: WebClient
    routing: Routing
    replying: Replying
    homes: Homes
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.ASK_OPEN))(self.on_open)
        app.action(actions.any_of(actions.ASK_ANSWER))(self.on_answer)
        app.action(actions.any_of(actions.ANSWER_QUESTION))(self.on_answer_question)
        app.view(asks.ANSWER_FORM)(self.on_answered)
        app.action(actions.any_of(actions.ASK_LATER))(self.on_later)
        app.action(actions.any_of(actions.ASK_HAND_ON))(self.on_pass_on)
        app.view(asks.HAND_ON_FORM)(self.on_passed)
        app.action(actions.any_of(actions.ASK_NOT_MINE))(self.on_not_mine)
        app.action(actions.any_of(actions.ASK_AGAIN))(self.on_again)
        app.action(actions.any_of(actions.ASK_STOP))(self.on_stop)
        app.action(actions.any_of(actions.ANSWER_CHANGE))(self.on_change)
        app.view(asks.EDIT_FORM)(self.on_edited)
        app.view(asks.REMOVE_FORM)(self.on_removed)

    def on_open(self, ack: Ack, body: dict[str, Any]) -> None:
        """A link that Slack follows by itself; the click tells that the message was read."""
        ack()
        click = BlockAction.parse(body)
        if click.value:  # messages sent before it had one stand without
            self.routing.reacted(int(click.value), click.person)

    def on_answer(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        self.routing.reacted(int(click.value), click.person)
        with self.store.reading() as session:
            row = asked.get(session, int(click.value))
            question = asked.question_of(row) if row is not None and row.expert == click.person else None
        self._open_answer(question, click, respond)

    def on_answer_question(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        self._open_answer(_ref(click.value), click, respond)

    def on_answered(self, ack: Ack, body: dict[str, Any]) -> None:
        form = ViewSubmission.parse(body)
        question = _ref(form.view.private_metadata)
        self._sent(ack, form, lambda text: self.replying.answer(question, form.person, text, form.view.view_id))

    def on_later(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        ask, _, when = click.value.partition(":")
        self.routing.reacted(int(ask), click.person)
        try:
            self.routing.later(int(ask), click.person, Later(when))
        except KollegaError as error:
            self._refuse(error, click, respond)

    def on_pass_on(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        self.routing.reacted(int(click.value), click.person)
        try:
            colleagues = self.routing.colleagues(int(click.value), click.person)
        except KollegaError as error:
            self._refuse(error, click, respond)
            return
        with self.store.reading() as session:
            t, known = self.speech.to(session, click.person), people.speakers(session, colleagues)
        view = asks.hand_on_form(int(click.value), [known[user] for user in colleagues], t)
        self.client.views_open(trigger_id=click.trigger_id, view=view)

    def on_passed(self, ack: Ack, body: dict[str, Any]) -> None:
        form = ViewSubmission.parse(body)
        try:
            self.routing.pass_on(int(form.view.private_metadata), form.person, UserId(asks.chosen_colleague(form.view.values)))
        except KollegaError:
            ack(response_action="update", view=self._gone(form.person))
        else:
            ack()

    def on_not_mine(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        self.routing.reacted(int(click.value), click.person)
        try:
            self.routing.not_mine(int(click.value), click.person)
        except KollegaError as error:
            self._refuse(error, click, respond)

    def on_again(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        self.routing.ask_again(click.person)
        if click.view is not None:
            self.homes.publish(click.person)
            return
        with self.store.reading() as session:
            respond(**asks.asks_again(self.speech.to(session, click.person)), replace_original=True)

    def on_stop(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        answered = self.replying.is_answered(_ref(click.value), click.person)
        if not answered:
            with suppress(NotFound):  # the question is gone: nobody is asked
                self.routing.stop(_ref(click.value), click.person)
        if click.view is not None:
            self.homes.publish(click.person)
        else:
            respond(**private(asks.answered_already(t) if answered else asks.stopped(t)), replace_original=True)

    def on_change(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        """The menu of an answer in a thread; it stands there for everybody, and does something for its author."""
        ack()
        click = BlockAction.parse(body)
        ref = MessageRef(click.channel or ChannelId(""), click.message_ts or Ts(""))
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            text = self.replying.text(ref, click.person)
        except NotAllowed:
            respond(**private(asks.not_yours(self._author(ref), t)), replace_original=False)
        except NotFound:
            respond(**private(errors.gone(t)), replace_original=False)
        else:
            view = asks.remove_form(ref, t) if click.value == asks.REMOVE else asks.edit_form(ref, unescape(text), t)
            self.client.views_open(trigger_id=click.trigger_id, view=view)

    def on_edited(self, ack: Ack, body: dict[str, Any]) -> None:
        form = ViewSubmission.parse(body)
        self._sent(ack, form, lambda text: self.replying.edit(_ref(form.view.private_metadata), form.person, text))

    def on_removed(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        form = ViewSubmission.parse(body)
        with suppress(NotFound, NotAllowed):  # removed already, or never theirs
            self.replying.remove(_ref(form.view.private_metadata), form.person)

    def _open_answer(self, question: MessageRef | None, click: BlockAction, respond: Respond) -> None:
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
            me = people.speakers(session, [click.person])[click.person]
        try:
            if question is None:
                raise NotFound("question")
            asking = self.replying.question(question, click.person)
            with self.store.reading() as session:
                there = self.speech.within(session, asking.ref.channel)
        except NotAllowed:
            respond(**private(errors.opted_out(t)), replace_original=False)
        except NotFound:
            respond(**private(asks.gone(t)), replace_original=False)
        else:
            self.client.views_open(trigger_id=click.trigger_id, view=asks.answer_form(asking.ref, asking.text, me, t, there))

    def _sent(self, ack: Ack, form: ViewSubmission, send: Callable[[str], Answered]) -> None:
        """Closes the form, unless what was written cannot be posted; where secrets were struck out of it it says so first."""
        text = asks.written_answer(form.view.values)
        with self.store.reading() as session:
            t = self.speech.to(session, form.person)
        if wrong := asks.wrong_answer(text, t):
            ack(response_action="errors", errors=wrong)
            return
        try:
            answered = send(escape(text))
        except AlreadyDone:
            ack(response_action="update", view=asks.on_its_way_form(t))
            return
        except KollegaError:
            ack(response_action="update", view=self._gone(form.person))
            return
        if not answered.masked:
            ack()
            return
        ack(response_action="update", view=asks.masked_form(answered.masked, t))

    def _refuse(self, error: KollegaError, click: BlockAction, respond: Respond) -> None:
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        match error:
            case AlreadyDone():
                respond(**private(asks.closed(t)), replace_original=False)
            case NotFound() | NotAllowed():
                respond(**private(asks.gone(t)), replace_original=False)
            case _:
                raise error

    def _gone(self, user: UserId) -> dict[str, Any]:
        with self.store.reading() as session:
            return asks.gone_form(self.speech.to(session, user))

    def _author(self, ref: MessageRef) -> Speaker:
        with self.store.reading() as session:
            return self.replying.author(session, ref)


def _ref(value: str) -> MessageRef:
    channel, _, ts = value.partition(":")
    return MessageRef(ChannelId(channel), Ts(ts))
