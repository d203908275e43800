"""Kollega was away: what was said, changed and taken back meanwhile is known soon after."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from bot.sandbox import SandboxServer
from knowledge.services.exporting import Exporting
from knowledge.storage import open_store
from tests.scenarios.conftest import START, Bot, Team, team_of
from tests.scenarios.test_capture import files_of
from tests.scenarios.test_the_loop import ANSWER, ASKED_AGAIN, QUESTION
from tests.workplace import Posted, Workplace

IT = "#it"


def test_six_hours_away_come_out_as_if_kollega_had_been_there(
    workplace: Workplace, start: Callable[[str], Bot], both_databases: str, request: pytest.FixtureRequest
) -> None:
    team = team_of(workplace, start(both_databases))
    talk = said_before(team)
    team.bot.stops()
    other = copy_of(both_databases, request)
    before = known_in(both_databases)

    team.bot = start(both_databases)
    six_hours(team, talk)
    team.settles()
    team.bot.stops()
    team.bot = start(other)
    team.settles()

    assert known_in(other) == known_in(both_databases)
    assert known_in(other) != before


def said_before(team: Team) -> dict[str, Posted]:
    """What the channel knows; the last thread began three weeks before the rest."""
    team.channel(IT, team.ada, team.bo, team.cy)
    talk = {"old": team.ada.asks(IT, "Hur beställer man en ny dockningsstation till kontoret?")}
    talk["old answer"] = team.bo.replies(talk["old"], "Skriv till inköp med ditt kostnadsställe, så lägger de beställningen.")
    team.workplace.time.passes(days=21)
    talk["reset"] = team.ada.asks(IT, QUESTION)
    talk["reset answer"] = team.bo.replies(talk["reset"], ANSWER)
    team.workplace.time.passes(hours=1)
    talk["printer"] = team.cy.asks(IT, "Varför skriver skrivaren på plan 3 ut i fel färg?")
    talk["printer wrong"] = team.bo.replies(talk["printer"], "Prova att byta ut papperet mot ett tjockare i fack två.")
    talk["printer answer"] = team.ada.replies(talk["printer"], "Kalibrera färgerna under Underhåll i skrivarens meny.")
    team.cy.reacts(talk["printer answer"], "white_check_mark")
    team.workplace.time.passes(hours=1)
    talk["vpn"] = team.bo.asks(IT, "Hur ansluter jag till vpn från hotellets nät?")
    talk["vpn answer"] = team.cy.replies(talk["vpn"], "Välj protokollet TCP under Inställningar, då går det igenom.")
    team.workplace.time.passes(hours=1)
    talk["badge"] = team.cy.asks(IT, "Var hämtar man ut ett nytt passerkort?")
    team.settles()
    return talk


def six_hours(team: Team, talk: dict[str, Posted]) -> None:
    """Posts in the channel and in old threads, edits, deletions of every sort, reactions put on and taken off."""
    team.ada.replies(talk["old"], "Tack, det funkade!")
    team.bo.edits(talk["old answer"], "Skriv till inköp med kostnadsställe och modell, så lägger de beställningen.")
    team.ada.reacts(talk["reset answer"], "white_check_mark")
    team.cy.unreacts(talk["printer answer"], "white_check_mark")
    team.bo.deletes(talk["printer wrong"])
    team.bo.deletes(talk["vpn"])  # with a reply under it: a tombstone stays
    team.cy.deletes(talk["badge"])
    team.workplace.time.passes(hours=3)
    new = team.cy.asks(IT, "Hur delar jag min kalender med hela gruppen?")
    answered = team.bo.replies(new, "Högerklicka på kalendern, välj Dela och skriv gruppens namn.")
    team.bo.edits(answered, "Högerklicka på kalendern, välj Delning och skriv gruppens namn.")
    team.cy.reacts(answered, "white_check_mark")
    team.cy.replies(new, "tack, det löste sig")
    team.ada.posts(IT, "Vi ses vid kaffet klockan tre.")
    team.workplace.time.passes(hours=3)
    team.ada.replies(
        team.bo.asks(IT, "Vem har nyckeln till serverrummet i veckan?"), "Den ligger hos vakten i receptionen.", broadcast=True
    )


def known_in(database: str) -> list[dict[str, Any]]:
    with closing(open_store(database)) as store:
        return list(Exporting(store)())


def copy_of(database: str, request: pytest.FixtureRequest) -> str:
    """The same database as it is now, while nobody uses it."""
    if database.startswith("sqlite:///"):
        path = Path(database.removeprefix("sqlite:///"))
        for file in path.parent.glob(f"{path.name}*"):
            shutil.copy(file, file.with_name(file.name.replace(path.name, f"copy-{path.name}")))
        return f"sqlite:///{path.with_name(f'copy-{path.name}')}"
    new_postgres: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return new_postgres(str(make_url(database).database))


def test_after_a_cut_what_slack_has_not_sent_again_is_read(team: Team, slack: SandboxServer) -> None:
    team.channel(IT, team.ada, team.bo, team.cy)
    asked = team.ada.asks(IT, QUESTION)
    wrong = team.bo.replies(asked, "Ring Klabbnet på 4411, de nollställer lösenordet.")
    team.settles()

    before = slack.house.sockets.greeted
    slack.cut_sockets()
    answered = team.bo.replies(asked, ANSWER)
    team.bo.deletes(wrong)
    team.ada.reacts(answered, "white_check_mark")
    team.workplace.eventually(lambda: slack.house.sockets.greeted > before)
    team.settles()

    assert ANSWER in found(team)
    assert "Klabbnet" not in found(team)


def test_whoever_joined_unheard_is_told_of_kollega(team: Team, slack: SandboxServer) -> None:
    team.channel(IT, team.ada, team.bo)
    team.settles()

    slack.cut_sockets()
    team.cy.joins(IT)

    (note,) = team.workplace.eventually(lambda: team.cy.notes)
    assert "Jag sparar frågor och svar" in note.text_of_blocks


def test_events_that_slack_dropped_over_its_limit_are_read_when_the_minute_is_over(team: Team, slack: SandboxServer) -> None:
    team.channel(IT, team.ada, team.bo, team.cy)
    team.settles()

    slack.limit_events(limited=True)
    asked = team.ada.asks(IT, QUESTION)
    team.ada.reacts(team.bo.replies(asked, ANSWER), "white_check_mark")
    slack.limit_events(limited=False)
    team.settles()
    assert ANSWER not in found(team)
    team.workplace.time.passes(minutes=4)

    assert ANSWER in found(team)


def test_nothing_from_between_a_stop_and_a_new_start_is_read_but_what_was_deleted_goes(team: Team, slack: SandboxServer) -> None:
    team.channel(IT, team.ada, team.bo, team.cy)
    asked = team.ada.asks(IT, QUESTION)
    answered = team.bo.replies(asked, "Ring Klabbnet på 4411, de nollställer lösenordet.")
    team.settles()
    team.ada.does("kick", channel=team.workplace.id_of(IT), user=team.workplace.app)
    team.settles()

    team.bo.deletes(answered)
    team.bo.replies(asked, "Fråga Flugsnapparen i källaren, den nollställer lösenordet.")
    team.bo.edits(team.bo.replies(asked, "Jag vet inte."), "Jag vet: Gråsuggan nollställer lösenordet åt dig.")
    team.ada.invites(team.workplace.app, IT)
    (hello,) = team.workplace.eventually(lambda: [m for m in team.ada.sees(IT) if START in m.labels])
    team.ada.clicks(hello, START)
    team.workplace.eventually(lambda: "Klabbnet" not in found(team))
    team.settles()

    assert b"Flugsnapparen" not in files_of(team.bot)
    assert "Gråsuggan".encode() not in files_of(team.bot)


@pytest.mark.parametrize(("away", "noted"), [(5, 1), (26, 0)])
def test_a_question_read_late_is_matched_while_its_working_day_lasts(
    team: Team, start: Callable[[str], Bot], database: str, away: float, noted: int
) -> None:
    team.channel(IT, team.ada, team.bo, team.cy)
    team.solved(IT, QUESTION, ANSWER)
    team.bot.stops()
    team.workplace.slack.readiness = None

    team.cy.asks(IT, ASKED_AGAIN)
    team.workplace.time.passes(hours=away)
    team.bot = start(database)
    team.settles()

    team.workplace.eventually(lambda: len(team.cy.notes) >= noted)
    assert len(team.cy.notes) == noted


def test_a_question_answered_meanwhile_is_not_disturbed_by_a_note(team: Team, start: Callable[[str], Bot], database: str) -> None:
    team.channel(IT, team.ada, team.bo, team.cy)
    team.solved(IT, QUESTION, ANSWER)
    team.bot.stops()

    team.bo.replies(team.cy.asks(IT, ASKED_AGAIN), "Under Inställningar, välj Återställ lösenord.")
    team.bot = start(database)
    team.settles()

    assert team.cy.notes == []


def found(team: Team) -> str:
    return team.finds(team.cy, QUESTION).text_of_blocks
