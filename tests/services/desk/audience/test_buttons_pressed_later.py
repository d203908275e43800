"""Buttons outlive the right to press them: what somebody lost meanwhile is gone for them, in the same words as if it had never been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

from handlers.asking import AskHandlers
from handlers.doubting import DoubtHandlers
from handlers.homes import Homes
from handlers.noting import SuggestionHandlers
from handlers.search import SearchHandlers
from handlers.speech import Speech
from knowledge.domain.audience import MEMBERSHIP_LIMIT
from knowledge.domain.errors import NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, UserId
from knowledge.domain.later import Later
from knowledge.domain.messages import Message
from knowledge.services import capture
from knowledge.services.digest import Digests
from knowledge.services.mirroring import close_channel
from knowledge.services.replying import Replying
from knowledge.storage import people
from tests.services.desk.conftest import Office
from tests.services.desk.test_routing import Desk

QUESTION = "Hur fyller man på toner i skrivaren?"
ANSWER = "Ring växeln, de ordnar det samma dag."
ADA, BO, KIM = UserId("UADA"), UserId("UBO"), UserId("UKIM")
NEVER_WAS = "999999"


def leaves(office: Office, source: ChannelId) -> None:
    with office.store.writing() as session:
        people.left(session, source, KIM)


def becomes_a_guest_elsewhere(office: Office, source: ChannelId) -> None:
    office.person("kim", guest=True)
    leaves(office, source)


def is_deactivated(office: Office, source: ChannelId) -> None:
    office.person("kim", deleted=True)


def sees_it_made_private(office: Office, source: ChannelId) -> None:
    office.channel("source", [ADA, BO], private=True)


def waits_until_nobody_knows_the_members(office: Office, source: ChannelId) -> None:
    with office.store.writing() as session:
        people.channel_row(session, source).members_checked_at = office.clock.now() - MEMBERSHIP_LIMIT - timedelta(hours=1)


def sees_it_closed(office: Office, source: ChannelId) -> None:
    with office.store.writing() as session:
        close_channel(session, source, office.clock.now())


Loss = Callable[[Office, ChannelId], None]
# How access is lost, each to a source that could be read before.
LOSSES: list[tuple[Loss, dict[str, bool]]] = [
    (leaves, {"private": True}),
    (becomes_a_guest_elsewhere, {}),
    (is_deactivated, {}),
    (is_deactivated, {"private": True}),
    (sees_it_made_private, {}),
    (waits_until_nobody_knows_the_members, {"private": True}),
    (sees_it_closed, {}),
    (sees_it_closed, {"private": True}),
]
each_loss = pytest.mark.parametrize(("loses", "traits"), LOSSES, ids=[f"{loss.__name__}{'-private' * bool(t)}" for loss, t in LOSSES])


class Shown:
    """Kim was shown an old answer of a channel: by a search, and by a suggestion for a question of their own."""

    def __init__(self, office: Office, traits: dict[str, bool]) -> None:
        self.office = office
        for name in ("ada", "bo", "kim"):
            office.person(name)
        self.source = office.channel("source", [ADA, BO, KIM], **traits)
        self.desk = office.channel("desk", [ADA, KIM])
        self.old, answered = office.solved(ADA, BO, self.source, QUESTION, ANSWER)
        self.answer = answered.ts
        self.own = office.says(KIM, self.source, "Hur byter man toner?")
        office.says(BO, self.source, ANSWER, thread=self.own)
        self.open = office.says(ADA, self.source, "Var finns det papper?")
        self.suggestion = office.offered(office.says(KIM, self.desk, QUESTION), self.old)
        self.entry = EntryId(office.entry(self.old).id)
        self.replying = Replying(office.store, office.index, office.clock)


@each_loss
def test_what_somebody_lost_is_given_by_no_button(office: Office, loses: Loss, traits: dict[str, bool]) -> None:
    shown = Shown(office, traits)
    marked = Message(shown.source, shown.open.ts, ADA, ANSWER, shown.open.ts, shown.open.ts)
    digests = Digests(office.store, office.clock, office.stewards)

    loses(office, shown.source)

    for press in (
        lambda: office.suggesting.solves(shown.suggestion, KIM, tell_thread=True),
        lambda: office.suggesting.show_to_everyone(shown.suggestion, KIM),
        lambda: office.answering.helped_me(shown.entry, KIM),
        lambda: office.doubting.press(shown.entry, shown.answer, KIM),
        lambda: office.doubting.take_back(shown.entry, shown.answer, KIM),
        lambda: office.sharing.share(shown.entry, shown.desk, KIM),
        lambda: office.sharing.share(shown.entry, shown.source, KIM),
        lambda: office.answering.accept(shown.own, KIM),
        lambda: office.answering.questions_for(shown.own, KIM),
        lambda: office.answering.mark(capture.read(marked, (), by_asker=False), shown.old, KIM),
        lambda: office.answering.not_a_question(shown.old, KIM),
        lambda: shown.replying.question(shown.open, KIM),
        lambda: shown.replying.answer(shown.open, KIM, "I förrådet.", "V1"),
        lambda: office.settings.show(shown.source, KIM),
        lambda: digests.coming(shown.source, KIM),
    ):
        with pytest.raises(NotFound):
            press()


@each_loss
def test_what_somebody_lost_is_neither_noted_nor_in_their_app_home(office: Office, loses: Loss, traits: dict[str, bool]) -> None:
    shown = Shown(office, traits)

    loses(office, shown.source)

    with office.store.reading() as session:
        assert office.suggesting.note(session, shown.suggestion, office.clock.now()) is None
    assert [mine for mine in office.answering.mine(KIM) if mine.suggestion or mine.ref.channel == shown.source] == []


@each_loss
def test_an_old_button_says_the_same_as_if_there_never_had_been_anything(office: Office, loses: Loss, traits: dict[str, bool]) -> None:
    shown = Shown(office, traits)
    somewhere = MessageRef(ChannelId("CNEVERWAS"), shown.open.ts)

    loses(office, shown.source)

    on, click = Buttons(office), clicks_in(office, shown.desk)
    for button, lost, never_was in (
        (on.search.on_solved, str(shown.entry), NEVER_WAS),
        (on.search.on_share, str(shown.entry), NEVER_WAS),
        (on.doubts.on_doubt, f"{shown.entry}:{shown.answer}", f"{NEVER_WAS}:{shown.answer}"),
        (on.doubts.on_take_back, f"{shown.entry}:{shown.answer}", f"{NEVER_WAS}:{shown.answer}"),
        (on.suggestions.on_solves, str(shown.suggestion), NEVER_WAS),
        (on.suggestions.on_show, str(shown.suggestion), NEVER_WAS),
        (on.asking.on_answer_question, _value(shown.open), _value(somewhere)),
    ):
        assert click(button, lost) == click(button, never_was) != []


@each_loss
def test_more_shows_nothing_of_what_was_lost(office: Office, loses: Loss, traits: dict[str, bool]) -> None:
    shown = Shown(office, traits)
    on, click = Buttons(office), clicks_in(office, shown.desk)
    before = str(click(on.search.on_more, f"0:{QUESTION}"))

    loses(office, shown.source)

    after = str(click(on.search.on_more, f"0:{QUESTION}"))
    assert "växeln" in before
    assert "växeln" not in after
    assert "#source" not in after


@each_loss
def test_stopping_the_asking_does_not_tell_that_somebody_answered(office: Office, loses: Loss, traits: dict[str, bool]) -> None:
    shown = Shown(office, traits)
    asked = office.says(KIM, shown.source, "Hur tömmer man papperskorgen?")
    on, click = Buttons(office), clicks_in(office, shown.desk)

    loses(office, shown.source)
    while_open = click(on.asking.on_stop, _value(asked))
    office.says(BO, shown.source, ANSWER, thread=asked)

    assert click(on.asking.on_stop, _value(asked)) == while_open


def test_an_expert_who_left_is_not_told_what_became_of_the_question(office: Office) -> None:
    desk = Desk(office)
    bo = desk.expert("bo")
    secret = office.channel("secret", [desk.asker, bo], private=True)
    over, waits = desk.asks(channel=secret), desk.asks("Varför kopplar vpn ned?", channel=secret)
    desk.passes(over, hours=2)
    desk.routing.not_mine(desk.ask_of(over), bo)
    desk.passes(waits)
    on, click = Buttons(office, desk), clicks_in(office, ChannelId("DBO"), bo)

    with office.store.writing() as session:
        people.left(session, secret, bo)

    for button, extra in ((on.asking.on_later, f":{Later.NEXT_WEEK}"), (on.asking.on_pass_on, ""), (on.asking.on_not_mine, "")):
        never_was = click(button, f"{NEVER_WAS}{extra}")
        assert [click(button, f"{desk.ask_of(question)}{extra}") for question in (over, waits)] == [never_was, never_was]


def test_somebody_elses_suggestion_cannot_be_pressed(office: Office) -> None:
    shown = Shown(office, {})

    for press in (
        lambda: office.suggesting.solves(shown.suggestion, ADA, tell_thread=True),
        lambda: office.suggesting.show_to_everyone(shown.suggestion, ADA),
        lambda: office.suggesting.not_needed(shown.suggestion, ADA),
    ):
        with pytest.raises(NotAllowed):
            press()


@pytest.mark.parametrize("stranger", ["guest", "outside", "unknown"])
def test_a_queued_share_stays_unsaid_when_a_stranger_comes_in_before_it(office: Office, stranger: str) -> None:
    shown = Shown(office, {})
    office.sharing.share(shown.entry, shown.desk, KIM)
    user = UserId("UGUN") if stranger == "unknown" else office.person("gun", guest=stranger == "guest", outside=stranger == "outside")

    with office.store.writing() as session:
        people.joined(session, shown.desk, user)

    with office.store.reading() as session:
        assert office.sharing.shown(session, shown.entry, shown.desk) is None
        assert office.sharing.shown(session, shown.entry, shown.source) is not None


class Buttons:
    """The handlers of buttons in messages, without a Slack behind them."""

    def __init__(self, office: Office, desk: Desk | None = None) -> None:
        none, speech = cast(Any, None), Speech("sv")
        replying = Replying(office.store, office.index, office.clock)
        homes = cast(Homes, None)
        self.search = SearchHandlers(office.store, office.clock, office.search, office.answering, office.sharing, speech)
        self.doubts = DoubtHandlers(office.store, office.doubting, speech)
        self.suggestions = SuggestionHandlers(office.store, office.suggesting, speech, homes)
        self.asking = AskHandlers(office.store, none, desk.routing if desk else Desk(office).routing, replying, homes, speech)


def clicks_in(office: Office, channel: ChannelId, who: UserId = KIM) -> Callable[[Callable[..., None], str], list[Any]]:
    """Press a button with a value; what is said to it."""

    def click(button: Callable[..., None], value: str) -> list[Any]:
        said: list[Any] = []
        body = {
            "user": {"id": who},
            "channel": {"id": channel},
            "container": {"message_ts": "1780900000.000001"},
            "actions": [{"action_id": "x", "value": value}],
        }
        button(lambda: None, body, lambda **words: said.append(words))
        return said

    return click


def _value(ref: MessageRef) -> str:
    return f"{ref.channel}:{ref.ts}"
