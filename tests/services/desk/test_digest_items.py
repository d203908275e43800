"""What comes into a digest, what is posted by hand, and what people are told of the coming one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.domain.digest import DIGEST, Change
from knowledge.domain.errors import AlreadyDone, KollegaError, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, UserId
from knowledge.domain.messages import Ruling, Verdict
from knowledge.domain.weeks import Week
from knowledge.services import capture
from knowledge.storage import facts
from tests.services.desk.conftest import Office
from tests.services.desk.weekly import (
    ADA,
    BO,
    CY,
    MAIL,
    NEXT_MONDAY,
    STOCKHOLM,
    VPN,
    W23,
    W24,
    digests,
    it,
    looks,
    outcomes,
    posted,
    read,
    sets,
    shown,
    stands,
    with_digest,
)

__all__ = ["it"]


@pytest.fixture
def database(migrated_sqlite: Path, tmp_path: Path) -> str:
    """What is chosen does not depend on the database: SQLite is quick."""
    path = tmp_path / "kollega.db"
    shutil.copy(migrated_sqlite, path)
    return str(path)


def test_an_answer_that_nobody_confirmed_is_never_in_a_digest(office: Office, it: ChannelId) -> None:
    asked = office.says(ADA, it, VPN[0])
    office.says(BO, it, VPN[1], thread=asked)

    looks(office, NEXT_MONDAY)

    assert read(shown(office, office.takes_in_hand()[0]))[0] == []


def test_an_answer_is_shown_once_also_when_it_was_confirmed_the_week_after(office: Office, it: ChannelId) -> None:
    asked = office.says(ADA, it, VPN[0])
    answer = office.says(BO, it, VPN[1], thread=asked)
    posted(office)
    office.clock.passes(days=1)
    office.reacts(ADA, answer)

    posted(office, NEXT_MONDAY + timedelta(weeks=1))
    first = read(stands(office, it, Week(2026, 25)))[0]
    office.solved(CY, BO, it, *MAIL)
    posted(office, NEXT_MONDAY + timedelta(weeks=2))

    assert (first, read(stands(office, it, Week(2026, 26)))[0]) == ([VPN[0]], [MAIL[0]])


def test_the_first_digest_tells_of_its_own_week_only(office: Office) -> None:
    office.clock.at = datetime(2026, 6, 3, 9, 30, tzinfo=STOCKHOLM).astimezone(UTC)
    for person in ("ada", "bo", "cy"):
        office.person(person, tz="Europe/Stockholm")
    channel = office.channel("sälj", [ADA, BO, CY])
    office.solved(ADA, BO, channel, *VPN)
    office.clock.at = datetime(2026, 6, 8, 9, 30, tzinfo=STOCKHOLM).astimezone(UTC)
    sets(office, channel, digest=True)
    looks(office)

    assert looks(office, NEXT_MONDAY) == []
    assert outcomes(office, channel, W24) == [("empty", None)]


def test_an_old_answer_that_helped_again_comes_in(office: Office, it: ChannelId) -> None:
    asked, _ = office.solved(ADA, BO, it, *VPN)
    sets(office, it, digest=False)
    office.clock.passes(weeks=30)
    monday = office.clock.at
    looks(office, monday + timedelta(days=1))
    sets(office, it, digest=True)
    office.answering.helped_me(EntryId(office.entry(asked).id), CY)

    posted(office, monday + timedelta(weeks=1, hours=1))

    digest = stands(office, it, Week.of(monday.date()))
    assert digest is not None
    assert read(digest)[0] == [VPN[0]]
    assert digest.learnings[0].others == 1


def solves_from_elsewhere(office: Office, source: ChannelId, it: ChannelId) -> MessageRef:
    """A question of the channel is solved by an answer from another."""
    asked, _ = office.solved(ADA, BO, source, *VPN)
    new = office.says(CY, it, "Min vpn har hängt sig, hur nollställer jag den?")
    office.suggesting.solves(office.offered(new, asked), CY, tell_thread=False)
    office.says_all()
    return asked


def test_an_answer_from_another_channel_that_solved_a_question_here_comes_in(office: Office, it: ChannelId) -> None:
    solves_from_elsewhere(office, office.channel("net", [ADA, BO, CY]), it)
    office.clock.at = NEXT_MONDAY.astimezone(UTC)
    office.channel("it", [ADA, BO, CY], started=False)  # Slack has said again who is there: colleagues only

    posted(office)

    assert read(stands(office, it))[0] == [VPN[0]]


@pytest.mark.parametrize("when", ["before", "queued", "posted"])
def test_an_answer_that_not_everybody_here_may_read_does_not(office: Office, it: ChannelId, when: str) -> None:
    source = office.channel("net", [ADA, BO, CY])
    solves_from_elsewhere(office, source, it)
    narrows: Callable[[], object] = lambda: office.channel("net", [ADA, BO, CY], private=True)  # noqa: E731
    if when == "before":
        narrows()
    looks(office, NEXT_MONDAY)
    (post,) = office.takes_in_hand()
    if when == "queued":
        narrows()
    said = shown(office, post)
    office.said(post)
    if when == "posted":
        narrows()
        assert office.queued().count("refresh") == 1
        said = stands(office, it)

    assert said is not None
    assert read(said) == ([], [], ["cy"])


def test_a_guest_who_joins_ends_what_came_from_elsewhere(office: Office, it: ChannelId) -> None:
    solves_from_elsewhere(office, office.channel("net", [ADA, BO, CY]), it)
    posted(office)
    guest = office.person("gus", guest=True)

    office.channel("it", [ADA, BO, CY, guest], shared=True)

    assert office.queued() == ["refresh"]
    assert read(stands(office, it)) == ([], [], ["cy"])


def test_who_left_is_not_named_and_what_they_answered_still_helps(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    office.person("bo", deleted=True)

    posted(office)

    assert read(stands(office, it)) == ([VPN[0]], [], ["ada"])


def test_a_newer_accepted_answer_is_told_as_a_change(office: Office, it: ChannelId) -> None:
    asked, _ = office.solved(ADA, BO, it, *VPN)
    posted(office)
    newer = office.says(CY, it, "GlobalProtect är avstängt. Öppna Rullsta VPN och tryck Förnya i stället.", thread=asked)
    office.reacts(ADA, newer)

    posted(office, NEXT_MONDAY + timedelta(weeks=1))

    digest = stands(office, it, Week(2026, 25))
    assert digest is not None
    assert [(each.what, each.found.answer.by.name if each.found.answer else "") for each in digest.changed] == [(Change.NEWER, "cy")]
    assert digest.learnings == ()


def test_an_answer_that_is_confirmed_no_more_is_told_as_a_change(office: Office, it: ChannelId) -> None:
    asked, answer = office.solved(ADA, BO, it, *VPN)
    posted(office)
    with office.store.writing() as session:
        facts.rule(session, Ruling(asked, answer, Verdict.NOT_ACCEPTED, ADA, office.clock.now()))
        capture.settle_again(session, office.index, asked, office.clock.now())

    posted(office, NEXT_MONDAY + timedelta(weeks=1))

    digest = stands(office, it, Week(2026, 25))
    assert digest is not None
    assert [each.what for each in digest.changed] == [Change.TAKEN_BACK]


def test_at_most_three_questions_are_asked_about_those_that_most_wonder_about_first(office: Office, it: ChannelId) -> None:
    asked = [
        office.says(CY, it, f"Vem har nyckeln till {room}?") for room in ("arkivet", "förrådet", "garaget", "matsalen") if _hours(office)
    ]
    for user in (ADA, BO):
        office.reacts(user, asked[2], "raising_hand")

    posted(office)

    digest = stands(office, it)
    assert digest is not None
    assert [each.text.split()[-1] for each in digest.help_wanted] == ["garaget?", "arkivet?", "förrådet?"]
    assert [each.wondering for each in digest.help_wanted] == [3, 1, 1]
    assert digest.more_wanted == 1


def _hours(office: Office) -> bool:
    """Time enough that the next question is not a part of the last."""
    office.clock.passes(hours=2)
    return True


def test_a_question_answered_before_the_digest_is_sent_waits_no_more(office: Office, it: ChannelId) -> None:
    asked = office.says(CY, it, "Vem har nyckeln till arkivet?")
    looks(office, NEXT_MONDAY)
    (post,) = office.takes_in_hand()

    office.says(BO, it, "Den hänger i receptionen, i skåpet till höger om disken.", thread=asked)

    assert read(shown(office, post))[1] == []


@pytest.mark.parametrize("when", ["before it is made", "before it is sent"])
def test_a_question_whose_thread_was_shown_an_old_answer_waits_no_more(office: Office, it: ChannelId, when: str) -> None:
    old, _ = office.solved(ADA, BO, it, "Var ligger mallen för offert?", "I Teams under Mallar.")
    looks(office, NEXT_MONDAY)
    office.says_all()
    asked = office.says(CY, it, "Vem har mallen för offert?")
    office.says(CY, it, "Vem har nyckeln till arkivet?")
    if when == "before it is made":
        office.suggesting.show_to_everyone(office.offered(asked, old), CY)
        office.says_all()
    looks(office, NEXT_MONDAY + timedelta(days=7))
    (post,) = [each for each in office.takes_in_hand() if each.kind == "digest"]
    if when == "before it is sent":
        office.suggesting.show_to_everyone(office.offered(asked, old), CY)

    assert read(shown(office, post))[1] == ["Vem har nyckeln till arkivet?"]


# By hand, and what people are told


def test_a_preview_writes_nothing(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)

    digest = digests(office).preview(it)

    assert (str(digest.weeks[0]), read(digest)[0]) == ("2026-W24", [VPN[0]])
    assert office.queued() == []
    assert outcomes(office, it, W24) == [("", None)]


def test_by_hand_it_takes_the_same_slot(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)

    with pytest.raises(AlreadyDone):
        digests(office).post(it, W24)


def test_a_week_that_went_by_unsaid_may_be_posted_by_hand_once(office: Office, it: ChannelId) -> None:
    sets(office, it, digest=False)
    office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)

    digests(office).post(it, W24)

    assert office.queued() == [DIGEST]
    assert outcomes(office, it, W24) == [("posted", None)]
    with pytest.raises(AlreadyDone):
        digests(office).post(it, W24)


def test_a_week_that_came_with_a_later_one_is_not_posted_again(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY + timedelta(weeks=1))

    with pytest.raises(AlreadyDone) as refused:
        digests(office).post(it, W24)

    assert refused.value.what == "the digest of 2026-W25 in #it"


@pytest.mark.parametrize(
    ("channel", "week", "refusal"),
    [("it", W24, NotAllowed), ("it", Week(2026, 10), NotFound), ("quiet", W23, NotFound), ("nowhere", W23, NotFound)],
    ids=["not over", "nothing to say", "not started", "unknown"],
)
def test_what_cannot_be_posted_is_refused_with_a_reason(
    office: Office, it: ChannelId, channel: str, week: Week, refusal: type[KollegaError]
) -> None:
    office.channel("quiet", [ADA], started=False)

    with pytest.raises(refusal):
        digests(office).post(ChannelId(f"C{channel.upper()}"), week)

    assert office.queued() == []


def test_a_person_is_told_when_the_next_one_comes_and_a_steward_that_they_may_change_it(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)

    ada, bo = digests(office).coming(it, ADA), digests(office).coming(it, BO)

    assert (ada.on, ada.at, ada.may_change, bo.may_change) == (True, NEXT_MONDAY, True, False)
    assert read(bo.digest)[0] == [VPN[0]]


def test_somebody_who_may_not_read_the_channel_is_told_nothing(office: Office) -> None:
    for name in ("ada", "bo", "cy", "eve"):
        office.person(name)
    board = with_digest(office, "board", private=True)

    with pytest.raises(NotFound):
        digests(office).coming(board, UserId("UEVE"))
