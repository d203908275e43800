"""Asking Kollega itself: in a direct message, by mention, as a guest."""

from __future__ import annotations

from tests.scenarios.conftest import Team
from tests.scenarios.test_the_loop import ANSWER, ASKED_AGAIN, QUESTION


def test_a_direct_message_is_answered_in_its_thread(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.solved("#it", QUESTION, ANSWER)

    asked = team.cy.writes_to_the_app("återställa lösenordet till tidrapporten")

    (reply,) = team.workplace.eventually(lambda: team.cy.dms)
    assert ANSWER in reply.text_of_blocks
    assert reply.raw["thread_ts"] == asked.ts


def test_a_short_question_after_another_is_understood_with_it(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.solved("#it", "Hur ansluter jag till vpn på Mac?", "Hämta klienten i Appbutiken och logga in med ditt kort.")
    team.solved("#it", QUESTION, ANSWER)
    asked = team.cy.writes_to_the_app("hur ansluter man till vpn?")
    team.workplace.eventually(lambda: team.cy.dms)

    team.cy.replies(asked, "och på Mac?")

    _, reply = team.workplace.eventually(lambda: found if len(found := team.cy.dms) == 2 else [])
    assert "Appbutiken" in reply.text_of_blocks
    assert ANSWER not in reply.text_of_blocks


def test_a_mention_is_answered_in_the_thread_from_what_everybody_there_may_read(team: Team) -> None:
    team.channel("#ledning", team.ada, team.bo, private=True)
    team.solved("#ledning", "Hur säger man upp hyresavtalet för lagret?", "Skriftligt, nio månader före, till hyresvärden.")
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)

    asked = team.ada.asks("#it", "@Kollega hur säger man upp hyresavtalet för lagret?")
    other = team.ada.asks("#it", f"@Kollega {QUESTION}")

    (closed,) = team.workplace.eventually(lambda: [m for m in team.ada.thread(asked) if m.raw["user"] == team.workplace.app])
    (open_,) = team.workplace.eventually(lambda: [m for m in team.ada.thread(other) if m.raw["user"] == team.workplace.app])
    assert "nio månader" not in closed.text_of_blocks
    assert ANSWER in open_.text_of_blocks


def test_a_mention_where_kollega_is_not_started_is_answered_to_who_called_only(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, started=False)

    asked = team.ada.asks("#it", "@Kollega hur nollställer jag vpn?")

    (note,) = team.workplace.eventually(lambda: team.ada.notes)
    assert "inte startad" in note.text_of_blocks
    assert team.bo.thread(asked) == []


def test_a_guest_finds_nothing_from_channels_that_a_guest_does_not_see(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.channel("#projekt", team.ada, team.guest)

    found = team.finds(team.guest, QUESTION, "#projekt")
    team.guest.asks("#projekt", ASKED_AGAIN)
    team.settles()

    assert ANSWER not in found.text_of_blocks
    assert [note for note in team.guest.notes if ANSWER in note.text_of_blocks] == []


def test_where_a_guest_is_a_member_nothing_from_elsewhere_is_shown_to_everybody(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.channel("#projekt", team.cy, team.guest)
    team.cy.asks("#projekt", ASKED_AGAIN)

    (note,) = team.workplace.eventually(lambda: team.cy.notes)
    team.cy.clicks(team.finds(team.cy, QUESTION, "#projekt"), "Dela i kanalen")
    team.workplace.eventually(lambda: "Alla här får inte läsa" in team.cy.notes[-1].text_of_blocks)

    assert "Visa för alla" not in note.labels
    assert [m for m in team.guest.sees("#projekt") if ANSWER in m.text_of_blocks] == []


def test_everybody_is_spoken_to_in_their_own_language(team: Team) -> None:
    dora = team.workplace.person("Dora", locale="en-GB", tz="Europe/London")
    team.channel("#it", team.ada, team.bo, dora)
    team.solved("#it", QUESTION, ANSWER)

    found = team.finds(dora, QUESTION)

    assert "This is what colleagues have answered" in found.text_of_blocks


def test_the_language_chosen_in_the_home_tab_wins(team: Team) -> None:
    team.ada.opens_home()
    home = team.workplace.eventually(lambda: team.ada.home)

    team.ada.clicks(home, "home_language", choose="English")

    team.workplace.eventually(lambda: (shown := team.ada.home) and "My questions" in shown.text_of_blocks)


def test_one_sees_and_gets_what_is_kept_about_oneself(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.solved("#it", QUESTION, ANSWER)
    team.bo.runs("/kollega", "integritet")
    page = team.workplace.eventually(lambda: team.bo.form)

    team.bo.clicks(page, "Hämta mina uppgifter")

    parts = team.workplace.eventually(lambda: len(team.bo.dms) >= 2 and team.bo.dms)
    assert "ett svar" in page.text_of_blocks
    assert ANSWER in "".join(part.text_of_blocks for part in parts)


def test_a_guest_who_joins_later_does_not_read_what_was_shared_from_elsewhere(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.channel("#lunch", team.cy, team.ada)
    team.cy.clicks(team.finds(team.cy, QUESTION, "#lunch"), "Dela i kanalen")
    team.workplace.eventually(lambda: [m for m in team.ada.sees("#lunch") if ANSWER in m.text_of_blocks])

    team.cy.invites(team.guest, "#lunch")

    team.workplace.eventually(lambda: not [m for m in team.guest.sees("#lunch") if ANSWER in m.text_of_blocks])


def test_a_second_click_on_share_posts_nothing(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    found = team.finds(team.cy, QUESTION, "#it")

    team.cy.clicks(found, "Dela i kanalen")
    team.cy.clicks(found, "Dela i kanalen")

    team.workplace.eventually(lambda: "redan gjort" in team.cy.notes[-1].text_of_blocks)
    team.settles()
    assert len([m for m in team.ada.sees("#it") if m.raw["user"] == team.workplace.app and ANSWER in m.text_of_blocks]) == 1
