"""An answer that somebody doubts: what it changes, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from knowledge.domain.errors import AlreadyDone, NotFound
from knowledge.domain.found import BadgeKind
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, Ts, UserId, time_ts
from knowledge.domain.messages import Message
from knowledge.services import audiences, capture, digest_items
from knowledge.services.doubting import Doubted
from knowledge.storage import people, reactions
from knowledge.storage.renaming import rename_channel
from tests.services.desk.conftest import Office

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
OTHER_ANSWER = "Ring supporten på anknytning 4400, de gör det åt dig."
ADA, BO, CY, DAN = UserId("UADA"), UserId("UBO"), UserId("UCY"), UserId("UDAN")


@pytest.fixture
def asked(office: Office) -> MessageRef:
    """Ada's question that Bo's answer solved; Dan started the channel, Cy is a colleague."""
    dan, ada, bo, cy = (office.person(name) for name in ("dan", "ada", "bo", "cy"))
    return office.solved(ada, bo, office.channel("it", [dan, ada, bo, cy]), QUESTION, ANSWER)[0]


def answer_to(office: Office, question: MessageRef) -> MessageRef:
    return MessageRef(question.channel, Ts(office.entry(question).answer_ts or ""))


def presses(office: Office, question: MessageRef, by: UserId = CY) -> Doubted:
    office.clock.passes(minutes=1)
    return office.doubting.press(EntryId(office.entry(question).id), answer_to(office, question).ts, by)


def takes_back(office: Office, question: MessageRef, by: UserId = CY) -> Doubted:
    office.clock.passes(minutes=1)
    return office.doubting.take_back(EntryId(office.entry(question).id), answer_to(office, question).ts, by)


def thumb(office: Office, question: MessageRef, by: UserId = CY, *, name: str = "-1", removed: bool = False) -> None:
    office.clock.passes(minutes=1)
    office.reacts(by, answer_to(office, question), name, removed=removed)


def is_doubted(office: Office, question: MessageRef) -> bool:
    return office.entry(question).doubted_at is not None


def badges(office: Office, user: UserId = CY) -> list[BadgeKind]:
    """What stands under the first answer that somebody finds."""
    with office.store.reading() as session:
        audience = audiences.visible_to(session, user, office.clock.now())
    return [badge.kind for badge in office.search(QUESTION, audience).results[0].badges]


def test_an_answer_that_somebody_doubts_says_so(office: Office, asked: MessageRef) -> None:
    done = presses(office, asked)

    assert (done.stands, done.by_others) == (True, False)
    assert badges(office)[0] is BadgeKind.IN_DOUBT
    assert (office.entry(asked).doubted_at, office.entry(asked).doubt_reason) == (office.clock.now(), "reader")


@pytest.mark.parametrize("back", [presses, takes_back], ids=["pressed again", "taken back"])
def test_a_doubt_is_taken_back(office: Office, asked: MessageRef, back: Callable[[Office, MessageRef], Doubted]) -> None:
    presses(office, asked)

    done = back(office, asked)

    assert (done.stands, done.by_others, is_doubted(office, asked)) == (False, False, False)
    assert BadgeKind.IN_DOUBT not in badges(office)


def test_what_nobody_said_is_not_taken_back(office: Office, asked: MessageRef) -> None:
    presses(office, asked, ADA)

    with pytest.raises(AlreadyDone):
        takes_back(office, asked)

    assert is_doubted(office, asked)


def test_a_doubt_that_was_taken_back_can_be_said_anew(office: Office, asked: MessageRef) -> None:
    presses(office, asked)
    takes_back(office, asked)

    assert presses(office, asked).stands
    assert is_doubted(office, asked)


def test_each_doubts_for_themselves(office: Office, asked: MessageRef) -> None:
    presses(office, asked, ADA)
    second = presses(office, asked, CY)

    back = takes_back(office, asked, CY)

    assert (second.by_others, back.by_others, is_doubted(office, asked)) == (True, True, True)


def test_who_answered_may_doubt_it_themselves(office: Office, asked: MessageRef) -> None:
    presses(office, asked, BO)

    assert office.entry(asked).doubt_reason == "author"


@pytest.mark.parametrize("name", ["-1", "thumbsdown"])
def test_a_thumb_down_on_the_answer_doubts_it_until_it_is_taken_off(office: Office, asked: MessageRef, name: str) -> None:
    thumb(office, asked, name=name)
    doubted_at = office.entry(asked).doubted_at
    thumb(office, asked, name=name, removed=True)

    assert doubted_at == office.clock.now() - timedelta(minutes=1)
    assert not is_doubted(office, asked)


def test_a_bots_thumb_doubts_nothing(office: Office, asked: MessageRef) -> None:
    thumb(office, asked, office.person("robot", bot=True))

    assert not is_doubted(office, asked)


def test_a_thumb_on_the_question_or_on_another_reply_doubts_nothing(office: Office, asked: MessageRef) -> None:
    other = office.says(CY, asked.channel, OTHER_ANSWER, thread=asked)

    office.reacts(CY, asked, "-1")
    office.reacts(ADA, other, "-1")

    assert (office.entry(asked).answer_text, is_doubted(office, asked)) == (ANSWER, False)


def test_who_has_a_thumb_there_is_told_that_it_stays(office: Office, asked: MessageRef) -> None:
    thumb(office, asked)
    presses(office, asked)

    back = presses(office, asked)

    assert (back.stands, back.has_thumb, is_doubted(office, asked)) == (False, True, True)


@pytest.mark.parametrize("doubts", [presses, thumb], ids=["button", "thumb"])
@pytest.mark.parametrize(
    "confirms",
    [
        lambda office, asked: office.answering.helped_me(EntryId(office.entry(asked).id), ADA),
        lambda office, asked: office.answering.accept(asked, ADA),
        lambda office, asked: office.reacts(ADA, answer_to(office, asked)),
        lambda office, asked: marks(office, asked, DAN),
    ],
    ids=["asker in a search", "asker at home", "asker with a check mark", "steward"],
)
def test_a_confirmation_after_it_ends_a_doubt(
    office: Office, asked: MessageRef, doubts: Callable[..., object], confirms: Callable[..., object]
) -> None:
    doubts(office, asked)
    office.clock.passes(minutes=1)

    confirms(office, asked)

    assert not is_doubted(office, asked)


def test_who_accepted_it_before_the_doubt_may_say_again_that_it_holds(office: Office, asked: MessageRef) -> None:
    office.answering.accept(asked, ADA)
    presses(office, asked)
    before = is_doubted(office, asked)
    office.clock.passes(minutes=1)

    office.answering.accept(asked, ADA)

    assert (before, is_doubted(office, asked)) == (True, False)
    with pytest.raises(AlreadyDone):
        office.answering.accept(asked, ADA)


def test_that_it_helped_somebody_else_does_not_end_a_doubt(office: Office, asked: MessageRef) -> None:
    presses(office, asked, DAN)
    office.clock.passes(minutes=1)

    office.answering.helped_me(EntryId(office.entry(asked).id), CY)

    assert is_doubted(office, asked)


def test_a_doubt_that_has_ended_is_said_anew_not_taken_back(office: Office, asked: MessageRef) -> None:
    presses(office, asked)
    office.clock.passes(minutes=1)
    office.answering.accept(asked, ADA)

    assert presses(office, asked).stands
    assert is_doubted(office, asked)


def test_a_doubt_belongs_to_its_answer(office: Office, asked: MessageRef) -> None:
    presses(office, asked)
    old = answer_to(office, asked)
    newer = office.says(CY, asked.channel, OTHER_ANSWER, thread=asked)

    office.reacts(ADA, newer)
    with_newer = (office.entry(asked).answer_text, is_doubted(office, asked))
    office.reacts(ADA, newer, removed=True)

    assert with_newer == (OTHER_ANSWER, False)
    assert (answer_to(office, asked), is_doubted(office, asked)) == (old, True)


def test_an_answer_that_is_shown_no_more_cannot_be_doubted(office: Office, asked: MessageRef) -> None:
    old, entry = answer_to(office, asked), EntryId(office.entry(asked).id)
    office.reacts(ADA, office.says(CY, asked.channel, OTHER_ANSWER, thread=asked))

    with pytest.raises(NotFound):
        office.doubting.press(entry, old.ts, CY)

    assert not is_doubted(office, asked)


def test_only_who_may_read_it_may_doubt_it(office: Office) -> None:
    ada, bo, cy = (office.person(name) for name in ("ada", "bo", "cy"))
    closed = office.solved(ada, bo, office.channel("board", [ada, bo], private=True), QUESTION, ANSWER)[0]

    with pytest.raises(NotFound):
        presses(office, closed, cy)

    assert not is_doubted(office, closed)


def test_it_is_never_shown_unasked(office: Office, asked: MessageRef) -> None:
    office.knows_its_languages()
    presses(office, asked, DAN)

    assert not office.suggesting.suggest(office.says(CY, asked.channel, f"{QUESTION} Någon?"))


def test_what_was_offered_of_it_waits_no_more(office: Office, asked: MessageRef) -> None:
    suggestion = office.offered(office.says(CY, asked.channel, "Glömt lösenordet till tidrapporten, vad gör jag?"), asked)

    presses(office, asked, DAN)

    with office.store.reading() as session:
        assert office.suggesting.note(session, suggestion, office.clock.now()) is None
    assert [mine.suggestion for mine in office.answering.mine(CY)] == [None]


@pytest.mark.parametrize("doubts", [presses, thumb], ids=["button", "thumb"])
def test_posts_of_it_are_shown_anew_when_it_begins_and_when_it_ends(
    office: Office, asked: MessageRef, doubts: Callable[..., object]
) -> None:
    office.sharing.share(EntryId(office.entry(asked).id), office.channel("place", [ADA, BO, CY]), CY)
    office.says_all()

    doubts(office, asked, DAN)
    begun = [kind for kind, _ in office.says_all()]
    doubts(office, asked, BO)
    more = office.queued()
    office.clock.passes(minutes=1)
    office.answering.accept(asked, ADA)

    assert (begun, more, office.queued()) == (["refresh"], [], ["refresh"])


def test_a_digest_that_is_shown_anew_does_not_say_what_was_taken_back(office: Office, asked: MessageRef) -> None:
    presses(office, asked)
    entry = office.entry(asked)
    assert entry.doubted_at is not None
    body = {
        "weeks": ["2026-W24"], "begin": "2026-06-08T00:00:00+00:00", "end": "2026-06-15T00:00:00+00:00", "due": "2026-06-15T09:00:00+00:00",
        "learnings": [], "changed": [[entry.id, "doubted"]], "help": [], "help_more": [], "asked": [], "answered": [],
    }  # fmt: skip

    def changed() -> int:
        now = office.clock.now()
        with office.store.reading() as session:
            policy = people.policy_of(session, asked.channel)
            return len(digest_items.show(session, asked.channel, policy, body, at=now, now=now).changed)

    before = changed()
    takes_back(office, asked)

    assert (before, changed()) == (1, 0)


def test_erasing_takes_the_doubts_along(office: Office, asked: MessageRef) -> None:
    presses(office, asked)
    exported = office.privacy.export(CY, CY)["doubts"]
    counted = office.privacy.show(CY).facts

    office.privacy.erase(CY, CY)

    answer = answer_to(office, asked)
    assert exported == [{"answer": [answer.channel, answer.ts], "at": office.clock.now().isoformat(), "taken_back_at": None}]
    assert (counted, is_doubted(office, asked), office.privacy.export(CY, CY)["doubts"]) == (1, False, [])


def test_a_doubt_goes_with_its_answer(office: Office, asked: MessageRef) -> None:
    presses(office, asked)

    office.deletes(answer_to(office, asked))

    assert (is_doubted(office, asked), office.privacy.export(CY, CY)["doubts"]) == (False, [])


def test_a_doubt_moves_with_its_channel(office: Office, asked: MessageRef) -> None:
    presses(office, asked)
    new = ChannelId("CNEW")
    with office.store.writing() as session:
        rename_channel(session, asked.channel, new)
    office.clock.passes(minutes=1)

    taken = takes_back(office, MessageRef(new, asked.ts))

    assert not taken.by_others
    assert not is_doubted(office, MessageRef(new, asked.ts))


def test_a_thumb_that_comes_before_its_message_counts(office: Office, asked: MessageRef) -> None:
    question = office.says(CY, asked.channel, "Vilken skrivare har A3-papper?")
    office.clock.passes(seconds=5)
    reply = MessageRef(asked.channel, time_ts(office.clock.now()))
    office.reacts(ADA, reply, "-1")

    office.arrives(Message(reply.channel, reply.ts, BO, "Den på plan tre, bredvid hissen.", question.ts, reply.ts))

    assert is_doubted(office, question)


def marks(office: Office, question: MessageRef, by: UserId) -> None:
    ref = answer_to(office, question)
    said = capture.read(Message(ref.channel, ref.ts, BO, ANSWER, question.ts, ref.ts), (), by_asker=False)
    office.answering.mark(said, question, by)


def test_reactions_remember_when_they_came(office: Office, asked: MessageRef) -> None:
    thumb(office, asked)

    with office.store.reading() as session:
        (kept,) = reactions.of_person(session, CY)
    assert kept.at == office.clock.now()
