"""Loading what is loaded at first use, before anybody waits for it."""

from __future__ import annotations

from knowledge.language.detect import language_of
from knowledge.language.questions import read_message
from knowledge.language.secrets import mask
from knowledge.language.words import stems


def warm_up() -> None:
    """Load rules and small models (not the encoder): the first message would wait a third of a second for them."""
    text = "qwertz uiop"  # in no language, so that the letters are asked too
    mask(text)
    language_of(text)
    stems(text, pieces=True)
    read_message(text, first_in_thread=True, in_thread_by_asker=False, is_reply=False)
