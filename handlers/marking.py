"""The message shortcut *Mark as answer*."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

from handlers.payloads import MessageShortcut, ViewSubmission, written
from handlers.search import private
from handlers.speech import Speech
from handlers.views import shortcuts
from knowledge.domain.errors import NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, MessageRef, Ts
from knowledge.domain.messages import Said
from knowledge.language.secrets import mask
from knowledge.services import capture
from knowledge.services.answering import Answering
from knowledge.storage import Store


@dataclass(frozen=True)
class MarkHandlers:
    """Choose which question a message answers."""

    store: Store
    client: WebClient
    answering: Answering
    speech: Speech

    def register(self, app: App) -> None:
        app.shortcut("mark_as_answer")(self.on_shortcut)
        app.view("mark_as_answer")(self.on_submitted)

    def on_shortcut(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        on = MessageShortcut.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, on.person)
        try:
            questions = self.answering.questions_for(on.message, on.person)
        except NotFound:
            respond(**private(shortcuts.not_member(t)))
        except NotAllowed:
            respond(**private(shortcuts.not_started(t)))
        else:
            self.client.views_open(trigger_id=on.trigger_id, view=shortcuts.mark_as_answer(questions, t, on.message))

    def on_submitted(self, ack: Ack, body: dict[str, Any]) -> None:
        form = ViewSubmission.parse(body)
        with self.store.reading() as session:
            t = self.speech.to(session, form.person)
        chosen = shortcuts.chosen_question(form.view.values)
        marked = _ref(form.view.private_metadata)
        if chosen is None:
            ack()
            return
        said = self._read(marked)
        if said is None:
            ack(response_action="update", view=shortcuts.gone(t))
            return
        try:
            helped = self.answering.mark(said, _ref(chosen), form.person)
        except (NotFound, NotAllowed):
            ack(response_action="update", view=shortcuts.gone(t))
        else:
            ack(response_action="update", view=shortcuts.marked(t, helped.helper))

    def _read(self, ref: MessageRef) -> Said | None:
        """The message as Slack has it now, reduced and masked like one that comes through the door."""
        answer = self.client.conversations_replies(channel=ref.channel, ts=ref.ts, latest=ref.ts, inclusive=True, limit=1)
        for raw in answer.get("messages") or []:
            if raw.get("ts") == ref.ts:
                reduced = written(raw, ref.channel)
                if reduced is None:
                    return None
                message = replace(reduced.message, text=mask(reduced.message.text).text)
                return capture.read(message, reduced.mentions, by_asker=False)
        return None


def _ref(value: str) -> MessageRef:
    channel, _, ts = value.partition(":")
    return MessageRef(ChannelId(channel), Ts(ts))
