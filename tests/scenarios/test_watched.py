"""What whoever watches the bot is told: its three pages, and what a steward hears when something could not be done."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from contextlib import closing

from prometheus_client.parser import text_string_to_metric_families

from knowledge.domain.ids import ChannelId
from knowledge.services.taking_out import REMOVE
from knowledge.storage import open_store, outbox
from tests.scenarios.conftest import MONDAY, Team
from tests.scenarios.test_the_loop import ANSWER, ASKED_AGAIN, QUESTION


def test_three_pages_tell_how_it_is(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.cy.asks("#it", ASKED_AGAIN)
    team.workplace.eventually(lambda: team.cy.notes)
    team.settles()

    alive, ready = json.loads(page(team, "livez")), json.loads(page(team, "readyz"))
    told = page(team, "metrics")
    values = {
        (sample.name, *sample.labels.values()): sample.value for family in text_string_to_metric_families(told) for sample in family.samples
    }

    assert alive["alive"] and alive["last_tick_seconds"] < 5
    assert ready["connected"] and ready["ticking"] and ready["migrated"] and ready["encoder"] == "ready"
    assert (ready["due"], ready["dead"]) == (0, 0)
    assert values["kollega_events_received_total", "kept"] == values["kollega_events_handled_total", "done"] > 0
    assert values["kollega_suggestions_total", "offered", ""] == 1
    assert sum(value for name, value in values.items() if name[:2] == ("kollega_suggestions_total", "silent")) == 1
    assert values["kollega_posts_total", "suggestion", "sent"] == 1
    assert values["kollega_handling_seconds_count", "inbox"] >= 5
    assert values["kollega_due", "inbox"] == values["kollega_dead", "outbox"] == values["kollega_reconnects_total",] == 0
    assert (values["kollega_connected",], values["kollega_encoder", "ready"]) == (1, 1)
    for word in (QUESTION, ANSWER, "Ada", team.ada.id, team.workplace.id_of("#it")):
        assert word not in told


def test_a_steward_hears_once_of_what_slack_refuses_and_what_to_do(team: Team) -> None:
    eva = team.workplace.person("Eva", admin=True)
    team.settles()

    for _ in range(2):
        something_is_refused(team)
    team.workplace.eventually(lambda: team.bot.health.look()[1]["dead"] == 2)
    team.workplace.time.passes(minutes=2)

    (told,) = team.workplace.eventually(lambda: eva.dms)
    assert "två meddelanden från mig gick inte att skicka" in told.text.lower()
    assert told.text.count("`remove`: `channel_not_found`") == 2
    assert "kollega dead --retry" in told.text
    team.settles()
    assert team.ada.dms == []


def something_is_refused(team: Team) -> None:
    """A post of Kollega's stood in a channel that is gone."""
    body = {"channel": "C404", "ts": "1.000001"}
    with closing(open_store(team.bot.database)) as store, store.writing() as session:
        outbox.add(session, method="chat.delete", channel_id=ChannelId("C404"), user_id=None, kind=REMOVE, body=body, created_at=MONDAY)


def page(team: Team, name: str) -> str:
    with urllib.request.urlopen(f"{team.bot.health.address}/{name}") as answer:
        return str(answer.read().decode())
