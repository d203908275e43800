"""What is set in a channel, by whom, and what holds where nothing was set."""

from __future__ import annotations

from knowledge.domain.ids import ChannelId
from knowledge.domain.policy import ChannelPolicy
from knowledge.storage import people
from tests.services.desk.conftest import Office


def test_where_no_zone_is_set_that_of_whoever_started_kollega_holds(office: Office) -> None:
    ada = office.person("Ada", tz="Europe/Helsinki")
    channel = office.channel("it", [ada], started=False)
    with office.store.writing() as session:
        people.channel_row(session, channel).inviter = ada
    office.starting.start(channel, ada, None)

    with office.store.reading() as session:
        policy, unknown = people.policy_of(session, channel), people.policy_of(session, ChannelId("C0"))

    assert policy == ChannelPolicy(tz="Europe/Helsinki")
    assert unknown == ChannelPolicy(tz="UTC")
