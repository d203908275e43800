"""Monday morning: the week's digest stands in its channel, once, and stays true."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge.domain.ids import ChannelId
from knowledge.domain.policy import ChannelPolicy
from knowledge.storage import open_store, people
from tests.scenarios.conftest import Bot, Team, team_of
from tests.workplace import Posted, Shown, Workplace

STOCKHOLM = ZoneInfo("Europe/Stockholm")
QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar, välj Återställ lösenord och följ länken i mejlet."


def at(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


def with_digest(team: Team, lang: str | None = None) -> None:
    """A channel whose digest is on."""
    team.channel("#it", team.ada, team.bo, team.cy)
    with closing(open_store(team.bot.database)) as store, store.writing() as session:
        row = people.channel_row(session, ChannelId(team.workplace.id_of("#it")))
        row.settings, row.lang = ChannelPolicy(digest=True).to_json(), lang
    team.settles()


def solved(team: Team, question: str = QUESTION, answer: str = ANSWER) -> Posted:
    """Asked by Ada, answered by Bo, checked by Ada: the answer."""
    asked = team.ada.asks("#it", question)
    answered = team.bo.replies(asked, answer)
    team.ada.reacts(answered, "white_check_mark")
    team.settles()
    return answered


def letters(workplace: Workplace) -> list[Shown]:
    """The digests in the channel."""
    titles = ("Veckobrev ·", "Weekly digest ·")
    return [post for post in workplace.said_by_the_app("#it") if post.text_of_blocks.startswith(titles)]


def test_on_monday_at_nine_the_digest_stands_in_the_channel_however_often_the_clock_is_moved(team: Team) -> None:
    with_digest(team)
    solved(team)
    team.cy.asks("#it", "Vem har nyckeln till arkivet?")
    team.settles()

    team.workplace.time.goes_to(at(6, 15, 8, 59))
    before = letters(team.workplace)
    team.workplace.time.goes_to(at(6, 15, 9))
    (letter,) = team.workplace.eventually(lambda: letters(team.workplace))
    for _ in range(2):
        team.workplace.time.passes(hours=1)
        team.settles()

    lines = letter.text_of_blocks.splitlines()
    assert before == []
    assert lines[:4] == ["Veckobrev · #it · vecka 24, 8–12 juni", "*Bra att kunna*", f"● {QUESTION}", f"*Bo* svarade: «{ANSWER}»"]
    assert lines[4].startswith("Hjälpte Ada. <https://")
    assert "*Cy:* «Vem har nyckeln till arkivet?» Sedan 8 juni." in letter.text_of_blocks
    assert lines[-3:] == ["Tack för att ni frågade: Ada och Cy.", "Tack för hjälpen: Bo.", "Två frågor, en löst."]
    assert len(letters(team.workplace)) == 1
    team.bo.clicks(letter, "Svara")
    assert team.workplace.eventually(lambda: team.bo.form)


def test_an_answer_from_elsewhere_is_in_it_though_nobody_looked_for_a_week_who_is_in_the_channel(team: Team) -> None:
    with_digest(team)
    team.solved(team.channel("#net", team.ada, team.bo), QUESTION, ANSWER)
    team.cy.asks("#it", "Jag har glömt lösenordet till tidrapporten, hur återställer jag det?")
    (note,) = team.workplace.eventually(lambda: team.cy.notes)
    team.cy.clicks(note, "Det här löser det")
    team.settles()

    team.workplace.time.goes_to(at(6, 15, 9))

    (letter,) = team.workplace.eventually(lambda: letters(team.workplace))
    assert ANSWER in letter.text_of_blocks


def test_it_is_written_in_the_language_of_the_channel(team: Team) -> None:
    with_digest(team, "en")
    solved(team)

    team.workplace.time.goes_to(at(6, 15, 9))

    (letter,) = team.workplace.eventually(lambda: letters(team.workplace))
    assert letter.text_of_blocks.startswith("Weekly digest · #it · week 24, 8–12 June\n*Good to know*")
    assert "Helped Ada." in letter.text_of_blocks


@pytest.mark.parametrize(
    ("monday", "due", "title"),
    [
        (at(10, 19, 9, 30), at(10, 26, 9), "vecka 43, 19–23 oktober"),
        # The clocks change on Easter Sunday, and on Easter Monday nobody works.
        (at(3, 22, 9, 30, 2027), at(3, 30, 9, 0, 2027), "vecka 12, 22–26 mars"),
        (at(12, 28, 9, 30), at(1, 4, 9, 0, 2027), "vecka 53, 28 december–1 januari"),
    ],
    ids=["to winter time", "to summer time and over Easter", "week 53"],
)
def test_it_is_nine_by_the_clock_whatever_the_calendar_does(team: Team, monday: datetime, due: datetime, title: str) -> None:
    team.workplace.time.goes_to(monday)
    with_digest(team)
    solved(team)

    team.workplace.time.goes_to(due - timedelta(minutes=1))
    team.settles()
    before = letters(team.workplace)
    team.workplace.time.goes_to(due)

    (letter,) = team.workplace.eventually(lambda: letters(team.workplace))
    assert before == []
    assert letter.text_of_blocks.startswith(f"Veckobrev · #it · {title}\n*Bra")


def test_after_three_days_away_one_digest_comes_and_says_that_it_is_late(
    workplace: Workplace, start: Callable[[str], Bot], both_databases: str
) -> None:
    team = team_of(workplace, start(both_databases))
    with_digest(team)
    solved(team)
    team.bot.stops()
    workplace.slack.readiness = None

    workplace.time.goes_to(at(6, 18, 10))
    start(both_databases)

    (letter,) = workplace.eventually(lambda: letters(workplace))
    assert letter.text_of_blocks.startswith("Veckobrev · #it · vecka 24, 8–12 juni\nBrevet kommer sent den här gången.\n")


def test_what_is_deleted_goes_from_the_digest_and_the_rest_stays(team: Team) -> None:
    with_digest(team)
    answer = solved(team)
    solved(team, "Var syns den delade brevlådan i Outlook?", "Högerklicka på ditt namn och välj Lägg till delad mapp.")
    team.workplace.time.goes_to(at(6, 15, 9))
    (letter,) = team.workplace.eventually(lambda: letters(team.workplace))

    team.bo.deletes(answer)

    (after,) = team.workplace.eventually(lambda: [each for each in letters(team.workplace) if ANSWER not in each.text_of_blocks])
    assert ANSWER in letter.text_of_blocks
    assert after.ts == letter.ts
    assert "Lägg till delad mapp" in after.text_of_blocks


def test_anybody_in_the_channel_may_look_at_the_coming_one(team: Team) -> None:
    with_digest(team)
    solved(team)

    for person, command in ((team.ada, "veckobrev på"), (team.cy, "digest")):
        person.runs("/kollega", command, "#it")
    mine = team.workplace.eventually(lambda: team.ada.notes)[-1]
    theirs = team.workplace.eventually(lambda: team.cy.notes)[-1]

    assert mine.text_of_blocks.startswith(
        "Veckobrevet är på i #it. Nästa kommer måndag 15 juni 2026 klockan 09.00.\nDu kan ändra det med `/kollega inställningar`."
    )
    assert "Kanalvärden kan ändra det." in theirs.text_of_blocks
    assert ANSWER in theirs.text_of_blocks
    assert letters(team.workplace) == []
