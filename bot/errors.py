"""What went wrong, in the shell's words: one clear line each."""

from __future__ import annotations

from bot.settings import WrongSettings
from knowledge.domain.errors import (
    AlreadyDone,
    DatabaseUnavailable,
    EncoderUnavailable,
    KollegaError,
    NotAllowed,
    NotFound,
    NotTheSchema,
    UnreadableExport,
)


def one_line(error: KollegaError) -> list[str]:
    """Lines for stderr. Wrong settings give one each."""
    match error:
        case WrongSettings(wrong):
            return [f"{name} {what}" for name, what in wrong]
        case DatabaseUnavailable(reason):
            return [f"the database cannot be used: {reason}"]
        case NotTheSchema(found, wanted):
            return [f"the database stands at version {found or 'none'}, this program needs {wanted}: run `kollega db upgrade`"]
        case EncoderUnavailable(reason):
            return [f"the encoder cannot be used: {reason}"]
        case UnreadableExport(path, reason):
            return [f"{path}: {reason}"]
        case NotAllowed(needs):
            return [f"not allowed; this needs: {needs}"]
        case NotFound(what):
            return [f"not found: {what}"]
        case AlreadyDone(what):
            return [f"already done: {what}"]
        case _:
            return [str(error) or type(error).__name__]
