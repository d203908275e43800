"""Asked, answered, accepted, found again."""

from __future__ import annotations

from tests.scenarios.conftest import Team

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar, välj Återställ lösenord och följ länken i mejlet."
ASKED_AGAIN = "Jag har glömt lösenordet till tidrapporten, hur återställer jag det?"


def test_what_was_answered_once_is_found_by_a_third_person(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)

    found = team.finds(team.cy, "återställa lösenord i tidrapporten", "#it")

    assert "Bo" in found.text_of_blocks
    assert ANSWER in found.text_of_blocks
    assert "löste det för Ada" in found.text_of_blocks


def test_who_asks_the_same_in_other_words_is_shown_the_answer_privately(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)

    team.cy.asks("#it", ASKED_AGAIN)

    (note,) = team.workplace.eventually(lambda: team.cy.notes)
    assert ANSWER in note.text_of_blocks
    assert team.bo.notes == []


def test_a_question_in_the_other_language_is_shown_the_answer_too(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    answer = "That is the time zone that got reset. In Outlook go to Settings, Calendar, View and choose yours again."
    team.solved("#it", "My Outlook calendar shows all meetings six hours off since the update. Anyone else?", answer)

    team.cy.asks("#it", "Outlook-kalendern visar fel tid på alla möten sedan uppdateringen, någon mer?")

    (note,) = team.workplace.eventually(lambda: team.cy.notes)
    assert answer in note.text_of_blocks


def test_a_question_like_no_other_meets_silence(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)

    team.cy.asks("#it", "Vilken lack ska vi ha på ramarna till utställningen?")

    team.settles()
    assert team.cy.notes == []


def test_this_solves_it_checks_the_question_and_tells_the_thread_once(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    asked = team.cy.asks("#it", ASKED_AGAIN)
    (note,) = team.workplace.eventually(lambda: team.cy.notes)

    team.cy.clicks(note, "Det här löser det")

    (line,) = team.workplace.eventually(lambda: team.cy.thread(asked))
    assert "Löst med Bos svar" in line.text_of_blocks
    team.workplace.eventually(lambda: any("white_check_mark" in seen.reactions for seen in team.cy.sees("#it") if seen.ts == asked.ts))
    assert "Bos svar" in team.cy.notes[-1].text_of_blocks


def test_the_suggestion_waits_in_the_home_tab_after_the_note_is_gone(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    asked = team.cy.asks("#it", ASKED_AGAIN)
    team.workplace.eventually(lambda: team.cy.notes)
    team.cy.reloads()
    team.cy.opens_home()

    home = team.workplace.eventually(lambda: team.cy.home)
    team.cy.clicks(home, "Det här löser det")

    team.workplace.eventually(lambda: team.cy.thread(asked))
    assert team.cy.notes == []
    assert team.workplace.eventually(lambda: (shown := team.cy.home) and "Löst" in shown.text_of_blocks)


def test_not_what_i_need_puts_it_away(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    asked = team.cy.asks("#it", ASKED_AGAIN)
    (note,) = team.workplace.eventually(lambda: team.cy.notes)

    team.cy.clicks(note, "Inte det jag söker")

    team.workplace.eventually(lambda: ANSWER not in team.cy.notes[-1].text_of_blocks)
    assert team.cy.thread(asked) == []


def test_show_to_everyone_posts_the_answer_in_the_thread(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    asked = team.cy.asks("#it", ASKED_AGAIN)
    (note,) = team.workplace.eventually(lambda: team.cy.notes)

    team.cy.clicks(note, "Visa för alla")

    (post,) = team.workplace.eventually(lambda: team.bo.thread(asked))
    assert ANSWER in post.text_of_blocks


def test_a_check_mark_accepts_and_taking_it_back_leaves_the_answer_unconfirmed(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    asked = team.ada.asks("#it", QUESTION)
    answered = team.bo.replies(asked, ANSWER)
    team.ada.reacts(answered, "white_check_mark")
    team.settles()
    accepted = team.finds(team.cy, QUESTION).text_of_blocks

    team.ada.unreacts(answered, "white_check_mark")
    team.settles()

    assert "löste det för Ada" in accepted
    assert "inte bekräftat" in team.finds(team.cy, QUESTION).text_of_blocks


def test_the_asker_accepts_in_the_home_tab(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    asked = team.ada.asks("#it", QUESTION)
    team.bo.replies(asked, ANSWER)
    team.settles()
    team.ada.opens_home()
    home = team.workplace.eventually(lambda: team.ada.home)

    team.ada.clicks(home, "Tack, det löste sig")

    team.workplace.eventually(lambda: (shown := team.ada.home) and "Löst" in shown.text_of_blocks)
    assert "löste det för Ada" in team.finds(team.cy, QUESTION).text_of_blocks


def test_a_reply_is_marked_as_the_answer_by_its_menu(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    asked = team.ada.asks("#it", QUESTION)
    team.settles()
    team.workplace.time.passes(hours=3)
    late = team.bo.posts("#it", ANSWER)
    team.settles()

    team.ada.shortcut("mark_as_answer", late)
    form = team.workplace.eventually(lambda: team.ada.form)
    team.ada.fills(form, {"Vilken fråga svarar det på?": QUESTION})
    team.ada.submits()

    team.settles()
    found = team.finds(team.cy, QUESTION).text_of_blocks
    assert ANSWER in found
    assert "löste det för Ada" in found
    assert team.cy.thread(asked) == []


def test_a_found_answer_is_shared_in_the_channel(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.channel("#lunch", team.cy, team.ada)
    found = team.finds(team.cy, QUESTION, "#lunch")

    team.cy.clicks(found, "Dela i kanalen")

    team.workplace.eventually(lambda: [m for m in team.ada.sees("#lunch") if ANSWER in m.text_of_blocks])
