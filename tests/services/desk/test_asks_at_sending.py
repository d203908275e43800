"""Between choosing an expert and telling them things change: they are weighed again, and nobody is blamed for what they never saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from knowledge.domain.ids import UserId
from knowledge.domain.later import Later
from knowledge.domain.policy import ChannelPolicy, PersonPolicy
from knowledge.domain.routing import Agreement
from knowledge.services.mirroring import Mirroring
from knowledge.storage import asks, outbox, settings, topics
from knowledge.storage.tables import TaskRow
from tests.services.desk.conftest import MONDAY, Office
from tests.services.desk.test_routing import DAY, QUESTION, Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def sends(desk: Desk, *, refused: bool = False) -> list[UserId]:
    """What is queued goes out as the worker lets it: who was told of a question."""
    told = []
    for post in desk.office.takes_in_hand():
        if post.kind not in ("ask", "ask_reminder"):
            desk.office.said(post)
            continue
        with desk.office.store.writing() as session:
            may = desk.routing.may_be_sent(session, int(post.body["ask"]), desk.office.clock.now())
            if not may or refused:
                assert outbox.bury(session, post, "refused") if refused else outbox.drop(session, post)
                desk.routing.not_reached(session, int(post.body["ask"]), refused=refused)
                continue
        desk.office.said(post)
        told.append(UserId(post.user_id or ""))
    return told


def sets(desk: Desk, user: UserId, policy: PersonPolicy) -> None:
    with desk.office.store.writing() as session:
        settings.save_person(session, user, policy)


def says_no(desk: Desk, user: UserId) -> None:
    with desk.office.store.writing() as session:
        topics.set_agreement(session, user, desk.vpn.id, Agreement.DECLINED, MONDAY)


CHANGES: dict[str, Callable[[Desk, UserId], object]] = {
    "said no": says_no,
    "wants none": lambda desk, user: sets(desk, user, replace(DAY, asks_a_week=0)),
    "wants quiet": lambda desk, user: desk.office.settings.mute(user, week=True),
    "went away": lambda desk, user: sets(desk, user, replace(DAY, away_until=MONDAY + timedelta(days=14))),
    "became a guest": lambda desk, user: desk.office.person(user[1:].lower(), guest=True),
    "takes no part": lambda desk, user: desk.office.privacy.opt_out(user),
    "left the company": lambda desk, user: desk.office.person(user[1:].lower(), deleted=True),
}


@pytest.mark.parametrize("change", CHANGES)
def test_who_may_be_asked_no_more_is_not_told_and_the_next_one_is_asked_at_once(desk: Desk, change: str) -> None:
    experts = {desk.expert("bo"), desk.expert("cy")}
    desk.channel_sets(ChannelPolicy(most_experts=1))
    question = desk.asks()
    desk.passes(question, hours=2)
    ((first, _),) = desk.asked(question)

    CHANGES[change](desk, UserId(first))
    told = sends(desk)
    desk.routing.route(question)

    (other,) = experts - {first}
    assert told == []
    assert desk.asked(question) == [(first, "unsent"), (other, "waiting")]
    assert sends(desk) == [other]


def test_a_message_held_until_the_evening_goes_out_in_the_morning(desk: Desk) -> None:
    bo = desk.expert("bo")
    question = desk.asks()
    desk.passes(question, hours=2)

    desk.office.clock.passes(hours=10)
    in_the_evening = sends(desk)
    desk.routing.route(question)
    desk.passes(question, hours=12)

    assert in_the_evening == []
    assert desk.asked(question) == [(bo, "unsent"), (bo, "waiting")]
    assert sends(desk) == [bo]


def test_what_nobody_saw_pauses_nobody_and_counts_for_no_week(desk: Desk) -> None:
    bo = desk.expert("bo", replace(DAY, asks_a_week=1))
    for number in range(2):
        question = desk.asks(f"{QUESTION} Nummer {number}?")
        desk.passes(question, hours=0 if number else 2)
        assert sends(desk, refused=True) == []

    third = desk.asks("Vpn igen, vad gör man?")
    desk.passes(third, hours=2)

    assert desk.asked(third) == [(bo, "waiting")]


def test_whom_slack_does_not_reach_is_not_asked_about_it_again(desk: Desk) -> None:
    bo = desk.expert("bo")
    question = desk.asks()
    desk.passes(question, hours=2)

    sends(desk, refused=True)
    desk.routing.route(question)

    assert desk.asked(question) == [(bo, "unreachable")]


def test_a_reminder_held_until_the_evening_comes_in_the_morning(desk: Desk) -> None:
    bo = desk.expert("bo")
    question = desk.asks()
    desk.passes(question, hours=2)
    sends(desk)
    at = desk.routing.later(desk.ask_of(question), bo, Later.NEXT_DAY)
    desk.office.clock.at = at
    desk.routing.remind(desk.ask_of(question))

    desk.office.clock.passes(hours=11)
    held = sends(desk)
    evening = desk.asked(question)
    with desk.office.store.reading() as session:
        (row,) = asks.of_question(session, question)
    assert row.next_at is not None
    desk.office.clock.at = row.next_at
    desk.routing.remind(row.id)

    assert held == []
    assert evening == [(bo, "later")]
    assert sends(desk) == [bo]


@pytest.mark.parametrize("change", ["became a guest", "left the company"])
def test_who_is_no_colleague_any_more_is_not_waited_for(desk: Desk, change: str) -> None:
    first, other = desk.expert("bo"), desk.expert("cy")
    question = desk.asks()
    desk.passes(question, hours=2)
    (told,) = sends(desk)
    other = ({first, other} - {told}).pop()

    CHANGES[change](desk, told)
    desk.routing.route(question)

    assert desk.asked(question) == [(told, "ended"), (other, "waiting")]
    assert sends(desk) == [other]


def test_what_slack_says_of_everybody_lets_nobody_go_whose_channel_was_not_read_lately(desk: Desk) -> None:
    bo = desk.expert("bo")
    secret = desk.office.channel("secret", [desk.asker, bo], private=True)
    Mirroring(desk.office.store, desk.office.clock).members_seen(secret, [desk.asker, bo])
    question = desk.asks(channel=secret)
    desk.passes(question, hours=2)
    assert sends(desk) == [bo]
    desk.office.clock.passes(hours=30)

    desk.office.person("bo")

    assert desk.asked(question) == [(bo, "waiting")]


def test_who_leaves_the_private_channel_is_waited_for_no_more(desk: Desk) -> None:
    bo, cy = desk.expert("bo"), desk.expert("cy")
    secret = desk.office.channel("secret", [desk.asker, bo, cy], private=True)
    mirroring = Mirroring(desk.office.store, desk.office.clock)
    mirroring.members_seen(secret, [desk.asker, bo, cy])
    question = desk.asks(channel=secret)
    desk.passes(question, hours=2)
    (first,) = sends(desk)
    (other,) = {bo, cy} - {first}

    mirroring.members_seen(secret, [desk.asker, other])
    desk.routing.route(question)

    assert desk.asked(question) == [(first, "ended"), (other, "waiting")]
    assert "refresh" in desk.office.queued()


def test_a_channel_made_private_takes_the_message_out_and_the_question_goes_to_a_member(desk: Desk) -> None:
    bo = desk.expert("bo", replace(DAY, asks_a_week=1))
    question = desk.asks()
    desk.passes(question, hours=2)
    sends(desk)
    cy = desk.expert("cy")

    desk.office.channel("it", [desk.asker, cy], private=True)
    Mirroring(desk.office.store, desk.office.clock).members_seen(desk.it, [desk.asker, cy])
    desk.routing.route(question)

    assert desk.asked(question) == [(bo, "ended"), (cy, "waiting")]
    assert "remove" in desk.office.queued()


@pytest.mark.parametrize("leaves", ["opts out", "is erased"])
def test_who_takes_no_part_after_they_were_told_holds_nothing_up(desk: Desk, leaves: str) -> None:
    experts = {desk.expert("bo"), desk.expert("cy")}
    question = desk.asks()
    desk.passes(question, hours=2)
    (first,) = sends(desk)

    if leaves == "opts out":
        desk.office.privacy.opt_out(first)
    else:
        desk.office.privacy.erase(first, first)
    with desk.office.store.reading() as session:
        (task,) = session.scalars(select(TaskRow).where(TaskRow.kind == "route"))
    desk.routing.route(question)

    (other,) = experts - {first}
    assert task.run_at <= desk.office.clock.now()
    assert desk.asked(question)[-1] == (other, "waiting")
    assert sends(desk) == [other]


def test_an_old_answer_shown_to_everyone_ends_the_asking(desk: Desk) -> None:
    bo = desk.expert("bo")
    old, _ = desk.office.solved(desk.asker, bo, desk.it, "Hur startar man vpn?", "Klicka på ikonen.")
    asked, unasked = desk.asks(), desk.asks("Varför kopplar vpn ned efter en timme?")
    desk.passes(asked, hours=2)
    sends(desk)

    for question in (asked, unasked):
        desk.office.suggesting.show_to_everyone(desk.office.offered(question, old), desk.asker)
        desk.routing.route(question)

    assert desk.asked(asked) == [(bo, "ended")]
    assert desk.asked(unasked) == []


def test_where_the_answer_shown_is_gone_again_the_question_waits(desk: Desk) -> None:
    bo = desk.expert("bo")
    old, answer = desk.office.solved(desk.asker, bo, desk.it, "Hur startar man vpn?", "Klicka på ikonen.")
    question = desk.asks()
    desk.office.suggesting.show_to_everyone(desk.office.offered(question, old), desk.asker)

    desk.office.deletes(answer)
    desk.office.deletes(old)
    desk.passes(question, hours=2)

    assert desk.asked(question) == [(bo, "waiting")]
