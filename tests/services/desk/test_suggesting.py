"""When an old answer is shown unasked, and when Kollega stays silent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from knowledge.domain.errors import NotFound
from knowledge.domain.ids import ChannelId, MessageRef
from knowledge.services.thresholds import threshold_in
from knowledge.storage.tables import SuggestionRow
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."


def test_an_open_question_of_the_same_kind_does_not_hide_the_answer(office: Office) -> None:
    ada, bo, cy, dag = (office.person(name) for name in ("ada", "bo", "cy", "dag"))
    it = office.channel("it", [ada, bo, cy, dag])
    office.solved(ada, bo, it, QUESTION, ANSWER)
    office.knows_its_languages()
    office.says(cy, it, f"{QUESTION} Någon?")

    asked = office.says(dag, it, f"{QUESTION} Någon?")

    assert office.suggesting.suggest(asked)


def test_an_answer_that_nobody_confirmed_is_never_shown_unasked(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    office.says(bo, it, ANSWER, thread=office.says(ada, it, QUESTION))

    asked = office.says(cy, it, QUESTION)

    assert not office.suggesting.suggest(asked)
    assert reason(office, asked) == "nothing like it has an answer that somebody confirmed"


def test_a_question_that_somebody_has_answered_is_left_to_them(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    office.solved(ada, bo, it, QUESTION, ANSWER)
    asked = office.says(cy, it, QUESTION)
    office.says(bo, it, "Gör som Ada gjorde i måndags.", thread=asked)

    assert not office.suggesting.suggest(asked)
    assert reason(office, asked) == "somebody had already answered"


def test_a_question_is_suggested_to_once_however_often_it_is_looked_at(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    office.solved(ada, bo, it, QUESTION, ANSWER)
    office.knows_its_languages()
    asked = office.says(cy, it, QUESTION)

    assert [office.suggesting.suggest(asked) for _ in range(3)] == [True, False, False]


def test_who_may_not_read_their_question_any_more_shows_nothing_there(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    asked, _ = office.solved(ada, bo, office.channel("it", [ada, bo, cy]), QUESTION, ANSWER)
    project = office.channel("project", [bo, cy], private=True)
    offer = office.offered(office.says(cy, project, QUESTION), asked)
    office.channel("project", [bo], private=True, started=False)

    with pytest.raises(NotFound):
        office.suggesting.show_to_everyone(offer, cy)

    assert office.says_all() == []


def test_what_a_channel_puts_away_makes_it_want_more(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it, hr = office.channel("it", [ada, bo]), office.channel("hr", [ada, bo])
    _, usual = thresholds(office, it, hr)
    for n in range(3):
        asked, _ = office.solved(ada, bo, it, f"{QUESTION} {n}", ANSWER)
        office.suggesting.not_needed(office.offered(asked, asked), ada)
    raised, other = thresholds(office, it, hr)
    office.clock.passes(days=100)

    assert raised > usual == other
    assert thresholds(office, it, hr) == (usual, usual)


def thresholds(office: Office, *channels: ChannelId) -> tuple[float, ...]:
    with office.store.reading() as session:
        return tuple(threshold_in(session, office.search.decision, channel, office.clock.now()) for channel in channels)


def test_while_there_is_no_model_nothing_is_suggested_and_words_still_find(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    office.solved(ada, bo, it, QUESTION, ANSWER)
    office.encoders = None
    asked = office.says(cy, it, QUESTION)

    assert not office.suggesting.suggest(asked)
    assert reason(office, asked) == "there was no language model"
    assert QUESTION in office.finds(cy, "lösenordet tidrapporten")


@pytest.mark.parametrize(
    ("later", "noted"),
    [({"minutes": 50}, True), ({"hours": 5}, True), ({"hours": 11}, False), ({"days": 1}, False), ({"hours": 23, "minutes": 50}, False)],
)
def test_a_note_comes_within_an_hour_or_while_the_working_day_lasts(office: Office, later: dict[str, float], noted: bool) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    office.solved(ada, bo, it, QUESTION, ANSWER)
    office.knows_its_languages()
    asked = office.says(cy, it, QUESTION)

    office.clock.passes(**later)
    office.channel("it", [ada, bo, cy], started=False)  # looked at anew: who may read what is known for a day only

    assert office.suggesting.suggest(asked) == noted
    assert reason(office, asked) == ("" if noted else "it was read too late: another day, or after work")


def reason(office: Office, question: MessageRef) -> str:
    with office.store.reading() as session:
        return str(session.scalar(select(SuggestionRow.reason).where(SuggestionRow.ts == question.ts)))


def test_a_message_that_asks_kollega_is_no_answer_to_itself(office: Office) -> None:
    ada, bo, cy = (office.person(name) for name in ("ada", "bo", "cy"))
    it = office.channel("it", [ada, bo, cy])
    earlier = office.says(bo, it, QUESTION)
    asked = office.says(cy, it, f"{QUESTION} Någon?")

    found = office.search(QUESTION, [it], asked_by=asked)

    assert [one.ts for one in found.results] == [earlier.ts]
