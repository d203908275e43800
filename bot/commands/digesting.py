"""`kollega digest`"""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from bot.commands import shell
from bot.wiring import Desk, open_desk
from handlers.speech import Speech
from handlers.views import digest as view
from handlers.views.mrkdwn import plain
from knowledge.domain.digest import Digest
from knowledge.domain.errors import NotFound
from knowledge.domain.ids import ChannelId
from knowledge.domain.weeks import Week
from knowledge.storage import digests

_BOLD = re.compile(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)")  # not the stars of «2*3*4»


def _week(written: str) -> Week:
    try:
        return Week.parse(written)
    except ValueError:
        raise typer.BadParameter(f"{written} is no ISO week; write it as 2026-W12") from None


def digest(
    channel: Annotated[str, typer.Argument(help="The channel's name or id.")],
    week: Annotated[
        Week | None,
        typer.Option("--week", parser=_week, metavar="YYYY-Www", help="The ISO week to cover. Without it: that of the coming digest."),
    ] = None,
    post: Annotated[bool, typer.Option("--post", help="Have it posted in the channel, if that week was not.")] = False,
    as_json: shell.JsonFlag = False,
) -> None:
    """Preview a channel's weekly digest; never posts without --post."""
    settings = shell.begin_with_base()
    desk = open_desk(settings, lambda: None)
    try:
        found = _channel(desk, channel)
        shown = desk.digests.preview(found, week)
        if post:
            shown = desk.digests.post(found, shown.weeks[-1])
        if as_json:
            shell.print_json(as_plain(shown))
            return
        with desk.store.reading() as session:
            speech = Speech(settings.language)
            said = view.digest(shown, speech.within(session, found), speech.link(session))
        shell.out.print(read_aloud(said["blocks"]), markup=False)
        if post:
            shell.out.print("Queued: the running bot posts it.")
        elif shown.is_empty:
            shell.out.print("Nothing to write about: this digest would not be posted.")
    finally:
        desk.close()


def as_plain(shown: Digest) -> dict[str, Any]:
    """The line that `--json` prints. Times are those of the messages (`ts`)."""
    return {
        "channel": shown.channel,
        "week": str(shown.weeks[-1]),
        "weeks": [str(week) for week in shown.weeks],
        "late": shown.late,
        "learnings": [
            {
                "channel": each.found.channel,
                "ts": each.found.ts,
                "user": each.found.answer.by.user if each.found.answer else each.found.asker.user,
                "question": {"user": each.found.asker.user, "text": each.found.question},
                "answer": {"ts": each.found.answer.ref.ts, "user": each.found.answer.by.user, "text": each.found.answer.text}
                if each.found.answer
                else None,
                "helped": each.helped.user if each.helped else None,
                "others_helped": each.others,
            }
            for each in shown.learnings
        ],
        "help_wanted": [
            {"channel": each.ref.channel, "ts": each.ref.ts, "user": each.asker.user, "text": each.text, "wondering": each.wondering}
            for each in shown.help_wanted
        ],
        "help_wanted_more": shown.more_wanted,
        "thanks": [{"channel": each.ref.channel, "ts": each.ref.ts, "user": each.to.user, "for": each.what} for each in shown.thanks],
        "changed": [{"channel": each.found.channel, "ts": each.found.ts, "what": each.what} for each in shown.changed],
        "questions": shown.questions,
        "solved": shown.solved,
    }


def _channel(desk: Desk, named: str) -> ChannelId:
    with desk.store.reading() as session:
        found = digests.channels_called(session, named)
    if not found:
        raise NotFound(f"channel {named}")
    if len(found) > 1:
        raise NotFound(f"one channel {named}: {', '.join(row.channel_id for row in found)} are called so; give the id")
    return ChannelId(found[0].channel_id)


def read_aloud(blocks: list[dict[str, Any]]) -> str:
    """A message's blocks as lines of text."""
    lines: list[str] = []
    for block in blocks:
        parts = [block["text"], *block.get("elements", [])] if "text" in block else block.get("elements", [])
        said = [part["text"] for part in parts if isinstance(part.get("text"), str)]
        said += [f"[{block['accessory']['text']['text']}]"] if "accessory" in block else []
        lines += [_BOLD.sub(r"\1", plain(line, "@someone")) for line in " ".join(said).splitlines()] or [""]
    return "".join(c for c in "\n".join(lines) if c.isprintable() or c == "\n")
