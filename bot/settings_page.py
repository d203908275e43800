"""The settings as README's table and as `.env.example`: both are made from the fields, so they cannot disagree."""

from __future__ import annotations

from bot.settings import PREFIX, Settings

_UNSET = {"data_dir", "cache_dir"}  # they depend on the platform
_INTERNAL = {"clock_url"}


def table() -> str:
    """A Markdown table: name, default, meaning."""
    rows = ["| setting | default | what it is |", "|---|---|---|"]
    rows += [f"| `{name}` | {f'`{default}`' if default else '–'} | {what} |" for name, default, what in _settings()]
    return "\n".join(rows)


def example() -> str:
    """The file `.env.example`: every setting, commented out, with its default."""
    lines = ["# Copy to .env and fill in what you need. The two tokens are needed by `kollega run` only.", ""]
    for name, default, what in _settings():
        lines += [f"# {what}", f"#{name}={default}", ""]
    return "\n".join(lines)


def _settings() -> list[tuple[str, str, str]]:
    found = []
    for name, field in Settings.model_fields.items():
        if name in _INTERNAL:
            continue
        default = "" if name in _UNSET else _plain(field.default)
        found.append((PREFIX + name.upper(), default, field.description or ""))
    return found


def _plain(default: object) -> str:
    match default:
        case None | ():
            return ""
        case bool():
            return str(default).lower()
        case _:
            return str(default)
