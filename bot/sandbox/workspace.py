"""Everything that the make-believe Slack knows, and the two ears that hear of changes: the app's and the people's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.app import App
from bot.sandbox.clock import PolicyClock
from bot.sandbox.conversations import Conversation, Kind
from bot.sandbox.errors import SlackError
from bot.sandbox.ids import new_id
from bot.sandbox.people import Person

Json = dict[str, Any]


@dataclass
class Team:
    id: str = field(default_factory=lambda: new_id("T"))
    name: str = "Workplace"
    domain: str = "workplace"


@dataclass
class UserGroup:
    id: str
    name: str
    handle: str
    users: list[str]
    updated: int


@dataclass
class Note:
    """An ephemeral message: for one person, until they reload."""

    key: str
    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    states: dict[str, Json] = field(default_factory=dict)


class Workspace:
    def __init__(self, clock: PolicyClock, team: Team | None = None, app: App | None = None) -> None:
        self.clock = clock
        self.team = team or Team()
        self.app = app or App()
        self.people: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.usergroups: dict[str, UserGroup] = {}
        self.files: dict[str, Json] = {}
        self.notes: dict[str, dict[str, Note]] = {}  # person → key → note
        self.homes: dict[str, Json] = {}  # person → the view last published
        self.modals: dict[str, list[Json]] = {}  # person → open modals, topmost last
        self.statuses: dict[tuple[str, str], Json] = {}  # (channel, thread) → what the app says it is doing
        self.play_as: str | None = None
        self.tries: list[Json] = []  # what a newcomer may try, for the page
        self.watchers: set[str] = set()  # people with a page open
        self._ims: dict[frozenset[str], str] = {}
        self.tell_app: Callable[[Json, Conversation | None], None] = lambda _event, _where: None
        self.tell_people: Callable[[Iterable[str] | None, Json], None] = lambda _people, _occurrence: None
        self.seat_app()

    def seat_app(self) -> None:
        """Give the app its bot user (again, after its name or id was set)."""
        self.people = {id_: person for id_, person in self.people.items() if person.bot_id != self.app.bot_id}
        self.people[self.app.user] = Person(
            id=self.app.user,
            team_id=self.team.id,
            name=self.app.name.lower().replace(" ", "_"),
            real_name=self.app.name,
            locale="en-US",
            tz="America/Los_Angeles",  # where Slack puts every bot
            is_bot=True,
            bot_id=self.app.bot_id,
            api_app_id=self.app.id,
        )

    def now(self) -> datetime:
        return self.clock.now()

    def person(self, user: str, code: str = "user_not_found") -> Person:
        found = self.people.get(user)
        if found is None:
            raise SlackError(code)
        return found

    def conversation(self, channel: str) -> Conversation:
        found = self.conversations.get(channel)
        if found is None:
            raise SlackError("channel_not_found")
        return found

    def named(self, name: str) -> Conversation | None:
        wanted = name.lstrip("#")
        return next((each for each in self.conversations.values() if each.name == wanted and not each.is_im), None)

    def im(self, one: str, other: str) -> Conversation:
        """The direct message between two people; made when there is none yet."""
        pair = frozenset((one, other))
        known = self._ims.get(pair)
        if known is None:
            known = self._ims[pair] = new_id("D")
            members = dict.fromkeys((one, other))
            self.conversations[known] = Conversation(known, Kind.IM, "", one, self.clock.seconds(), members)
        return self.conversations[known]

    def of_person(self, user: str) -> list[Conversation]:
        return [each for each in self.conversations.values() if user in each.members]

    def of_app(self) -> list[Conversation]:
        return self.of_person(self.app.user)

    def is_app_in(self, conversation: Conversation) -> bool:
        return self.app.user in conversation.members
