"""What Kollega needs of Slack: feature → scopes → events → what is missing without it.

The manifest and `kollega doctor` are made from this table. A new scope or event is one word in its feature's row, a new
feature one row: the manifest asks for it, the sandbox grants it, the doctor tells what its lack means. Apps that were
installed before must be installed again for a new scope.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that Kollega does, with the bot scopes and bot events that it takes. `without` completes «without it …»."""

    name: str
    scopes: tuple[str, ...]
    events: tuple[str, ...]
    without: str
    optional: bool = False
    """Kollega does its work without it, only less well"""


FEATURES: tuple[Feature, ...] = (
    Feature(
        "public channels",
        ("channels:history", "channels:read"),
        (
            "message.channels",
            "member_joined_channel",
            "member_left_channel",
            "channel_archive",
            "channel_unarchive",
            "channel_deleted",
            "channel_left",
            "channel_rename",
            "channel_shared",
            "channel_unshared",
            "channel_id_changed",
            "channel_history_changed",
        ),
        "nothing is kept or suggested in public channels",
    ),
    Feature(
        "private channels",
        ("groups:history", "groups:read"),
        (
            "message.groups",
            "group_archive",
            "group_unarchive",
            "group_deleted",
            "group_left",
            "group_rename",
            "group_history_changed",
        ),
        "nothing is kept or suggested in private channels, and who may read them is not known",
    ),
    Feature(
        "direct messages",
        ("im:history", "im:read", "im:write"),
        ("message.im",),
        "Kollega hears no direct message, and can write none",
    ),
    Feature("mentions", ("app_mentions:read",), ("app_mention",), "a mention in a channel gets no answer"),
    Feature("posts and notes", ("chat:write",), (), "Kollega can say nothing at all"),
    Feature("commands and shortcuts", ("commands",), (), "there are no commands and no message shortcuts"),
    Feature("App Home", (), ("app_home_opened",), "the home tab stays empty"),
    Feature(
        "accepting by ✅",
        ("reactions:read",),
        ("reaction_added", "reaction_removed"),
        "a ✅ under an answer does not count",
    ),
    Feature("✅ on what is solved", ("reactions:write",), (), "solved questions get no ✅"),
    Feature(
        "people",
        ("users:read",),
        ("team_join", "user_change"),
        "Kollega knows nobody: guests cannot be told from colleagues, so hardly anything may be shown",
    ),
    Feature(
        "the workspace",
        ("team:read",),
        (),
        "only what the token itself tells of the workspace is known",
        optional=True,
    ),
    Feature("being told that it is over", (), ("app_uninstalled", "tokens_revoked"), "Kollega goes on after it was removed"),
    Feature(
        "do-not-disturb",
        ("dnd:read",),
        ("dnd_updated_user",),
        "Kollega cannot see who does not want to be disturbed",
        optional=True,
    ),
    Feature(
        "user groups",
        ("usergroups:read",),
        ("subteam_members_changed",),
        "Kollega cannot see who is in a user group",
        optional=True,
    ),
)


def scopes() -> list[str]:
    """All bot scopes, each once, in order of the alphabet."""
    return sorted({scope for feature in FEATURES for scope in feature.scopes})


def events() -> list[str]:
    """All bot events, each once, in order of the alphabet."""
    return sorted({event for feature in FEATURES for event in feature.events})


def lacking(granted: Collection[str]) -> list[tuple[Feature, list[str]]]:
    """The features that a token cannot serve, each with the scopes that it lacks."""
    missing = ((feature, [scope for scope in feature.scopes if scope not in granted]) for feature in FEATURES)
    return [(feature, scopes) for feature, scopes in missing if scopes]
