"""Views: the stack of modals each person has open, and the home tab the app last published for them."""

import hashlib
from typing import Any

from bot.sandbox.blocks import interactive, is_too_large, view_problems
from bot.sandbox.elements import initial_value
from bot.sandbox.errors import SlackError, invalid
from bot.sandbox.ids import new_id
from bot.sandbox.workspace import Workspace

Json = dict[str, Any]
MOST_MODALS = 3


def open_modal(workspace: Workspace, user: str, described: Any) -> Json:
    """Open a modal; whatever the person had open before is gone."""
    view = _made(workspace, described, "modal")
    view["root_view_id"] = view["id"]
    workspace.modals[user] = [view]
    _show(workspace, user)
    return view


def push(workspace: Workspace, user: str, described: Any) -> Json:
    """Lay a modal on top of those that are open; three at most."""
    stack = workspace.modals.get(user) or []
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= MOST_MODALS:
        raise SlackError("push_limit_reached")
    view = _made(workspace, described, "modal")
    view["root_view_id"], view["previous_view_id"] = stack[0]["root_view_id"], stack[-1]["id"]
    stack.append(view)
    _show(workspace, user)
    return view


def update(workspace: Workspace, described: Any, *, view_id: str | None, external_id: str | None, expected: str | None) -> Json:
    """Replace an open view by its id or external id, unless it changed since the caller looked (`expected`)."""
    user, old = _find(workspace, view_id, external_id)
    if expected is not None and expected != old["hash"]:
        raise SlackError("hash_conflict")
    new = _made(workspace, described, old["type"], replacing=old)
    new |= {key: old[key] for key in ("id", "root_view_id", "previous_view_id")}
    _keep_state(old, new)
    if old["type"] == "home":
        workspace.homes[user] = new
        workspace.tell_people([user], {"kind": "home", "view": new})
    else:
        stack = workspace.modals[user]
        stack[[view["id"] for view in stack].index(old["id"])] = new
        _show(workspace, user)
    return new


def publish(workspace: Workspace, user: str, described: Any, expected: str | None) -> Json:
    """Show a home tab to a person."""
    known = workspace.homes.get(user)
    if expected is not None and (known is None or known["hash"] != expected):
        raise SlackError("hash_conflict")
    view = _made(workspace, described, "home", replacing=known)
    view["id"] = known["id"] if known else view["id"]
    view["root_view_id"] = view["id"]
    workspace.homes[user] = view
    workspace.tell_people([user], {"kind": "home", "view": view})
    return view


def close(workspace: Workspace, user: str, view_id: str) -> list[Json]:
    """Take one view off the stack; returns it in a list, empty when it was not there."""
    stack = workspace.modals.get(user, [])
    gone = [view for view in stack if view["id"] == view_id]
    workspace.modals[user] = [view for view in stack if view["id"] != view_id]
    _show(workspace, user)
    return gone


def close_all(workspace: Workspace, user: str) -> list[Json]:
    gone = workspace.modals.pop(user, [])
    _show(workspace, user)
    return gone


def of_person(workspace: Workspace, user: str, view_id: str) -> Json:
    """A view that the person has before them: an open modal or their home tab."""
    candidates = [*workspace.modals.get(user, []), *([workspace.homes[user]] if user in workspace.homes else [])]
    for view in candidates:
        if view["id"] == view_id:
            return view
    raise SlackError("not_found")


def put_value(view: Json, block_id: str, action_id: str, value: Json) -> None:
    view["state"]["values"].setdefault(block_id, {})[action_id] = value


def missing_values(view: Json) -> Json:
    """What Slack's client itself says to a form before it is sent: block → line."""
    errors: Json = {}
    for block, element in interactive(view["blocks"]):
        if block.get("type") != "input":
            continue
        entry = view["state"]["values"].get(block["block_id"], {}).get(element["action_id"]) or {}
        held = next((value for key, value in entry.items() if key != "type"), None)
        if held in (None, "", []):
            if not block.get("optional"):
                errors[block["block_id"]] = "Please complete this required field."
        elif isinstance(held, str) and len(held) > (element.get("max_length") or 3000):
            errors[block["block_id"]] = f"Please use at most {element.get('max_length') or 3000} characters."
        elif isinstance(held, str) and len(held) < (element.get("min_length") or 0):
            errors[block["block_id"]] = f"Please use at least {element['min_length']} characters."
    return errors


def _find(workspace: Workspace, view_id: str | None, external_id: str | None) -> tuple[str, Json]:
    candidates = [(user, view) for user, stack in workspace.modals.items() for view in stack] + list(workspace.homes.items())
    for user, view in candidates:
        if (view_id and view["id"] == view_id) or (external_id and view["external_id"] == external_id):
            return user, view
    raise SlackError("not_found")


def _made(workspace: Workspace, described: Any, kind: str, replacing: Json | None = None) -> Json:
    if is_too_large(described):
        raise SlackError("view_too_large")
    if problems := view_problems(described):
        raise invalid("invalid_arguments", problems)
    if described["type"] != kind:
        raise invalid("invalid_arguments", [f"must be of type {kind} [json-pointer:/view/type]"])
    external_id = described.get("external_id") or ""
    if external_id and (replacing is None or replacing["external_id"] != external_id):
        _refuse_known(workspace, external_id)
    blocks = with_ids(described["blocks"])
    view: Json = {
        "id": new_id("V"),
        "team_id": workspace.team.id,
        "type": kind,
        "blocks": blocks,
        "private_metadata": described.get("private_metadata") or "",
        "callback_id": described.get("callback_id") or "",
        "state": {"values": first_values(blocks)},
        "title": described.get("title"),
        "clear_on_close": bool(described.get("clear_on_close")),
        "notify_on_close": bool(described.get("notify_on_close")),
        "close": described.get("close"),
        "submit": described.get("submit"),
        "previous_view_id": None,
        "root_view_id": None,
        "app_id": workspace.app.id,
        "external_id": external_id,
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.app.bot_id,
    }
    if kind == "home":
        view["title"] = {"type": "plain_text", "text": "View Title", "emoji": True}  # as Slack fills it in
    stamp = f"{workspace.clock.next_ts()}{view['id']}"
    view["hash"] = f"{workspace.clock.seconds()}.{hashlib.sha256(stamp.encode()).hexdigest()[:8]}"
    return view


def with_ids(blocks: list[Json]) -> list[Json]:
    """Blocks in which every block has a `block_id` and every interactive element an `action_id`, as Slack fills them in."""
    filled: list[Json] = []
    for block in blocks:
        block = {**block, "block_id": block.get("block_id") or new_id("b")[2:7]}  # noqa: PLW2901
        for place in ("accessory", "element"):
            if isinstance(block.get(place), dict):
                block[place] = _with_action_id(block[place])
        if block.get("type") == "actions":
            block["elements"] = [_with_action_id(element) for element in block["elements"]]
        filled.append(block)
    return filled


def first_values(blocks: list[Json]) -> Json:
    """`state.values` before anybody has touched anything."""
    values: Json = {}
    for block, element in interactive(blocks):
        if (value := initial_value(element)) is not None:
            values.setdefault(block["block_id"], {})[element["action_id"]] = value
    return values


def _with_action_id(element: Json) -> Json:
    if element.get("type") in ("image", "mrkdwn", "plain_text") or element.get("action_id"):
        return element
    return {**element, "action_id": new_id("a")[2:7]}


def _refuse_known(workspace: Workspace, external_id: str) -> None:
    try:
        _find(workspace, None, external_id)
    except SlackError:
        return
    raise SlackError("duplicate_external_id")


def _keep_state(old: Json, new: Json) -> None:
    """What a person has filled in stays where block and action keep their names."""
    for block_id, actions in new["state"]["values"].items():
        for action_id, value in actions.items():
            held = old["state"]["values"].get(block_id, {}).get(action_id)
            if held is not None and held["type"] == value["type"]:
                actions[action_id] = held


def _show(workspace: Workspace, user: str) -> None:
    workspace.tell_people([user], {"kind": "view", "views": workspace.modals.get(user, [])})
