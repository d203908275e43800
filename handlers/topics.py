"""`/kollega ämnen`: what one is asked about, the invitation's buttons, the form for a new topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from handlers.payloads import BlockAction, ViewSubmission
from handlers.search import private
from handlers.speech import Speech
from handlers.views import actions, asks, errors
from handlers.views import topics as views
from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, UserId
from knowledge.services.topics import Topics
from knowledge.storage import Store


@dataclass(frozen=True)
class TopicHandlers:
    """Declare, be invited, add to the list."""

    store: Store
    client: WebClient
    topics: Topics
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.TOPIC_YES))(lambda ack, body, respond: self.on_invited(ack, body, respond, yes=True))
        app.action(actions.any_of(actions.TOPIC_NO))(lambda ack, body, respond: self.on_invited(ack, body, respond, yes=False))
        app.action(actions.any_of(actions.TOPIC_NEW))(self.on_new)
        app.action(actions.any_of(actions.TOPIC_EDIT))(self.on_edit)
        app.view(views.TOPIC_FORM)(self.on_saved)

    def answer(self, user: UserId, words: Sequence[str]) -> dict[str, Any]:
        """The private answer to `/kollega ämnen +vpn -skrivare`; without words, what one is asked about."""
        with self.store.reading() as session:
            t = self.speech.to(session, user)
        add, remove = parsed(words)
        try:
            if not add and not remove:
                return private(views.mine(self.topics.of(user), t, may_keep=self.topics.may_keep(user)))
            return private(views.changed(self.topics.declare(user, add, remove), t))
        except NotAllowed:
            return private(views.members_only(t))

    def on_invited(self, ack: Ack, body: dict[str, Any], respond: Respond, *, yes: bool) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            topic = self.topics.answer_invitation(click.person, int(click.value), yes=yes)
        except NotFound:
            respond(**asks.gone(t), replace_original=True)
        else:
            respond(**views.invitation_answered(topic, t, yes=yes), replace_original=True)

    def on_new(self, ack: Ack, body: dict[str, Any]) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        self.client.views_open(trigger_id=click.trigger_id, view=views.topic_form(t))

    def on_edit(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, click.person)
        try:
            topic = next((each for each in self.topics.of(click.person).every if str(each.id) == click.value), None)
        except NotAllowed:  # a guest by now
            topic = None
        if topic is None:
            respond(**private(errors.gone(t)), replace_original=False)
        else:
            self.client.views_open(trigger_id=click.trigger_id, view=views.topic_form(t, topic))

    def on_saved(self, ack: Ack, body: dict[str, Any]) -> None:
        form = ViewSubmission.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, form.person)
        home, name = form.view.one(views.HOME), " ".join(form.view.one(views.NAME).split())
        topic = int(form.view.private_metadata) if form.view.private_metadata else None
        try:
            if topic is not None and form.view.many(views.TAKE_OFF):
                self.topics.take_off(form.person, topic)
                ack(response_action="update", view=views.taken_off(t))
                return
            self.topics.save(
                form.person,
                topic,
                name,
                form.view.one(views.SYNONYMS).split(","),
                ChannelId(home) if home else None,
                [UserId(user) for user in form.view.many(views.EXPERTS)],
            )
        except AlreadyDone:
            ack(response_action="errors", errors={views.NAME: t.topics.taken})
        except NotFound as missing:
            if missing.what == "channel":
                ack(response_action="errors", errors={views.HOME: t.topics.not_there})
            else:
                ack(response_action="update", view=asks.gone_form(t))
        except NotAllowed:
            ack(response_action="update", view=asks.gone_form(t))
        else:
            ack(response_action="update", view=views.saved(name, t))


def parsed(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names after `+` and after `-`; a name may have several words: `+remote access -vpn`."""
    names: list[list[str]] = []
    for word in words:
        if word[:1] in {"+", "-", "\u2212", "\u2013"}:
            names.append(["+" if word[0] == "+" else "-", word[1:]])
        elif names:
            names[-1].append(word)
    spoken = [(sign, " ".join(part for part in parts if part)) for sign, *parts in names]
    return [name for sign, name in spoken if sign == "+" and name], [name for sign, name in spoken if sign == "-" and name]
