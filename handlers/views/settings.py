"""A channel's settings: the form, the same as a page to read, and the choice of a channel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.texts import Texts
from handlers.views import fields, limits
from handlers.views.blocks import Block, Element, context, header, message, modal, option, section
from handlers.views.entries import name
from handlers.views.fields import Filled, Values
from handlers.views.limits import CHANNEL_NAME, cut
from handlers.views.mrkdwn import calm
from knowledge.domain.errors import NotFound
from knowledge.domain.ids import ChannelId
from knowledge.domain.policy import EXPERT_MINUTES, KEEPING_MONTHS, MOST_EXPERTS, PATIENCES, ChannelPolicy, Wrong
from knowledge.domain.shown import ChannelSettings

CALLBACK = "channel_settings"
PICK_CALLBACK = "settings_channel"
LAST_KIND = "last_kind"
NOBODY, PERSON, CHANNEL, GROUP = "nobody", "person", "channel", "group"
_PICK = "channel"
_USUAL = ChannelPolicy()

Group = tuple[str, str]
"""A user group of Slack's: id and handle"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a form that comes back was opened for: the channel, and what it showed."""

    channel: ChannelId
    shown: ChannelPolicy
    usual_zone: str


def form(shown: ChannelSettings, t: Texts, groups: Sequence[Group], kind: str = "") -> dict[str, Any]:
    """The form for a steward. `kind` is whom to ask last, where another was just chosen in the open form."""
    words, policy = t.settings.channel, shown.policy
    usual = words.usual
    blocks: list[Block] = [
        *_about(shown, t),
        _switch("suggestions", words.suggestions, words.suggestions_on, words.suggestions_off, policy, t),
        header(words.unanswered),
        _switch("routing", words.routing, words.routing_on, words.routing_off, policy, t),
        _minutes("patience_minutes", words.patience, PATIENCES, policy.patience_minutes, _USUAL.patience_minutes, t, words.patience_hint),
        _minutes("expert_minutes", words.expert_patience, EXPERT_MINUTES, policy.expert_minutes, _USUAL.expert_minutes, t),
        _choice(
            "most_experts",
            words.most_experts,
            [(str(n), t.settings.count(n)) for n in range(1, MOST_EXPERTS + 1)],
            str(policy.most_experts),
            str(_USUAL.most_experts),
            t,
        ),
        *_last(policy.fallback, kind or kind_of(policy.fallback), groups, t),
        *([context(agreed)] if (agreed := _agreed(shown, t)) and kind in {"", PERSON} else []),
        header(words.digest),
        _switch("digest", words.digest_wanted, words.digest_on, words.digest_off, policy, t),
        _choice("digest_day", words.digest_day, _days(t), str(policy.digest_day), str(_USUAL.digest_day), t),
        fields.at_time("digest_time", words.digest_time, policy.digest_time, _USUAL.digest_time, t),
        fields.one_of("tz", words.zone, [option(usual(z) if z == shown.usual_zone else z, z) for z in shown.zones], policy.tz),
        header(words.hours),
        *fields.working_hours(policy, _USUAL, t),
        header(words.keeping),
        _months("keep_unanswered_months", words.keep_unanswered, policy.keep_unanswered_months, _USUAL.keep_unanswered_months, t),
        _months("keep_confirmed_months", words.keep_confirmed, policy.keep_confirmed_months, _USUAL.keep_confirmed_months, t),
    ]
    opened = json.dumps([shown.channel, policy.to_json(), shown.usual_zone])
    return modal(words.title, blocks, t, submit=words.save, callback_id=CALLBACK, metadata=opened)


def opened_for(metadata: str) -> Opened:
    """What a form says it was opened for. Raises NotFound for anything that this file did not write."""
    try:
        channel, shown, usual_zone = json.loads(metadata)
        return Opened(ChannelId(channel), ChannelPolicy.from_json(shown), usual_zone)
    except (ValueError, TypeError, AttributeError):
        raise NotFound("form") from None


def changes(opened: Opened, values: Values) -> dict[str, Any]:
    """What somebody changed in the form, by the name of the setting: what they left alone may have been changed by others meanwhile."""
    filled = Filled(values)
    zone = filled.text("tz")
    said: dict[str, Any] = {
        **{each: filled.switch(each) for each in ("suggestions", "routing", "digest")},
        **{
            each: filled.whole(each)
            for each in (
                "patience_minutes",
                "expert_minutes",
                "most_experts",
                "digest_day",
                "keep_unanswered_months",
                "keep_confirmed_months",
            )
        },
        **{each: filled.time(each) for each in ("digest_time", "start", "end")},
        "days": filled.wholes("days"),
        "country": filled.country("country"),
        "tz": zone,
        "fallback": _fallback(filled),
    }
    changed = {each: value for each, value in said.items() if value is not None and value != getattr(opened.shown, each)}
    return changed | {"tz": ""} if changed.get("tz") == opened.usual_zone else changed


def missing(values: Values) -> dict[str, Wrong]:
    """Whom to ask last was to be chosen, and was not."""
    filled = Filled(values)
    kind = filled.text(LAST_KIND)
    return {"fallback": Wrong.NOBODY_CHOSEN} if kind in {PERSON, CHANNEL, GROUP} and not filled.text(_last_name(kind)) else {}


def errors(wrong: Mapping[str, Wrong], values: Values, t: Texts) -> dict[str, str]:
    """What to say at which field."""
    kind = Filled(values).text(LAST_KIND)
    last = _last_name(kind) if Filled(values).has(_last_name(kind)) else LAST_KIND
    return {last if each == "fallback" else each: t.settings.wrong[why] for each, why in wrong.items()}


def page(shown: ChannelSettings, t: Texts) -> dict[str, Any]:
    """The same for those who may only read it."""
    words, policy = t.settings.channel, shown.policy

    def lines(*pairs: tuple[str, str]) -> Block:
        return section("\n".join(f"*{label}:* {calm(value)}" for label, value in pairs))

    last = words.last_kinds[kind_of(policy.fallback)]
    digest = f"{t.settings.days([policy.digest_day])} {t.settings.at(policy.digest_time)} ({policy.tz})"
    blocks = [
        *_about(shown, t),
        lines((words.suggestions, words.suggestions_on if policy.suggestions else words.suggestions_off)),
        lines(
            (words.routing, words.routing_on if policy.routing else words.routing_off),
            (words.patience, t.settings.minutes(policy.patience_minutes)),
            (words.expert_patience, t.settings.minutes(policy.expert_minutes)),
            (words.most_experts, t.settings.count(policy.most_experts)),
            (words.last, last),
        ),
        *([context(agreed)] if (agreed := _agreed(shown, t)) else []),
        lines((words.digest, digest if policy.digest else words.digest_off)),
        lines(
            (words.days, t.settings.days(policy.days)),
            (words.hours, f"{policy.start:%H:%M}–{policy.end:%H:%M} ({policy.tz})"),
            (words.holidays, words.countries.get(policy.country, policy.country) or words.no_holidays),
        ),
        lines(
            (words.keep_unanswered, t.settings.months(policy.keep_unanswered_months)),
            (words.keep_confirmed, t.settings.months(policy.keep_confirmed_months)),
        ),
    ]
    return modal(words.title, blocks, t)


def pick(channels: Sequence[tuple[ChannelId, str]], t: Texts) -> dict[str, Any]:
    """Which channel's settings to open."""
    words = t.settings.channel
    if not channels:
        return modal(words.title, [section(words.nothing_to_change)], t)
    options = [option(f"#{cut(each, CHANNEL_NAME)}", channel) for channel, each in channels[: limits.SELECT_OPTIONS]]
    hint = words.not_all_shown if len(channels) > limits.SELECT_OPTIONS else ""
    block = fields.one_of(_PICK, words.which_channel, options, channels[0][0] if len(channels) == 1 else "", hint=hint)
    return modal(words.title, [block], t, submit=words.go_on, callback_id=PICK_CALLBACK)


def picked(values: Values) -> ChannelId:
    return ChannelId(Filled(values).text(_PICK))


def not_started(t: Texts) -> dict[str, Any]:
    return message(t.settings.channel.not_started)


def closed(said: str, t: Texts) -> dict[str, Any]:
    """The form cannot be used any more, or never could; why."""
    return modal(t.settings.channel.title, [section(said)], t)


def kind_of(fallback: str) -> str:
    """Whether a person, a channel or a group is asked last."""
    return {"U": PERSON, "W": PERSON, "C": CHANNEL, "G": CHANNEL, "S": GROUP}.get(fallback[:1], NOBODY)


def _about(shown: ChannelSettings, t: Texts) -> list[Block]:
    words = t.settings.channel
    said = [words.stewards([name(each, t) for each in shown.stewards[:10]])]
    if shown.changed_at is not None:
        by = shown.changed_by
        said.append(words.changed(name(by, t) if by else "", shown.changed_at))
    if not shown.may_change:
        said.append(words.read_only)
    return [section(f"*#{calm(cut(shown.channel_name, CHANNEL_NAME))}*"), context(" ".join(said))]


def _last(fallback: str, kind: str, groups: Sequence[Group], t: Texts) -> list[Block]:
    words = t.settings.channel
    kinds = [option(words.usual(said) if each == NOBODY else said, each) for each, said in words.last_kinds.items()]
    blocks = [fields.one_of(LAST_KIND, words.last, kinds, kind, acts=True)]
    if kind not in words.last_which:
        return blocks
    if kind == GROUP and not groups:
        return [*blocks, section(words.no_groups)]
    chosen = fallback if kind_of(fallback) == kind else ""
    label, hint, each = words.last_which[kind], words.last_hints[kind], _last_name(kind)
    if kind == GROUP:
        return [*blocks, fields.one_of(each, label, [option(f"@{handle}", group) for group, handle in groups], chosen, hint=hint)]
    if kind == PERSON:
        element: Element = {"type": "users_select", **({"initial_user": chosen} if chosen else {})}
    else:
        only = {"include": ["public", "private"], "exclude_bot_users": True}
        element = {"type": "conversations_select", "filter": only, **({"initial_conversation": chosen} if chosen else {})}
    return [*blocks, fields.field(each, label, element, hint=hint)]


def _agreed(shown: ChannelSettings, t: Texts) -> str:
    """Whether the person who is asked last has said yes; nothing where it is no person."""
    words, who = t.settings.role, shown.last_asked
    return (words.agreed if shown.has_agreed else words.not_yet)(name(who, t)) if who else ""


def _last_name(kind: str) -> str:
    return f"last_{kind}" if kind in {PERSON, CHANNEL, GROUP} else LAST_KIND


def _fallback(filled: Filled) -> str | None:
    kind = filled.text(LAST_KIND)
    return "" if kind == NOBODY else filled.text(_last_name(kind)) or None


def _switch(each: str, label: str, on: str, off: str, policy: ChannelPolicy, t: Texts) -> Block:
    usual = t.settings.channel.usual
    on, off = (usual(on), off) if getattr(_USUAL, each) else (on, usual(off))
    return fields.switch(each, label, on, off, is_on=getattr(policy, each))


def _choice(each: str, label: str, offered: Sequence[tuple[str, str]], chosen: str, usual: str, t: Texts, hint: str = "") -> Block:
    options = [option(t.settings.channel.usual(said) if value == usual else said, value) for value, said in offered]
    return fields.one_of(each, label, options, chosen, hint=hint)


def _days(t: Texts) -> list[tuple[str, str]]:
    return [(str(day), name.capitalize()) for day, name in enumerate(t.settings.weekdays)]


def _minutes(each: str, label: str, offered: Sequence[int], chosen: int, usual: int, t: Texts, hint: str = "") -> Block:
    return _choice(each, label, [(str(n), t.settings.minutes(n)) for n in offered], str(chosen), str(usual), t, hint)


def _months(each: str, label: str, chosen: int, usual: int, t: Texts) -> Block:
    return _choice(each, label, [(str(n), t.settings.months(n)) for n in KEEPING_MONTHS], str(chosen), str(usual), t)
