"""What one person does: the verbs of `POST do` (docs/sandbox.md)."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox import markup, membership, notes, posting, seeing, views
from bot.sandbox.clock import next_weekday
from bot.sandbox.conversations import Conversation, Kind
from bot.sandbox.errors import SlackError
from bot.sandbox.interactions import Interactions
from bot.sandbox.messages import Message
from bot.sandbox.ordering import Orders
from bot.sandbox.people import Person, find_by_name
from bot.sandbox.workspace import Note, Workspace

Json = dict[str, Any]
Verb = Callable[[Person, Json], Awaitable[Json]]
CHANGEABLE = ("status_text", "status_emoji", "dnd", "deleted", "tz", "locale", "is_guest", "title", "away")
NOBODYS = ("clock", "fault", "faults", "mend")  # done to the whole workplace, whoever is looking


class Verbs:
    def __init__(
        self, workspace: Workspace, interactions: Interactions, move_clock: Callable[[datetime], Awaitable[datetime]], orders: Orders
    ) -> None:
        self._workspace = workspace
        self._interactions = interactions
        self._move_clock = move_clock
        self._orders = orders

    async def do(self, body: Json) -> Json:
        """Carry one act out; raises SlackError when Slack would not let the person."""
        person = self._workspace.person(str(body.get("as") or ""))
        verb: Verb | None = getattr(self, f"do_{body.get('do')}", None)
        if verb is None:
            raise SlackError("unknown_verb")
        if person.deleted and body.get("do") not in NOBODYS:
            raise SlackError("account_inactive")
        return await verb(person, body)

    async def do_post(self, person: Person, body: Json) -> Json:
        channel = self._writable(person, body)
        text = self._as_sent(str(body.get("text") or ""))
        files = body.get("files") or []
        if not text.strip() and not files:
            raise SlackError("no_text")
        message = posting.from_person(self._workspace, person.id, text, body.get("thread_ts") or None)
        if files:
            message.subtype, message.files = "file_share", files
        elif body.get("broadcast") and message.thread_ts:
            message.subtype = "thread_broadcast"
        return {"ts": posting.post(self._workspace, channel, message, unfurl=True).ts}

    async def do_edit(self, person: Person, body: Json) -> Json:
        channel = self._writable(person, body)
        message = posting.found(channel, str(body.get("ts")))
        if message.user != person.id:
            raise SlackError("cant_update_message")
        posting.edit(self._workspace, channel, message, text=self._as_sent(str(body.get("text") or "")))
        return {}

    async def do_delete(self, person: Person, body: Json) -> Json:
        channel = self._readable(person, body)
        message = posting.found(channel, str(body.get("ts")))
        if message.user != person.id and not (person.is_admin or person.is_owner):
            raise SlackError("cant_delete_message")
        posting.delete(self._workspace, channel, message)
        return {}

    async def do_react(self, person: Person, body: Json) -> Json:
        channel = self._writable(person, body)
        message = posting.found(channel, str(body.get("ts")))
        posting.react(self._workspace, channel, message, person.id, str(body.get("name") or "").strip(":"))
        return {}

    async def do_unreact(self, person: Person, body: Json) -> Json:
        channel = self._readable(person, body)
        message = posting.found(channel, str(body.get("ts")))
        posting.unreact(self._workspace, channel, message, person.id, str(body.get("name") or "").strip(":"))
        return {}

    async def do_command(self, person: Person, body: Json) -> Json:
        channel = self._readable(person, body)
        await self._interactions.command(person, channel, str(body.get("command")), self._as_sent(str(body.get("text") or "")))
        return {}

    async def do_message_shortcut(self, person: Person, body: Json) -> Json:
        channel = self._readable(person, body)
        message = posting.found(channel, str(body.get("ts")))
        await self._interactions.message_shortcut(person, str(body.get("callback_id")), channel, message)
        return {}

    async def do_global_shortcut(self, person: Person, body: Json) -> Json:
        await self._interactions.global_shortcut(person, str(body.get("callback_id")))
        return {}

    async def do_click(self, person: Person, body: Json) -> Json:
        act = {**(body.get("action") or {}), "block_id": body.get("block_id")}
        if body.get("view") or body.get("home"):
            view = self._view(person, body)
            await self._interactions.click_in_view(person, view, act)
        else:
            channel, source = self._source(person, body)
            await self._interactions.click_in_message(person, channel, source, act)
        return {}

    async def do_submit(self, person: Person, body: Json) -> Json:
        errors = await self._interactions.submit(person, self._view(person, body), body.get("values") or {})
        return {"errors": errors} if errors else {}

    async def do_close(self, person: Person, body: Json) -> Json:
        await self._interactions.close(person, self._view(person, body), everything=bool(body.get("all")))
        return {}

    async def do_options(self, person: Person, body: Json) -> Json:
        asked = {key: str(body.get(key) or "") for key in ("block_id", "action_id", "value")}
        if body.get("view") or body.get("home"):
            view = self._view(person, body)
            where: Json = {"view": view, "container": {"type": "view", "view_id": view["id"]}}
        else:
            channel, source = self._source(person, body)
            where = {"channel": {"id": channel.id, "name": channel.name}, "container": {"type": "message", "message_ts": source.ts}}
        return await self._interactions.options(person, where, asked)

    async def do_open_home(self, person: Person, body: Json) -> Json:
        channel = self._workspace.im(person.id, self._workspace.app.user)
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": channel.id,
            "tab": body.get("tab") or "home",
            "event_ts": self._workspace.clock.next_ts(),
        }
        if (view := self._workspace.homes.get(person.id)) is not None and event["tab"] == "home":
            event["view"] = view
        self._workspace.tell_app(event, None)
        return {"channel": channel.id}

    async def do_open_dm(self, person: Person, body: Json) -> Json:
        other = self._workspace.person(str(body.get("user")))
        return {"channel": self._workspace.im(person.id, other.id).id}

    async def do_create_channel(self, person: Person, body: Json) -> Json:
        if not person.is_full_member:
            raise SlackError("restricted_action")
        name, private = str(body.get("name") or ""), bool(body.get("private"))
        return {"channel": membership.create_channel(self._workspace, name, person.id, private=private).id}

    async def do_join(self, person: Person, body: Json) -> Json:
        channel = self._readable(person, body)
        if channel.kind is not Kind.PUBLIC or not person.is_full_member:
            raise SlackError("method_not_supported_for_channel_type")
        membership.join(self._workspace, channel, person.id)
        return {}

    async def do_leave(self, person: Person, body: Json) -> Json:
        membership.leave(self._workspace, self._readable(person, body), person.id)
        return {}

    async def do_invite(self, person: Person, body: Json) -> Json:
        channel = self._writable(person, body)
        invited = self._workspace.person(str(body.get("user")))
        if channel.is_im or not person.is_full_member:
            raise SlackError("cant_invite")
        if invited.id in channel.members:
            raise SlackError("already_in_channel")
        membership.join(self._workspace, channel, invited.id, inviter=person.id)
        return {}

    async def do_kick(self, person: Person, body: Json) -> Json:
        channel = self._writable(person, body)
        if channel.is_im or channel.is_general:
            raise SlackError("cant_kick_from_general")
        membership.leave(self._workspace, channel, str(body.get("user")), actor=person.id)
        return {}

    async def do_archive(self, person: Person, body: Json) -> Json:
        membership.archive(self._workspace, self._writable(person, body), person.id)
        return {}

    async def do_unarchive(self, person: Person, body: Json) -> Json:
        membership.unarchive(self._workspace, self._readable(person, body), person.id)
        return {}

    async def do_make_private(self, person: Person, body: Json) -> Json:
        membership.make_private(self._workspace, self._writable(person, body), person.id)
        return {}

    async def do_read(self, person: Person, body: Json) -> Json:
        channel = self._readable(person, body)
        channel.last_read[person.id] = channel.log.latest() or "0"
        return {}

    async def do_reload(self, person: Person, body: Json) -> Json:
        notes.reload(self._workspace, person.id)
        return {}

    async def do_set_person(self, person: Person, body: Json) -> Json:
        """An admin's act; one's own status, quiet hours and zone everybody sets themselves."""
        subject = self._workspace.person(str(body.get("user") or person.id))
        changes = {name: body[name] for name in CHANGEABLE if name in body}
        if "is_guest" in changes:
            changes["is_restricted"] = bool(changes.pop("is_guest"))
        if "tz" in changes:
            try:
                ZoneInfo(str(changes["tz"]))
            except (ZoneInfoNotFoundError, ValueError):
                raise SlackError("invalid_timezone") from None
        membership.change_person(self._workspace, subject, changes)
        return {}

    async def do_clock(self, person: Person, body: Json) -> Json:
        now = self._workspace.now()
        try:
            if body.get("to"):
                moment = datetime.fromisoformat(str(body["to"]))
            elif body.get("next"):
                moment = next_weekday(now.astimezone(ZoneInfo(person.tz)), str(body["next"]))
            else:
                seconds = float(body.get("hours") or 0) * 3600 + float(body.get("minutes") or 0) * 60
                moment = datetime.fromtimestamp(now.timestamp() + seconds, tz=now.tzinfo)
            if moment.tzinfo is None:
                raise ValueError("a moment needs its offset")
            return {"now": (await self._move_clock(moment)).isoformat()}
        except ValueError as error:
            raise SlackError("invalid_time", message=str(error)) from None

    async def do_fault(self, person: Person, body: Json) -> Json:
        return await self._orders.carry_out({key: value for key, value in body.items() if key not in ("as", "do")})

    async def do_faults(self, person: Person, body: Json) -> Json:
        return self._orders.standing()

    async def do_mend(self, person: Person, body: Json) -> Json:
        self._orders.mend(int(body["number"]) if str(body.get("number") or "").isdigit() else None)
        return {}

    def _as_sent(self, typed: str) -> str:
        people = [person for person in self._workspace.people.values() if not person.deleted]

        def person_id(name: str) -> str | None:
            found = find_by_name(people, name)
            return found.id if found else None

        def channel_id(name: str) -> str | None:
            found = self._workspace.named(name)
            return f"{found.id}|{found.name}" if found else None

        return markup.as_sent(typed, person_id, channel_id)

    def _readable(self, person: Person, body: Json) -> Conversation:
        channel = self._workspace.conversation(str(body.get("channel") or ""))
        if not seeing.may_read(channel, person):
            raise SlackError("channel_not_found")
        return channel

    def _writable(self, person: Person, body: Json) -> Conversation:
        channel = self._readable(person, body)
        if person.id not in channel.members:
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
        return channel

    def _source(self, person: Person, body: Json) -> tuple[Conversation, Message | Note]:
        """Where a click happened: an ephemeral note by its key, or a message."""
        if body.get("key"):
            note = notes.found(self._workspace, person.id, str(body["key"]))
            return self._workspace.conversation(note.channel), note
        channel = self._readable(person, body)
        return channel, posting.found(channel, str(body.get("ts")))

    def _view(self, person: Person, body: Json) -> Json:
        if body.get("home"):
            home = self._workspace.homes.get(person.id)
            if home is None:
                raise SlackError("not_found")
            return home
        return views.of_person(self._workspace, person.id, str(body.get("view")))
