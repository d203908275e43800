"""The people, sources and places of the tables, and the tables' own shape: rows and columns of ticks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from slack_sdk import WebClient

from handlers.conversations import REPLY, Conversations
from handlers.history import SlackHistory
from handlers.speech import Speech
from handlers.turns import Turns
from knowledge.domain.audience import MEMBERSHIP_LIMIT
from knowledge.domain.found import Found
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.services import audiences
from knowledge.services.mirroring import close_channel
from knowledge.services.search import SHOWN
from knowledge.storage import people
from knowledge.storage.outbox import ClaimedPost
from tests.services.desk.conftest import Office

ADA, BO = UserId("UADA"), UserId("UBO")
EVERYTHING = "Hur nollställer man det?"
"""Finds what was asked in any source"""
ANSWER = "Ring växeln, de ordnar det samma dag."

# What each source's question is about, so that it can be asked for alone.
ABOUT = {
    "public": "skrivaren",
    "private": "kaffemaskinen",
    "dm": "larmet",
    "shared": "projektorn",
    "shared-private": "tangentbordet",
    "archived": "klockan",
    "archived-private": "kameran",
    "converted": "routern",
    "opened": "skannern",
    "public-stale": "frysen",
    "private-stale": "hissen",
    "private-unread": "dammsugaren",
    "closed": "ventilen",
}


def question_in(source: str) -> str:
    return f"Hur nollställer man {ABOUT[source]}?"


def rows_of(table: str) -> list[str]:
    return [line.split()[0] for line in lines_of(table)[1:]]


def columns_of(table: str) -> list[str]:
    return lines_of(table)[0].split()


def lines_of(table: str, rows: Collection[str] | None = None) -> list[str]:
    head, *lines = table.strip("\n").splitlines()
    return [head, *(line for line in lines if rows is None or line.split()[0] in rows)]


def drawn(table: str, ticked: Collection[tuple[str, str]], rows: Collection[str] | None = None) -> list[str]:
    """The lines of a table with the rows and columns of another, and a tick for each (row, column) given."""
    head, *lines = lines_of(table, rows)
    columns = [(found[0], found.start()) for found in re.finditer(r"\S+", head)]
    return [head, *(_row(line.split()[0], columns, ticked) for line in lines)]


def _row(name: str, columns: Collection[tuple[str, int]], ticked: Collection[tuple[str, str]]) -> str:
    line = name
    for column, start in columns:
        line = line.ljust(start) + ("x" if (name, column) in ticked else "-")
    return line


@dataclass(frozen=True)
class Company:
    """A workplace with somebody of each kind and a channel of each kind, in each of which one question was answered."""

    office: Office
    people: dict[str, UserId]
    asked: dict[str, MessageRef]

    def entry(self, source: str) -> int:
        return self.office.entry(self.asked[source]).id

    def source_of(self, question: str) -> str:
        return next(source for source in self.asked if question_in(source) == question)


def company(office: Office, kinds: Collection[str], sources: Collection[str] = tuple(ABOUT)) -> Company:
    """`kinds` of people: «+» is in every source, «-» in none, «~» was in all and left."""
    for name in ("ada", "bo"):
        office.person(name)
    known = {kind: _somebody(office, kind) for kind in kinds}
    insiders = [ADA, BO, *(user for kind, user in known.items() if kind[0] != "-")]
    asked = {source: _source(office, source, insiders) for source in sources}
    _time_goes_by(office, known, asked)
    office.knows_its_languages()
    return Company(office, known, asked)


def _somebody(office: Office, kind: str) -> UserId:
    sign, what = kind[0], kind[1:]
    name = f"{what}{({'+': 'in', '-': 'out', '~': 'left'})[sign]}"
    if what == "unknown":
        return UserId(f"U{name.upper()}")
    if what == "unseen":
        user = UserId(f"U{name.upper()}")
        with office.store.writing() as session:
            people.choose_language(session, user, "en")  # before Slack has told anything of them
        return user
    return office.person(name, guest=what in {"guest", "promoted"}, outside=what == "outside", bot=what == "bot")


def _source(office: Office, source: str, insiders: Collection[UserId]) -> MessageRef:
    kind = {"private": source.startswith(("private", "opened")) or source.endswith("-private"), "direct": source == "dm"}
    channel = office.channel(source, [*insiders], shared=source.startswith("shared"), **kind)
    asked, _ = office.solved(ADA, BO, channel, question_in(source), ANSWER)
    return asked


def _time_goes_by(office: Office, known: dict[str, UserId], asked: dict[str, MessageRef]) -> None:
    """What becomes of people and channels after all was asked."""
    for kind, user in known.items():
        if kind[0] == "~":
            with office.store.writing() as session:
                for question in asked.values():
                    people.left(session, question.channel, user)
    for kind, user in known.items():
        if kind[1:] in {"promoted", "demoted", "deactivated"}:
            office.person(user[1:].lower(), guest=kind[1:] == "demoted", deleted=kind[1:] == "deactivated")
    for source, question in asked.items():
        insiders = [ADA, BO, *(user for kind, user in known.items() if kind[0] == "+")]
        match source:
            case "archived" | "archived-private":
                office.channel(source, insiders, archived=True, private=source == "archived-private")
            case "converted" | "opened":
                office.channel(source, insiders, private=source == "converted")
            case "public-stale" | "private-stale":
                with office.store.writing() as session:
                    people.set_members(session, question.channel, insiders, office.clock.now() - MEMBERSHIP_LIMIT - timedelta(hours=1))
            case "private-unread":
                with office.store.writing() as session:
                    people.channel_row(session, question.channel).members_checked_at = None
            case "closed":
                with office.store.writing() as session:
                    close_channel(session, question.channel, office.clock.now())


def found_by(office: Office, user: UserId, text: str = EVERYTHING) -> list[str]:
    """The questions of all that somebody is shown by `/ask` and *More*; every page but the last is full, and nothing comes twice."""
    found = [each for page in _pages(office, user, text) for each in page]
    assert len({each.entry for each in found}) == len(found)
    return [each.question for each in found]


def _pages(office: Office, user: UserId, text: str) -> Iterator[Sequence[Found]]:
    with office.store.reading() as session:
        audience = audiences.visible_to(session, user, office.clock.now())
    offset, more = 0, True
    while more:
        result = office.search(text, audience, offset=offset)
        assert len(result.results) == SHOWN or not result.more
        yield result.results
        offset, more = offset + SHOWN, result.more


def replied(office: Office, user: UserId, channel: ChannelId, text: str, *, aloud: bool) -> set[MessageRef]:
    """The messages whose words Kollega's reply shows when somebody asks it there; `aloud`, for everybody in the channel."""
    ts = Ts("1780900000.000001")
    body = {"query": text, "thread": ts, "ts": ts, "aloud": aloud}
    post = ClaimedPost(0, "reply", "chat.postMessage", channel, user, REPLY, body, False, 1, "worker", office.clock.now())
    turns = Turns(SlackHistory(WebClient(token="none")))
    return set(Conversations(office.store, office.clock, office.search, turns, Speech("sv")).reply(post).sources)


def places(office: Office, kinds: Collection[str]) -> dict[str, ChannelId]:
    """A place of each kind with ada and Kollega in it, by the names in the table; «left» is a guest who is no longer with the company."""
    bo = office.person("bo")
    others = {
        "guest": office.person("gun", guest=True),
        "outside": office.person("ute", outside=True),
        "bot": office.person("robot", bot=True),
        "unknown": UserId("UNOBODY"),
        "left": office.person("gunilla", guest=True, deleted=True),
    }
    made = {}
    for kind in kinds:
        what, _, who = kind.partition("+")
        traits = {"private": what.startswith("private"), "direct": what == "dm", "shared": what == "shared"}
        members = [ADA, *([others[who]] if who else []), *([] if what == "dm" else [bo])]
        made[kind] = office.channel(f"to-{kind}", members, archived=what == "archived", **traits)
        if what.endswith(("stale", "unread")):
            with office.store.writing() as session:
                read_at = office.clock.now() - MEMBERSHIP_LIMIT - timedelta(hours=1)
                people.channel_row(session, made[kind]).members_checked_at = read_at if what.endswith("stale") else None
    return made
