"""People of the make-believe workplace and how Slack describes them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

Json = dict[str, Any]
COLORS = ("9f69e7", "4bbe2e", "e7392d", "3c989f", "674b1b", "e96699", "e0a729", "684b6c", "5b89d5", "2b6836")


@dataclass
class Person:
    id: str
    team_id: str
    name: str
    real_name: str
    display_name: str = ""
    title: str = ""
    email: str = ""
    tz: str = "Europe/Stockholm"
    locale: str = "sv-SE"
    color: str = COLORS[0]
    deleted: bool = False
    is_bot: bool = False
    bot_id: str | None = None
    api_app_id: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    status_text: str = ""
    status_emoji: str = ""
    dnd: bool = False
    dnd_since: int = 0
    away: bool = False  # not in Slack at all: ephemeral notes do not reach them
    updated: int = 0

    @property
    def is_guest(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted

    @property
    def is_full_member(self) -> bool:
        return not (self.is_guest or self.is_stranger or self.is_bot or self.deleted)


def from_export(raw: Json, team_id: str) -> Person:
    """A person from a line of `users.json`."""
    profile: Json = raw.get("profile") or {}
    real_name = profile.get("real_name") or raw.get("real_name") or raw["name"]
    flags = ("deleted", "is_bot", "is_admin", "is_owner", "is_restricted", "is_ultra_restricted", "is_stranger")
    return Person(
        id=raw["id"],
        team_id=raw.get("team_id") or team_id,
        name=raw["name"],
        real_name=real_name,
        display_name=profile.get("display_name") or "",
        title=profile.get("title") or "",
        email=profile.get("email") or "",
        tz=raw.get("tz") or "Europe/Stockholm",
        locale=raw.get("locale") or "en-US",
        color=raw.get("color") or COLORS[sum(map(ord, raw["id"])) % len(COLORS)],
        bot_id=profile.get("bot_id") or None,
        status_text=profile.get("status_text") or "",
        status_emoji=profile.get("status_emoji") or "",
        updated=int(raw.get("updated") or 0),
        **cast("Any", {flag: bool(raw.get(flag)) for flag in flags}),
    )


def as_user(person: Person, now: datetime, *, with_locale: bool) -> Json:
    """Slack's user object, as in `users.info` and `user_change`."""
    local = now.astimezone(ZoneInfo(person.tz))
    offset = local.utcoffset()
    user: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": local.tzname() or person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": _profile(person),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }
    if person.is_stranger:
        user["is_stranger"] = True
    if person.deleted:  # Slack forgets these about people who have left
        for key in ("tz", "tz_label", "tz_offset", "is_admin", "is_owner", "is_primary_owner", "is_restricted", "is_ultra_restricted"):
            user.pop(key)
    if with_locale:
        user["locale"] = person.locale
    return user


def as_seen(person: Person) -> Json:
    """A person as the page shows them (docs/sandbox.md)."""
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "display_name": person.display_name or person.real_name,
        "title": person.title,
        "initials": initials(person.real_name),
        "color": person.color,
        "tz": person.tz,
        "locale": person.locale,
        "is_bot": person.is_bot,
        "deleted": person.deleted,
        "is_guest": person.is_guest,
        "is_outsider": person.is_stranger,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "dnd": person.dnd,
        "away": person.away,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
    }


def initials(real_name: str) -> str:
    words = real_name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def find_by_name(people: list[Person], said: str) -> Person | None:
    """The person meant by a name: display name, handle or real name first, then a first name only one person has."""
    wanted = said.casefold()
    exact: list[Callable[[Person], str]] = [lambda p: p.display_name, lambda p: p.name, lambda p: p.real_name]
    for reading in exact:
        for person in people:
            if reading(person).casefold() == wanted:
                return person
    by_first_name = [person for person in people if person.real_name.split()[:1] and person.real_name.split()[0].casefold() == wanted]
    return by_first_name[0] if len(by_first_name) == 1 else None


def _profile(person: Person) -> Json:
    first, _, last = person.real_name.partition(" ")
    picture = f"https://avatars.invalid/{person.id}"
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "fields": None,
        "status_text": person.status_text,
        "status_text_canonical": "",
        "status_emoji": person.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": person.id.lower(),
        "first_name": first,
        "last_name": last,
        "team": person.team_id,
        **{f"image_{size}": f"{picture}_{size}.png" for size in (24, 32, 48, 72, 192, 512)},
    }
    if person.is_bot:
        profile |= {"bot_id": person.bot_id or "", "api_app_id": person.api_app_id, "always_active": True}
    return profile
