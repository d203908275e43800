"""The Web API: `chat` (posting), `conversations` (channels and history), `people` (users, teams, groups), `surfaces` (the rest)."""

from bot.sandbox.methods import chat, conversations, people, surfaces
from bot.sandbox.methods.registry import METHODS

__all__ = ["METHODS", "chat", "conversations", "people", "surfaces"]
