"""What happens in Slack, as far as Kollega acts on it, and how it is stored until then."""

from knowledge.domain.occurrences.happenings import (
    ChannelChange,
    ChannelChanged,
    Deleted,
    DirectMessage,
    Edited,
    HomeOpened,
    Joined,
    Left,
    Mentioned,
    Occurrence,
    PersonChanged,
    Posted,
    Reacted,
    Uninstalled,
    author_of,
)
from knowledge.domain.occurrences.stored import Kind, from_json, kind_of, to_json

__all__ = [
    "ChannelChange",
    "ChannelChanged",
    "Deleted",
    "DirectMessage",
    "Edited",
    "HomeOpened",
    "Joined",
    "Kind",
    "Left",
    "Mentioned",
    "Occurrence",
    "PersonChanged",
    "Posted",
    "Reacted",
    "Uninstalled",
    "author_of",
    "from_json",
    "kind_of",
    "to_json",
]
