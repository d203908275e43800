"""Identities as Slack makes them: a letter for the kind, then capitals and digits."""

import secrets
import string

ALPHABET = string.ascii_uppercase + string.digits


def new_id(kind: str) -> str:
    return f"{kind}0{''.join(secrets.choice(ALPHABET) for _ in range(9))}"


def new_token(kind: str) -> str:
    """A bearer token of that kind (`xoxb`, `xapp`), different at every start."""
    return f"{kind}-{secrets.token_hex(16)}"
