"""`kollega experts`"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.commands import shell
from bot.wiring import Desk, open_desk
from knowledge.domain.errors import KollegaError, NotFound
from knowledge.domain.ids import ChannelId, UserId, ts_time
from knowledge.domain.routing import Choice
from knowledge.storage import people


@dataclass
class Unreadable(KollegaError):
    """What was given cannot be understood."""

    what: str

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class _Wanted:
    text: str
    channel: ChannelId | None
    asker: UserId | None
    at: datetime


def experts(
    question: Annotated[str | None, typer.Argument(help="The question, in Swedish or English.")] = None,
    as_user: Annotated[str | None, typer.Option("--as", metavar="USER", help="Who asks (id or name): nobody is asked their own.")] = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="When: ISO 8601; without a zone, UTC. Else now.")] = None,
    stdin: Annotated[
        bool, typer.Option("--stdin", help='A question a line: text, or {"text", "channel", "asker", "at"} with a time or a ts.')
    ] = False,
    as_json: shell.JsonFlag = False,
) -> None:
    """Whom Kollega would ask about this, and why; who cannot be asked now, and why not. Nobody is asked."""
    if stdin == (question is not None):
        raise typer.BadParameter("give a question, or --stdin")
    desk = open_desk(shell.begin_with_base(), lambda: None)
    try:
        asker = _asker(desk, as_user)
        moment = _moment(at) if at else desk.clock.now()
        for line in sys.stdin if stdin else [question or ""]:
            if line.strip():
                wanted = _wanted(line.strip(), asker, moment) if stdin else _Wanted(line.strip(), None, asker, moment)
                _answer(desk, wanted, as_json=as_json)
    finally:
        desk.close()


def _answer(desk: Desk, wanted: _Wanted, *, as_json: bool) -> None:
    found = desk.routing.who(wanted.text, wanted.channel, wanted.asker, wanted.at)
    if as_json:
        shell.print_json({"text": wanted.text, "experts": [_plain(choice) for choice in found]})
        return
    if not found:
        shell.out.print("Nobody has agreed to be asked about this.")
        return
    with desk.store.reading() as session:
        names = people.speakers(session, [choice.user for choice in found])
    for choice in found:
        standing = "can be asked" if choice.available else f"not now: {choice.hindrance}"
        shell.out.print(
            f"{shell.safe(names[choice.user].name or choice.user)}  [dim]{shell.safe(', '.join(_why(choice)))} · {standing}[/dim]"
        )


def _plain(choice: Choice) -> dict[str, Any]:
    return {
        "user": choice.user,
        "score": round(choice.score, 4),
        "why": _why(choice),
        "available": choice.available,
        "reason": choice.hindrance,
    }


def _why(choice: Choice) -> list[str]:
    return [f"said yes to {topic}" for topic in choice.topics]


def _wanted(line: str, asker: UserId | None, now: datetime) -> _Wanted:
    if not line.startswith("{"):
        return _Wanted(line, None, asker, now)
    try:
        said = json.loads(line)
        text = said["text"]
        if not isinstance(text, str):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        raise Unreadable('a line of standard input cannot be read; give text, or {"text", "channel", "asker", "at"}') from None
    channel, by, at = said.get("channel"), said.get("asker"), said.get("at")
    return _Wanted(text, ChannelId(str(channel)) if channel else None, UserId(str(by)) if by else asker, _moment(str(at)) if at else now)


def _asker(desk: Desk, name: str | None) -> UserId | None:
    if name is None:
        return None
    with desk.store.reading() as session:
        person = people.by_name(session, name)
    if person is None:
        raise NotFound(f"person {name} (give a Slack user id, or a full name that only one person has)")
    return person.user_id


def _moment(said: str) -> datetime:
    try:
        if said.replace(".", "", 1).isdigit():
            return ts_time(said)
        at = datetime.fromisoformat(said)
    except (ValueError, OverflowError):
        raise Unreadable(f"the time {said} cannot be read; give it as 2026-06-08T09:00 or as a ts") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
