"""What people set in a channel and for themselves, and what comes of it."""

from __future__ import annotations

from tests.scenarios.conftest import START, Team
from tests.scenarios.test_the_loop import ANSWER, ASKED_AGAIN, QUESTION
from tests.workplace import Person, Shown


def opens_settings(team: Team, person: Person, channel: str | None = None) -> Shown:
    """The form or page that `/kollega inställningar` opens; one that was open is closed first."""
    if person.form is not None:
        person.closes()
    person.runs("/kollega", "inställningar", channel)
    return team.workplace.eventually(lambda: person.form)


def home_of(team: Team, person: Person, *, says: str) -> Shown:
    """The person's App Home, as soon as it says something."""
    return team.workplace.eventually(lambda: (shown := person.home) and says in shown.text_of_blocks and shown)


def test_the_steward_switches_suggestions_off_and_there_is_silence_here(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    form = opens_settings(team, team.ada, "#it")

    team.ada.fills(form, {"suggestions": "Visa dem inte"})
    complaints = team.ada.submits(form)
    team.cy.asks("#it", ASKED_AGAIN)

    team.settles()
    assert complaints == {}
    assert team.ada.form is None
    assert team.cy.notes == []


def test_what_is_saved_stands_in_the_form_again_with_who_it_was(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    form = opens_settings(team, team.ada, "#it")
    digest = {"digest": "Ja, varje vecka", "digest_day": "Fredag", "digest_time": "15:30"}
    team.ada.fills(form, {**digest, "end": "08:00"})
    complaints = team.ada.submits(form)
    team.ada.fills(form, {**digest, "end": "16:30"})
    team.ada.submits(form)

    page = opens_settings(team, team.bo, "#it").text_of_blocks
    assert complaints == {"end": "Arbetstiden börjar och slutar på samma klockslag. Ändra det ena."}
    assert "08:00–16:30" in page
    assert "fredag kl. 15:30 (Europe/Stockholm)" in page
    assert "Senast ändrat 8 juni 2026 av Ada." in page
    assert "Det är kanalvärdarna som kan ändra det här." in page


def test_two_stewards_with_the_form_open_at_once_lose_nothing(team: Team) -> None:
    boss = team.workplace.person("Boss", admin=True)
    team.channel("#it", team.ada, boss)
    one, other = opens_settings(team, team.ada, "#it"), opens_settings(team, boss, "#it")

    team.ada.fills(one, {"patience_minutes": "15 minuter"})
    team.ada.submits(one)
    boss.fills(other, {"keep_confirmed_months": "Tre år"})
    boss.submits(other)

    page = opens_settings(team, team.bo, "#it").text_of_blocks
    assert "15 minuter" in page
    assert "Tre år" in page


def test_who_is_asked_last_is_chosen_by_kind_and_has_to_say_yes(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    form = opens_settings(team, team.ada, "#it")
    team.ada.fills(form, {"patience_minutes": "15 minuter"})
    team.ada.clicks(form, "last_kind", choose="Fråga en person")
    asks = team.workplace.eventually(lambda: (shown := team.ada.form) and "last_person" in str(shown.blocks) and shown)

    team.ada.fills(asks, {"last_kind": "Fråga en person", "last_person": team.guest.id})
    complaints = team.ada.submits(asks)
    team.ada.fills(asks, {"last_kind": "Fråga en person", "last_person": team.bo.id, "patience_minutes": "15 minuter"})
    team.ada.submits(asks)

    (question,) = team.workplace.eventually(lambda: team.bo.dms)
    before = opens_settings(team, team.bo, "#it").text_of_blocks
    team.bo.clicks(question, "Ja, gärna")
    team.workplace.eventually(lambda: "När ingen annan har svarat i #it frågar jag dig." in team.bo.dms[0].text_of_blocks)

    assert complaints == {"last_person": "Välj en kollega som får läsa den här kanalen."}
    assert "Ada undrar om du vill vara den som jag frågar sist i #it" in question.text_of_blocks
    assert "15 minuter" in before
    assert "Bo har inte sagt ja än." in before
    assert "Bo har sagt ja till att bli frågad sist." in opens_settings(team, team.bo, "#it").text_of_blocks


def test_away_from_any_channel_one_chooses_among_ones_own(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.channel("#hr", team.bo, team.ada, private=True)

    team.ada.runs("/kollega", "Settings")
    choice = team.workplace.eventually(lambda: team.ada.form)
    offered = choice.labels
    team.ada.submits(choice)

    form = team.workplace.eventually(lambda: (shown := team.ada.form) and "patience_minutes" in str(shown.blocks) and shown)
    assert offered == ["#it"]
    assert "#it" in form.text_of_blocks


def test_who_looks_after_nothing_is_told_so_and_hears_of_no_private_channel(team: Team) -> None:
    team.channel("#hemligt", team.ada, private=True)
    boss = team.workplace.person("Boss", admin=True)

    assert "Du är inte kanalvärd i någon kanal." in opens_settings(team, team.cy).text_of_blocks
    assert "hemligt" not in str(opens_settings(team, boss).blocks)


def test_after_the_start_the_steward_is_asked_about_a_digest_and_takes_it_by_one_tap(team: Team) -> None:
    team.channel("#it", team.ada, started=False)
    (hello,) = [shown for shown in team.ada.sees("#it") if START in shown.labels]
    team.ada.clicks(hello, START)
    (note,) = team.workplace.eventually(lambda: team.ada.notes)

    team.ada.clicks(note, "Inställningar")
    form = team.workplace.eventually(lambda: team.ada.form)
    team.ada.clicks(note, "Ja, gärna")

    assert "#it" in form.text_of_blocks
    team.workplace.eventually(lambda: "Veckobrevet kommer på måndagar" in team.ada.notes[-1].text_of_blocks)
    assert "Vill ni ha ett veckobrev på måndagar kl. 09?" in note.text_of_blocks
    team.ada.opens_home()
    home_of(team, team.ada, says="#it, måndagar kl. 09")


def test_quiet_by_one_tap_and_back_by_one(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)
    team.cy.opens_home()
    home = home_of(team, team.cy, says="När jag får fråga dig")
    team.cy.clicks(home, "Tysta mig en vecka")
    quiet = home_of(team, team.cy, says="Jag är tyst till 15 juni 2026")

    team.cy.asks("#it", ASKED_AGAIN)
    team.settles()
    silent = list(team.cy.notes)
    team.cy.clicks(quiet, "Hör av dig igen")

    again = home_of(team, team.cy, says="Tystar du mig")
    assert silent == []
    assert ANSWER in again.text_of_blocks


def test_somebody_sets_when_they_may_be_asked(team: Team) -> None:
    team.ada.opens_home()
    home = home_of(team, team.ada, says="Högst två frågor i veckan, en i taget")
    team.ada.clicks(home, "Ändra")
    form = team.workplace.eventually(lambda: team.ada.form)

    team.ada.fills(form, {"asks_a_week": "Tre", "days": ["Måndag", "Tisdag"], "start": "09:30", "away_until": "2026-06-01"})
    complaints = team.ada.submits(form)
    team.ada.fills(form, {"asks_a_week": "Tre", "days": ["Måndag", "Tisdag"], "start": "09:30", "away_until": "2026-06-19"})
    team.ada.submits(form)

    shown = home_of(team, team.ada, says="Högst tre frågor i veckan").text_of_blocks
    assert complaints == {"away_until": "Den dagen har redan varit."}
    assert "Måndag och tisdag, kl. 09:30–17 (Europe/Stockholm)." in shown
    assert "Du är borta till och med 19 juni. Från 22 juni kan jag fråga dig igen." in shown


def test_a_guest_is_never_asked_and_sees_nothing_about_it(team: Team) -> None:
    team.guest.opens_home()

    shown = home_of(team, team.guest, says="Mina frågor")

    assert "Ändra" not in shown.labels
    assert "Kanalinställningar" not in shown.labels
    assert "Tysta mig en vecka" in shown.labels
