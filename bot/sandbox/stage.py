"""The stage: what once happened happens again, at its own time and in its own words, and the app hears of it like of anything else.

Messages, edits, reactions, comings and goings come with the timestamps that they had, and policy time with them (docs/sandbox.md).
"""

from collections.abc import Callable
from typing import Any

from bot.sandbox import membership, posting
from bot.sandbox.clock import moment_of
from bot.sandbox.conversations import Conversation
from bot.sandbox.errors import SlackError
from bot.sandbox.loading import message_from_export
from bot.sandbox.messages import Message
from bot.sandbox.sockets import SocketMode
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
COMES, GOES = ("channel_join", "group_join"), ("channel_leave", "group_leave")


class Stage:
    def __init__(self, workspace: Workspace, sockets: SocketMode) -> None:
        self._workspace = workspace
        self._sockets = sockets

    async def play(self, happenings: list[Json]) -> Json:
        """Let some things happen, one after the other; answers when the app has acknowledged every event of them, or Slack gave it up."""
        kinds: dict[str, Callable[[Json], None]] = {
            "message": self._message,
            "edit": self._edit,
            "react": self._react,
            "person": self._person,
            "archive": self._archive,
            "time": lambda _happening: None,
        }
        for happening in happenings:
            kind = kinds.get(str(happening.get("kind")))
            if kind is None:
                raise SlackError("invalid_order", message=f"kind: one of {', '.join(kinds)}")
            self._workspace.clock.reach(moment_of(str(happening["at"])))
            kind(happening)
        if happenings:
            self._workspace.tell_people(None, {"kind": "clock", "now": self._workspace.now().isoformat()})
        await self._sockets.until_acknowledged()
        return {"now": self._workspace.now().isoformat(), "lost": len(self._sockets.wire.lost)}

    def _message(self, happening: Json) -> None:
        channel, message = self._channel(happening), message_from_export(self._workspace, happening["message"])
        self._workspace.clock.seen(message.ts)
        message.edited, message.reactions = None, {}  # they happen in their own time
        if channel.log.get(message.ts) is not None:
            return
        user = message.user if message.user in self._workspace.people else None
        if message.is_tombstone:
            posting.found_deleted(self._workspace, channel, message)
            return
        if user and user not in channel.members and message.subtype not in GOES and not self._workspace.people[user].is_bot:
            channel.members[user] = None  # whoever speaks is there, even if the export no longer says so
            if message.subtype in COMES:
                membership.tell_joined(self._workspace, channel, user, message.inviter)
        posting.post(self._workspace, channel, message, orphan=True)
        if user and user in channel.members and message.subtype in GOES:
            membership.tell_left(self._workspace, channel, user)

    def _edit(self, happening: Json) -> None:
        channel, message = self._standing(happening)
        posting.marked_edited(self._workspace, channel, message, happening["edited"])

    def _react(self, happening: Json) -> None:
        channel, message = self._standing(happening)
        posting.react(self._workspace, channel, message, str(happening["user"]), str(happening["name"]))

    def _person(self, happening: Json) -> None:
        person = self._workspace.person(str(happening["user"]))
        membership.change_person(self._workspace, person, {"deleted": bool(happening["deleted"])})

    def _archive(self, happening: Json) -> None:
        membership.archive(self._workspace, self._channel(happening), str(happening["user"]))

    def _channel(self, happening: Json) -> Conversation:
        return self._workspace.conversation(str(happening["channel"]))

    def _standing(self, happening: Json) -> tuple[Conversation, Message]:
        channel = self._channel(happening)
        return channel, posting.found(channel, str(happening["ts"]))
