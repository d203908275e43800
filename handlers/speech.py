"""In which language somebody is spoken to, and how a message is linked to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handlers.texts import Texts, texts_for
from handlers.views.permalinks import permalink
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.storage import Session, people

Link = Callable[[MessageRef, Ts | None], str]


@dataclass(frozen=True)
class Speech:
    """Texts by person and by channel. `default` is the language where nothing is known."""

    default: str

    def to(self, session: Session, user: UserId) -> Texts:
        """A person's own choice, else Slack's locale, else the default."""
        return texts_for(people.chosen_language(session, user) or self.default)

    def within(self, session: Session, channel: ChannelId) -> Texts:
        """A channel's language, else the default."""
        row = people.known_channel(session, channel)
        return texts_for((row.lang if row else None) or self.default)

    def link(self, session: Session) -> Link:
        """Builds permalinks; they are never stored."""
        workspace = people.workspace(session)
        domain = workspace.domain if workspace else "app"
        return lambda ref, thread: permalink(domain, ref, thread)
