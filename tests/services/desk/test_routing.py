"""Who is asked about what nobody answered, and who never is. On both databases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, MessageRef, UserId
from knowledge.domain.later import Later
from knowledge.domain.policy import ChannelPolicy, PersonPolicy
from knowledge.domain.routing import Agreement
from knowledge.services.replying import Replying
from knowledge.services.routing import Routing
from knowledge.services.topics import Topics
from knowledge.storage import asks, people, topics
from knowledge.storage.tables import PersonRow
from tests.services.desk.conftest import MONDAY, Office

QUESTION = "Hur byter jag certifikat i vpn-klienten?"
DAY = PersonPolicy(start=MONDAY.time(), country="")


class Desk:
    """An office where `it` has the topic vpn and an asker, and experts who agreed."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.routing = Routing(office.store, office.clock)
        self.replying = Replying(office.store, office.index, office.clock)
        self.topics = Topics(office.store, office.clock, office.stewards)
        self.asker = office.person("asker")
        self.it = office.channel("it", [self.asker])
        with office.store.writing() as session:
            made = topics.save(session, None, "vpn", ("fjärranslutning",), None)
            assert made is not None
            self.vpn = made

    def expert(self, name: str, policy: PersonPolicy = DAY, agreement: Agreement = Agreement.AGREED, **traits: Any) -> UserId:
        user = self.office.person(name, **traits)
        with self.office.store.writing() as session:
            topics.set_agreement(session, user, self.vpn.id, agreement, MONDAY)
            session.get_one(PersonRow, user).preferences = policy.to_json()
        return user

    def channel_sets(self, policy: ChannelPolicy) -> None:
        with self.office.store.writing() as session:
            people.channel_row(session, self.it).settings = policy.to_json()

    def asks(self, text: str = QUESTION, channel: ChannelId | None = None, by: UserId | None = None) -> MessageRef:
        ref = self.office.says(by or self.asker, channel or self.it, text)
        with self.office.store.writing() as session:
            self.routing.wait_for(session, [ref], self.office.clock.now())
        return ref

    def passes(self, question: MessageRef, **time: float) -> None:
        self.office.clock.passes(**time)
        self.routing.route(question)

    def asked(self, question: MessageRef) -> list[tuple[str, str]]:
        """Who was asked, in order, and what has become of it."""
        with self.office.store.reading() as session:
            return [(row.expert, row.state) for row in asks.of_question(session, question)]

    def ask_of(self, question: MessageRef) -> int:
        with self.office.store.reading() as session:
            return asks.of_question(session, question)[-1].id


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def test_only_one_who_agreed_is_asked(desk: Desk) -> None:
    desk.expert("invited", agreement=Agreement.INVITED)
    desk.expert("declined", agreement=Agreement.DECLINED)
    bo = desk.expert("bo")
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == [(bo, "waiting")]


NEVER: Sequence[tuple[str, dict[str, Any]]] = (
    ("guest", {"guest": True}),
    ("outside", {"outside": True}),
    ("deleted", {"deleted": True}),
    ("bot", {"bot": True}),
)


@pytest.mark.parametrize(("name", "traits"), NEVER)
def test_no_guest_stranger_leaver_or_bot_is_asked(desk: Desk, name: str, traits: dict[str, Any]) -> None:
    desk.expert(name, **traits)
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_the_asker_is_not_asked_about_their_own_question(desk: Desk) -> None:
    bo = desk.expert("bo")
    question = desk.asks(by=bo)

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_who_may_not_read_the_channel_is_not_asked(desk: Desk) -> None:
    desk.expert("bo")
    secret = desk.office.channel("secret", [desk.asker], private=True)
    question = desk.asks(channel=secret)

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_who_takes_no_part_is_not_asked(desk: Desk) -> None:
    bo = desk.expert("bo")
    desk.office.privacy.opt_out(bo)
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_the_second_question_goes_to_who_was_not_just_asked(desk: Desk) -> None:
    experts = {desk.expert("bo"), desk.expert("cy")}
    first, second = desk.asks(), desk.asks("Varför kopplar vpn ned efter en timme?")

    desk.passes(first, hours=2)
    desk.passes(second)

    ((one, _),), ((other, _),) = desk.asked(first), desk.asked(second)
    assert {one, other} == experts


def test_nobody_has_two_questions_at_once_nor_more_a_week_than_they_want(desk: Desk) -> None:
    bo = desk.expert("bo", PersonPolicy(start=DAY.start, country="", asks_a_week=2))
    questions = [desk.asks(f"{QUESTION} Nummer {number}?") for number in range(4)]
    desk.passes(questions[0], hours=2)

    desk.passes(questions[1])
    while_one_waits = desk.asked(questions[1])
    desk.routing.not_mine(desk.ask_of(questions[0]), bo)
    desk.passes(questions[1])
    desk.routing.not_mine(desk.ask_of(questions[1]), bo)
    desk.passes(questions[2])

    assert while_one_waits == []
    assert desk.asked(questions[1]) == [(bo, "not_mine")]
    assert desk.asked(questions[2]) == []


def test_who_wants_none_gets_none(desk: Desk) -> None:
    desk.expert("bo", PersonPolicy(start=DAY.start, asks_a_week=0))
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_who_is_away_is_not_asked_and_who_comes_back_soon_is_waited_for(desk: Desk) -> None:
    back = MONDAY + timedelta(hours=5)
    bo = desk.expert("bo", PersonPolicy(start=DAY.start, country="", away_until=back))
    question = desk.asks()

    desk.passes(question, hours=2)
    meanwhile = desk.asked(question)
    desk.passes(question, hours=4)

    assert meanwhile == []
    assert desk.asked(question) == [(bo, "waiting")]


def test_who_wants_quiet_is_not_asked(desk: Desk) -> None:
    bo = desk.expert("bo")
    desk.office.settings.mute(bo, week=True)
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_two_questions_without_reaction_pause_somebody_until_they_say_so(desk: Desk) -> None:
    bo = desk.expert("bo")
    for number in range(2):
        question = desk.asks(f"{QUESTION} Nummer {number}?")
        desk.passes(question, hours=2)
        desk.passes(question, days=8)
    third = desk.asks("Vpn igen, vad gör man?")
    desk.passes(third, hours=2)
    paused = desk.asked(third)

    desk.routing.ask_again(bo)
    desk.passes(third)

    assert paused == []
    assert desk.asked(third) == [(bo, "waiting")]


def test_at_most_two_are_asked_and_then_the_channel_that_may_read_it(desk: Desk) -> None:
    for name in ("bo", "cy", "dag"):
        desk.expert(name)
    helpers = desk.office.channel("helpers", [desk.asker])
    desk.channel_sets(ChannelPolicy(fallback=helpers))
    question = desk.asks()

    for _ in range(5):
        desk.passes(question, days=1)

    assert [state for _, state in desk.asked(question)] == ["lapsed", "lapsed"]
    assert desk.office.queued().count("fallback") == 1


def test_a_fallback_person_who_has_not_agreed_is_not_asked(desk: Desk) -> None:
    eve = desk.office.person("eve")
    desk.channel_sets(ChannelPolicy(fallback=eve))
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_a_fallback_person_who_agreed_is_asked_last(desk: Desk) -> None:
    eve = desk.office.person("eve")
    desk.channel_sets(ChannelPolicy(fallback=eve))
    with desk.office.store.writing() as session:
        session.get_one(PersonRow, eve).preferences = PersonPolicy(answers_for=(desk.it,)).to_json()
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == [(eve, "waiting")]


def test_a_channel_that_wants_none_sends_none(desk: Desk) -> None:
    desk.expert("bo")
    desk.channel_sets(ChannelPolicy(routing=False))
    question = desk.asks()

    desk.passes(question, hours=2)

    assert desk.asked(question) == []


def test_a_help_desk_asks_after_a_quarter_of_an_hour(desk: Desk) -> None:
    bo = desk.expert("bo")
    desk.channel_sets(ChannelPolicy(patience_minutes=15, tz="UTC", start=MONDAY.time()))
    question = desk.asks()

    with desk.office.store.reading() as session:
        due = people.policy_of(session, desk.it).working("UTC").after(MONDAY, 15)
    desk.passes(question, minutes=15)

    assert due == MONDAY + timedelta(minutes=15)
    assert desk.asked(question) == [(bo, "waiting")]


def test_later_than_the_question_can_wait_somebody_else_is_asked_meanwhile(desk: Desk) -> None:
    bo, cy = desk.expert("bo"), desk.expert("cy")
    question = desk.asks()
    desk.passes(question, hours=2)
    ((first, _),) = desk.asked(question)

    at = desk.routing.later(desk.ask_of(question), UserId(first), Later.NEXT_WEEK)
    desk.passes(question)

    assert at == datetime(2026, 6, 15, 7, tzinfo=UTC)
    assert desk.asked(question) == [(first, "later"), ({bo, cy}.difference({first}).pop(), "waiting")]


def test_only_the_one_who_was_asked_may_say_what_becomes_of_it(desk: Desk) -> None:
    bo, cy = desk.expert("bo"), desk.expert("cy")
    question = desk.asks()
    desk.passes(question, hours=2)
    ((first, _),) = desk.asked(question)
    other = cy if first == bo else bo
    ask = desk.ask_of(question)

    with pytest.raises(NotFound):
        desk.routing.not_mine(ask, other)
    with pytest.raises(NotAllowed):
        desk.routing.stop(question, other)
    with pytest.raises(NotAllowed):
        desk.routing.pass_on(ask, UserId(first), desk.asker)
    desk.routing.not_mine(ask, UserId(first))
    with pytest.raises(AlreadyDone):
        desk.routing.not_mine(ask, UserId(first))


def test_two_processes_take_one_step(desk: Desk) -> None:
    for name in ("bo", "cy", "dag"):
        desk.expert(name)
    question = desk.asks()
    desk.office.clock.passes(hours=2)
    barrier = Barrier(4)

    def route() -> None:
        barrier.wait()
        desk.routing.route(question)

    threads = [Thread(target=route) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [state for _, state in desk.asked(question)] == ["waiting"]
    assert desk.office.queued().count("ask") == 1


def test_a_question_that_is_deleted_takes_the_message_about_it_along(desk: Desk) -> None:
    desk.expert("bo")
    question = desk.asks()
    desk.passes(question, hours=2)
    desk.office.says_all()

    desk.office.deletes(question)

    assert [state for _, state in desk.asked(question)] == ["ended"]
    assert "remove" in desk.office.queued()


def test_an_answer_that_is_erased_goes_from_the_thread_too(desk: Desk) -> None:
    bo = desk.expert("bo")
    question = desk.asks()
    desk.replying.answer(question, bo, "Byt det i Företagsportalen.", "V1")
    (post,) = [post for post in desk.office.takes_in_hand() if post.kind == "answer"]
    answered = desk.office.said(post)
    with desk.office.store.writing() as session:
        desk.replying.stands(session, post, answered.ts)
    before = desk.office.state(question)

    desk.office.privacy.erase(bo, "bo")

    assert before == ("answered", None, bo)
    assert desk.office.state(question)[0] == "open"
    assert "remove" in desk.office.queued()
    assert "Företagsportalen" not in desk.office.rows()


def test_secrets_in_an_answer_are_struck_out(desk: Desk) -> None:
    bo = desk.expert("bo")
    question = desk.asks()

    answered = desk.replying.answer(question, bo, "Logga in med lösenordet: Sommar-2026-Vinter", "V1")

    assert answered.masked == ("password",)
    assert "Sommar-2026-Vinter" not in desk.office.rows()


def test_what_is_asked_where_a_topic_is_at_home_is_about_it(desk: Desk) -> None:
    bo = desk.expert("bo")
    home = desk.office.channel("drift", [desk.asker])
    with desk.office.store.writing() as session:
        topics.save(session, desk.vpn.id, "vpn", (), home)
    question = desk.asks("Vem har koll på larmet i natt?", channel=home)

    desk.passes(question, hours=2)

    assert desk.asked(question) == [(bo, "waiting")]
