"""What is kept, in whatever order it comes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import pytest

from knowledge.domain.ids import MessageRef, Ts, time_ts
from knowledge.domain.messages import Message, Reaction
from knowledge.domain.ports import Indexed, SearchIndex
from knowledge.services import capture
from knowledge.storage import Session, entries
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


UNTOLD = "Fakturaportalen säger att mitt kort är spärrat igen"


def test_what_the_classifier_cannot_tell_is_a_question_once_its_asker_took_an_answer(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    said = office.says(ada, it, UNTOLD)
    office.says(bo, it, "Ring banken på 4450 så låser de upp det.", thread=said)
    assert office.finds(cy, "kort spärrat fakturaportalen") == []

    thumb = office.says(ada, it, "ok ringer nu", thread=said)
    assert office.finds(cy, "kort spärrat fakturaportalen") == [UNTOLD]

    office.deletes(thumb)
    assert office.finds(cy, "kort spärrat fakturaportalen") == []


def test_what_the_classifier_cannot_tell_is_none_where_nobody_answered_or_others_are_glad(office: Office) -> None:
    ada, bo, cy = office.person("ada"), office.person("bo"), office.person("cy")
    it = office.channel("it", [ada, bo, cy])
    said = office.says(ada, it, UNTOLD)
    reply = office.says(bo, it, "Ring banken på 4450 så låser de upp det.", thread=said)
    office.says(cy, it, "tack!", thread=said)
    office.reacts(cy, reply, "+1")

    assert office.finds(cy, "kort spärrat fakturaportalen") == []

    office.reacts(ada, reply, "+1")
    assert office.finds(cy, "kort spärrat fakturaportalen") == [UNTOLD]


def test_what_may_be_a_question_of_its_own_answers_no_other(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])

    asked = office.says(ada, it, QUESTION)
    office.says(bo, it, UNTOLD)

    with office.store.reading() as session:
        row = entries.by_question(session, asked)
        assert row is not None
        assert row.state == "open"


def test_late_thanks_beside_a_thread_that_nobody_else_spoke_in_link_the_answer(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    office.says(ada, it, UNTOLD)
    office.clock.passes(minutes=12)
    office.says(bo, it, "Ring banken på 4450 så låser de upp det.")
    office.clock.passes(minutes=3)

    office.says(ada, it, "tack, det gick")

    assert office.finds(bo, "kort spärrat fakturaportalen") == [UNTOLD]


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
        lambda: reacts(office, Reaction(it, reply, ada, "white_check_mark")),
    ]

    for n in order:
        arrivals[n]()

    with office.store.reading() as session:
        row = entries.by_question(session, MessageRef(it, root))
    assert row is not None
    assert (row.state, row.accepted_by, row.answerer) == ("resolved", "asker", bo)


def reacts(office: Office, reaction: Reaction) -> None:
    with office.store.writing() as session:
        capture.react(session, office.index, reaction.channel, [(reaction, False)], office.clock.now())


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
    office.encoders, office.index = None, cast(SearchIndex, counted)
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
