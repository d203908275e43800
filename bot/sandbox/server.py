"""The make-believe Slack as a server: in a thread of its own (`with SandboxServer(...) as slack`)."""

import asyncio
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

from bot.sandbox import membership
from bot.sandbox.conversations import Conversation
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import CallFault, EventFault
from bot.sandbox.house import House
from bot.sandbox.loading import load
from bot.sandbox.people import Person
from bot.sandbox.sockets import RETRY_SECONDS
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
Result = TypeVar("Result")
CALL_SECONDS = 60.0


class SandboxServer:
    """A make-believe Slack in a thread of its own.

    Every public method may be called from any thread. `state` may be read from there, too, but is changed only through `run`.
    """

    def __init__(
        self,
        workplace: Path | None = None,
        *,
        now: datetime | None = None,
        port: int = 0,
        app: Json | None = None,
        readiness: str | Callable[[], bool] | None = None,
        rate_limits: bool = True,
        retry_seconds: tuple[float, ...] = RETRY_SECONDS,
        seed: int | None = None,
    ) -> None:
        self.state: Workspace = load(workplace, now)
        if app:
            self.state.app.offer(app)
            self.state.seat_app()
        self.token = secrets.token_urlsafe(24)
        self.house = House(self.state, self.token, rate_limits=rate_limits, retry_seconds=retry_seconds, seed=seed)
        self.house.readiness = readiness
        self._wanted_port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sandbox", daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = self._wait(self.house.open(self._wanted_port))
        return self

    def __exit__(self, *_: object) -> None:
        self._wait(self.house.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """Where people go; the token in it makes one anyone."""
        return f"{self.origin}/{self.token}/"

    @property
    def api(self) -> str:
        """The base URL for a Slack client."""
        return f"{self.origin}/api/"

    @property
    def bot_token(self) -> str:
        return self.state.app.bot_token

    @property
    def app_token(self) -> str:
        return self.state.app.app_token

    @property
    def readiness(self) -> str | Callable[[], bool] | None:
        return self.house.readiness

    @readiness.setter
    def readiness(self, said: str | Callable[[], bool] | None) -> None:
        """Where to ask (an address that answers 200) or whom to ask whether nothing is due; asked after the clock was moved."""
        self.house.readiness = said

    def run(self, act: Callable[[], Result]) -> Result:
        """Carry out a function in the server's thread, where the state may be changed."""

        async def carried_out() -> Result:
            return act()

        return self._wait(carried_out())

    def do(self, user: str, verb: str, /, **fields: Any) -> Json:
        """One verb of docs/sandbox.md; raises SlackError when refused."""
        answer = self._wait(self.house.door.doing({"as": user, "do": verb, **fields}))
        if not answer["ok"]:
            raise SlackError(answer["error"], message=answer["message"])
        return answer

    def read(self, user: str, what: str, /, **query: str) -> Json:
        """One reading of docs/sandbox.md: `see`, `messages`, `thread`, `home`, `browse`."""
        return self.run(lambda: self.house.door.reading(what, {"as": user, **query}))

    def add_person(self, name: str, **traits: Any) -> Person:
        """A new person (the app hears of it); `traits` are fields of `people.Person`."""
        return self.run(lambda: membership.hire(self.state, name, **traits))

    def add_channel(
        self, name: str, *, private: bool = False, members: Iterable[str] = (), creator: str | None = None, shared_with: str | None = None
    ) -> Conversation:
        """A new channel with these people (ids) in it; the app is a member when its user id is among them."""

        def made() -> Conversation:
            people = list(members)
            channel = membership.create_channel(
                self.state, name, creator or next(iter(people), "USLACKBOT"), private=private, members=people
            )
            if creator is None and not people:
                channel.members.clear()
            if shared_with:
                membership.share(self.state, channel, shared_with)
            return channel

        return self.run(made)

    def change_person(self, user: str, **changes: Any) -> None:
        self.run(lambda: membership.change_person(self.state, self.state.person(user), changes))

    def invite(self, channel: str, user: str, inviter: str | None = None) -> None:
        """Let somebody (also the app) into a channel."""
        self.run(lambda: membership.join(self.state, self.state.conversation(channel), user, inviter))

    def remove(self, channel: str, user: str) -> None:
        self.run(lambda: membership.leave(self.state, self.state.conversation(channel), user))

    def rename(self, channel: str, name: str) -> None:
        self.run(lambda: membership.rename(self.state, self.state.conversation(channel), name))

    def share(self, channel: str, team_id: str) -> None:
        self.run(lambda: membership.share(self.state, self.state.conversation(channel), team_id))

    def set_usergroup(self, name: str, users: list[str]) -> str:
        return self.run(lambda: membership.set_usergroup(self.state, name, users).id)

    def uninstall(self) -> None:
        self.run(lambda: membership.uninstall(self.state))

    def send_event(self, event: Json, channel: str | None = None) -> None:
        """Tell the app of anything else; subject to its subscriptions and memberships like every event."""
        self.run(lambda: self.state.tell_app(event, self.state.conversation(channel) if channel else None))

    def limit_events(self, *, limited: bool) -> None:
        """Drop the app's events and say so (`app_rate_limited`), or deliver them again."""
        self.run(lambda: self.house.limit_events(limited=limited))

    def disconnect(self, reason: str = "refresh_requested") -> None:
        self._wait(self.house.sockets.disconnect(reason))

    def cut_sockets(self) -> None:
        self.run(self.house.sockets.cut)

    def order(self, fault: CallFault | EventFault) -> int:
        """Let a fault happen from now on, until `mend`; its number."""
        return self.run(lambda: self.house.orders.order(fault))

    def struck(self, number: int) -> int:
        """How often a fault that stands has struck."""
        return self.run(lambda: self.house.faults.struck(number))

    def cut_sockets_every(self, seconds: float) -> None:
        self.run(lambda: self.house.orders.cut(seconds))

    def refuse_sockets(self, seconds: float) -> None:
        self.run(lambda: self.house.orders.refuse(seconds))

    def goes_away(self, seconds: float) -> None:
        """Nobody answers and nobody is let in for a while."""
        self.run(lambda: self.house.orders.away(seconds))

    def mend(self, number: int | None = None) -> None:
        """End one fault, or all."""
        self.run(lambda: self.house.orders.mend(number))

    def move_clock(self, moment: datetime) -> datetime:
        return self._wait(self.house.move_clock(moment))

    def _wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        future: Future[Result] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(timeout=CALL_SECONDS)
