"""What the app offers in Slack, its commands and shortcuts, and the app manifest made from them and from `features`.

A new command is one line in COMMANDS, a new message shortcut one line in MESSAGE_SHORTCUTS (Slack takes five), both in both
languages; a new subcommand of `/kollega` is one word in its usage hint. Whoever has the app already pastes the new manifest
under *App Manifest* in its settings. Scopes and events stand in `features.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from handlers import features

Lang = Literal["sv", "en"]

ASK = "/ask"
KOLLEGA = "/kollega"
MARK_AS_ANSWER = "mark_as_answer"


@dataclass(frozen=True, slots=True)
class Both:
    """The same words in both languages."""

    sv: str
    en: str

    def words(self, lang: Lang) -> str:
        return self.sv if lang == "sv" else self.en


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command; `usage` is the hint that Slack shows while it is typed."""

    command: str
    usage: Both
    description: Both


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry in the menu of every message."""

    callback_id: str
    name: Both
    description: Both


COMMANDS: tuple[Command, ...] = (
    Command(
        ASK,
        Both("hur gör jag …", "how do I …"),
        Both("Hitta det som kollegor redan har svarat på", "Find what colleagues have answered before"),
    ),
    Command(
        KOLLEGA,
        Both(
            "fråga · ämnen · veckobrev · inställningar · varför · integritet · hjälp",
            "question · topics · digest · settings · why · privacy · help",
        ),
        Both("Fråga Kollega, eller ställ in vad Kollega gör för dig", "Ask Kollega, or set what it does for you"),
    ),
)
MESSAGE_SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(
        MARK_AS_ANSWER,
        Both("Markera som svar", "Mark as answer"),
        Both("Det här meddelandet är svaret på en fråga", "This message answers a question"),
    ),
)

_NAME = "Kollega"
_COLOUR = "#2f4a43"
_DESCRIPTION = Both("Bra svar försvinner inte i flödet", "Good answers do not disappear in the flow")
_LONG_DESCRIPTION = Both(
    "Kollega sparar frågor och svar från de kanaler där någon med rätt till det har startat Kollega, och inget annat. Finns svaret "
    "redan visas det bara för den som frågar, med vem som svarade och en länk till tråden. Bara den som får läsa en kanal hittar "
    "det som står där. Allt ligger på vår egen server. Kollega talar svenska och engelska.",
    "Kollega keeps questions and answers from the channels where somebody with the right to has started it, and nothing else. "
    "If there is an answer already, only the one who asks sees it, with who answered and a link to the thread. Only who may "
    "read a channel finds what stands there. Everything stays on our own server. Kollega speaks Swedish and English.",
)


def offered() -> dict[str, Any]:
    """The app as the make-believe Slack and the tests install it: with this table's scopes and events, and no others."""
    return manifest("en")


def manifest(lang: Lang) -> dict[str, Any]:
    """The Slack app manifest, to be pasted where an app is made or changed."""
    return {
        "display_information": {
            "name": _NAME,
            "description": _DESCRIPTION.words(lang),
            "long_description": _LONG_DESCRIPTION.words(lang),
            "background_color": _COLOUR,
        },
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": _NAME, "always_online": True},
            "shortcuts": [_shortcut(each, lang) for each in MESSAGE_SHORTCUTS],
            "slash_commands": [_command(each, lang) for each in COMMANDS],
        },
        "oauth_config": {"scopes": {"bot": features.scopes()}},
        "settings": {
            "event_subscriptions": {"bot_events": features.events()},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def _command(each: Command, lang: Lang) -> dict[str, Any]:
    described = {"command": each.command, "description": each.description.words(lang), "usage_hint": each.usage.words(lang)}
    return {**described, "should_escape": False}


def _shortcut(each: Shortcut, lang: Lang) -> dict[str, Any]:
    described = {"name": each.name.words(lang), "callback_id": each.callback_id, "description": each.description.words(lang)}
    return {**described, "type": "message"}
