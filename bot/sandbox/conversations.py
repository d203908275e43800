"""Conversations: public and private channels and direct messages."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.sandbox.messages import MessageLog

Json = dict[str, Any]


class Kind(StrEnum):
    PUBLIC = "public"
    PRIVATE = "private"
    IM = "im"


@dataclass
class Conversation:
    id: str
    kind: Kind
    name: str
    creator: str
    created: int
    members: dict[str, None] = field(default_factory=dict)  # in the order of joining
    topic: str = ""
    purpose: str = ""
    is_archived: bool = False
    is_general: bool = False
    shared_team_ids: list[str] = field(default_factory=list)  # other workspaces in it (Slack Connect)
    previous_names: list[str] = field(default_factory=list)
    log: MessageLog = field(default_factory=MessageLog)
    last_read: dict[str, str] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        return self.kind is Kind.IM

    @property
    def is_private(self) -> bool:
        return self.kind is not Kind.PUBLIC

    @property
    def is_shared(self) -> bool:
        return bool(self.shared_team_ids)

    @property
    def channel_type(self) -> str:
        """The word that events use."""
        return {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.IM: "im"}[self.kind]

    @property
    def letter(self) -> str:
        """The letter that membership events use."""
        return "D" if self.is_im else "G" if self.is_private else "C"

    def other_than(self, user: str) -> str:
        """The other person of a direct message (oneself in a note to oneself)."""
        return next((member for member in self.members if member != user), user)


def as_channel(conversation: Conversation, team_id: str, viewer: str, *, with_count: bool = False) -> Json:
    """Slack's conversation object, as `viewer` gets it."""
    if conversation.is_im:
        return {
            "id": conversation.id,
            "created": conversation.created,
            "is_im": True,
            "is_archived": conversation.is_archived,
            "is_org_shared": False,
            "context_team_id": team_id,
            "updated": conversation.created * 1000,
            "user": conversation.other_than(viewer),
            "is_user_deleted": False,
            "priority": 0,
        }
    channel: Json = {
        "id": conversation.id,
        "name": conversation.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": conversation.is_private,
        "created": conversation.created,
        "is_archived": conversation.is_archived,
        "is_general": conversation.is_general,
        "unlinked": 0,
        "name_normalized": conversation.name,
        "is_shared": conversation.is_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": team_id,
        "updated": conversation.created * 1000,
        "creator": conversation.creator,
        "is_ext_shared": conversation.is_shared,
        "shared_team_ids": [team_id, *conversation.shared_team_ids],
        "pending_connected_team_ids": [],
        "is_member": viewer in conversation.members,
        "topic": _said(conversation.topic, conversation),
        "purpose": _said(conversation.purpose, conversation),
        "previous_names": list(conversation.previous_names),
    }
    if with_count:
        channel["num_members"] = len(conversation.members)
    return channel


def _said(value: str, conversation: Conversation) -> Json:
    return {"value": value, "creator": conversation.creator if value else "", "last_set": conversation.created if value else 0}
