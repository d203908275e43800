"""What people say of answers changes what others see, and they are told what it changed."""

from __future__ import annotations

from tests.scenarios.conftest import Team
from tests.scenarios.test_the_loop import ANSWER, ASKED_AGAIN, QUESTION
from tests.workplace import Person, Shown

IN_DOUBT = "osäkert om det fortfarande stämmer"


def presses(team: Team, person: Person, shown: Shown, label: str) -> Shown:
    """Press a button; what is answered privately."""
    before = len(person.notes)
    person.clicks(shown, label)
    team.workplace.eventually(lambda: len(person.notes) > before)
    return person.notes[-1]


def test_an_answer_that_does_not_hold_any_more_is_marked_for_everybody(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)

    said = presses(team, team.cy, team.finds(team.cy, QUESTION, "#it"), "Stämmer inte längre")

    assert f"Svaret är nu märkt «{IN_DOUBT}»" in said.text_of_blocks
    assert "Skriv i tråden" in said.text_of_blocks
    assert IN_DOUBT in team.finds(team.ada, QUESTION).text_of_blocks


def test_a_doubt_is_taken_back_with_the_button_that_came_with_it(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    said = presses(team, team.cy, team.finds(team.cy, QUESTION, "#it"), "Stämmer inte längre")

    team.cy.clicks(said, "Ångra")

    team.workplace.eventually(lambda: "Ångrat. Svaret är inte märkt längre." in team.cy.notes[-1].text_of_blocks)
    assert "Ångra" not in team.cy.notes[-1].labels
    assert IN_DOUBT not in team.finds(team.ada, QUESTION).text_of_blocks


def test_pressed_again_it_is_taken_back_and_another_doubt_stays(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    presses(team, team.bo, team.finds(team.bo, QUESTION), "Stämmer inte längre")
    found = team.finds(team.cy, QUESTION)

    too = presses(team, team.cy, found, "Stämmer inte längre")
    back = presses(team, team.cy, found, "Stämmer inte längre")

    assert "Du är inte ensam om det" in too.text_of_blocks
    assert "Någon annan har sagt detsamma" in back.text_of_blocks
    assert IN_DOUBT in team.finds(team.ada, QUESTION).text_of_blocks


def test_a_thumb_down_on_the_answer_marks_it_until_it_is_taken_off(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    asked = team.ada.asks("#it", QUESTION)
    answered = team.bo.replies(asked, ANSWER)
    team.ada.reacts(answered, "white_check_mark")
    team.settles()

    team.cy.reacts(answered, "-1")
    team.settles()
    marked = team.finds(team.cy, QUESTION).text_of_blocks
    team.cy.unreacts(answered, "-1")
    team.settles()

    assert IN_DOUBT in marked
    assert IN_DOUBT not in team.finds(team.cy, QUESTION).text_of_blocks


def test_what_is_in_doubt_is_not_shown_unasked_until_the_asker_says_that_it_holds(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    found = team.finds(team.ada, QUESTION)
    presses(team, team.bo, team.finds(team.bo, QUESTION), "Stämmer inte längre")
    team.cy.asks("#it", ASKED_AGAIN)
    team.settles()
    quiet = team.cy.notes

    team.workplace.time.passes(minutes=1)
    presses(team, team.ada, found, "Det här löste det")
    team.cy.asks("#it", f"{ASKED_AGAIN} Någon som vet?")

    team.workplace.eventually(lambda: [note for note in team.cy.notes if ANSWER in note.text_of_blocks])
    assert quiet == []


def test_a_shared_answer_gets_the_mark_too(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.channel("#lunch", team.cy, team.ada)
    team.cy.clicks(team.finds(team.cy, QUESTION, "#lunch"), "Dela i kanalen")
    team.workplace.eventually(lambda: [m for m in team.ada.sees("#lunch") if ANSWER in m.text_of_blocks])

    presses(team, team.ada, team.finds(team.ada, QUESTION), "Stämmer inte längre")

    team.workplace.eventually(lambda: [m for m in team.ada.sees("#lunch") if IN_DOUBT in m.text_of_blocks])


def test_an_answer_found_in_a_direct_message_can_be_doubted_there(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.solved("#it", QUESTION, ANSWER)
    team.cy.writes_to_the_app(QUESTION)
    (reply,) = team.workplace.eventually(lambda: team.cy.dms)

    said = presses(team, team.cy, reply, "Stämmer inte längre")

    assert "Svaret är nu märkt" in said.text_of_blocks
    assert [ANSWER in each.text_of_blocks for each in team.cy.dms] == [True]


def test_solved_it_says_what_stands_now_and_a_second_click_what_stands_already(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    found = team.finds(team.cy, QUESTION)

    first = presses(team, team.cy, found, "Det här löste det").text
    again = presses(team, team.cy, found, "Det här löste det").text

    assert first == "Tack. Vid Bos svar står det nu att det hjälpte en till."
    assert again == "Det är redan noterat. Vid Bos svar står det att det hjälpte en till."
    assert "hjälpte en till" in team.finds(team.ada, QUESTION).text_of_blocks


def test_solved_it_by_the_asker_solves_the_question(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.bo.replies(team.ada.asks("#it", QUESTION), ANSWER)
    team.settles()

    said = presses(team, team.ada, team.finds(team.ada, QUESTION), "Det här löste det").text

    assert said == "Tack. Din fråga är löst, med Bos svar. Från och med nu kan jag visa svaret för den som frågar samma sak."
    assert "löste det för Ada" in team.finds(team.cy, QUESTION).text_of_blocks


def test_ones_own_answer_is_not_said_to_be_gone(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)

    said = presses(team, team.bo, team.finds(team.bo, QUESTION), "Det här löste det").text

    assert said == "Det är ditt eget svar. Om det hjälpte får någon annan säga."


def test_this_solves_it_says_what_it_changed(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.cy.asks("#it", ASKED_AGAIN)
    (note,) = team.workplace.eventually(lambda: team.cy.notes)

    team.cy.clicks(note, "Det här löser det")

    team.workplace.eventually(lambda: team.cy.notes[-1].text.startswith("Bra att det löste sig med Bos svar."))
    assert "Jag skriver det i tråden också. Vid Bos svar står det nu att det hjälpte en till." in team.cy.notes[-1].text


def test_a_thread_that_may_not_be_told_is_not_said_to_be(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.channel("#projekt", team.cy, team.guest)
    asked = team.cy.asks("#projekt", ASKED_AGAIN)
    (note,) = team.workplace.eventually(lambda: team.cy.notes)

    team.cy.clicks(note, "Det här löser det")

    team.workplace.eventually(lambda: "alla där får inte läsa svaret" in team.cy.notes[-1].text)
    team.settles()
    assert team.cy.thread(asked) == []
