"""What is kept no longer goes as if it had been deleted, and nothing else does."""

from __future__ import annotations

from knowledge.domain.ids import EntryId, MessageRef
from knowledge.services.retention import FORGET_OLD
from knowledge.storage import entries, messages, tasks
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."


def is_kept(office: Office, question: MessageRef) -> bool:
    with office.store.reading() as session:
        return entries.by_question(session, question) is not None


def test_what_nobody_answered_goes_after_twelve_months(office: Office) -> None:
    ada = office.person("Ada")
    channel = office.channel("it", [ada])
    asked = office.says(ada, channel, "Var ligger ritningen till mezzaninen?")

    office.clock.passes(days=360)
    office.retention.forget_old()
    before = is_kept(office, asked)
    office.clock.passes(days=10)
    gone = office.retention.forget_old()

    assert (before, gone) == (True, 1)
    assert "mezzaninen" not in office.rows()


def test_an_answer_goes_two_years_after_somebody_last_confirmed_it(office: Office) -> None:
    ada, bo, cy = office.person("Ada"), office.person("Bo"), office.person("Cy")
    channel = office.channel("it", [ada, bo, cy])
    asked, _ = office.solved(ada, bo, channel, QUESTION, ANSWER)
    office.clock.passes(days=700)
    office.answering.helped_me(EntryId(office.entry(asked).id), cy)

    office.clock.passes(days=700)
    office.retention.forget_old()
    before = is_kept(office, asked)
    office.clock.passes(days=40)
    office.retention.forget_old()

    assert before
    assert not is_kept(office, asked)
    for word in ("tidrapporten", "Återställ", "funkade"):
        assert word not in office.rows()


def test_an_answer_that_nobody_confirmed_goes_two_years_after_it_was_written(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    asked = office.says(ada, channel, QUESTION)
    office.clock.passes(days=300)
    office.says(bo, channel, ANSWER, thread=asked)

    office.clock.passes(days=500)
    office.retention.forget_old()
    before = is_kept(office, asked)
    office.clock.passes(days=300)
    office.retention.forget_old()

    assert (before, is_kept(office, asked)) == (True, False)


def test_each_channel_keeps_as_long_as_it_has_set(office: Office) -> None:
    ada = office.person("Ada")
    brief, usual = office.channel("brief", [ada]), office.channel("usual", [ada])
    office.settings.change(brief, ada, {"keep_unanswered_months": 3})
    here, there = office.says(ada, brief, QUESTION), office.says(ada, usual, QUESTION)

    office.clock.passes(days=100)
    office.retention.forget_old()

    assert (is_kept(office, here), is_kept(office, there)) == (False, True)


def test_posts_and_suggestions_made_from_it_go_too(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel, place = office.channel("it", [ada, bo]), office.channel("place", [ada, bo])
    asked, _ = office.solved(ada, bo, channel, QUESTION, ANSWER)
    office.sharing.share(EntryId(office.entry(asked).id), place, ada)
    shared = [office.said(post) for post in office.takes_in_hand()]
    office.clock.passes(days=720)
    again = office.says(bo, channel, "Jag måste nollställa lösenordet till tidrapporten, hur gör jag?")
    suggestion = office.offered(again, asked)

    office.clock.passes(days=20)
    office.retention.forget_old()

    assert [body["ts"] for kind, body in office.says_all() if kind == "remove"] == [post.ts for post in shared]
    with office.store.reading() as session:
        assert office.suggesting.note(session, suggestion, office.clock.now()) is None
    assert is_kept(office, again)


def test_it_leaves_no_tombstone_so_the_message_may_be_told_again(office: Office) -> None:
    ada = office.person("Ada")
    asked = office.says(ada, office.channel("it", [ada]), QUESTION)

    office.clock.passes(days=400)
    office.retention.forget_old()

    with office.store.reading() as session:
        assert messages.get(session, asked) is None
        assert not messages.is_deleted(session, asked)


def test_a_reply_that_reads_like_a_question_does_not_outlive_the_thread(office: Office) -> None:
    ada, bo = office.person("Ada"), office.person("Bo")
    channel = office.channel("it", [ada, bo])
    asked = office.says(ada, channel, QUESTION)
    office.says(bo, channel, "Vilken version av tidrapporten kör du?", thread=asked)
    fresh = office.says(bo, channel, "Vilken lack ska vi ha på ramarna?")

    office.clock.passes(days=365 * 2 + 5)
    kept = office.says(bo, channel, "Var finns parkeringstillstånden?")
    office.retention.forget_old()

    with office.store.reading() as session:
        assert messages.thread(session, channel, asked.ts) == []
    assert (is_kept(office, fresh), is_kept(office, kept)) == (False, True)


def test_it_is_planned_once_a_day_however_many_processes_look(office: Office) -> None:
    for _ in range(3):
        office.retention.plan()
    office.clock.passes(days=1)
    office.retention.plan()

    with office.store.writing() as session:
        due = tasks.claim(session, "worker", 30, office.clock.now(), 10)
    assert [task.kind for task in due] == [FORGET_OLD, FORGET_OLD]
