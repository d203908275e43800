"""A workplace from a folder: a Slack export and, beside it, `workplace.json`.

`workplace.json` may hold `team` (id, name, domain), `now` (ISO 8601 with offset), `play_as` (a person's id), `usergroups` (name, users),
`tries` (what a newcomer may try: `title`, `as`, the name of a `channel` (none: the app's home), `thread`, `text`) and `app`:
`name`, `user`, `in` (names of the channels where it is a member) and what it offers (`commands`, `message_shortcuts`, `global_shortcuts`,
or an app manifest).
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.sandbox.clock import PolicyClock
from bot.sandbox.conversations import Conversation, Kind
from bot.sandbox.membership import set_usergroup
from bot.sandbox.messages import Message
from bot.sandbox.people import from_export
from bot.sandbox.workspace import Team, Workspace

Json = dict[str, Any]
OLDER_FIELDS = ("file", "comment", "topic", "purpose", "name", "old_name", "hidden")


def load(folder: Path | None, now: datetime | None = None) -> Workspace:
    """The workplace in `folder`; with None just a team and the app. `now` goes before the folder's own."""
    if folder is None:
        return Workspace(PolicyClock(now))
    about: Json = _read(folder / "workplace.json", {})
    if now is None and about.get("now"):
        now = datetime.fromisoformat(about["now"])
    team: Json = about.get("team") or {}
    users: list[Json] = _read(folder / "users.json", [])
    team_id = team.get("id") or next((user["team_id"] for user in users if user.get("team_id")), None)
    known = {key: value for key, value in {**team, "id": team_id}.items() if value}
    workspace = Workspace(PolicyClock(now), Team(**known))
    app: Json = about.get("app") or {}
    workspace.app.offer(app)
    workspace.seat_app()
    for raw in users:
        if raw["id"] != workspace.app.user:
            person = from_export(raw, workspace.team.id)
            workspace.people[person.id] = person
    for name, kind in (("channels", Kind.PUBLIC), ("groups", Kind.PRIVATE)):
        for raw in _read(folder / f"{name}.json", []):
            _add_channel(workspace, raw, kind, folder / raw["name"], app_is_in=raw["name"] in (app.get("in") or ()))
    for group in about.get("usergroups") or []:
        set_usergroup(workspace, group["name"], list(group["users"]))
    workspace.play_as = about.get("play_as")
    workspace.tries = [_try(workspace, raw) for raw in about.get("tries") or []]
    return workspace


def _add_channel(workspace: Workspace, raw: Json, kind: Kind, folder: Path, *, app_is_in: bool) -> None:
    channel = Conversation(
        id=raw["id"],
        kind=Kind.PRIVATE if raw.get("is_private") else kind,
        name=raw["name"],
        creator=raw.get("creator") or "",
        created=int(raw.get("created") or 0),
        members=dict.fromkeys(raw.get("members") or ()),
        topic=(raw.get("topic") or {}).get("value") or "",
        purpose=(raw.get("purpose") or {}).get("value") or "",
        is_archived=bool(raw.get("is_archived")),
        is_general=bool(raw.get("is_general")),
        shared_team_ids=_other_teams(workspace, raw),
    )
    if app_is_in:
        channel.members[workspace.app.user] = None
    for day in sorted(folder.glob("*.json")):
        for said in _read(day, []):
            if said.get("type", "message") == "message" and said.get("ts"):
                message = message_from_export(workspace, said)
                channel.log.add(message)
                workspace.files.update({file["id"]: file for file in message.files if file.get("id")})
                workspace.clock.seen(message.ts)
    latest = channel.log.latest()
    if latest:
        channel.last_read = dict.fromkeys(channel.members, latest)
    workspace.conversations[channel.id] = channel


def _try(workspace: Workspace, raw: Json) -> Json:
    channel = workspace.named(raw["channel"]) if raw.get("channel") else None
    return raw | {"channel": channel.id if channel else None}


def _other_teams(workspace: Workspace, raw: Json) -> list[str]:
    """The other workspaces of a shared channel: as the export says, else those its members come from."""
    if not (raw.get("is_ext_shared") or raw.get("is_shared")):
        return []
    said = [team for team in raw.get("shared_team_ids") or () if team != workspace.team.id]
    people = (workspace.people.get(user) for user in raw.get("members") or ())
    teams = {person.team_id for person in people if person and person.team_id != workspace.team.id}
    return said or sorted(teams) or ["T0ELSEWHERE"]


def message_from_export(workspace: Workspace, said: Json) -> Message:
    """A message from a line of a day file, with its reactions and its last edit."""
    by_bot = said.get("bot_id")
    user = said.get("user") or next((person.id for person in workspace.people.values() if by_bot and person.bot_id == by_bot), "")
    return Message(
        ts=said["ts"],
        user=user or "USLACKBOT",
        text=said.get("text") or "",
        team=said.get("team") or workspace.team.id,
        blocks=[block for block in said.get("blocks") or [] if by_bot or not said.get("text") or block.get("type") != "rich_text"],
        thread_ts=said.get("thread_ts"),
        subtype=said.get("subtype"),
        client_msg_id=said.get("client_msg_id"),
        bot_id=by_bot,
        username=said.get("username"),
        inviter=said.get("inviter"),
        edited=said.get("edited"),
        files=said.get("files") or [],
        attachments=said.get("attachments") or [],
        reactions={reaction["name"]: list(reaction.get("users") or ()) for reaction in said.get("reactions") or []},
        further={key: said[key] for key in OLDER_FIELDS if key in said},
    )


def _read(path: Path, missing: Any) -> Any:
    if not path.is_file():
        return missing
    return json.loads(path.read_text(encoding="utf-8"))
