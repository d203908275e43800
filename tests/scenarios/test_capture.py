"""What is kept, from whom, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sandbox import SandboxServer
from tests.scenarios.conftest import START, Bot, Team, team_of
from tests.scenarios.test_the_loop import ANSWER, ASKED_AGAIN, QUESTION
from tests.workplace import Person, Workplace


def test_nothing_is_kept_before_the_channel_is_started(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy, started=False)
    team.solved("#it", QUESTION, ANSWER)

    assert ANSWER not in team.finds(team.cy, QUESTION).text_of_blocks
    assert b"tidrapporten" not in files_of(team.bot)


def test_the_first_message_says_in_both_languages_what_kollega_does_and_waits(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, started=False)

    (hello,) = [m for m in team.bo.sees("#it") if START in m.labels]
    assert "Hej, jag är" in hello.text_of_blocks
    assert "Hi, I am" in hello.text_of_blocks
    assert "`/kollega integritet`" in hello.text_of_blocks
    assert "Inget sparas förrän" in hello.text_of_blocks


def test_who_did_not_invite_kollega_may_not_start_it(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, started=False)
    (hello,) = [m for m in team.bo.sees("#it") if START in m.labels]

    team.bo.clicks(hello, START)

    (refusal,) = team.workplace.eventually(lambda: team.bo.notes)
    assert "bjöd in mig" in refusal.text_of_blocks
    assert any(START in m.labels for m in team.bo.sees("#it"))


def test_a_private_channel_is_started_by_its_creator_only(team: Team) -> None:
    team.channel("#ledning", team.ada, team.bo, private=True, started=False)
    (hello,) = [m for m in team.bo.sees("#ledning") if START in m.labels]

    team.bo.clicks(hello, START)
    (refusal,) = team.workplace.eventually(lambda: team.bo.notes)
    team.ada.clicks(hello, START)

    assert "I en privat kanal" in refusal.text_of_blocks
    team.workplace.eventually(lambda: not any(START in m.labels for m in team.bo.sees("#ledning")))


def test_who_joins_later_is_told_once(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)

    team.cy.joins("#it")
    team.workplace.eventually(lambda: team.cy.notes)
    team.cy.leaves("#it")
    team.cy.joins("#it")
    team.settles()

    assert len(team.cy.notes) == 1


def test_an_edited_answer_is_shown_as_edited_and_what_was_said_before_is_gone(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    asked = team.ada.asks("#it", QUESTION)
    answered = team.bo.replies(asked, "Ring Klabbnet på 4411, de nollställer lösenordet.")
    team.settles()

    team.bo.edits(answered, "Ring Ostronet på 4422, de nollställer lösenordet.")
    team.settles()

    found = team.finds(team.cy, QUESTION).text_of_blocks
    assert "Ostronet" in found
    assert "Klabbnet" not in found


def test_what_is_deleted_is_found_nowhere_and_leaves_what_was_posted(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    asked = team.ada.asks("#it", QUESTION)
    answered = team.bo.replies(asked, ANSWER)
    team.ada.reacts(answered, "white_check_mark")
    team.settles()
    team.channel("#lunch", team.cy, team.ada)
    team.cy.clicks(team.finds(team.cy, QUESTION, "#lunch"), "Dela i kanalen")
    team.workplace.eventually(lambda: [m for m in team.ada.sees("#lunch") if ANSWER in m.text_of_blocks])

    team.bo.deletes(answered)

    team.workplace.eventually(lambda: not [m for m in team.ada.sees("#lunch") if ANSWER in m.text_of_blocks])
    assert ANSWER not in team.finds(team.cy, QUESTION).text_of_blocks


def test_a_channel_made_private_takes_its_answers_back_from_elsewhere(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.solved("#it", QUESTION, ANSWER)
    team.channel("#lunch", team.cy, team.ada)
    team.ada.clicks(team.finds(team.ada, QUESTION, "#lunch"), "Dela i kanalen")
    team.workplace.eventually(lambda: [m for m in team.cy.sees("#lunch") if ANSWER in m.text_of_blocks])

    boss = team.workplace.person("Dag", admin=True)
    boss.joins("#it")
    boss.does("make_private", channel=team.workplace.id_of("#it"))

    team.workplace.eventually(lambda: not [m for m in team.cy.sees("#lunch") if ANSWER in m.text_of_blocks])
    assert ANSWER not in team.finds(team.cy, QUESTION).text_of_blocks
    assert ANSWER in team.finds(team.ada, QUESTION).text_of_blocks


def test_a_secret_is_masked_before_it_is_kept_and_its_author_told(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    asked = team.ada.asks("#it", QUESTION)

    team.bo.replies(asked, "Använd token ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8" + " så länge, den gäller till fredag.")

    (note,) = team.workplace.eventually(lambda: team.bo.notes)
    team.settles()
    assert "Jag har strukit det hos mig" in note.text_of_blocks
    assert b"a1B2c3D4e5F6" not in files_of(team.bot)


def test_what_somebody_who_opted_out_writes_is_not_kept(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    team.bo.runs("/kollega", "integritet")
    page = team.workplace.eventually(lambda: team.bo.form)
    team.bo.clicks(page, "Jag vill inte vara med")
    team.workplace.eventually(lambda: (form := team.bo.form) and "Jag vill vara med igen" in form.labels)
    asked = team.ada.asks("#it", QUESTION)
    team.bo.replies(asked, "Fråga Flugsnapparen i källaren, den vet.")

    team.settles()

    assert b"Flugsnapparen" not in files_of(team.bot)
    assert "Flugsnapparen" not in team.finds(team.cy, QUESTION).text_of_blocks


def test_erasing_takes_ones_words_out_of_rows_and_files_at_once(team: Team) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)
    asked = team.ada.asks("#it", QUESTION)
    team.ada.reacts(team.bo.replies(asked, "Det gör Gråsuggan på plan 3."), "white_check_mark")
    team.settles()

    erases_everything(team, team.bo)

    assert "Gråsuggan".encode() not in files_of(team.bot)
    assert "Gråsuggan" not in team.finds(team.cy, QUESTION).text_of_blocks


def test_the_same_happens_on_both_databases(
    workplace: Workplace, slack: SandboxServer, start: Callable[[str], Bot], both_databases: str
) -> None:
    team = team_of(workplace, start(both_databases))
    team.channel("#it", team.ada, team.bo, team.cy)
    team.solved("#it", QUESTION, ANSWER)

    asked = team.cy.asks("#it", ASKED_AGAIN)
    (note,) = workplace.eventually(lambda: team.cy.notes)
    team.cy.clicks(note, "Det här löser det")

    (line,) = workplace.eventually(lambda: team.cy.thread(asked))
    assert "Löst med Bos svar" in line.text_of_blocks


def test_kollega_is_back_soon_after_the_line_was_cut(team: Team, slack: SandboxServer) -> None:
    team.channel("#it", team.ada, team.bo, team.cy)

    slack.cut_sockets()
    team.workplace.eventually(lambda: slack.house.sockets.connections, seconds=5)
    team.solved("#it", QUESTION, ANSWER)

    assert ANSWER in team.finds(team.cy, QUESTION).text_of_blocks


@pytest.mark.parametrize("word", ["hjälp", "hjalp", "HELP"])
def test_help_is_understood_in_both_languages_with_or_without_dots(team: Team, word: str) -> None:
    team.ada.runs("/kollega", word)

    (note,) = team.workplace.eventually(lambda: team.ada.notes)
    assert "Jag är *Kollega*" in note.text_of_blocks


def files_of(bot: Bot) -> bytes:
    """Every byte of the database's files."""
    path = Path(bot.database.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


def erases_everything(team: Team, person: Person) -> None:
    person.runs("/kollega", "integritet")
    page = team.workplace.eventually(lambda: person.form)
    person.clicks(page, "Radera allt om mig")
    team.workplace.eventually(lambda: (form := person.form) and form.title == "Raderat")
