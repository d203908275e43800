"""`/kollega why`: a steward learns why Kollega suggested something or stayed silent, and nothing that they may not read."""

from __future__ import annotations

from knowledge.services import fitted
from tests.scenarios.conftest import Team
from tests.scenarios.test_the_loop import ANSWER, ASKED_AGAIN, QUESTION
from tests.workplace import Person, Posted, Shown

NOTHING = "Jag hittade inget svar som jag kan visa dig."
SOMEWHAT_LIKE = "Var lämnar man tidrapporten om man bara har jobbat några timmar?"
UNLIKE = "Vilken lack ska vi ha på ramarna till utställningen?"


def why(team: Team, person: Person, channel: str | None = None, words: str = "varför") -> Shown:
    """What `/kollega varför` answers; in no channel, in the direct message with the app."""
    before = len(person.notes)
    person.runs("/kollega", words, channel)
    team.workplace.eventually(lambda: len(person.notes) > before)
    return person.notes[-1]


def address(team: Team, posted: Posted) -> str:
    """What *Copy link* gives."""
    return f"https://{team.workplace.slack.state.team.domain}.slack.com/archives/{posted.channel}/p{posted.ts.replace('.', '')}"


def test_a_steward_sees_what_came_of_the_latest_questions(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.cy.asks("#it", SOMEWHAT_LIKE)
    team.settles()
    team.cy.asks("#it", ASKED_AGAIN)
    (note,) = team.workplace.eventually(lambda: team.cy.notes)
    waiting = why(team, team.ada, "#it").text_of_blocks
    team.cy.clicks(note, "Inte det jag söker")
    team.settles()

    told = why(team, team.ada, "#it").text_of_blocks

    assert "Den som frågade har inte sagt om det hjälpte." in waiting
    assert "Bos svar" in told
    assert "men det var inte det som söktes." in told
    assert "Det bästa svaret> som alla här får läsa var" in told
    assert f"Gränsen här var {fitted.suggest().threshold:.0%}".replace("%", " %.") in told
    assert told.index("Jag har glömt lösenordet") < told.index("Var lämnar man") < told.index("Hur nollställer")


def test_silence_about_what_nobody_confirmed_says_so(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.bo.replies(team.ada.asks("#it", QUESTION), ANSWER)
    team.settles()
    asked = team.cy.asks("#it", QUESTION)
    team.settles()

    told = why(team, team.ada, words=f"why {address(team, asked)}").text_of_blocks

    assert "utan något svar som någon har bekräftat" in told


def test_what_the_steward_may_not_read_is_told_like_nothing(team: Team) -> None:
    team.channel("#ledning", team.bo, team.cy, private=True)
    asked = team.cy.asks("#ledning", QUESTION)
    team.cy.reacts(team.bo.replies(asked, ANSWER), "white_check_mark")
    team.settles()
    team.channel("#it", team.ada, team.bo, team.cy)
    unmatched = team.cy.asks("#it", UNLIKE)
    team.settles()
    matched = team.cy.asks("#it", ASKED_AGAIN)
    team.workplace.eventually(lambda: [note for note in team.cy.notes if ANSWER in note.text_of_blocks])

    one, other = (why(team, team.ada, words=f"varför {address(team, each)}").text_of_blocks for each in (matched, unmatched))
    closed = why(team, team.ada, words=f"varför {address(team, asked)}").text_of_blocks

    assert NOTHING in other
    assert "Bo" not in one
    assert "visade" not in one
    assert address(team, asked)[-16:] not in one
    assert closed == "Där finns ingen fråga som jag kan berätta om."


def test_whoever_is_no_steward_is_told_who_can_see_it(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.bo.asks("#it", QUESTION)
    team.settles()

    told = why(team, team.bo, "#it").text_of_blocks

    assert "kan kanalvärdarna se" in told
    assert "nollställer" not in told


def test_it_is_asked_in_a_channel_where_kollega_is_started(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, started=False)

    assert "Skriv det i en kanal där jag är med." in why(team, team.ada).text_of_blocks
    assert "Jag är inte startad i den här kanalen" in why(team, team.ada, "#it").text_of_blocks


def test_both_languages_and_no_dots_and_a_question_that_begins_so_is_a_question(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)

    said = [why(team, team.ada, "#it", words).text_of_blocks for words in ("varför", "Varfor", "why", "varför?")]
    searched = why(team, team.ada, "#it", "varför kommer jag inte in på vpn").text_of_blocks

    assert set(said) == {"Här finns ingen fråga som jag kan berätta om."}
    assert "varför kommer jag inte in på vpn" in searched
