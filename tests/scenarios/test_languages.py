"""Kollega speaks with each as they have Slack, and in a channel as whoever started it there."""

from __future__ import annotations

from collections.abc import Callable

from handlers.texts import EN, SV
from tests.scenarios.conftest import START, Bot
from tests.workplace import Person, Workplace

QUESTION = "How do I reset the password for the time sheet?"
ANSWER = "Open Settings and choose Reset password."


def test_who_was_there_before_kollega_is_spoken_to_as_in_slack(workplace: Workplace, start: Callable[..., Bot], database: str) -> None:
    eve, sven = workplace.person("Eve", locale="en-US"), workplace.person("Sven", locale="sv-SE")
    start(database)

    # Everybody is read in the background once the bot is ready.
    workplace.eventually(lambda: "/kollega privacy" in help_for(workplace, eve))
    assert "/kollega integritet" in help_for(workplace, sven)


def help_for(workplace: Workplace, person: Person) -> str:
    before = len(person.notes)
    person.runs("/kollega", "help")
    return workplace.eventually(lambda: person.notes[before:])[-1].text_of_blocks


def test_in_a_channel_it_speaks_as_who_started_it_there(workplace: Workplace, start: Callable[..., Bot], database: str) -> None:
    eve, sven = workplace.person("Eve", locale="en-US"), workplace.person("Sven", locale="sv-SE")
    bot = start(database)
    starts(workplace, "#work", eve, sven)
    starts(workplace, "#jobb", sven, eve)
    question = eve.asks("#work", QUESTION)
    eve.reacts(sven.replies(question, ANSWER), "white_check_mark")
    workplace.eventually(lambda: workplace.is_quiet() and bot.health.look()[0])

    assert EN.to_thread in shared_in(workplace, "#work", sven)
    assert SV.to_thread in shared_in(workplace, "#jobb", sven)


def shared_in(workplace: Workplace, channel: str, person: Person) -> str:
    """What Kollega posts when somebody shares the answer there."""
    before = len(person.notes)
    person.runs("/ask", QUESTION, channel)
    (found,) = workplace.eventually(lambda: person.notes[before:])
    person.clicks(found, SV.search.share)
    said = workplace.eventually(lambda: [m for m in workplace.said_by_the_app(channel) if ANSWER in m.text_of_blocks])
    return said[-1].text_of_blocks


def starts(workplace: Workplace, channel: str, *members: Person) -> None:
    workplace.channel(channel, members=members, with_app=False)
    members[0].invites(workplace.app, channel)
    (hello,) = workplace.eventually(lambda: [m for m in members[0].sees(channel) if START in m.labels])
    members[0].clicks(hello, START)
    workplace.eventually(lambda: [m for m in members[0].sees(channel) if members[0].name in m.text_of_blocks])
