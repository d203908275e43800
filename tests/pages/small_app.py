"""A small app for the page to show: it answers in every way that an app can."""

from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

Json = dict[str, Any]
OFFER: Json = {
    "name": "Kollega",
    "commands": [
        {"command": "/ask", "usage": "[question]", "description": "Ask"},
        {"command": "/form", "usage": "", "description": "Open a form"},
    ],
    "message_shortcuts": [{"callback_id": "keep", "name": "Keep this"}],
    "global_shortcuts": [{"callback_id": "tip", "name": "Give a tip"}],
}


def answering(client: WebClient) -> App:
    app = App(client=client)

    @app.command("/ask")
    def ask(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        respond(
            text="note", blocks=[_section(f"You asked: {body['text']}"), {"type": "actions", "elements": [_button("Solved", "solved")]}]
        )

    @app.action("solved")
    def solved(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Good to hear", replace_original=True)

    @app.command("/form")
    @app.shortcut("tip")
    def form(ack: Ack, body: Json) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=_form("Give a tip"))

    @app.shortcut("keep")
    def keep(ack: Ack, body: Json) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=_form("Keep this", _section(body["message"]["text"])))

    @app.view("form")
    def sent(ack: Ack, body: Json) -> None:
        written = body["view"]["state"]["values"]["tip"]["text"]["value"]
        if written == "wrong":
            ack(response_action="errors", errors={"tip": "Say it otherwise"})
            return
        ack()
        client.chat_postMessage(channel=client.conversations_open(users=body["user"]["id"])["channel"]["id"], text=f"Thanks for: {written}")

    @app.event("message")
    def message(event: Json, say: Say) -> None:
        if event["channel_type"] == "im" and "subtype" not in event:
            say(f"You wrote: {event['text']}")

    return app


def _form(title: str, *above: Json) -> Json:
    field = {
        "type": "input",
        "block_id": "tip",
        "label": _plain("Your tip"),
        "element": {"type": "plain_text_input", "action_id": "text"},
    }
    return {"type": "modal", "callback_id": "form", "title": _plain(title), "submit": _plain("Send"), "blocks": [*above, field]}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(text: str, action: str) -> Json:
    return {"type": "button", "text": _plain(text), "action_id": action}
