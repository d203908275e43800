"""`kollega manifest`"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from bot.settings import load
from handlers.offered import manifest as made


class _Lang(StrEnum):
    SV = "sv"
    EN = "en"


def manifest(
    lang: Annotated[_Lang | None, typer.Option("--lang", help="The language of commands and descriptions; else KOLLEGA_LANGUAGE.")] = None,
    as_yaml: Annotated[bool, typer.Option("--yaml/--json", help="YAML, or JSON. Slack takes both.")] = False,
) -> None:
    """The Slack app manifest to paste: https://api.slack.com/apps → Create New App → From a manifest."""
    content = made(lang.value if lang else load().language)
    if as_yaml:
        import yaml  # noqa: PLC0415 - only when asked for

        sys.stdout.write(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=1000))
    else:
        sys.stdout.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
