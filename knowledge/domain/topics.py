"""Topics: a small list that people keep by hand."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.ids import ChannelId


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the curated list. Questions in its home channel are about it."""

    id: int
    name: str
    synonyms: tuple[str, ...] = ()
    home_channel: ChannelId | None = None

    @property
    def words(self) -> tuple[str, ...]:
        return (self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class MyTopics:
    """What somebody is asked about, what they were invited to, and everything there is."""

    mine: tuple[Topic, ...]
    invited: tuple[Topic, ...]
    every: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class TopicsChanged:
    """What came of `+vpn -brandvägg`: names added, removed, and those that are on no list.

    `synonyms` are words that somebody used for a topic, each with its name.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    unknown: tuple[str, ...]
    synonyms: tuple[tuple[str, str], ...] = ()
