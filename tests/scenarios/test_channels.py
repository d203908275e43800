"""Channels come, go and change while Kollega looks, and while Slack has troubles of its own."""

from __future__ import annotations

from slack_sdk import WebClient

from bot.clock import SystemClock
from bot.sandbox import SandboxServer
from handlers.mirror import SlackMirror
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.people import Channel, ChannelKind
from knowledge.services import audiences
from knowledge.services.mirroring import Mirroring
from knowledge.storage import open_store, people
from tests.scenarios.conftest import MONDAY, Bot, Team


def test_what_slack_lists_or_shows_stays_open_and_the_rest_is_closed(team: Team, slack: SandboxServer, bot: Bot) -> None:
    team.channel("#it", team.ada, team.bo)
    gone, left, it = ChannelId("C0GONE00001"), ChannelId("C0LEFT00001"), ChannelId(team.workplace.id_of("#it"))
    store = open_store(bot.database)
    with store.writing() as session:
        people.save_channel(session, Channel(gone, "gone"), MONDAY)
        # As from an export: private, with members, and Kollega was never in it.
        people.save_channel(session, Channel(left, "left", ChannelKind.PRIVATE, members=frozenset({UserId(team.ada.id)})), MONDAY)
        assert audiences.may_be_read(session, UserId(team.ada.id), left, MONDAY)
    mirror = SlackMirror(WebClient(slack.bot_token, base_url=slack.api), Mirroring(store, SystemClock()), store)

    mirror.channels()

    with store.reading() as session:
        assert it in people.public_channels(session)
        assert gone not in people.public_channels(session)
        assert not audiences.may_be_read(session, UserId(team.ada.id), left, MONDAY)
        row = people.known_channel(session, it)
        assert row is not None
        assert (row.is_member, row.capture) == (True, "started")
    store.close()
