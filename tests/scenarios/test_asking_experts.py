"""Nobody answered: a colleague who agreed is asked, once, in their working time."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Team
from tests.workplace import Person, Shown

QUESTION = "Hur byter jag certifikat i VPN-klienten när det gamla har gått ut?"
ANSWER = "Öppna Företagsportalen, välj Enheter och tryck på Synka. Då hämtas det nya."


@pytest.fixture
def experts(team: Team) -> Team:
    """Ada keeps #it, its topic is vpn, and Bo and Cy have said yes to questions about it."""
    team.channel("#it", team.ada, team.bo, team.cy, team.workplace.person("Didi"))
    has_topic(team, "vpn", team.bo, team.cy)
    return team


def has_topic(team: Team, name: str, *experts: Person, synonyms: str = "") -> None:
    team.ada.runs("/kollega", "ämnen")
    note = team.workplace.eventually(lambda: next((n for n in team.ada.notes if "Nytt ämne" in n.labels), None))
    team.ada.clicks(note, "Nytt ämne")
    form = team.workplace.eventually(lambda: team.ada.form)
    team.ada.fills(form, {"Vad heter ämnet?": name, "Andra ord för samma sak": synonyms})
    team.ada.fills(form, {"Vilka vill du bjuda in?": [expert.id for expert in experts]})
    assert team.ada.submits() == {}
    for expert in experts:
        invitation = team.workplace.eventually(lambda expert=expert: [dm for dm in expert.dms if name in dm.text_of_blocks])[-1]  # type: ignore[misc]
        expert.clicks(invitation, "Ja, fråga mig")
        team.workplace.eventually(lambda expert=expert: "Tack. Du kan nu få frågor" in expert.dms[-1].text_of_blocks)  # type: ignore[misc]


def asked(team: Team, *people: Person) -> list[tuple[Person, Shown]]:
    """Who has a question with its buttons waiting for them."""
    return [(person, dm) for person in people for dm in person.dms if "Inte mitt område" in dm.labels]


def someone_is_asked(team: Team) -> tuple[Person, Shown, Person]:
    """Who was asked, the message, and who was not."""
    ((person, dm),) = team.workplace.eventually(lambda: asked(team, team.bo, team.cy))
    return person, dm, team.cy if person is team.bo else team.bo


def test_a_question_that_nobody_answers_reaches_one_expert_after_two_working_hours(experts: Team) -> None:
    experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=1, minutes=50)
    before = asked(experts, experts.bo, experts.cy)

    experts.workplace.time.passes(minutes=11)

    _, dm, other = someone_is_asked(experts)
    assert before == []
    assert "Ada" in dm.text_of_blocks
    assert "certifikat i VPN-klienten" in dm.text_of_blocks
    assert "sagt ja till frågor om *vpn*" in dm.text_of_blocks
    assert asked(experts, other) == []
    assert "frågar jag en kollega" in experts.ada.notes[-1].text_of_blocks


def test_an_answered_question_reaches_no_expert(experts: Team) -> None:
    question = experts.ada.asks("#it", QUESTION)
    experts.bo.replies(question, ANSWER)
    experts.settles()

    experts.workplace.time.passes(hours=3)

    assert asked(experts, experts.bo, experts.cy) == []


def test_the_experts_answer_stands_in_the_thread_in_their_name_and_is_found(experts: Team) -> None:
    question = experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, dm, _ = someone_is_asked(experts)

    answers(experts, person, dm, ANSWER)

    (posted,) = experts.workplace.eventually(lambda: experts.ada.thread(question))
    assert f"Svar från {person.name}" in posted.text_of_blocks
    assert ANSWER in posted.text_of_blocks
    experts.workplace.eventually(lambda: "Det står i tråden" in person.dms[-1].text_of_blocks)
    experts.settles()
    found = experts.finds(experts.ada, QUESTION).text_of_blocks
    assert ANSWER in found
    assert person.name in found


def test_who_answered_edits_and_removes_and_nobody_else_can(experts: Team) -> None:
    question = experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, dm, other = someone_is_asked(experts)
    answers(experts, person, dm, ANSWER)
    (posted,) = experts.workplace.eventually(lambda: experts.ada.thread(question))
    experts.settles()

    other.clicks(posted, "Ändra")
    experts.workplace.eventually(lambda: other.notes and f"bara {person.name}" in other.notes[-1].text_of_blocks)
    person.clicks(posted, "Ändra")
    form = experts.workplace.eventually(lambda: person.form)
    person.fills(form, {"Ditt svar": "Starta om datorn, så hämtas det nya."})
    person.submits()
    experts.workplace.eventually(lambda: "Starta om datorn" in experts.ada.thread(question)[0].text_of_blocks)
    experts.settles()
    assert "Starta om datorn" in experts.finds(experts.ada, QUESTION).text_of_blocks

    (posted,) = experts.ada.thread(question)
    person.clicks(posted, "Ta bort")
    experts.workplace.eventually(lambda: person.form)
    person.submits()
    experts.workplace.eventually(lambda: experts.ada.thread(question) == [])
    experts.workplace.eventually(lambda: "Svaret är borttaget" in person.dms[-1].text_of_blocks)
    experts.settles()
    assert "Starta om datorn" not in experts.finds(experts.ada, QUESTION).text_of_blocks


def test_an_answer_without_words_is_not_sent(experts: Team) -> None:
    question = experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, dm, _ = someone_is_asked(experts)
    person.clicks(dm, "Svara")
    form = experts.workplace.eventually(lambda: person.form)
    person.fills(form, {"Ditt svar": "  \n "})

    refused = person.submits()

    assert refused == {"answer": "Skriv ett svar först."}
    assert experts.ada.thread(question) == []


def test_an_expert_who_does_not_react_is_followed_by_one_other_and_then_by_nobody(experts: Team) -> None:
    experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    first, _, second = someone_is_asked(experts)

    experts.workplace.time.passes(hours=4, minutes=1)
    (dm,) = experts.workplace.eventually(lambda: asked(experts, second))
    assert asked(experts, first) == []
    assert "gått vidare" in first.dms[-1].text_of_blocks

    experts.workplace.time.passes(days=3)
    experts.workplace.eventually(lambda: not asked(experts, first, second))
    experts.workplace.eventually(lambda: "Tiden har gått ut" in second.dms[-1].text_of_blocks)
    assert len([each for each in first.dms + second.dms if "certifikat" in each.text_of_blocks]) == 2
    assert dm


def test_what_is_said_in_the_thread_ends_the_asking_quietly(experts: Team) -> None:
    question = experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, _, other = someone_is_asked(experts)

    other.replies(question, "Jag tittar på det.")

    experts.workplace.eventually(lambda: "inget svar av dig längre" in person.dms[-1].text_of_blocks)
    experts.workplace.time.passes(days=1)
    assert asked(experts, person, other) == []


def test_not_my_area_asks_the_other_at_once(experts: Team) -> None:
    experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, dm, other = someone_is_asked(experts)

    person.clicks(dm, "Inte mitt område")

    experts.workplace.eventually(lambda: asked(experts, other))
    experts.workplace.eventually(lambda: "får du inte igen" in person.dms[-1].text_of_blocks)


def test_passed_on_it_goes_to_the_chosen_colleague_and_says_from_whom(experts: Team) -> None:
    experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, dm, other = someone_is_asked(experts)

    person.clicks(dm, "Skicka vidare")
    form = experts.workplace.eventually(lambda: person.form)
    person.fills(form, {"Till vem?": other.name})
    assert person.submits() == {}

    ((_, passed),) = experts.workplace.eventually(lambda: asked(experts, other))
    assert f"{person.name} skickade frågan vidare till dig" in passed.text_of_blocks
    experts.workplace.eventually(lambda: "skickat frågan vidare" in person.dms[-1].text_of_blocks)


def test_later_reminds_once_at_that_time(experts: Team) -> None:
    experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, dm, other = someone_is_asked(experts)

    person.clicks(dm, "Om två timmar")
    experts.workplace.eventually(lambda: "Jag påminner dig" in person.dms[-1].text_of_blocks)
    assert person.dms[-1].labels == ["Svara", "Skicka vidare", "Inte mitt område"]
    experts.workplace.time.passes(hours=2)

    experts.workplace.eventually(lambda: [each for each in person.dms if "Du ville bli påmind" in each.text_of_blocks])
    assert asked(experts, other) == []
    first, second = [each for each in person.dms if "certifikat" in each.text_of_blocks][-2:]
    person.clicks(second, "Inte mitt område")
    experts.workplace.eventually(lambda: not asked(experts, person))
    assert [dm.labels for dm in person.dms if dm.ts in {first.ts, second.ts}] == [[], []]


def test_the_asker_stops_it(experts: Team) -> None:
    experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, _, other = someone_is_asked(experts)
    note = experts.workplace.eventually(lambda: next((n for n in experts.ada.notes if "Fråga ingen" in n.labels), None))

    experts.ada.clicks(note, "Fråga ingen")

    experts.workplace.eventually(lambda: not asked(experts, person))
    experts.workplace.eventually(lambda: "Ada vill inte längre att jag frågar någon" in person.dms[-1].text_of_blocks)
    experts.workplace.time.passes(days=1)
    assert asked(experts, person, other) == []


def test_asking_nobody_after_an_answer_says_that_there_is_one(experts: Team) -> None:
    question = experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    _, _, other = someone_is_asked(experts)
    note = experts.workplace.eventually(lambda: next((n for n in experts.ada.notes if "Fråga ingen" in n.labels), None))
    other.replies(question, ANSWER)
    experts.settles()

    experts.ada.clicks(note, "Fråga ingen")

    experts.workplace.eventually(lambda: "finns redan ett svar" in experts.ada.notes[-1].text_of_blocks)


def test_the_home_says_that_somebody_was_asked_and_stops_it_too(experts: Team) -> None:
    experts.ada.asks("#it", QUESTION)
    experts.settles()
    experts.workplace.time.passes(hours=2, minutes=1)
    person, _, _ = someone_is_asked(experts)
    experts.ada.opens_home()
    home = experts.workplace.eventually(lambda: experts.ada.home)
    said = home.text_of_blocks

    experts.ada.clicks(home, "Fråga ingen")

    assert "jag har frågat en kollega" in said
    experts.workplace.eventually(lambda: (shown := experts.ada.home) and "Fråga ingen" not in shown.labels)
    experts.workplace.eventually(lambda: not asked(experts, person))


def test_nobody_is_asked_at_night(experts: Team) -> None:
    experts.workplace.time.passes(hours=8)
    experts.ada.asks("#it", QUESTION)
    experts.settles()

    experts.workplace.time.passes(hours=8)
    at_night = asked(experts, experts.bo, experts.cy)
    experts.workplace.time.passes(hours=10)

    assert at_night == []
    someone_is_asked(experts)


def answers(team: Team, person: Person, dm: Shown, text: str) -> None:
    person.clicks(dm, "Svara")
    form = team.workplace.eventually(lambda: person.form)
    person.fills(form, {"Ditt svar": text})
    assert person.submits() == {}
