"""`kollega ask`"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from bot.commands import shell
from bot.wiring import Desk, loaded_encoders, open_desk
from handlers.views.mrkdwn import plain
from knowledge.domain.errors import NotFound
from knowledge.domain.found import Badge, BadgeKind, Found, SearchResult
from knowledge.domain.ids import ChannelId
from knowledge.services import audiences
from knowledge.storage import people
from knowledge.storage import privacy as kept


def ask(
    question: Annotated[str | None, typer.Argument(help="What to look for, in Swedish or English.")] = None,
    as_user: Annotated[str | None, typer.Option("--as", metavar="USER", help="Search as this person (id or name). It is logged.")] = None,
    stdin: Annotated[bool, typer.Option("--stdin", help="Take one query a line from standard input.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100, help="How many entries at most.")] = 5,
    as_json: shell.JsonFlag = False,
) -> None:
    """Search the base from the shell: public channels only, without --as."""
    if stdin == (question is not None):
        raise typer.BadParameter("give a question, or --stdin")
    if question is not None and not question.strip():
        raise typer.BadParameter("the question is empty")
    settings = shell.begin_with_base()
    encoders = loaded_encoders(settings)
    desk = open_desk(settings, lambda: encoders)
    try:
        desk.indexing.measure(encoders)
        audience = _audience(desk, as_user)
        for line in sys.stdin if stdin else [question or ""]:
            if line.strip():
                _answer(desk.search(_typed(line), audience, limit=limit), as_json=as_json, named=stdin)
    finally:
        desk.close()


def _typed(line: str) -> str:
    """What was typed, with a sign in place of bytes that are no text."""
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


def _audience(desk: Desk, as_user: str | None) -> frozenset[ChannelId]:
    now = desk.clock.now()
    if as_user is None:
        with desk.store.reading() as session:
            return audiences.visible_to_everybody(session)
    with desk.store.writing() as session:
        person = people.by_name(session, as_user)
        if person is None:
            raise NotFound(f"person {as_user} (give a Slack user id, or a full name that only one person has)")
        kept.note_reading(session, shell.who(), person.user_id, "ask", now)
        return audiences.visible_to(session, person.user_id, now)


def _answer(result: SearchResult, *, as_json: bool, named: bool) -> None:
    """`named`: say first what was looked for, as one of several."""
    if as_json:
        shell.print_json(as_plain(result))
        return
    if named:
        shell.out.print(f"[dim]» {shell.safe(result.query)}[/dim]")
    if not result.results:
        shell.out.print("Nothing found.")
    for found in result.results:
        _print(found)


def _print(found: Found) -> None:
    badges = " · ".join(_words(badge) for badge in found.badges)
    where = f"#{found.channel_name or found.channel}  {found.asked_at:%Y-%m-%d}"
    shell.out.print(f"[bold]{_safe(found.question)}[/bold]\n  [dim]{_safe(where)}  {badges}[/dim]")
    if found.answer is not None:
        shell.out.print(f"  {_safe(found.answer.by.name or found.answer.by.user)}: {_safe(found.answer.text)}")
    shell.out.print()


def _safe(text: str) -> str:
    """People's words as plain text, without Slack's markup either."""
    return shell.safe(plain(text, "@someone"))


def _words(badge: Badge) -> str:
    match badge.kind:
        case BadgeKind.HELPED:
            return f"helped {badge.count}"
        case BadgeKind.CONFIRMED:
            return f"confirmed {badge.at:%Y-%m-%d}" if badge.at else "confirmed"
        case _:
            return badge.kind.replace("_", " ")


def as_plain(result: SearchResult) -> dict[str, Any]:
    """The line that `--json` prints."""
    return {
        "query": result.query,
        "results": [
            {
                "id": found.entry,
                "score": round(found.score, 4),
                "question": {"channel": found.channel, "ts": found.ts, "user": found.asker.user, "text": found.question},
                "answer": {"ts": found.answer.ref.ts, "user": found.answer.by.user, "text": found.answer.text} if found.answer else None,
                "badges": [badge.kind for badge in found.badges],
            }
            for found in result.results
        ],
        "confident": result.confident,
        "took_ms": round(result.took_ms, 1),
    }
