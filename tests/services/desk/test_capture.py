"""What is kept, in whatever order it comes."""

from __future__ import annotations

import itertools
import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest
from sqlalchemy import select

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, time_ts, ts_key, ts_time
from knowledge.domain.messages import Message, Reaction
from knowledge.domain.ports import Indexed, SearchIndex
from knowledge.services import capture
from knowledge.services.exporting import Exporting
from knowledge.services.settling import FORGET_AFTER
from knowledge.storage import Session, entries, messages
from knowledge.storage.tables import MessageRow
from tests.services.desk.conftest import MONDAY, Office


@dataclass
class Counted:
    """An index that counts how often questions are put into it."""

    index: SearchIndex
    puts: int = 0

    def put(self, session: Session, several: Sequence[Indexed]) -> None:
        self.puts += len(several)
        self.index.put(session, several)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)


QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."


def test_a_question_and_its_answer_are_found_again(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])

    office.solved(ada, bo, it, QUESTION, ANSWER)

    assert office.finds(cy, "nollställa lösenord tidrapport") == [QUESTION]


def test_an_edit_is_found_and_the_old_words_are_not(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked, answered = office.solved(ada, bo, it, QUESTION, "Ring Zebrakontoret om det.")

    office.edits(answered, bo, "Maila Giraffkontoret om det.", thread=asked)

    assert office.finds(ada, "giraffkontoret") == [QUESTION]
    assert office.finds(ada, "zebrakontoret") == []


def test_an_older_version_that_comes_late_changes_nothing(office: Office) -> None:
    ada = office.person("ada")
    it = office.channel("it", [ada])
    asked = office.says(ada, it, "Hur lagar man en punktering på släpvagnen?")
    late = Message(it, asked.ts, ada, "Hur lagar man kaffe?", asked.ts, asked.ts)
    office.edits(asked, ada, "Hur lagar man en punktering på cykelkärran?")

    office.arrives(late)

    assert office.finds(ada, "punktering cykelkärran") == ["Hur lagar man en punktering på cykelkärran?"]


def test_what_is_deleted_is_found_nowhere_and_never_comes_back(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)

    office.deletes(asked)
    office.arrives(Message(it, asked.ts, ada, QUESTION, asked.ts, Ts(f"{int(asked.ts.split('.')[0]) + 99}.000000")))

    assert office.finds(ada, "lösenordet tidrapporten") == []


def test_a_deletion_that_overtakes_its_message_wins(office: Office) -> None:
    ada = office.person("ada")
    it = office.channel("it", [ada])
    ts = time_ts(MONDAY + timedelta(seconds=5))

    office.deletes(MessageRef(it, ts))
    office.arrives(Message(it, ts, ada, QUESTION, ts, ts))

    assert office.finds(ada, "lösenordet tidrapporten") == []


def test_deleting_the_accepted_answer_falls_back_to_the_next_best(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    asked = office.says(ada, it, QUESTION)
    office.says(cy, it, "Kanske går det via växeln, de brukar hjälpa till.", thread=asked)
    accepted = office.says(bo, it, ANSWER, thread=asked)
    office.says(ada, it, "tack, det funkade", thread=asked)

    office.deletes(accepted)

    with office.store.reading() as session:
        row = entries.by_question(session, asked)
    assert row is not None
    assert (row.state, row.answerer) == ("answered", cy)


@pytest.mark.parametrize("deleted_first", [True, False])
def test_a_deletion_in_one_thread_takes_no_thanks_from_another(office: Office, deleted_first: bool) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    asked = office.says(ada, it, QUESTION)
    office.says(bo, it, ANSWER, thread=asked)
    office.clock.passes(hours=2)
    other = office.says(cy, it, "Varför skriver skrivaren på plan 3 ut i fel färg?")
    wrong = office.says(bo, it, "Prova att byta ut papperet mot ett tjockare.", thread=other)
    acts: list[Callable[[], object]] = [lambda: office.deletes(wrong), lambda: office.says(ada, it, "tack, det funkade", thread=asked)]

    for act in acts if deleted_first else acts[::-1]:
        act()

    assert office.state(asked) == ("resolved", "words", bo)


def test_thanks_after_a_deleted_answer_were_for_it_however_long_it_took(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    asked = office.says(ada, it, QUESTION)
    office.says(cy, it, "Kanske går det via växeln, de brukar hjälpa till.", thread=asked)
    office.clock.passes(hours=2)
    best = office.says(bo, it, ANSWER, thread=asked)
    office.says(ada, it, "tack, det funkade", thread=asked)

    office.deletes(best)

    assert office.state(asked) == ("answered", None, cy)


def test_a_check_mark_resolves_and_taking_it_back_reopens(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    answered = office.says(bo, it, ANSWER, thread=asked)
    check = Reaction(it, answered.ts, ada, "white_check_mark")

    states = []
    for removed in (False, True):
        with office.store.writing() as session:
            capture.react(session, office.index, it, [(check, removed)], office.clock.now())
        with office.store.reading() as session:
            row = entries.by_question(session, asked)
            assert row is not None
            states.append(row.state)

    assert states == ["resolved", "answered"]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_the_order_of_arrival_does_not_matter(office: Office, order: tuple[int, ...]) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    root, reply, thanks = (time_ts(MONDAY + timedelta(seconds=n)) for n in (1, 20, 60))
    office.clock.passes(minutes=5)
    arrivals: list[Callable[[], object]] = [
        lambda: office.arrives(Message(it, root, ada, QUESTION, root, root)),
        lambda: office.arrives(Message(it, reply, bo, ANSWER, root, reply)),
        lambda: office.arrives(Message(it, thanks, ada, "tack, det löste sig", root, thanks)),
        lambda: _reacts(office, Reaction(it, reply, ada, "white_check_mark")),
    ]

    for n in order:
        arrivals[n]()

    with office.store.reading() as session:
        row = entries.by_question(session, MessageRef(it, root))
    assert row is not None
    assert (row.state, row.accepted_by, row.answerer) == ("resolved", "asker", bo)


def _reacts(office: Office, reaction: Reaction) -> None:
    with office.store.writing() as session:
        capture.react(session, office.index, reaction.channel, [(reaction, False)], office.clock.now())


def test_other_talk_is_forgotten_after_three_days_and_questions_are_not(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    chat = office.says(bo, it, "God morgon allihop")
    office.clock.passes(hours=2)
    asked, answered = office.solved(ada, bo, it, QUESTION, ANSWER)

    with office.store.writing() as session:
        messages.forget_due(session, office.clock.now() + FORGET_AFTER + timedelta(seconds=1), 100)

    with office.store.reading() as session:
        left = [ref for ref in (chat, asked, answered) if messages.get(session, ref) is not None]
    assert left == [asked, answered]


def test_talk_that_was_an_answer_until_it_was_edited_is_forgotten_like_other_talk(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    office.clock.passes(minutes=9)
    answered = office.says(bo, it, "<@UADA> välj Återställ lösenord under Inställningar", mentions=[ada])

    office.edits(answered, bo, "Nu är det fika i köket.")
    with office.store.writing() as session:
        messages.forget_due(session, office.clock.now() + FORGET_AFTER + timedelta(seconds=1), 100)

    with office.store.reading() as session:
        assert [ref for ref in (asked, answered) if messages.get(session, ref) is not None] == [asked]


@pytest.mark.parametrize("what", ["the question is deleted", "the thanks are edited"])
def test_thanks_that_confirm_nothing_any_more_are_forgotten_like_other_talk(office: Office, what: str) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    office.says(bo, it, "<@UADA> välj Återställ lösenord under Inställningar", mentions=[ada])
    thanks = office.says(ada, it, "Tack, det funkade")
    before = kept_for_good(office, it)

    if what == "the question is deleted":
        office.deletes(asked)
    else:
        office.edits(thanks, ada, "Nu är det fika i köket.")

    assert thanks.ts in before
    assert thanks.ts not in kept_for_good(office, it)


@pytest.mark.parametrize("what", ["a reply", "an edit", "the question is deleted"])
def test_what_was_marked_as_the_answer_to_another_question_is_kept_with_it(office: Office, what: str) -> None:
    ada, bo, cy = (office.person(name) for name in ("ada", "bo", "cy"))
    it = office.channel("it", [ada, bo, cy])
    other = office.says(cy, it, "Var finns koden till larmet i verkstaden?")
    office.clock.passes(hours=3)
    asked = office.says(ada, it, QUESTION)
    answered = office.says(bo, it, ANSWER, thread=asked)
    aside = office.says(ada, it, "Koden står förresten på lappen i skåpet.", thread=asked)
    marks(office, aside, other, cy)

    match what:
        case "a reply":
            office.says(bo, it, "Bra att veta.", thread=asked)
        case "an edit":
            office.edits(answered, bo, "Ring växeln.", thread=asked)
        case _:
            office.deletes(asked)

    assert aside.ts in kept_for_good(office, it)


def test_an_answer_is_kept_when_what_was_said_under_it_is_released(office: Office) -> None:
    ada, bo, cy = (office.person(name) for name in ("ada", "bo", "cy"))
    it = office.channel("it", [ada, bo, cy])
    other = office.says(cy, it, "Var finns pärmen med instruktionerna?")
    office.clock.passes(hours=3)
    office.says(ada, it, QUESTION)
    answered = office.says(bo, it, "<@UADA> välj Återställ lösenord under Inställningar", mentions=[ada])
    office.clock.passes(minutes=3)
    marks(office, office.says(bo, it, "Pärmen står i skåpet bredvid dörren.", thread=answered), other, cy)

    office.deletes(other)

    assert answered.ts in kept_for_good(office, it)


def marks(office: Office, answer: MessageRef, question: MessageRef, by: UserId) -> None:
    with office.store.reading() as session:
        said = messages.get(session, answer)
    assert said is not None
    office.answering.mark(said, question, by)


def kept_for_good(office: Office, channel: ChannelId) -> set[str]:
    with office.store.reading() as session:
        lasting = select(MessageRow.ts).where(MessageRow.channel_id == channel, MessageRow.forget_at.is_(None))
        return set(session.scalars(lasting))


def test_a_question_withdrawn_while_its_vector_is_made_does_not_come_back_into_the_index(office: Office) -> None:
    ada = office.person("ada")
    it = office.channel("it", [ada])
    asked = office.says(ada, it, QUESTION)
    with office.store.writing() as session:
        row = entries.by_question(session, asked)
        assert row is not None
        row.indexed_text = ""
    with office.store.reading() as session:
        (waiting,) = entries.waiting(session, 5)

    office.answering.withdraw(asked, ada)

    with office.store.writing() as session:
        assert not entries.mark_indexed(session, waiting.entry, waiting.digest)


def test_words_are_indexed_once_while_the_vector_is_not_made(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    counted = Counted(office.index)
    office.encoder, office.index = None, cast(SearchIndex, counted)
    asked = office.says(ada, it, QUESTION)

    office.says(bo, it, "Fika om tio minuter?")
    office.reacts(bo, asked, "raising_hand")
    before = counted.puts
    office.says(bo, it, ANSWER, thread=asked)

    assert (before, counted.puts) == (1, 2)
    assert office.finds(bo, "återställ") == [QUESTION]


def test_an_answer_outside_the_thread_is_linked_when_it_names_the_asker(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    office.clock.passes(minutes=9)

    office.says(bo, it, "<@UADA> välj Återställ lösenord under Inställningar", mentions=[ada])

    with office.store.reading() as session:
        row = entries.by_question(session, asked)
    assert row is not None
    assert (row.state, row.answerer) == ("answered", bo)


@pytest.mark.parametrize("seed", range(5))
def test_a_lively_channel_comes_out_the_same_in_whatever_order_it_arrives(office: Office, seed: int) -> None:
    people = [office.person(name) for name in ("ada", "bo", "cy")]
    it = office.channel("it", people)
    draw = random.Random(seed)
    said = [_line(draw, people, it, n) for n in range(30)]
    gone = draw.sample([message for message, _ in said], 3)
    office.clock.passes(hours=1)

    for message, mentions in said:
        office.arrives(message, mentions)
    for message in gone:
        office.deletes(message.ref)
    in_order, kept = list(Exporting(office.store)()), kept_for_good(office, it)
    for message, _ in said:
        office.deletes(message.ref)
    other = office.channel("other", people)
    moved = [(replace(message, channel=other), mentions) for message, mentions in said]
    arrivals: list[Callable[[], object]] = [partial(office.arrives, message, mentions) for message, mentions in moved]
    arrivals += [partial(office.deletes, MessageRef(other, message.ts)) for message in gone]
    draw.shuffle(arrivals)
    for arrive in arrivals:
        arrive()

    assert [_without_channel(line, other) for line in Exporting(office.store)()] == [_without_channel(line, it) for line in in_order]
    assert kept_for_good(office, other) == kept
    assert in_order


@pytest.mark.parametrize("seed", range(20))
def test_a_lively_channel_comes_out_the_same_when_what_waits_is_worked_on_together(office: Office, seed: int) -> None:
    people = [office.person(name) for name in ("ada", "bo", "cy")]
    it, other = office.channel("it", people), office.channel("other", people)
    draw = random.Random(seed)
    said = _talk(draw, people, it)
    told = [Reaction(it, message.ts, draw.choice(people), "white_check_mark") for message, _ in draw.sample(said, 8)]
    gone = draw.sample([message for message, _ in said], 3)
    edited = [_edited(message, *_line(draw, people, it, 200)) for message, _ in draw.sample(said, 6)]
    office.clock.passes(hours=1)

    for message, mentions in said + edited:
        office.arrives(message, mentions)
    for reaction in told:
        _reacts(office, reaction)
    for message in gone:
        office.deletes(message.ref)
    one_by_one, kept = [_without_channel(line, it) for line in Exporting(office.store)()], kept_for_good(office, it)
    for message, _ in said:
        office.deletes(message.ref)

    lanes = defaultdict[str, list[Happened]](list)  # each in order, one at a time; the lanes in any order
    for message, mentions in said + edited:
        lanes[message.thread_ts].append((replace(message, channel=other), mentions))
    for reaction in told:
        lanes[reaction.ts].append(replace(reaction, channel=other))
    for message in gone:
        lanes[message.thread_ts].append(MessageRef(other, message.ts))
    while waiting := [lane for lane in lanes.values() if lane]:
        happen(office, other, [lane.pop(0) for lane in draw.sample(waiting, draw.randint(1, len(waiting)))])

    assert [_without_channel(line, other) for line in Exporting(office.store)()] == one_by_one
    assert kept_for_good(office, other) == kept
    assert one_by_one


Happened = tuple[Message, list[UserId]] | Reaction | MessageRef


def happen(office: Office, channel: ChannelId, together: Sequence[Happened]) -> None:
    """As the inbox does it: in one transaction what was said, then reactions, then deletions."""
    written = [one for one in together if isinstance(one, tuple)]
    now = office.clock.now()
    with office.store.writing() as session:
        askers = capture.askers_of_threads(session, channel, [message for message, _ in written])
        said = [
            capture.read(message, mentions, by_asker=message.is_reply and askers.get(message.thread_ts) == message.user)
            for message, mentions in written
        ]
        if said:
            capture.keep(session, office.index, channel, said, now)
        capture.react(session, office.index, channel, [(one, False) for one in together if isinstance(one, Reaction)], now)
        for ref in together:
            if isinstance(ref, MessageRef):
                capture.delete(session, office.index, ref, now)


def _talk(draw: random.Random, people: list[UserId], channel: ChannelId) -> list[tuple[Message, list[UserId]]]:
    """Lines at the top level, some of which are answered in their threads."""
    said = [_line(draw, people, channel, n) for n in range(30)]
    for n, (root, _) in enumerate(draw.sample(said, 10)):
        for reply in range(draw.randint(1, 4)):
            line, mentions = _line(draw, people, channel, 100 + 10 * n + reply)
            ts = time_ts(ts_time(root.ts) + timedelta(seconds=40 * (reply + 1), microseconds=n + 1))
            said.append((replace(line, ts=ts, thread_ts=root.ts, version=ts), mentions))
    return sorted(said, key=lambda one: ts_key(one[0].ts))


def _line(draw: random.Random, people: list[UserId], channel: ChannelId, n: int) -> tuple[Message, list[UserId]]:
    user, other = draw.sample(people, 2)
    ts = time_ts(MONDAY + timedelta(seconds=70 * n + draw.randint(0, 60)))
    text, mentions = draw.choice(
        [
            (f"Hur startar man om maskin {n} i verkstaden?", []),
            (f"Var finns pärmen nummer {n}?", []),
            (f"Håll in knappen på baksidan i {n} sekunder.", []),
            (f"<@{other}> den står i skåpet bredvid dörr {n}.", [other]),
            ("Det funkade, tack!", []),
            (f"alltså den blå, nummer {n}", []),
        ]
    )
    return Message(channel, ts, user, text, ts, ts), mentions


def _edited(message: Message, after: Message, mentions: list[UserId]) -> tuple[Message, list[UserId]]:
    return replace(message, text=after.text, version=time_ts(MONDAY + timedelta(minutes=50))), mentions


def _without_channel(line: object, channel: ChannelId) -> object:
    return json.loads(json.dumps(line).replace(channel, "C"))
