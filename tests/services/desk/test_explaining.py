"""What a steward is told of why Kollega suggested something or stayed silent, and what nobody is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from knowledge.domain.errors import NotAllowed, NotFound
from knowledge.domain.explained import Explained, What
from knowledge.domain.found import Nearest, SuggestionOutcome
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, ts_time
from knowledge.services.explaining import Explaining
from knowledge.services.suggesting import Silence
from knowledge.storage import entries, open_store, people, suggestions
from knowledge.storage.index import open_index
from tests.services.desk.conftest import MovableClock, Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
OTHER = "Vilken skrivare har A3-papper?"
ADA, BO, CY, DAN, STEWARD = (UserId(f"U{name}") for name in ("ADA", "BO", "CY", "DAN", "STEWARD"))


@pytest.fixture
def it(office: Office) -> ChannelId:
    """A channel that Dan looks after, with Ada, Bo and Cy in it."""
    return office.channel("it", [office.person(name) for name in ("dan", "ada", "bo", "cy")])


@pytest.fixture
def other(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Office]:
    """Another office, to compare with."""
    path = tmp_path / "other.db"
    shutil.copy(migrated_sqlite, path)
    with closing(open_store(str(path))) as store:
        yield Office(store, open_index(store), MovableClock())


@pytest.fixture
def board(office: Office, it: ChannelId) -> ChannelId:
    """A private channel of Ada and Bo."""
    return office.channel("board", [ADA, BO], private=True)


def asks_again(office: Office, where: ChannelId, by: UserId = ADA) -> MessageRef:
    """A question that is matched at once."""
    office.knows_its_languages()
    asked = office.says(by, where, f"{QUESTION} Någon?")
    office.suggesting.suggest(asked)
    return asked


def suggestion_of(office: Office, question: MessageRef) -> int:
    with office.store.reading() as session:
        row = suggestions.of_question(session, question)
    assert row is not None
    return row.id


def decides(
    office: Office,
    question: MessageRef,
    about: MessageRef | None,
    outcome: SuggestionOutcome,
    reason: str = "",
    near: Nearest | None = None,
) -> None:
    """A decision as it may have been written down."""
    entry = EntryId(office.entry(about).id) if about is not None else None
    with office.store.writing() as session:
        suggestions.record(session, question, ADA, entry, 0.0, outcome, reason, office.clock.now(), near)


def nearest(office: Office, question: MessageRef, chance: float | None = None) -> Nearest:
    return Nearest(EntryId(office.entry(question).id), chance, wanted=0.65)


def told(office: Office, channel: ChannelId, by: UserId = DAN) -> list[tuple[MessageRef, What]]:
    return [(each.question, each.what) for each in office.explaining.latest(channel, by)]


def of(office: Office, question: MessageRef, by: UserId = DAN) -> Explained:
    return office.explaining.one(question, by)


def nameless(explained: Explained) -> Explained:
    """What is told, whichever question it is told of."""
    return replace(explained, question=MessageRef(ChannelId(""), Ts("")), text="", asked_at=ts_time(Ts("1.0")))


def test_an_offer_waits_for_the_askers_click(office: Office, it: ChannelId) -> None:
    answered, _ = office.solved(BO, CY, it, QUESTION, ANSWER)
    asked = asks_again(office, it)

    explained = of(office, asked)

    assert explained.what is What.WAITING
    assert explained.about is not None
    assert explained.about.ts == answered.ts


@pytest.mark.parametrize(
    ("clicks", "what"),
    [
        (lambda office, offer: office.suggesting.solves(offer, ADA, tell_thread=False), What.SOLVED),
        (lambda office, offer: office.suggesting.not_needed(offer, ADA), What.NOT_NEEDED),
        (lambda office, offer: office.suggesting.show_to_everyone(offer, ADA), What.SHOWN),
    ],
    ids=["solved", "not needed", "shown"],
)
def test_what_became_of_an_offer_is_told(office: Office, it: ChannelId, clicks: Callable[[Office, int], object], what: What) -> None:
    office.solved(BO, CY, it, QUESTION, ANSWER)
    asked = asks_again(office, it)

    clicks(office, suggestion_of(office, asked))

    assert of(office, asked).what is what


def test_a_question_like_no_other(office: Office, it: ChannelId) -> None:
    office.knows_its_languages()
    asked = office.says(ADA, it, OTHER)
    office.suggesting.suggest(asked)

    assert of(office, asked).what is What.NOTHING_TO_SHOW


def test_what_nobody_confirmed_is_named(office: Office, it: ChannelId) -> None:
    unconfirmed = office.says(BO, it, QUESTION)
    asked = asks_again(office, it)

    explained = of(office, asked)

    assert explained.what is What.NOT_CONFIRMED
    assert explained.about is not None
    assert explained.about.ts == unconfirmed.ts


def test_a_match_that_is_not_sure_is_told_with_its_chance_and_the_threshold(office: Office, it: ChannelId) -> None:
    office.solved(BO, CY, it, QUESTION, ANSWER)
    decision = office.search.decision
    office.search = replace(office.search, decision=replace(decision, bias=decision.bias - 5))
    office.suggesting = replace(office.suggesting, search=office.search)
    asked = asks_again(office, it)

    explained = of(office, asked)

    assert explained.what is What.NOT_SURE
    assert 0 < explained.chance < explained.threshold == decision.threshold


@pytest.mark.parametrize(
    ("reason", "what"),
    [
        (Silence.ANSWERED, What.ANSWERED),
        (Silence.LATE, What.LATE),
        (Silence.SWITCHED_OFF, What.SWITCHED_OFF),
        (Silence.NO_AUDIENCE, What.NO_AUDIENCE),
        (Silence.NO_MODEL, What.NO_MODEL),
        (Silence.GONE, What.CHANGED),
        (Silence.NOTHING_FOUND, What.NOTHING_TO_SHOW),
    ],
)
def test_every_other_reason_is_told(office: Office, it: ChannelId, reason: Silence, what: What) -> None:
    asked = office.says(ADA, it, OTHER)
    decides(office, asked, None, SuggestionOutcome.SILENT, reason)

    assert of(office, asked).what is what


def test_every_reason_is_told_in_one_way_or_is_not_told(office: Office, it: ChannelId) -> None:
    """A reason that is added later must be thought of here."""
    ways: dict[Silence, What | None] = {}
    for number, reason in enumerate(Silence):
        asked = office.says(ADA, it, f"{OTHER} {number}")
        answered, _ = office.solved(BO, CY, it, f"{QUESTION} {number}", ANSWER)
        decides(office, asked, None, SuggestionOutcome.SILENT, reason, nearest(office, answered, 0.2))
        ways[reason] = dict(told(office, it)).get(asked)

    assert ways.pop(Silence.OPTED_OUT) is None
    assert [reason for reason, what in ways.items() if what is None] == []
    by_what_lay_near = {Silence.NOTHING_FOUND, Silence.NOT_SURE, Silence.NOT_CONFIRMED}
    assert {reason for reason, what in ways.items() if what is What.NOT_SURE} == by_what_lay_near


@pytest.mark.parametrize(("suggesting", "what"), [(True, What.NOT_TRIED), (False, What.SWITCHED_OFF)])
def test_a_question_that_was_never_matched(office: Office, it: ChannelId, suggesting: bool, what: What) -> None:
    asked = office.says(ADA, it, OTHER)

    explaining = Explaining(office.store, office.clock, office.stewards, suggesting)

    assert explaining.one(asked, DAN).what is what


DECISIONS: dict[str, tuple[SuggestionOutcome, str]] = {
    "offered": (SuggestionOutcome.OFFERED, ""),
    "solved": (SuggestionOutcome.SOLVED, ""),
    "not needed": (SuggestionOutcome.NOT_NEEDED, ""),
    "shown": (SuggestionOutcome.SHOWN, ""),
    "withdrawn": (SuggestionOutcome.WITHDRAWN, ""),
    "not sure": (SuggestionOutcome.SILENT, Silence.NOT_SURE),
    "not confirmed": (SuggestionOutcome.SILENT, Silence.NOT_CONFIRMED),
}
BESIDES: dict[str, tuple[float | None, ...]] = {"nothing else": (), "something unsure": (0.2,), "something unconfirmed": (None,)}
"""The chance of what else came near, in a channel that everybody may read"""


def told_without(office: Office, it: ChannelId, near: Nearest | None) -> Explained:
    """What is told of a question that nothing came near but this."""
    asked = office.says(ADA, it, OTHER)
    unsure = Silence.NOT_CONFIRMED if near is not None and near.chance is None else Silence.NOT_SURE
    decides(office, asked, None, SuggestionOutcome.SILENT, unsure if near is not None else Silence.NOTHING_FOUND, near)
    return nameless(of(office, asked))


@pytest.mark.parametrize("besides", BESIDES)
@pytest.mark.parametrize("decision", DECISIONS)
def test_of_a_match_that_the_steward_may_not_read_they_are_told_as_if_it_were_not_there(
    office: Office, it: ChannelId, board: ChannelId, decision: str, besides: str
) -> None:
    secret, _ = office.solved(ADA, BO, board, QUESTION, ANSWER)
    other = next((nearest(office, office.says(CY, it, f"{OTHER} Igen?"), chance) for chance in BESIDES[besides]), None)
    outcome, reason = DECISIONS[decision]
    asked = office.says(ADA, it, f"{QUESTION} Någon?")

    decides(office, asked, secret if outcome is not SuggestionOutcome.SILENT else None, outcome, reason, other)

    assert nameless(of(office, asked)) == told_without(office, it, other)


@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize(
    "happens",
    [
        lambda office, place, answered: office.channel("place", [ADA, BO], private=True),
        lambda office, place, answered: office.deletes(answered),
        lambda office, place, answered: office.privacy.erase(BO, BO),
        lambda office, place, answered: office.privacy.opt_out(CY),
    ],
    ids=["made private", "deleted", "the asker erased", "the author opted out"],
)
def test_of_a_match_that_may_not_be_told_of_any_more_too(
    office: Office, it: ChannelId, decision: str, happens: Callable[[Office, ChannelId, MessageRef], object]
) -> None:
    answered, _ = office.solved(BO, CY, office.channel("place", [ADA, BO, CY, DAN]), QUESTION, ANSWER)
    outcome, reason = DECISIONS[decision]
    asked = office.says(ADA, it, f"{QUESTION} Någon?")
    decides(office, asked, answered, outcome, reason, nearest(office, answered, 0.4))

    happens(office, answered.channel, answered)

    assert nameless(of(office, asked)) == told_without(office, it, None)


def test_what_was_good_enough_behind_something_that_may_not_be_told_is_not_told_either(
    office: Office, it: ChannelId, board: ChannelId
) -> None:
    secret, _ = office.solved(ADA, BO, board, QUESTION, ANSWER)
    other, _ = office.solved(BO, CY, it, f"{QUESTION} Igen?", ANSWER)
    asked = office.says(ADA, it, f"{QUESTION} Någon?")

    decides(office, asked, secret, SuggestionOutcome.OFFERED, "", nearest(office, other, 0.8))

    assert of(office, asked).what is What.NOTHING_TO_SHOW


@pytest.mark.parametrize("besides", ["nothing else", "an open question", "an answer to something else"])
def test_a_real_match_in_a_private_channel_makes_no_difference(office: Office, other: Office, besides: str) -> None:
    def told_where(place: Office, *, secret: bool) -> tuple[What, str | None, bool]:
        it = place.channel("it", [place.person(name) for name in ("dan", "ada", "bo", "cy")])
        board = place.channel("board", [ADA, BO], private=True)
        if besides == "an open question":
            place.says(CY, it, f"{QUESTION} Igen?")
        if besides == "an answer to something else":
            place.solved(BO, CY, it, OTHER, "Den på plan tre, bredvid hissen.")
        if secret:
            place.solved(ADA, BO, board, QUESTION, ANSWER)
        asked = asks_again(place, it)
        explained = of(place, asked)
        offered = any(mine.suggestion is not None for mine in place.answering.mine(ADA) if mine.ref == asked)
        return explained.what, explained.about.question if explained.about else None, offered

    *with_it, offered = told_where(office, secret=True)
    *without_it, not_offered = told_where(other, secret=False)

    assert (offered, not_offered) == (True, False)
    assert with_it == without_it


def test_a_steward_who_may_read_it_is_told(office: Office, it: ChannelId) -> None:
    board = office.channel("board", [ADA, BO, DAN], private=True)
    office.solved(ADA, BO, board, QUESTION, ANSWER)

    assert of(office, asks_again(office, it)).what is What.WAITING


def test_the_newest_eight_come_first(office: Office, it: ChannelId) -> None:
    asked = [office.says(ADA, it, f"{OTHER} {number}") for number in range(10)]

    assert [question for question, _ in told(office, it)] == asked[:1:-1]


def test_questions_of_who_takes_no_part_are_left_out(office: Office, it: ChannelId) -> None:
    hers = office.says(ADA, it, OTHER)
    others = [office.says(BO, it, f"{OTHER} {number}") for number in range(9)]

    office.privacy.opt_out(BO)

    assert [question for question, _ in told(office, it)] == [hers]
    with pytest.raises(NotFound):
        of(office, others[0])


def test_questions_of_who_took_no_part_then_are_left_out_too(office: Office, it: ChannelId) -> None:
    asked = office.says(ADA, it, OTHER)
    decides(office, asked, None, SuggestionOutcome.SILENT, Silence.OPTED_OUT)

    assert told(office, it) == []
    with pytest.raises(NotFound):
        of(office, asked)


def test_nothing_of_what_was_erased_is_told(office: Office, it: ChannelId) -> None:
    asked = office.says(ADA, it, OTHER)
    decides(office, asked, None, SuggestionOutcome.SILENT, Silence.NOTHING_FOUND)

    office.privacy.erase(ADA, ADA)

    assert told(office, it) == []


@pytest.mark.parametrize("by", ["ada", "guest", "nobody"])
def test_only_a_steward_is_told(office: Office, it: ChannelId, by: str) -> None:
    office.person("guest", guest=True)
    office.channel("it", [DAN, ADA, BO, CY, UserId("UGUEST")])
    asked = office.says(ADA, it, OTHER)

    for asking in (lambda who: office.explaining.latest(it, who), lambda who: of(office, asked, who)):
        with pytest.raises((NotAllowed, NotFound)):
            asking(UserId(f"U{by.upper()}"))


def test_a_steward_of_the_workspace_is_told_where_they_may_read(office: Office, it: ChannelId, board: ChannelId) -> None:
    office.person("steward")
    asked = office.says(ADA, it, OTHER)
    secret = office.says(ADA, board, OTHER)

    assert [question for question, _ in told(office, it, STEWARD)] == [asked]
    for asking in (lambda: office.explaining.latest(board, STEWARD), lambda: of(office, secret, STEWARD)):
        with pytest.raises(NotFound):
            asking()


def test_where_it_is_not_known_any_more_who_is_in_a_private_channel_nothing_is_told(office: Office, it: ChannelId) -> None:
    closed = office.channel("closed", [DAN, ADA], private=True)
    office.says(ADA, closed, OTHER)
    office.clock.passes(days=30)

    with pytest.raises(NotFound):
        office.explaining.latest(closed, DAN)


def test_where_kollega_was_not_started_it_says_so(office: Office, it: ChannelId) -> None:
    quiet = office.channel("quiet", [DAN, ADA], started=False)

    with pytest.raises(NotAllowed) as refused:
        office.explaining.latest(quiet, DAN)

    assert refused.value.needs == "started channel"


def test_in_a_direct_message_and_where_kollega_is_not_there_is_nothing_to_tell(office: Office, it: ChannelId) -> None:
    direct, left = office.channel("direct", [DAN, ADA], direct=True), office.channel("left", [DAN, ADA])
    with office.store.writing() as session:
        people.channel_row(session, left).is_member = False

    for channel in (direct, left, ChannelId("CUNHEARDOF")):
        with pytest.raises(NotFound):
            office.explaining.latest(channel, DAN)


def test_a_later_part_of_a_question_names_it(office: Office, it: ChannelId) -> None:
    asked = office.says(ADA, it, OTHER)
    part = office.says(ADA, it, "alltså på plan två")
    with office.store.reading() as session:
        row = entries.by_question(session, asked)
    assert row is not None
    assert part.ts in row.parts

    assert of(office, part).question == asked


def test_a_message_that_is_no_question_tells_nothing(office: Office, it: ChannelId) -> None:
    asked = office.says(ADA, it, OTHER)
    answer = office.says(BO, it, "Den på plan tre, bredvid hissen.", thread=asked)

    for message in (answer, MessageRef(it, Ts("1780000000.000100"))):
        with pytest.raises(NotFound):
            of(office, message)


def test_it_is_told_when_the_question_was_asked(office: Office, it: ChannelId) -> None:
    asked = office.says(ADA, it, OTHER)
    office.clock.passes(hours=1)

    explained = of(office, asked)

    assert explained.text == OTHER
    assert explained.asked_at - ts_time(asked.ts) == timedelta(0)
