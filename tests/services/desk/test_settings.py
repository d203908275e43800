"""What is set in a channel, by whom, and what holds where nothing was set."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from knowledge.domain.errors import NotAllowed, NotFound, WrongSetting
from knowledge.domain.found import SuggestionOutcome
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.policy import ChannelPolicy, Wrong
from knowledge.services.homes import HomeDesk
from knowledge.services.last_asked import LastAsked
from knowledge.services.suggesting import Silence
from knowledge.storage import people, suggestions
from knowledge.storage import settings as kept
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
AGAIN = "Jag måste nollställa lösenordet till tidrapporten, hur gör jag?"


def lives_in(office: Office, user: UserId, tz: str) -> None:
    with office.store.writing() as session:
        person = people.person(session, user)
        assert person is not None
        people.save_person(session, replace(person, tz=tz), office.clock.now())


def policy(office: Office, channel: ChannelId) -> ChannelPolicy:
    with office.store.reading() as session:
        return people.policy_of(session, channel)


def silence(office: Office, asker: UserId) -> list[tuple[str, str]]:
    with office.store.reading() as session:
        return [(row.outcome, row.reason) for row in suggestions.of_asker(session, asker)]


def test_where_no_zone_is_set_that_of_whoever_started_kollega_holds(office: Office) -> None:
    ada = office.person("Ada")
    lives_in(office, ada, "Europe/Helsinki")

    channel = office.channel("it", [ada])

    assert policy(office, channel) == ChannelPolicy(tz="Europe/Helsinki")
    assert policy(office, ChannelId("C0")) == ChannelPolicy(tz="UTC")


def test_the_steward_changes_it_and_everybody_in_the_channel_sees_it_and_who_it_was(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])

    office.settings.change(channel, ada, {"patience_minutes": 15, "digest": True})

    shown = office.settings.show(channel, bo)
    assert (shown.policy.patience_minutes, shown.policy.digest) == (15, True)
    assert not shown.may_change
    assert [steward.name for steward in shown.stewards] == ["Ada"]
    assert shown.changed_by is not None
    assert (shown.changed_by.name, shown.changed_at) == ("Ada", office.clock.now())


def test_nobody_else_changes_it(office: Office) -> None:
    ada, bo, gus = office.person("Ada"), office.person("Bo"), office.person("Gus", guest=True)
    channel = office.channel("it", [ada, bo, gus])

    for who in (bo, gus):
        with pytest.raises(NotAllowed):
            office.settings.change(channel, who, {"digest": True})

    assert not policy(office, channel).digest


def test_a_workspace_steward_changes_it_where_they_can_read(office: Office) -> None:
    ada, steward = office.person("Ada"), office.person("steward")
    public, private = office.channel("it", [ada]), office.channel("hr", [ada], private=True)

    office.settings.change(public, steward, {"digest": True})

    assert [name for _, name in office.settings.to_change(steward)] == ["it"]
    with pytest.raises(NotFound):
        office.settings.show(private, steward)


def test_each_may_change_their_own_channels_only(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    office.channel("it", [ada, bo])
    office.channel("hr", [bo, ada], private=True)
    office.channel("new", [ada], started=False)

    assert [name for _, name in office.settings.to_change(ada)] == ["it"]
    assert [name for _, name in office.settings.to_change(bo)] == ["hr"]
    assert office.settings.to_change(office.person("Ada", guest=True)) == []


def test_a_channel_where_kollega_was_never_started_has_no_settings(office: Office) -> None:
    ada = office.person("Ada")
    channel = office.channel("it", [ada], started=False)

    with pytest.raises(NotAllowed) as refused:
        office.settings.show(channel, ada)

    assert refused.value.needs == "started"


LAST_TO_ASK = [
    ("nobody special", Wrong.NOT_OFFERED),
    ("UGUS", Wrong.NOT_A_COLLEAGUE),
    ("UNOBODY", Wrong.NOT_A_COLLEAGUE),
    ("CNOWHERE", Wrong.NOT_IN_CHANNEL),
    ("CLOBBY", Wrong.NOT_FOR_EVERYBODY),
]


def test_what_cannot_be_taken_changes_nothing(office: Office) -> None:
    ada, gus = office.person("Ada"), office.person("Gus", guest=True)
    channel = office.channel("it", [ada])
    office.channel("lobby", [ada, gus])

    for fallback, why in LAST_TO_ASK:
        with pytest.raises(WrongSetting) as refused:
            office.settings.change(channel, ada, {"fallback": fallback, "digest": True, "tz": "Mars/Olympus"})

        assert refused.value.wrong == {"fallback": why, "tz": Wrong.UNKNOWN_ZONE}
    assert policy(office, channel) == ChannelPolicy(tz="UTC")


def test_a_person_a_channel_or_a_group_that_may_read_it_can_be_the_last_to_ask(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel, other = office.channel("it", [ada]), office.channel("support", [bo])

    for last in (bo, other, "S0GROUP", ""):
        office.settings.change(channel, ada, {"fallback": last})

        assert policy(office, channel).fallback == last


def test_nobody_is_asked_last_before_they_said_yes_and_a_yes_can_be_taken_back(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    office.settings.change(channel, ada, {"fallback": bo})
    role = LastAsked(office.store, office.clock)

    asked, before = office.queued(), office.settings.show(channel, ada).has_agreed
    role.answer(bo, channel, yes=True)
    after = office.settings.show(channel, ada).has_agreed
    office.settings.change_own(bo, {"answers_for": ()})

    assert (asked, before, after) == (["last_asked"], False, True)
    assert not office.settings.show(channel, ada).has_agreed


def test_who_chooses_themselves_to_be_asked_last_has_said_yes(office: Office) -> None:
    ada = office.person("Ada")
    channel = office.channel("it", [ada])

    office.settings.change(channel, ada, {"fallback": ada})

    assert office.settings.show(channel, ada).has_agreed
    assert office.queued() == []


def test_a_yes_after_somebody_else_was_chosen_counts_for_nothing(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    office.settings.change(channel, ada, {"fallback": bo})
    office.settings.change(channel, ada, {"fallback": ""})

    with pytest.raises(NotFound):
        LastAsked(office.store, office.clock).answer(bo, channel, yes=True)


def test_nothing_is_asked_of_somebody_who_wants_quiet(office: Office) -> None:
    ada = office.person("Ada")
    office.settings.mute(ada, week=True)

    with office.store.reading() as session:
        quiet = kept.policy_for_asking(session, ada, office.clock.now())
        later = kept.policy_for_asking(session, ada, office.clock.now() + timedelta(days=8))

    assert (quiet.asks_a_week, later.asks_a_week) == (0, 2)


def test_stewards_who_change_different_things_at_once_lose_nothing(office: Office) -> None:
    ada, steward = office.person("Ada"), office.person("steward")
    channel = office.channel("it", [ada])
    changes: list[dict[str, Any]] = [
        {"digest": True},
        {"digest_day": 4},
        {"patience_minutes": 15},
        {"keep_confirmed_months": 36},
        {"suggestions": False},
        {"country": "NO"},
    ]

    with ThreadPoolExecutor(6) as desks:
        list(desks.map(lambda each: office.settings.change(channel, (ada, steward)[len(each) % 2], each), changes))

    assert policy(office, channel) == ChannelPolicy(
        tz="UTC", digest=True, digest_day=4, patience_minutes=15, keep_confirmed_months=36, suggestions=False, country="NO"
    )


def test_set_back_to_the_default_it_follows_the_default_again(office: Office) -> None:
    ada = office.person("Ada")
    channel = office.channel("it", [ada])
    office.settings.change(channel, ada, {"patience_minutes": 15, "digest": True})

    office.settings.change(channel, ada, {"patience_minutes": 120})

    with office.store.reading() as session:
        row = people.known_channel(session, channel)
    assert row is not None
    assert row.settings == {"digest": True}


def test_where_suggestions_are_switched_off_there_is_silence_with_that_reason(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    office.solved(ada, bo, channel, QUESTION, ANSWER)
    office.knows_its_languages()
    office.settings.change(channel, ada, {"suggestions": False})

    offered = office.suggesting.suggest(office.says(bo, channel, AGAIN))

    assert not offered
    assert silence(office, bo) == [(SuggestionOutcome.SILENT, Silence.SWITCHED_OFF)]


def test_who_wants_quiet_gets_no_note_and_finds_the_offer_among_their_questions(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    office.solved(ada, bo, channel, QUESTION, ANSWER)
    office.knows_its_languages()
    office.settings.mute(bo, week=True)

    office.suggesting.suggest(office.says(bo, channel, AGAIN))

    assert "suggestion" not in office.queued()
    assert office.answering.mine(bo)[0].suggestion is not None


def test_a_note_on_its_way_is_not_said_to_somebody_who_wants_quiet_meanwhile(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    old, _ = office.solved(ada, bo, channel, QUESTION, ANSWER)
    suggestion = office.offered(office.says(bo, channel, AGAIN), old)

    def is_said() -> bool:
        with office.store.reading() as session:
            return office.suggesting.note(session, suggestion, office.clock.now()) is not None

    before = is_said()
    office.settings.mute(bo, week=False)

    assert (before, is_said()) == (True, False)


def test_quiet_lasts_a_week_or_until_they_say_otherwise(office: Office) -> None:
    ada = office.person("Ada")

    def is_quiet() -> bool:
        with office.store.reading() as session:
            return office.settings.own(session, ada).muted_until is not None

    office.settings.mute(ada, week=True)
    office.clock.passes(days=6)
    before = is_quiet()
    office.clock.passes(days=2)
    after = is_quiet()
    office.settings.mute(ada, week=False)
    office.clock.passes(days=3_000)
    long_after = is_quiet()
    office.settings.unmute(ada)

    assert (before, after, long_after, is_quiet()) == (True, False, True, False)


def test_somebody_sets_when_they_may_be_asked(office: Office) -> None:
    ada = office.person("Ada")
    until = office.clock.now() + timedelta(days=10)

    office.settings.change_own(ada, {"asks_a_week": 0, "start": time(9), "away_until": until})
    office.settings.change_own(ada, {"open_asks": 2})

    with office.store.reading() as session:
        mine = people.person_policy_of(session, ada)
    assert (mine.asks_a_week, mine.open_asks, mine.start, mine.away_until) == (0, 2, time(9), until)


def test_what_a_person_cannot_set_changes_nothing(office: Office) -> None:
    ada = office.person("Ada")

    with pytest.raises(WrongSetting) as refused:
        office.settings.change_own(ada, {"asks_a_week": 6, "away_until": datetime(2026, 6, 1, tzinfo=UTC), "country": "NO"})

    with office.store.reading() as session:
        assert people.person_policy_of(session, ada).country == "SE"
    assert refused.value.wrong == {"asks_a_week": Wrong.NOT_OFFERED, "away_until": Wrong.IN_THE_PAST}


def test_erasing_takes_a_persons_hours_and_their_name_from_the_log(office: Office) -> None:
    ada = office.person("Ada")
    channel = office.channel("it", [ada])
    office.settings.change(channel, ada, {"digest": True})
    office.settings.change_own(ada, {"asks_a_week": 0})

    office.privacy.erase(ada, "the shell")

    with office.store.reading() as session:
        assert people.person_policy_of(session, ada).asks_a_week == 2
    assert policy(office, channel).digest
    assert office.settings.show(channel, ada).changed_by is None


def test_everybody_sees_in_their_home_what_fits_them(office: Office) -> None:
    ada, gus, outsider = office.person("Ada"), office.person("Gus", guest=True), office.person("Omar", outside=True)
    channel = office.channel("it", [ada, gus, outsider])
    office.settings.change(channel, ada, {"digest": True})

    def home(user: UserId) -> tuple[bool, bool, int, bool]:
        with office.store.reading() as session:
            page = HomeDesk(office.clock, office.answering, office.settings).page(session, user)
        return page.own is not None, page.is_asked, len(page.digests), page.may_change_channels

    assert home(ada) == (True, True, 1, True)
    assert home(gus) == home(outsider) == (True, False, 1, False)
    office.privacy.opt_out(ada)
    assert home(ada) == (False, False, 1, True)
    office.person("Ada", deleted=True)
    assert home(ada) == home(UserId("UNOBODY")) == (False, False, 0, False)


def test_a_home_takes_no_more_queries_for_who_asked_much(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    office.settings.change(channel, ada, {"digest": True})
    old, _ = office.solved(bo, ada, channel, QUESTION, ANSWER)
    office.offered(office.says(ada, channel, AGAIN), old)
    few = queries_of_home(office, ada)

    for number in range(6):
        more = office.channel(f"more{number}", [ada, bo])
        office.settings.change(more, ada, {"digest": True})
        office.offered(office.says(ada, more, f"Hur nollställer jag lösenordet till system {number}?"), old)

    assert queries_of_home(office, ada) == few


def queries_of_home(office: Office, user: UserId) -> int:
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(office.store.reader, "before_cursor_execute", count)
    with office.store.reading() as session:
        page = HomeDesk(office.clock, office.answering, office.settings).page(session, user)
    event.remove(office.store.reader, "before_cursor_execute", count)
    assert all(question.suggestion for question in page.questions)
    assert page.digests
    return len(asked)
