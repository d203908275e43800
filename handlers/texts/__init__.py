"""What Kollega says, in Swedish and in English."""

from __future__ import annotations

from handlers.texts.en import EN
from handlers.texts.sv import SV
from handlers.texts.words import Texts

__all__ = ["EN", "SV", "Texts", "texts_for"]


def texts_for(lang: str | None) -> Texts:
    """Texts for a language or a locale as Slack writes it («sv-SE»): Swedish for Swedish, English for everything else."""
    return SV if (lang or "").replace("_", "-").partition("-")[0].casefold() == "sv" else EN
