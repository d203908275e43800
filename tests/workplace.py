"""The tests' vocabulary: people at a make-believe workplace, in their own words.

    ada, bo = workplace.person("Ada"), workplace.person("Bo")
    workplace.channel("#people", members=[ada, bo])
    question = ada.asks("#people", "När kommer lönen?")
    workplace.eventually(lambda: ada.notes)
    ada.clicks(ada.notes[0], "Solved it")

Everything goes over the sandbox's door for people; nothing reaches into the bot.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

from bot.sandbox import SandboxServer, notes
from bot.sandbox.blocks import interactive, texts
from bot.sandbox.clock import next_weekday
from bot.sandbox.faults import CallFault, CallTrouble, EventFault, EventTrouble, HowOften
from bot.sandbox.shapes import as_seen, note_seen

Json = dict[str, Any]
Found = TypeVar("Found")
POLL_SECONDS = 0.02
OFTEN = {field.name for field in fields(HowOften)}


@dataclass(frozen=True)
class Shown:
    """Something on a person's screen: a message, an ephemeral note, an open form or the home tab."""

    where: Json = field(repr=False)
    text: str = ""
    blocks: list[Json] = field(default_factory=list, repr=False)
    raw: Json = field(default_factory=dict, repr=False)

    @property
    def ts(self) -> str:
        return str(self.raw["ts"])

    @property
    def channel(self) -> str:
        return str(self.raw["channel"])

    @property
    def text_of_blocks(self) -> str:
        """Everything that is written there, a line for each piece; the plain text where there are no blocks."""
        return "\n".join(texts(self.blocks)) or self.text

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons, menus and menu entries."""
        return [label for _, element in interactive(self.blocks) for label in _labels(element)]

    @property
    def reactions(self) -> dict[str, list[str]]:
        return {reaction["name"]: reaction["users"] for reaction in self.raw.get("reactions", [])}

    @property
    def title(self) -> str:
        return str((self.raw.get("title") or {}).get("text", ""))


@dataclass(frozen=True)
class Posted:
    """A message that a person wrote."""

    channel: str
    ts: str
    text: str

    @property
    def where(self) -> Json:
        return {"channel": self.channel, "ts": self.ts}


class Person:
    def __init__(self, workplace: "Workplace", user: str, name: str) -> None:
        self._workplace = workplace
        self.id = user
        self.name = name
        self._filled: dict[str, Json] = {}

    def __repr__(self) -> str:
        return f"Person({self.name!r})"

    # Writing

    def posts(self, channel: str, text: str, *, files: list[Json] | None = None) -> Posted:
        there = self._workplace.id_of(channel)
        done = self.does("post", channel=there, text=text, **({"files": files} if files else {}))
        return Posted(there, done["ts"], text)

    asks = posts

    def replies(self, to: Posted | Shown, text: str, *, broadcast: bool = False) -> Posted:
        root = to.raw.get("thread_ts", to.ts) if isinstance(to, Shown) else to.ts
        done = self.does("post", channel=to.channel, text=text, thread_ts=root, broadcast=broadcast)
        return Posted(to.channel, done["ts"], text)

    def writes_to_the_app(self, text: str) -> Posted:
        return self.posts(self.dm_with_the_app, text)

    def edits(self, posted: Posted, text: str) -> None:
        self.does("edit", **posted.where, text=text)

    def deletes(self, posted: Posted | Shown) -> None:
        self.does("delete", channel=posted.channel, ts=posted.ts)

    def reacts(self, to: Posted | Shown, name: str) -> None:
        self.does("react", channel=to.channel, ts=to.ts, name=name)

    def unreacts(self, to: Posted | Shown, name: str) -> None:
        self.does("unreact", channel=to.channel, ts=to.ts, name=name)

    # Using the app

    def runs(self, command: str, text: str = "", channel: str | None = None) -> None:
        """Run a slash command; without a channel, in the direct message with the app."""
        there = self._workplace.id_of(channel) if channel else self.dm_with_the_app
        self.does("command", channel=there, command=command, text=text)

    def shortcut(self, callback_id: str, on: Posted | Shown | None = None) -> None:
        if on is None:
            self.does("global_shortcut", callback_id=callback_id)
        else:
            self.does("message_shortcut", callback_id=callback_id, channel=on.channel, ts=on.ts)

    def clicks(self, shown: Shown, what: str, choose: str | list[str] | None = None) -> None:
        """Press the button with that label (or the beginning of its action id), or take an entry of a menu.

        `choose` is the label or value of what to take in a select; for selects of people and channels, an id.
        """
        block, element, option = _element(shown, what)
        act: Json = {"type": element["type"], "action_id": element["action_id"]}
        if option is not None:
            act["selected_option"] = option
        elif choose is not None:
            act |= _value(element, choose)
        self.does("click", action=act, block_id=block["block_id"], **shown.where)

    def fills(self, form: Shown, answers: dict[str, Any]) -> None:
        """Fill in a form: label, block id or action id → text, label of an option, list of labels, or an id."""
        values = self._filled.setdefault(form.raw["id"], {})
        for field_name, answer in answers.items():
            block, element = _input(form, field_name)
            values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], **_value(element, answer)}

    def submits(self, form: Shown | None = None) -> dict[str, str]:
        """Send the form on top (or this one); returns what it complains about, by block."""
        chosen = form or self.form
        assert chosen is not None, f"{self.name} has no form open"
        done = self.does("submit", view=chosen.raw["id"], values=self._filled.pop(chosen.raw["id"], {}))
        return dict(done.get("errors", {}))

    def closes(self, form: Shown | None = None) -> None:
        chosen = form or self.form
        assert chosen is not None, f"{self.name} has no form open"
        self.does("close", view=chosen.raw["id"])

    def opens_home(self) -> None:
        self.does("open_home")

    # Seeing

    def sees(self, channel: str) -> list[Shown]:
        """The channel as this person sees it, with their notes, oldest first."""
        read = self._workplace.slack.read(self.id, "messages", channel=self._workplace.id_of(channel))
        return [_message(raw) for raw in read["messages"]]

    def thread(self, of: Posted | Shown) -> list[Shown]:
        """The replies in a thread, with this person's notes, oldest first."""
        read = self._workplace.slack.read(self.id, "thread", channel=of.channel, ts=of.ts)
        return [_message(raw) for raw in read["messages"][1:]]

    @property
    def notes(self) -> list[Shown]:
        """The ephemeral notes that this person still has, oldest first."""
        return [_message(raw) for raw in self._workplace.notes_of(self.id)]

    @property
    def dms(self) -> list[Shown]:
        """What the app wrote to this person directly, threads too, oldest first."""
        app = self._workplace.app
        top = self.sees(self.dm_with_the_app)
        replies = [reply for message in top if message.raw.get("reply_count") for reply in self.thread(message)]
        by_app = [message for message in top + replies if message.raw["user"] == app and not message.raw.get("ephemeral")]
        return sorted({message.ts: message for message in by_app}.values(), key=lambda message: message.ts)

    @property
    def form(self) -> Shown | None:
        """The form on top, if one is open."""
        views: list[Json] = self._workplace.slack.read(self.id, "see")["views"]
        return _view(views[-1]) if views else None

    @property
    def home(self) -> Shown | None:
        """The home tab that the app last showed this person."""
        view = self._workplace.slack.read(self.id, "home")["view"]
        return _view(view, home=True) if view else None

    @property
    def dm_with_the_app(self) -> str:
        return str(self.does("open_dm", user=self._workplace.app)["channel"])

    # Coming and going

    def joins(self, channel: str) -> None:
        self.does("join", channel=self._workplace.id_of(channel))

    def leaves(self, channel: str) -> None:
        self.does("leave", channel=self._workplace.id_of(channel))

    def invites(self, who: "Person | str", channel: str) -> None:
        """Invite a person, or the app by its user id (`workplace.app`)."""
        self.does("invite", channel=self._workplace.id_of(channel), user=who.id if isinstance(who, Person) else who)

    def reloads(self) -> None:
        self.does("reload")

    def becomes(self, **traits: Any) -> None:
        """Change this person: `deleted`, `dnd`, `away`, `tz`, `locale`, `title`, `status_text`, `is_restricted`, …"""
        self._workplace.slack.change_person(self.id, **traits)

    def does(self, verb: str, /, **fields: Any) -> Json:
        """Any verb of docs/sandbox.md; raises SlackError when refused."""
        return self._workplace.slack.do(self.id, verb, **fields)


class Time:
    """Policy time. A move waits until the bot says that nothing is due, if the sandbox was told how to ask."""

    def __init__(self, slack: SandboxServer) -> None:
        self._slack = slack

    @property
    def now(self) -> datetime:
        return self._slack.state.now()

    def passes(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> datetime:
        return self._slack.move_clock(self.now + timedelta(days=days, hours=hours, minutes=minutes))

    def goes_to(self, moment: datetime) -> datetime:
        return self._slack.move_clock(moment)

    def goes_to_next(self, said: str, zone: Any) -> datetime:
        """To the next `monday 09:00` (or just `09:00`) in a zone."""
        return self._slack.move_clock(next_weekday(self.now.astimezone(zone), said))


class Trouble:
    """Faults on order; each stands until it has struck as often as was said, or until `ends`. Numbers name them."""

    def __init__(self, slack: SandboxServer, id_of: Callable[[str], str]) -> None:
        self._slack = slack
        self._id_of = id_of

    def with_calls(
        self, trouble: CallTrouble, method: str = "*", *, channel: str | None = None, seconds: float = 0, done: bool = False, **often: Any
    ) -> int:
        """`often`: fields of `HowOften` (`times`, `every`, `probability`, `lasts`, `seed`)."""
        there = self._id_of(channel) if channel else None
        return self._slack.order(CallFault(trouble, method, there, seconds, done, HowOften(**often)))

    def with_events(self, trouble: EventTrouble, event: str = "*", *, channel: str | None = None, **fields: Any) -> int:
        """`fields`: those of `EventFault` (`seconds`, `copies`, `spread`, `window`) and of `HowOften`."""
        often = {name: fields.pop(name) for name in OFTEN & fields.keys()}
        there = self._id_of(channel) if channel else None
        return self._slack.order(EventFault(trouble, event, there, **fields, often=HowOften(**often)))

    def has_struck(self, number: int) -> int:
        return self._slack.struck(number)

    def ends(self) -> None:
        self._slack.mend()


class Workplace:
    def __init__(self, slack: SandboxServer) -> None:
        self.slack = slack
        self.time = Time(slack)
        self.trouble = Trouble(slack, self.id_of)
        self.app = slack.state.app.user

    def person(
        self, name: str, *, guest: bool = False, admin: bool = False, tz: str = "Europe/Stockholm", locale: str = "sv-SE", **traits: Any
    ) -> Person:
        """Somebody new; `traits` are fields of `bot.sandbox.people.Person` (`is_owner`, `is_stranger`, `title`, …)."""
        hired = self.slack.add_person(name, is_restricted=guest, is_admin=admin, tz=tz, locale=locale, **traits)
        return Person(self, hired.id, name)

    def known(self, name: str) -> Person:
        """Somebody who is there already: by first name, full name, display name or handle."""
        for person in self.slack.state.people.values():
            if name in (person.display_name, person.real_name, person.name, person.real_name.partition(" ")[0]):
                return Person(self, person.id, person.real_name)
        raise LookupError(f"nobody is called {name}")

    def channel(
        self, name: str, *, members: Iterable[Person] = (), private: bool = False, with_app: bool = True, shared_with: str | None = None
    ) -> str:
        """A new channel; the first member made it. Returns its name."""
        people = [person.id for person in members] + ([self.app] if with_app else [])
        self.slack.add_channel(name, private=private, members=people, shared_with=shared_with)
        return name

    def id_of(self, channel: str) -> str:
        if channel in self.slack.state.conversations:
            return channel
        found = self.slack.state.named(channel)
        if found is None:
            raise LookupError(f"there is no channel {channel}")
        return found.id

    def said_by_the_app(self, channel: str) -> list[Shown]:
        """What the app has posted in a channel, threads too, oldest first; whoever may see it."""
        return [_message(raw) for raw in self._posted(channel) if raw["user"] == self.app]

    def notes_of(self, user: str) -> list[Json]:
        return self.slack.run(lambda: [note_seen(note, self.app) for note in notes.of(self.slack.state, user)])

    def eventually(self, condition: Callable[[], Found | Literal[False] | None], seconds: float = 10) -> Found:
        """Wait until the condition gives something true, and return that; fails when the time is up."""
        deadline = time.monotonic() + seconds
        while True:
            found = condition()
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"still {found!r} after {seconds} s")
            time.sleep(POLL_SECONDS)

    def has_everything(self) -> bool:
        """Has the app acknowledged every event, those too that had to be sent again? To be asked before whether it is idle."""
        return self.slack.house.sockets.under_way == 0 and self.is_quiet()

    def is_quiet(self) -> bool:
        """Has the app acknowledged everything that it was sent? To be asked before whether it is idle: what is acknowledged is due."""
        return self.slack.house.sockets.unacknowledged == 0

    def _posted(self, channel: str) -> list[Json]:
        conversation = self.slack.state.conversation(self.id_of(channel))

        def collected() -> list[Json]:
            top = conversation.log.top_messages()
            everything = {message.ts: message for root in top for message in (root, *conversation.log.replies(root.ts))}
            return [as_seen(conversation, everything[ts]) for ts in sorted(everything)]

        return self.slack.run(collected)


def _message(raw: Json) -> Shown:
    where = {"key": raw["key"]} if raw.get("key") else {"channel": raw["channel"], "ts": raw["ts"]}
    return Shown(where, raw.get("text", ""), raw.get("blocks", []), raw)


def _view(raw: Json, *, home: bool = False) -> Shown:
    return Shown({"home": True} if home else {"view": raw["id"]}, "", raw["blocks"], raw)


def _labels(element: Json) -> Iterator[str]:
    if isinstance(element.get("text"), dict):
        yield element["text"]["text"]
    for option in element.get("options", []):
        yield option["text"]["text"]


def _element(shown: Shown, what: str) -> tuple[Json, Json, Json | None]:
    """The element that is meant, with its block, and the option where `what` is a menu entry's label."""
    for block, element in interactive(shown.blocks):
        if isinstance(element.get("text"), dict) and element["text"]["text"] == what:
            return block, element, None
        for option in element.get("options", []):
            if option["text"]["text"] == what and element["type"] in ("overflow", "static_select", "radio_buttons"):
                return block, element, option
    for block, element in interactive(shown.blocks):
        if element["action_id"].startswith(what):
            return block, element, None
    raise AssertionError(f"nothing there says {what!r}, only {shown.labels}")


def _input(form: Shown, name: str) -> tuple[Json, Json]:
    for block, element in interactive(form.blocks):
        label = (block.get("label") or {}).get("text")
        if name in (label, block["block_id"], element["action_id"]):
            return block, element
    asked = [(block.get("label") or {}).get("text") or block["block_id"] for block, _ in interactive(form.blocks)]
    raise AssertionError(f"the form does not ask for {name!r}, only for {asked}")


def _value(element: Json, answer: Any) -> Json:
    """What a person chose or typed, as Slack's client would send it."""
    kind = element["type"]
    if kind in ("static_select", "radio_buttons", "overflow"):
        return {"selected_option": _option(element, answer)}
    if kind in ("checkboxes", "multi_static_select"):
        return {"selected_options": [_option(element, each) for each in answer]}
    if kind in ("external_select", "multi_external_select"):
        return {"selected_option" if kind == "external_select" else "selected_options": answer}
    for what in ("users", "channels", "conversations"):
        singular = what.removesuffix("s")
        if kind == f"{what}_select":
            return {f"selected_{singular}": answer}
        if kind == f"multi_{what}_select":
            return {f"selected_{what}": answer}
    for picker, key in (("datepicker", "selected_date"), ("timepicker", "selected_time"), ("datetimepicker", "selected_date_time")):
        if kind == picker:
            return {key: answer}
    return {"value": answer}


def _option(element: Json, said: str) -> Json:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    options: list[Json] = [option for group in groups for option in group["options"]]
    for option in options:
        if said in (option["text"]["text"], option["value"]):
            return option
    raise AssertionError(f"no option {said!r}, only {[option['text']['text'] for option in options]}")
