"""Block Kit's limits: what Slack refuses in the blocks of a message, a modal or a home tab."""

import json
from collections.abc import Iterator
from typing import Any

from bot.sandbox.elements import ELEMENTS, STATEFUL, option_problems, text_problems

Json = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS = 13_000  # in practice; Slack documents no number
MARKDOWN_CHARACTERS = 12_000
ID_LENGTH = 255
VIEW_BYTES = 250_000
IN_ACTIONS = frozenset(ELEMENTS) - {"plain_text_input", "email_text_input", "url_text_input", "number_input", "file_input", "image"}
IN_INPUT = frozenset(STATEFUL)
IN_CONTEXT = frozenset({"image", "mrkdwn", "plain_text"})
UNCHECKED = frozenset({"rich_text", "video", "file", "call", "table", "context_actions", "card", "carousel", "alert", "task_card", "plan"})


def message_problems(blocks: Any) -> list[str]:
    """Everything that is wrong with a message's blocks; empty when Slack would take them."""
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["must be an array of blocks [json-pointer:/blocks]"]
    return _too_many(blocks, MESSAGE_BLOCKS) + _all_problems(blocks)


def view_problems(view: Any) -> list[str]:
    """Everything that is wrong with a modal or a home tab."""
    if not isinstance(view, dict):
        return ["must be an object [json-pointer:/view]"]
    kind, blocks = view.get("type"), view.get("blocks")
    if kind not in ("modal", "home"):
        return ["must be one of: modal, home [json-pointer:/view/type]"]
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        return ["must provide an array of blocks [json-pointer:/view/blocks]"]
    problems = _too_many(blocks, VIEW_BLOCKS) + _all_problems(blocks)
    if len(view.get("private_metadata") or "") > 3000:
        problems.append("must be less than 3001 characters [json-pointer:/view/private_metadata]")
    if len(view.get("callback_id") or "") > ID_LENGTH:
        problems.append("must be less than 256 characters [json-pointer:/view/callback_id]")
    if kind == "modal":
        problems += text_problems(view.get("title"), 24, "/view/title", plain=True)
        for button in ("submit", "close"):
            if view.get(button) is not None:
                problems += text_problems(view[button], 24, f"/view/{button}", plain=True)
        if not view.get("submit") and any(block.get("type") == "input" for block in blocks):
            problems.append("missing required field: submit, as there are input blocks [json-pointer:/view/submit]")
    return problems


def is_too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def characters(blocks: list[Json]) -> int:
    """How much text stands in blocks, as counted against what a message may hold."""
    return sum(len(text) for text in texts(blocks))


def texts(part: Any) -> Iterator[str]:
    """Every piece of text in blocks, in reading order."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that a person can use, with the block around it."""
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def _too_many(blocks: list[Json], most: int) -> list[str]:
    return [f"no more than {most} items allowed [json-pointer:/blocks]"] if len(blocks) > most else []


def _all_problems(blocks: list[Json]) -> list[str]:
    problems: list[str] = []
    for number, block in enumerate(blocks):
        problems += _block_problems(block, f"/blocks/{number}")
    block_ids = [block["block_id"] for block in blocks if block.get("block_id")]
    problems += [f"`block_id` {each} already exists [json-pointer:/blocks]" for each in _repeated(block_ids)]
    for number, block in enumerate(blocks):
        action_ids = [element["action_id"] for _, element in interactive([block])]
        problems += [f"`action_id` {each} already exists [json-pointer:/blocks/{number}]" for each in _repeated(action_ids)]
    markdown = sum(len(block.get("text") or "") for block in blocks if block.get("type") == "markdown")
    if markdown > MARKDOWN_CHARACTERS:
        problems.append(f"no more than {MARKDOWN_CHARACTERS} characters of markdown together [json-pointer:/blocks]")
    return problems


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _block_problems(block: Json, at: str) -> list[str]:
    problems: list[str] = []
    if len(block.get("block_id") or "") > ID_LENGTH:
        problems.append(f"must be less than 256 characters [json-pointer:{at}/block_id]")
    kind = block.get("type")
    match kind:
        case "section":
            problems += _section_problems(block, at)
        case "header":
            problems += text_problems(block.get("text"), 150, f"{at}/text", plain=True)
        case "divider":
            pass
        case "context":
            problems += _elements_problems(block, at, IN_CONTEXT, 10)
        case "actions":
            problems += _elements_problems(block, at, IN_ACTIONS, 25)
        case "input":
            problems += _input_problems(block, at)
        case "image":
            problems += _image_problems(block, at)
        case "markdown":
            if not isinstance(block.get("text"), str) or not block["text"]:
                problems.append(f"must be more than 0 characters [json-pointer:{at}/text]")
        case _ if kind not in UNCHECKED:
            problems.append(f"unsupported type: {kind} [json-pointer:{at}/type]")
    return problems


def _section_problems(block: Json, at: str) -> list[str]:
    problems: list[str] = []
    if block.get("text") is None and not block.get("fields"):
        problems.append(f"must provide text or fields [json-pointer:{at}]")
    if block.get("text") is not None:
        problems += text_problems(block["text"], 3000, f"{at}/text")
    fields = block.get("fields") or []
    if len(fields) > 10:
        problems.append(f"no more than 10 items allowed [json-pointer:{at}/fields]")
    for number, field in enumerate(fields):
        problems += text_problems(field, 2000, f"{at}/fields/{number}")
    if block.get("accessory") is not None:
        problems += _element_problems(block["accessory"], f"{at}/accessory", IN_ACTIONS | {"image"})
    return problems


def _elements_problems(block: Json, at: str, allowed: frozenset[str], most: int) -> list[str]:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        return [f"must provide at least 1 item [json-pointer:{at}/elements]"]
    problems = [f"no more than {most} items allowed [json-pointer:{at}/elements]"] if len(elements) > most else []
    for number, element in enumerate(elements):
        problems += _element_problems(element, f"{at}/elements/{number}", allowed)
    return problems


def _element_problems(element: Any, at: str, allowed: frozenset[str]) -> list[str]:
    if not isinstance(element, dict) or element.get("type") not in allowed:
        kind = element.get("type") if isinstance(element, dict) else element
        return [f"unsupported type: {kind} [json-pointer:{at}/type]"]
    kind = element["type"]
    if kind in ("mrkdwn", "plain_text"):
        return text_problems(element, 3000, at)
    problems = ELEMENTS[kind](element, at)
    if len(element.get("action_id") or "") > ID_LENGTH:
        problems.append(f"must be less than 256 characters [json-pointer:{at}/action_id]")
    return problems + option_problems(element, at)


def _input_problems(block: Json, at: str) -> list[str]:
    problems = text_problems(block.get("label"), 2000, f"{at}/label", plain=True)
    if block.get("hint") is not None:
        problems += text_problems(block["hint"], 2000, f"{at}/hint", plain=True)
    return problems + _element_problems(block.get("element"), f"{at}/element", IN_INPUT)


def _image_problems(block: Json, at: str) -> list[str]:
    problems = ELEMENTS["image"](block, at)
    if block.get("title") is not None:
        problems += text_problems(block["title"], 2000, f"{at}/title", plain=True)
    return problems
