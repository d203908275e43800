"""Block Kit's elements: the limits of buttons, selects, inputs and their options, and the values they hold."""

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def text_problems(text: Any, longest: int, at: str, *, plain: bool = False) -> list[str]:
    """What is wrong with a text object."""
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        return [f"must provide a text object [json-pointer:{at}]"]
    if plain and text["type"] != "plain_text":
        return [f"must be plain_text [json-pointer:{at}/type]"]
    content = text.get("text")
    if not isinstance(content, str) or not content:
        return [f"must be more than 0 characters [json-pointer:{at}/text]"]
    if len(content) > longest:
        return [f"must be less than {longest + 1} characters [json-pointer:{at}/text]"]
    if text["type"] == "mrkdwn" and "emoji" in text:
        return [f"invalid additional property: emoji [json-pointer:{at}]"]
    return []


def option_problems(element: Json, at: str) -> list[str]:
    """What is wrong with the options of a select, an overflow menu, checkboxes or radio buttons."""
    kind = element["type"]
    if kind not in MOST_OPTIONS:
        return []
    groups = element.get("option_groups")
    lists = [group.get("options") for group in groups] if groups and kind.endswith("static_select") else [element.get("options")]
    problems: list[str] = []
    if groups and len(groups) > 100:
        problems.append(f"no more than 100 items allowed [json-pointer:{at}/option_groups]")
    for options in lists:
        if not isinstance(options, list) or not options:
            problems.append(f"must provide at least 1 option [json-pointer:{at}/options]")
            continue
        if len(options) > MOST_OPTIONS[kind]:
            problems.append(f"no more than {MOST_OPTIONS[kind]} items allowed [json-pointer:{at}/options]")
        for number, option in enumerate(options):
            problems += _option_problems(option, f"{at}/options/{number}", plain=kind not in ("checkboxes", "radio_buttons"))
        values = [str(option.get("value")) for option in options if isinstance(option, dict)]
        if len(set(values)) != len(values):
            problems.append(f"option values must be different [json-pointer:{at}/options]")
    return problems


def initial_value(element: Json) -> Json | None:
    """What an element holds before anybody touches it, as an entry of `state.values`; None for one that holds nothing (a button)."""
    kind = element["type"]
    if kind not in STATEFUL:
        return None
    key, initial = STATEFUL[kind]
    empty: Any = [] if key.startswith("selected_") and key.endswith("s") else None
    return {"type": kind, key: element.get(initial, empty)}


def chosen(action: Json) -> Json | None:
    """The entry of `state.values` that a person's act leaves behind; None for an act that leaves nothing."""
    kind = str(action.get("type"))
    if kind not in STATEFUL:
        return None
    key, _ = STATEFUL[kind]
    return {"type": kind, key: action.get(key)}


def _button(element: Json, at: str) -> list[str]:
    problems = text_problems(element.get("text"), 75, f"{at}/text", plain=True)
    if len(element.get("value") or "") > 2000:
        problems.append(f"must be less than 2001 characters [json-pointer:{at}/value]")
    if len(element.get("url") or "") > 3000:
        problems.append(f"must be less than 3001 characters [json-pointer:{at}/url]")
    if element.get("style") not in (None, "primary", "danger"):
        problems.append(f"must be one of: primary, danger [json-pointer:{at}/style]")
    if element.get("confirm") is not None:
        problems += _confirm(element["confirm"], f"{at}/confirm")
    return problems


def _confirm(confirm: Any, at: str) -> list[str]:
    if not isinstance(confirm, dict):
        return [f"must be an object [json-pointer:{at}]"]
    problems = text_problems(confirm.get("text"), 300, f"{at}/text")
    for part, longest in (("title", 100), ("confirm", 30), ("deny", 30)):
        if part in confirm:
            problems += text_problems(confirm[part], longest, f"{at}/{part}", plain=True)
    return problems


def _with_placeholder(element: Json, at: str) -> list[str]:
    placeholder = element.get("placeholder")
    problems = text_problems(placeholder, 150, f"{at}/placeholder", plain=True) if placeholder is not None else []
    if element.get("confirm") is not None:
        problems += _confirm(element["confirm"], f"{at}/confirm")
    if element["type"] == "plain_text_input" and not 0 <= (element.get("max_length") or 3000) <= 3000:
        problems.append(f"must be less than 3001 [json-pointer:{at}/max_length]")
    return problems


def _image(element: Json, at: str) -> list[str]:
    problems: list[str] = []
    if not (element.get("image_url") or element.get("slack_file")):
        problems.append(f"must provide image_url or slack_file [json-pointer:{at}]")
    if len(element.get("image_url") or "") > 3000:
        problems.append(f"must be less than 3001 characters [json-pointer:{at}/image_url]")
    if not element.get("alt_text"):
        problems.append(f"missing required field: alt_text [json-pointer:{at}/alt_text]")
    return problems


def _unchecked(_element: Json, _at: str) -> list[str]:
    return []


def _option_problems(option: Any, at: str, *, plain: bool) -> list[str]:
    if not isinstance(option, dict):
        return [f"must be an object [json-pointer:{at}]"]
    problems = text_problems(option.get("text"), 75, f"{at}/text", plain=plain)
    if option.get("description") is not None:
        problems += text_problems(option["description"], 75, f"{at}/description", plain=plain)
    value = option.get("value")
    if not isinstance(value, str) or not value or len(value) > 150:
        problems.append(f"must be between 1 and 150 characters [json-pointer:{at}/value]")
    return problems


MOST_OPTIONS = {"static_select": 100, "multi_static_select": 100, "overflow": 5, "checkboxes": 10, "radio_buttons": 10}

# element → (where its value stands in `state.values`, where its first value stands in the element)
STATEFUL: dict[str, tuple[str, str]] = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", "initial_files"),
}

ELEMENTS: dict[str, Callable[[Json, str], list[str]]] = {
    **dict.fromkeys(STATEFUL, _with_placeholder),
    "button": _button,
    "overflow": _unchecked,
    "workflow_button": _unchecked,
    "feedback_buttons": _unchecked,
    "icon_button": _unchecked,
    "image": _image,
    "mrkdwn": _unchecked,
    "plain_text": _unchecked,
}
