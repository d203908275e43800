"""Measures on a desk of their own: what is searched, and what counts as suggested rightly."""

from __future__ import annotations

from datetime import timedelta

from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, time_ts
from knowledge.domain.messages import Message
from knowledge.domain.occurrences import Posted
from knowledge.domain.people import Channel, ChannelKind, Person
from knowledge.domain.written import Written
from knowledge.services.evaluating.filling import Document, make_meanings, put_in
from knowledge.services.evaluating.made_up_base import make
from knowledge.services.evaluating.replaying import Happening, StandingClock, Workplace
from knowledge.services.evaluating.retrieval import Asked, Library, Ranking, Retrieval, figures, figures_with_silence
from knowledge.services.evaluating.speed import Speed
from knowledge.services.evaluating.suggestions import UNREAD, Course, Labels, Suggestions
from knowledge.services.suggesting import Silence
from knowledge.storage import entries
from tests.services.desk.conftest import MONDAY, Office

DOCUMENTS = [
    Document("vpn", "Hur startar jag VPN på min nya dator?", "Öppna Global Secure Access och logga in med ditt kort."),
    Document("pay", "När kommer lönen i juni?", "Den 25 juni, på morgonen."),
    Document("parking", "Parkering finns bakom huset, tryck på den gröna knappen."),
]


def silent(*_: object) -> None:
    """Nobody looks on."""


def filled(office: Office) -> Library:
    assert office.encoders is not None
    placed = put_in(office.store, office.index, DOCUMENTS, MONDAY, silent)
    make_meanings(office.store, office.indexing, office.encoders, silent)
    return Library(frozenset(ref.channel for ref in placed.values()), placed)


def test_a_document_becomes_a_question_with_a_confirmed_answer(office: Office) -> None:
    library = filled(office)

    rows = {name: office.entry(ref) for name, ref in library.documents.items()}

    assert [(row.text, row.answer_text, row.state, row.accepted_by, row.lang) for row in rows.values()] == [
        (DOCUMENTS[0].question, DOCUMENTS[0].answer, "resolved", "asker", "sv"),
        (DOCUMENTS[1].question, DOCUMENTS[1].answer, "resolved", "asker", "sv"),
        (DOCUMENTS[2].question, None, "open", None, "sv"),
    ]
    with office.store.reading() as session:
        assert entries.waiting(session, 10) == []


def test_every_query_gets_the_whole_order_under_the_documents_own_ids(office: Office) -> None:
    library = filled(office)

    found = Retrieval(office.search)(library, [Asked("q", "starta vpn på datorn", {"vpn": 1})], silent)

    assert found[0].query == "q"
    assert found[0].ids[0] == "vpn"
    assert sorted(found[0].ids) == ["parking", "pay", "vpn"]
    assert [score for _, score in found[0].ranked] == sorted((score for _, score in found[0].ranked), reverse=True)


def test_a_query_does_not_find_its_own_document(office: Office) -> None:
    library = filled(office)

    found = Retrieval(office.search)(library, [Asked("vpn", DOCUMENTS[0].question, {"pay": 1})], silent)

    assert sorted(found[0].ids) == ["parking", "pay"]


def test_only_the_channels_of_the_library_are_searched(office: Office) -> None:
    filled(office)

    found = Retrieval(office.search)(Library(frozenset({ChannelId("COTHER")})), [Asked("q", "vpn", {"vpn": 1})], silent)

    assert found[0].ranked == ()


def test_figures_tell_silence_and_languages_apart() -> None:
    asked = [Asked("1", "", {"a": 1}, "sv"), Asked("2", "", {"a": 1}, "en"), Asked("3", "", {}, "en"), Asked("4", "", {}, "sv")]
    a_first, b_first = (("a", 0.9), ("b", 0.1)), (("b", 0.9), ("a", 0.1))
    rankings = [Ranking("1", a_first, True), Ranking("2", b_first, True), Ranking("3", a_first, True), Ranking("4", a_first, False)]

    told = figures_with_silence(rankings, asked)

    assert {name: told[name] for name in ("queries", "with_answer", "without_answer", "silent_without_answer")} == {
        "queries": 4,
        "with_answer": 2,
        "without_answer": 2,
        "silent_without_answer": 1,
    }
    assert (told["confident_right"], told["confident_wrong"], told["p@1"]) == (1, 1, 0.5)
    assert {lang: (own["queries"], own["p@1"], own["silent_without_answer"]) for lang, own in told["by_language"].items()} == {
        "sv": (2, 1.0, 1),
        "en": (2, 0.0, 0),
    }


def test_a_search_that_is_sure_but_lists_nothing_is_not_right() -> None:
    told = figures_with_silence([Ranking("1", (), True)], [Asked("1", "", {"a": 1}, "sv")])

    assert (told["confident_right"], told["confident_wrong"]) == (0, 1)


def test_what_nothing_answers_counts_in_no_mean() -> None:
    told = figures([Ranking("1", (("a", 1.0),), False), Ranking("2", (), False)], [Asked("1", "", {"a": 1}), Asked("2", "", {})])

    assert (told["queries"], told["ndcg@10"]) == (1, 1.0)


ADA, BO, GUS = (UserId(f"U{name}") for name in ("ADA", "BO", "GUS"))
IT, BOARD = ChannelId("CIT"), ChannelId("GBOARD")
QUESTION, ANSWER = "Hur startar jag VPN på min nya dator?", "Öppna Global Secure Access och logga in med ditt kort."


class Talk:
    """What is said in a workplace, ten minutes apart; each line gives its ts."""

    def __init__(self) -> None:
        self.happenings: list[tuple[Ts, Happening]] = []

    def says(self, user: UserId, text: str, channel: ChannelId = IT, thread: Ts | None = None) -> Ts:
        ts = time_ts(MONDAY + timedelta(minutes=10 * (1 + len(self.happenings))))
        self.happenings.append((ts, Posted(Written(Message(channel, ts, user, text, thread or ts, ts)))))
        return ts

    def solved(self, channel: ChannelId = IT) -> Ts:
        asked = self.says(ADA, QUESTION, channel)
        self.says(BO, ANSWER, channel, asked)
        self.says(ADA, "Tack, det funkade!", channel, asked)
        return asked


def lived(office: Office, talk: Talk, labels: Labels) -> Course:
    assert office.encoders is not None
    workplace = Workplace(office.store, office.index, StandingClock(MONDAY))
    everybody = [Person(ADA, "Ada"), Person(BO, "Bo"), Person(GUS, "Gus")]
    board = Channel(BOARD, "board", ChannelKind.PRIVATE, members=frozenset({ADA, BO}))
    workplace.furnish(everybody, [Channel(IT, "it", members=frozenset({ADA, BO, GUS})), board])
    for channel in (IT, BOARD):
        workplace.start(office.starting, channel, ADA)
    return Suggestions(workplace, office.search, office.indexing, office.encoders)(talk.happenings, labels, len(talk.happenings), silent)


def labels_of(families: dict[Ts, Ts], near: dict[Ts, Ts] | None = None) -> Labels:
    return Labels(frozenset(families), families, near or {})


def test_a_question_asked_again_is_offered_its_first_and_that_is_right(office: Office) -> None:
    talk = Talk()
    first = talk.solved()
    again = talk.says(GUS, QUESTION)

    course = lived(office, talk, labels_of({first: first, again: first}))

    told = course.figures()
    assert [(decision.item, decision.entry) for decision in course.decisions] == [
        (MessageRef(IT, first), None),
        (MessageRef(IT, again), first),
    ]
    assert [course.is_right(decision) for decision in course.decisions] == [None, True]
    assert {name: told[name] for name in ("duplicates", "answerable", "offered", "right", "precision", "recall", "recall_answerable")} == {
        "duplicates": 1,
        "answerable": 1,
        "offered": 1,
        "right": 1,
        "precision": 1.0,
        "recall": 1.0,
        "recall_answerable": 1.0,
    }


def test_what_only_looks_alike_and_is_offered_is_wrong_and_a_near_miss(office: Office) -> None:
    talk = Talk()
    first = talk.solved()
    looks_alike = talk.says(GUS, QUESTION)

    course = lived(office, talk, labels_of({first: first, looks_alike: looks_alike}, {looks_alike: first}))

    told = course.figures()
    assert (told["right"], told["precision"], told["recall"], told["near_misses_offered"]) == (0, 0.0, None, 1)
    assert told["wrong"] == [{"item": f"{IT}:{looks_alike}", "entry": first, "score": round(course.decisions[-1].score, 4)}]


def test_an_answer_that_the_asker_may_not_read_makes_nothing_answerable(office: Office) -> None:
    talk = Talk()
    first = talk.solved(BOARD)
    by_gus = talk.says(GUS, QUESTION)
    by_bo = talk.says(BO, QUESTION)

    course = lived(office, talk, labels_of({first: first, by_gus: first, by_bo: first}))

    assert course.answerable == {by_bo}
    assert course.decisions[1].why == Silence.NOTHING_FOUND


def test_private_channels_stay_readable_over_days(office: Office) -> None:
    talk = Talk()
    first = talk.solved(BOARD)
    later = time_ts(MONDAY + timedelta(days=9))
    talk.happenings.append((later, Posted(Written(Message(IT, later, BO, QUESTION, later, later)))))

    course = lived(office, talk, labels_of({first: first, later: first}))

    assert (course.answerable, course.decisions[-1].entry) == ({later}, first)


def test_an_answer_that_nobody_confirmed_makes_nothing_answerable(office: Office) -> None:
    talk = Talk()
    first = talk.says(ADA, QUESTION)
    talk.says(BO, ANSWER, thread=first)
    again = talk.says(GUS, QUESTION)

    course = lived(office, talk, labels_of({first: first, again: first}))

    told = course.figures()
    assert (told["duplicates"], told["answerable"], told["recall_answerable"]) == (1, 0, None)
    assert course.decisions[-1].why == Silence.NOT_CONFIRMED


def test_a_labelled_question_that_is_read_as_none_is_told(office: Office) -> None:
    talk = Talk()
    first = talk.solved()
    unread = talk.says(GUS, "Kaffet är slut.")

    course = lived(office, talk, labels_of({first: first, unread: first}))

    assert [(decision.item.ts, decision.why) for decision in course.decisions[1:]] == [(unread, UNREAD)]
    assert course.figures()["recall"] == 0.0


class TickingStopwatch:
    """A tenth of a second passes at each look."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def seconds(self) -> float:
        self._seconds += 0.1
        return self._seconds


def test_a_made_up_base_is_whole_and_answers(office: Office) -> None:
    assert office.encoders is not None

    base = make(office.store, office.index, office.encoders, 120, 8, silent)

    with office.store.reading() as session:
        assert entries.waiting(session, 10) == []
        held = office.index.vectors(session, "words", base.entries(base.audience(1.0)))
    sizes = [len(base.of_channel[channel]) for channel in base.channels]
    assert (len(held), sum(sizes), min(sizes) >= 1) == (120, 120, True)
    assert sizes[0] == max(sizes)
    row = next(iter(held))
    with office.store.reading() as session:
        known = entries.get(session, row)
    assert known is not None
    assert office.search(known.text, base.audience(1.0)).results != ()


def test_an_audience_may_read_about_the_share_that_is_wanted(office: Office) -> None:
    assert office.encoders is not None
    base = make(office.store, office.index, office.encoders, 300, 30, silent)

    counts = {share: base.count(base.audience(share)) for share in (1.0, 0.5, 0.1, 0.0)}

    assert counts[1.0] == 300
    assert 120 <= counts[0.5] <= 150
    assert 20 <= counts[0.1] <= 30
    assert 1 <= counts[0.0] <= 3


def test_searches_are_timed_for_each_share_and_nothing_near_is_passed_by(office: Office) -> None:
    assert office.encoders is not None
    stopwatch = TickingStopwatch()
    measure = Speed(office.store, office.index, office.search, office.indexing, office.encoders, stopwatch, lambda: 1.5)

    told = measure(100, 5, (1.0, 0.2), 4, MONDAY, silent)

    assert (told["entries"], told["channels"], told["encoders"], told["resident_mb"]) == (100, 5, ["words"], 1.5)
    assert told["database_mb"] > 0.05
    for row, share in zip(told["visible"], (1.0, 0.2), strict=True):
        assert row["share"] == share
        assert (row["p50_ms"], row["p95_ms"], row["max_ms"]) == (100.0, 100.0, 100.0)
        assert row.get("recall@10") == (None if office.store.dialect == "sqlite" else {"words": 1.0})
    with office.store.reading() as session:
        assert entries.waiting(session, 10) == []
