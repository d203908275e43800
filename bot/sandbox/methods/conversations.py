"""conversations.*: where the app is, who else is there, and what was said."""

from typing import Any

from bot.sandbox import membership
from bot.sandbox.clock import microseconds_of
from bot.sandbox.conversations import Conversation, Kind, as_channel
from bot.sandbox.errors import SlackError
from bot.sandbox.limits import TIER_2, TIER_3, TIER_4
from bot.sandbox.methods.paging import cursor, mark_of, page
from bot.sandbox.methods.registry import Asked, method
from bot.sandbox.shapes import as_message

Json = dict[str, Any]
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
TYPES = {"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}
KINDS = {"public_channel": Kind.PUBLIC, "private_channel": Kind.PRIVATE, "im": Kind.IM}


@method("conversations.list", TIER_2, *READ)
def list_(asked: Asked) -> Json:
    app = asked.workspace.app.user
    known = [each for each in asked.workspace.conversations.values() if each.kind is Kind.PUBLIC or app in each.members]
    return _listed(asked, known, with_count=True)


@method("users.conversations", TIER_2, *READ)
def of_user(asked: Asked) -> Json:
    app = asked.workspace.app.user
    user = asked.text("user") or app
    asked.workspace.person(user)
    theirs = [each for each in asked.workspace.of_person(user) if each.kind is Kind.PUBLIC or app in each.members]
    return _listed(asked, theirs, with_count=False)


@method("conversations.info", TIER_3, *READ)
def info(asked: Asked) -> Json:
    channel = asked.channel()
    asked.need_for(channel, "read")
    shape = as_channel(channel, asked.workspace.team.id, asked.workspace.app.user, with_count=asked.flag("include_num_members"))
    if asked.flag("include_locale"):
        shape["locale"] = "en-US"
    return {"channel": shape}


@method("conversations.members", TIER_4, *READ)
def members(asked: Asked) -> Json:
    channel = asked.channel()
    asked.need_for(channel, "read")
    users, metadata = page(list(channel.members), asked.text("cursor"), asked.number("limit", 100, 1000))
    return {"members": users, "response_metadata": metadata}


@method("conversations.history", TIER_3, *HISTORY)
def history(asked: Asked) -> Json:
    """Newest first; replies are not in it, and neither are new replies to old messages."""
    channel = _readable(asked)
    limit = asked.number("limit", 100, 999)
    oldest, latest = asked.ts("oldest", "invalid_ts_oldest"), asked.ts("latest", "invalid_ts_latest")
    stamps = channel.log.top(oldest, latest, inclusive=asked.flag("inclusive"))
    if said := asked.text("cursor"):
        before = microseconds_of(mark_of(said))
        stamps = [ts for ts in stamps if microseconds_of(ts) < before]
    newest_first = stamps[::-1][:limit]
    has_more = len(stamps) > limit
    next_cursor = cursor(f"ts:{newest_first[-1]}") if has_more else ""
    answer: Json = {"messages": _messages(asked, channel, newest_first), "has_more": has_more, "pin_count": 0}
    return answer | ({"response_metadata": {"next_cursor": next_cursor}} if next_cursor else {})


@method("conversations.replies", TIER_3, *HISTORY)
def replies(asked: Asked) -> Json:
    """A thread, oldest first; every page begins with the thread's first message."""
    channel = _readable(asked)
    message = channel.log.get(asked.text("ts"))
    if message is None:
        raise SlackError("thread_not_found")
    root = channel.log.get(message.thread_ts or message.ts) or message
    oldest, latest = asked.ts("oldest", "invalid_ts_oldest"), asked.ts("latest", "invalid_ts_latest")
    limit = asked.number("limit", 1000, 1000)
    after = microseconds_of(mark_of(asked.text("cursor"))) if asked.text("cursor") else -1
    inclusive = asked.flag("inclusive")
    stamps = [
        reply.ts
        for reply in channel.log.replies(root.ts)
        if microseconds_of(reply.ts) > after and _between(reply.ts, oldest, latest, inclusive=inclusive)
    ]
    shown = stamps[: max(1, limit - 1)]
    has_more = len(stamps) > len(shown)
    answer: Json = {"messages": _messages(asked, channel, [root.ts, *shown]), "has_more": has_more}
    return answer | ({"response_metadata": {"next_cursor": cursor(f"ts:{shown[-1]}")}} if has_more else {})


@method("conversations.open", TIER_3, "im:write", "mpim:write")
def open_(asked: Asked) -> Json:
    users = [user for user in asked.text("users").split(",") if user]
    if not users:
        if not asked.text("channel"):
            raise SlackError("users_list_not_supplied")
        channel = asked.channel()
    elif len(users) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    else:
        asked.workspace.person(users[0])
        channel = asked.workspace.im(asked.workspace.app.user, users[0])
    if asked.flag("return_im"):
        return {"channel": {key: value for key, value in _shape(asked, channel).items() if key != "is_user_deleted"} | {"is_open": True}}
    return {"channel": {"id": channel.id}}


@method("conversations.join", TIER_3, "channels:join")
def join(asked: Asked) -> Json:
    channel = asked.channel()
    if channel.kind is not Kind.PUBLIC:
        raise SlackError("method_not_supported_for_channel_type")
    already = asked.workspace.is_app_in(channel)
    membership.join(asked.workspace, channel, asked.workspace.app.user)
    warning = {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}} if already else {}
    return {"channel": _shape(asked, channel)} | warning


@method("conversations.leave", TIER_3, "channels:manage", "groups:write", "im:write", "channels:join", "chat:write")
def leave(asked: Asked) -> Json:
    channel = asked.channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if not asked.workspace.is_app_in(channel):
        return {"not_in_channel": True}
    membership.leave(asked.workspace, channel, asked.workspace.app.user)
    return {}


def _listed(asked: Asked, known: list[Conversation], *, with_count: bool) -> Json:
    types = [each.strip() for each in asked.text("types", "public_channel").split(",") if each.strip()]
    for each in types:
        if each not in TYPES:
            raise SlackError("invalid_types")
        asked.need(TYPES[each])
    kinds = {KINDS[each] for each in types if each in KINDS}
    chosen = [each for each in known if each.kind in kinds and not (asked.flag("exclude_archived") and each.is_archived)]
    shown, metadata = page(chosen, asked.text("cursor"), asked.number("limit", 100, 1000))
    app, team = asked.workspace.app.user, asked.workspace.team.id
    channels = [as_channel(each, team, app, with_count=with_count) for each in shown]
    if not with_count:  # users.conversations leaves these out
        channels = [{key: value for key, value in each.items() if key not in ("is_member",)} for each in channels]
    return {"channels": channels, "response_metadata": metadata}


def _readable(asked: Asked) -> Conversation:
    channel = asked.channel()
    asked.need_for(channel, "history")
    if not asked.workspace.is_app_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _shape(asked: Asked, channel: Conversation) -> Json:
    return as_channel(channel, asked.workspace.team.id, asked.workspace.app.user)


def _messages(asked: Asked, channel: Conversation, stamps: list[str]) -> list[Json]:
    with_metadata = asked.flag("include_all_metadata")
    found = (channel.log.get(ts) for ts in stamps)
    return [as_message(asked.workspace, channel, message, with_metadata=with_metadata) for message in found if message is not None]


def _between(ts: str, oldest: str | None, latest: str | None, *, inclusive: bool) -> bool:
    at = microseconds_of(ts)
    slack = 0 if inclusive else 1
    return (oldest is None or at >= microseconds_of(oldest) + slack) and (latest is None or at <= microseconds_of(latest) - slack)
