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
from handlers.views import actions, asks
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
        app.view(views.NEW_FORM)(self.on_saved)

    def answer(self, user: UserId, words: Sequence[str]) -> dict[str, Any]:
        """The private answer to `/kollega ämnen +vpn -skrivare`; without words, what one is asked about."""
        with self.store.reading() as session:
            t = self.speech.to(session, user)
        add, remove = parsed(words)
        if not add and not remove:
            return private(views.mine(self.topics.of(user), t, may_keep=self.topics.may_keep(user)))
        try:
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
        self.client.views_open(trigger_id=click.trigger_id, view=views.new_form(t))

    def on_saved(self, ack: Ack, body: dict[str, Any]) -> None:
        form = ViewSubmission.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, form.person)
        home = form.view.one(views.HOME)
        try:
            topic = self.topics.add(
                form.person,
                " ".join(form.view.one(views.NAME).split()),
                form.view.one(views.SYNONYMS).split(","),
                ChannelId(home) if home else None,
                [UserId(user) for user in form.view.many(views.EXPERTS)],
            )
        except AlreadyDone:
            ack(response_action="errors", errors={views.NAME: t.topics.taken})
        except NotFound:
            ack(response_action="errors", errors={views.HOME: t.topics.not_there})
        except NotAllowed:
            ack(response_action="update", view=asks.gone_form(t))
        else:
            ack(response_action="update", view=views.saved(topic, t))


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
