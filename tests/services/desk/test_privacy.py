"""Seeing, exporting and erasing one's own: in rows, index, posts and the very bytes of the files."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from knowledge.domain.ids import EntryId, MessageRef, UserId, time_ts
from knowledge.domain.messages import Message
from knowledge.domain.occurrences import Posted, kind_of, to_json
from knowledge.domain.written import Written
from knowledge.language.words import stems
from knowledge.storage import inbox, outbox
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ADA, BO, CY = UserId("UADA"), UserId("UBO"), UserId("UCY")
PLANTED = "Zebrakontoret"
ANSWER = f"Ring {PLANTED} och be dem återställa det."


@pytest.fixture
def asked(office: Office) -> MessageRef:
    ada, bo, cy = (office.person(name) for name in ("ada", "bo", "cy"))
    office.channel("place", [ada, bo, cy])
    it = office.channel("it", [ada, bo, cy])
    return office.solved(ada, bo, it, QUESTION, ANSWER)[0]


def stem(word: str) -> str:
    return next(iter(stems(word)))


def test_who_opts_out_and_in_again_is_known(office: Office, asked: MessageRef) -> None:
    office.privacy.opt_out(ADA)
    out = office.privacy.show(ADA).opted_out_at
    office.privacy.opt_in(ADA)

    assert (out, office.privacy.show(ADA).opted_out_at) == (office.clock.now(), None)


def test_nothing_is_suggested_to_who_takes_no_part(office: Office, asked: MessageRef) -> None:
    office.knows_its_languages()
    new = office.says(CY, asked.channel, QUESTION)
    office.privacy.opt_out(CY)

    assert not office.suggesting.suggest(new)


def test_counts_tell_what_is_kept(office: Office, asked: MessageRef) -> None:
    office.answering.helped_me(EntryId(office.entry(asked).id), CY)

    shown = {user: office.privacy.show(user) for user in (ADA, BO, CY)}

    assert [(kept.questions, kept.answers, kept.other_messages, kept.facts) for kept in shown.values()] == [
        (1, 0, 1, 0),
        (0, 1, 0, 0),
        (0, 0, 0, 1),
    ]


def test_an_export_holds_everything_about_a_person_and_nothing_of_others(office: Office, asked: MessageRef) -> None:
    new = office.says(CY, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?")
    office.suggesting.solves(office.offered(new, asked), CY, tell_thread=False)
    office.reacts(CY, asked, "raising_hand")
    office.answering.withdraw(new, CY)
    office.privacy.opt_out(CY)

    kept = office.privacy.export(CY, CY)

    assert [message["text"] for message in kept["messages"]] == ["Glömt lösenordet till tidrapporten, vad gör jag?"]
    assert [fact["kind"] for fact in kept["confirmations"]] == ["asker"]
    assert [fact["verdict"] for fact in kept["verdicts"]] == ["withdrawn"]
    assert kept["reactions"] == [{"on": [asked.channel, asked.ts], "name": "raising_hand"}]
    assert [made["outcome"] for made in kept["suggestions"]] == ["solved"]
    assert (kept["name"], kept["in_channels"], kept["looks_after"]) == ("cy", ["CIT", "CPLACE"], [])
    assert kept["opted_out_at"] == office.clock.now().isoformat()
    assert PLANTED not in json.dumps(kept)


def test_reading_by_others_is_logged_and_shown_to_the_person(office: Office, asked: MessageRef) -> None:
    office.privacy.export(BO, "shell:root")
    office.privacy.export(BO, BO)

    kept = office.privacy.export(BO, BO)

    assert kept["read_by_others"] == [{"who": "shell:root", "what": "export", "at": office.clock.now().isoformat()}]


def test_an_erasure_is_logged(office: Office, asked: MessageRef) -> None:
    office.privacy.erase(BO, "shell:root")

    assert [read["what"] for read in office.privacy.export(BO, BO)["read_by_others"]] == ["erase"]


def test_erased_words_are_found_by_nobody(office: Office, asked: MessageRef) -> None:
    entry = EntryId(office.entry(asked).id)

    gone = office.privacy.erase(BO, BO)

    with office.store.reading() as session:
        by_words = office.index.by_words(session, [stem(PLANTED)], [asked.channel], 10)
    assert (gone.messages, by_words, office.state(asked)) == (1, [], ("open", None, None))
    assert PLANTED not in office.rows()
    assert office.entry(asked).id == entry


def test_erasing_the_asker_takes_the_whole_entry_with_its_vectors(office: Office, asked: MessageRef) -> None:
    entry = EntryId(office.entry(asked).id)

    office.privacy.erase(ADA, ADA)

    with office.store.reading() as session:
        vectors = office.index.vectors(session, "words", [entry])
    assert vectors == {}
    assert office.finds(CY, QUESTION) == []
    assert "tidrapporten" not in office.rows()


def test_erased_deeds_count_no_more(office: Office, asked: MessageRef) -> None:
    new = office.says(CY, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?")
    office.suggesting.solves(office.offered(new, asked), CY, tell_thread=False)
    office.reacts(CY, asked, "raising_hand")
    before = (office.entry(asked).helped, office.entry(asked).wondering)

    office.privacy.erase(CY, CY)

    assert (before, office.entry(asked).helped, office.entry(asked).wondering) == ((1, [CY]), 0, [])
    assert [office.privacy.export(CY, CY)[kind] for kind in ("messages", "confirmations", "verdicts", "reactions", "suggestions")] == [
        []
    ] * 5


def test_a_suggestion_of_erased_words_is_offered_no_more(office: Office, asked: MessageRef) -> None:
    suggestion = office.offered(office.says(CY, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?"), asked)

    office.privacy.erase(BO, BO)

    with office.store.reading() as session:
        assert office.suggesting.note(session, suggestion, office.clock.now()) is None
    assert [mine.suggestion for mine in office.answering.mine(CY)] == [None]


def test_a_post_of_erased_words_is_taken_out(office: Office, asked: MessageRef) -> None:
    office.sharing.share(EntryId(office.entry(asked).id), office.channel("place", [ADA, BO, CY]), CY)
    office.says_all()

    office.privacy.erase(BO, BO)

    assert office.queued() == ["remove"]


def test_what_still_waits_at_the_door_is_erased_too(office: Office, asked: MessageRef) -> None:
    ts = time_ts(office.clock.now())
    waiting = Posted(Written(Message(asked.channel, ts, BO, f"{PLANTED} igen", ts, ts)))
    with office.store.writing() as session:
        inbox.add(session, [inbox.NewEvent("Ev1", waiting.lane, kind_of(waiting), to_json(waiting), office.clock.now())])
        outbox.add(
            session,
            method="chat.postMessage",
            channel_id=asked.channel,
            user_id=BO,
            kind="reply",
            body={"query": f"var ligger {PLANTED}?"},
            created_at=office.clock.now(),
        )

    office.privacy.erase(BO, BO)

    assert PLANTED not in office.rows()
    assert office.queued() == []


def test_an_erased_message_that_comes_late_is_not_kept(office: Office, asked: MessageRef) -> None:
    late = Message(asked.channel, time_ts(office.clock.now() - timedelta(seconds=1)), BO, ANSWER, asked.ts, time_ts(office.clock.now()))
    office.privacy.erase(BO, BO)

    office.arrives(late)

    assert office.state(asked) == ("open", None, None)
    assert PLANTED not in office.rows()


def test_what_is_said_after_an_erasure_is_kept(office: Office, asked: MessageRef) -> None:
    office.privacy.erase(BO, BO)

    office.says(BO, asked.channel, "Det ordnas under Inställningar och Återställ lösenord.", thread=asked)

    assert office.state(asked) == ("answered", None, BO)


def test_other_peoples_words_stay(office: Office, asked: MessageRef) -> None:
    office.says(CY, asked.channel, "Gå in under Inställningar och välj Återställ lösenord.", thread=asked)

    office.privacy.erase(BO, BO)

    assert office.state(asked)[2] == CY


@pytest.mark.parametrize("who", [BO, ADA], ids=["answerer", "asker"])
def test_erased_words_are_not_even_in_the_bytes_of_the_files(office: Office, asked: MessageRef, who: UserId) -> None:
    if office.store.dialect != "sqlite":
        pytest.skip("PostgreSQL keeps dead rows until its next VACUUM")
    word = {BO: PLANTED, ADA: "tidrapporten"}[who]
    traces = [word.encode(), word.lower().encode(), stem(word).encode()]
    for n in range(10):
        office.says(CY, asked.channel, f"Vem har nyckel nummer {n} till förrådet?")
    before = [trace in office.bytes() for trace in traces]

    office.privacy.erase(who, who)

    assert before == [True] * 3
    assert [trace in office.bytes() for trace in traces] == [False] * 3
