"""The bundled workplace as after some weeks of use: history read in, channels started, digests on, experts who said yes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.clock import SystemStopwatch
from bot.settings import Settings
from bot.wiring import Desk, open_desk
from handlers.export import Export, open_export
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.routing import Agreement
from knowledge.services.importing import Importing
from knowledge.storage import people, topics

BUNDLED = Path(__file__).parent.parent / "sandbox" / "workplace"
WITH_DIGEST = frozenset({"it-hjalp", "dev"})
IN_ENGLISH = frozenset({"dev"})
"""Channels where Kollega speaks English; elsewhere Swedish"""


@dataclass(frozen=True, slots=True)
class _Topic:
    name: str
    words: tuple[str, ...]
    home: str
    experts: tuple[str, ...]


_TOPICS = (
    _Topic("it-stöd", ("vpn", "fjärranslutning", "remote access", "lösenord", "password"), "C0ITHJALP", ("U0TORSTEN", "U0NADJAPE")),
    _Topic("lön och ledighet", ("lön", "semester", "payroll", "vacation"), "C0HRFRAGO", ("U0SIGNEAK", "U0HATICED")),
    _Topic("styrsystem", ("firmware",), "C0DEVELOP", ("U0JONASTE", "U0MEERAIY")),
)


def furnish(settings: Settings, workplace: Path = BUNDLED) -> None:
    """Fill a new database."""
    desk = open_desk(settings, lambda: None)
    try:
        with open_export(workplace) as export:
            Importing(desk.store, desk.index, desk.clock, SystemStopwatch())(export, None, lambda _: None)
            _start(desk, export, set(json.loads((workplace / "workplace.json").read_text(encoding="utf-8"))["app"]["in"]))
    finally:
        desk.close()


def _start(desk: Desk, export: Export, inside: set[str]) -> None:
    now = desk.clock.now()
    with desk.store.writing() as session:
        for channel in export.channels():
            if channel.name in inside:
                desk.starting.begin(session, ChannelId(channel.channel_id), UserId(channel.creator or ""), now)
            row = people.channel_row(session, ChannelId(channel.channel_id))
            row.lang = "en" if channel.name in IN_ENGLISH else "sv"
            if channel.name in WITH_DIGEST:
                row.settings = ChannelPolicy(digest=True).to_json()
        for topic in _TOPICS:
            made = topics.save(session, None, topic.name, topic.words, ChannelId(topic.home))
            assert made is not None  # a new one
            for expert in topic.experts:
                topics.set_agreement(session, UserId(expert), made.id, Agreement.AGREED, now)
