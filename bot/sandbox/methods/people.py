"""users.*, team.*, bots.*, dnd.* and usergroups.*: who is who, and whether they may be disturbed."""

from typing import Any

from bot.sandbox.errors import SlackError
from bot.sandbox.limits import TIER_2, TIER_3, TIER_4
from bot.sandbox.membership import dnd_status
from bot.sandbox.methods.paging import page
from bot.sandbox.methods.registry import Asked, method
from bot.sandbox.people import as_user
from bot.sandbox.workspace import UserGroup

Json = dict[str, Any]


@method("users.info", TIER_4, "users:read")
def users_info(asked: Asked) -> Json:
    person = asked.workspace.person(asked.text("user"))
    return {"user": as_user(person, asked.workspace.now(), with_locale=asked.flag("include_locale"))}


@method("users.list", TIER_2, "users:read")
def users_list(asked: Asked) -> Json:
    everybody = list(asked.workspace.people.values())
    shown, metadata = page(everybody, asked.text("cursor"), asked.number("limit", 1000, 1000))
    now, with_locale = asked.workspace.now(), asked.flag("include_locale")
    members = [as_user(person, now, with_locale=with_locale) for person in shown]
    return {"members": members, "cache_ts": asked.workspace.clock.seconds(), "response_metadata": metadata}


@method("team.info", TIER_3, "team:read")
def team_info(asked: Asked) -> Json:
    team = asked.workspace.team
    url = f"https://{team.domain}.slack.com/"
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": url,
            "email_domain": "",
            "icon": {"image_default": True},
            "avatar_base_url": "https://avatars.invalid/",
            "is_verified": False,
        }
    }


@method("bots.info", TIER_3, "users:read")
def bots_info(asked: Asked) -> Json:
    app = asked.workspace.app
    if asked.text("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    profile = app.profile(asked.workspace.team.id, 0)
    profile.pop("team_id")
    return {"bot": profile | {"user_id": app.user}}


@method("dnd.info", TIER_3, "dnd:read")
def dnd_info(asked: Asked) -> Json:
    return dnd_status(asked.workspace, asked.workspace.person(asked.text("user") or asked.workspace.app.user))


@method("dnd.teamInfo", TIER_2, "dnd:read")
def dnd_team_info(asked: Asked) -> Json:
    users = [user for user in asked.text("users").split(",") if user]
    if not users:
        raise SlackError("no_users_provided")
    if len(users) > 50:
        raise SlackError("too_many_users")
    return {"users": {user: dnd_status(asked.workspace, asked.workspace.person(user)) for user in users}, "cached": False}


@method("usergroups.list", TIER_2, "usergroups:read")
def usergroups_list(asked: Asked) -> Json:
    groups = [_as_usergroup(asked, group) for group in asked.workspace.usergroups.values()]
    if not asked.flag("include_users"):
        for group in groups:
            group.pop("users")
    return {"usergroups": groups}


@method("usergroups.users.list", TIER_2, "usergroups:read")
def usergroups_users(asked: Asked) -> Json:
    group = asked.workspace.usergroups.get(asked.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def _as_usergroup(asked: Asked, group: UserGroup) -> Json:
    return {
        "id": group.id,
        "team_id": asked.workspace.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "handle": group.handle,
        "description": "",
        "is_external": False,
        "date_create": group.updated,
        "date_update": group.updated,
        "date_delete": 0,
        "user_count": len(group.users),
        "prefs": {"channels": [], "groups": []},
        "users": list(group.users),
    }
