"""The weekly digest comes once a week, and is true as long as it stands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, timedelta

import pytest

from knowledge.domain.digest import DIGEST, ThanksFor
from knowledge.domain.history import Wanted
from knowledge.domain.ids import ChannelId, MessageRef, time_ts
from knowledge.domain.messages import Ruling, Verdict
from knowledge.domain.weeks import Week
from knowledge.services import capture, catching_up
from knowledge.services.digest import Digests
from knowledge.storage import facts, open_store, outbox
from knowledge.storage.renaming import rename_channel
from tests.services.desk.conftest import Office
from tests.services.desk.weekly import (
    ADA,
    BO,
    CY,
    MAIL,
    NEXT_MONDAY,
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
)

__all__ = ["it"]


def test_what_a_week_brought_is_gathered(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    office.clock.passes(days=1)
    waiting = office.says(CY, it, "Vem har nyckeln till arkivet?")

    assert looks(office, NEXT_MONDAY) == [DIGEST]

    (post,) = office.takes_in_hand()
    digest = shown(office, post)
    assert digest is not None
    assert read(digest) == ([VPN[0]], ["Vem har nyckeln till arkivet?"], ["ada", "cy", "bo"])
    assert [each.what for each in digest.thanks] == [ThanksFor.ASKING, ThanksFor.ASKING, ThanksFor.ANSWERING]
    assert (digest.questions, digest.solved, digest.late) == (2, 1, False)
    assert (digest.first_day.isoformat(), digest.last_day.isoformat()) == ("2026-06-08", "2026-06-12")
    assert digest.learnings[0].helped is not None
    assert digest.learnings[0].helped.name == "ada"
    assert waiting in digest.sources
    assert outcomes(office, it, W23, W24) == [("skipped", None), ("posted", None)]


def test_nothing_of_what_was_said_stands_in_the_row(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)

    (post,) = office.takes_in_hand()

    assert "GlobalProtect" not in str(post.body)
    assert "vpn" not in str(post.body)


def test_there_is_one_digest_a_week_however_often_one_looks(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)

    for minutes in (0, 1, -59, 60, 600):
        looks(office, NEXT_MONDAY + timedelta(minutes=minutes))

    assert len(looks(office)) == 1


def test_two_processes_whose_clocks_differ_post_one(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    with closing(open_store(office.store.url.render_as_string(hide_password=False))) as other:
        ahead = Digests(other, type(office.clock)(NEXT_MONDAY + timedelta(seconds=60)), office.stewards)
        office.clock.at = NEXT_MONDAY.astimezone(UTC)
        mine = digests(office)
        due = [*mine.due(), *ahead.due()]

        queued = [ahead.post_due(it), mine.post_due(it), ahead.post_due(it)]

    assert due == [it, it]
    assert queued == [True, False, False]


def test_it_waits_an_hour_at_most_for_what_was_missed_to_be_read(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    office.clock.at = NEXT_MONDAY.astimezone(UTC)
    with office.store.writing() as session:
        catching_up.ask(session, it, Wanted(time_ts(NEXT_MONDAY), time_ts(NEXT_MONDAY)), NEXT_MONDAY)

    assert looks(office, NEXT_MONDAY + timedelta(minutes=59)) == []
    assert looks(office, NEXT_MONDAY + timedelta(minutes=61)) == [DIGEST]


def test_a_week_without_anything_is_skipped_for_good(office: Office, it: ChannelId) -> None:
    assert looks(office, NEXT_MONDAY) == []
    office.solved(ADA, BO, it, *VPN)

    assert looks(office, NEXT_MONDAY + timedelta(hours=1)) == []
    assert outcomes(office, it, W24) == [("empty", None)]


def test_questions_that_only_wait_on_are_no_reason_to_write(office: Office, it: ChannelId) -> None:
    office.says(CY, it, "Vem har nyckeln till arkivet?")
    posted(office)

    assert looks(office, NEXT_MONDAY + timedelta(weeks=1)) == []


def test_weeks_away_become_one_late_digest(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    office.clock.passes(weeks=1)
    office.solved(CY, BO, it, *MAIL)

    assert looks(office, NEXT_MONDAY + timedelta(weeks=1, days=1, hours=1)) == [DIGEST]

    digest = shown(office, office.takes_in_hand()[0])
    assert digest is not None
    assert digest.late
    assert [str(week) for week in digest.weeks] == ["2026-W24", "2026-W25"]
    assert sorted(read(digest)[0]) == sorted([VPN[0], MAIL[0]])
    assert outcomes(office, it, W24, Week(2026, 25)) == [("merged_into", "2026-W25"), ("posted", None)]


def test_a_digest_that_slack_took_late_says_so(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)
    (post,) = office.takes_in_hand()

    office.clock.passes(days=1)

    digest = shown(office, post)
    assert digest is not None
    assert digest.late
    office.said(post)
    assert (later := stands(office, it)) is not None
    assert later.late
    office.clock.passes(weeks=3)
    assert (much_later := stands(office, it)) is not None
    assert much_later.at == later.at


def test_one_that_was_on_time_is_not_late_when_it_is_shown_anew_weeks_later(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    posted(office)

    office.clock.passes(weeks=3)

    assert (digest := stands(office, it)) is not None
    assert not digest.late


def test_what_went_by_while_it_was_off_is_not_made_up_for(office: Office, it: ChannelId) -> None:
    sets(office, it, digest=False)
    office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)

    sets(office, it, digest=True)

    assert looks(office, NEXT_MONDAY + timedelta(hours=1)) == []
    assert outcomes(office, it, W24) == [("skipped", None)]


def test_channels_that_never_had_one_leave_no_trace(office: Office, it: ChannelId) -> None:
    other = office.channel("other", [ADA, BO])

    looks(office, NEXT_MONDAY)

    assert outcomes(office, other, W23, W24) == [("", None), ("", None)]


def test_where_kollega_was_removed_nothing_is_posted(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    with office.store.writing() as session:
        office.starting.removed(session, it)

    assert looks(office, NEXT_MONDAY) == []


def test_a_queued_digest_is_dropped_where_kollega_was_removed_meanwhile(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)
    with office.store.writing() as session:
        office.starting.removed(session, it)

    assert shown(office, office.takes_in_hand()[0]) is None


def test_a_channel_that_got_another_id_keeps_its_weeks(office: Office, it: ChannelId) -> None:
    office.solved(ADA, BO, it, *VPN)
    posted(office)
    moved = ChannelId("CMOVED")

    with office.store.writing() as session:
        rename_channel(session, it, moved)

    assert looks(office, NEXT_MONDAY + timedelta(hours=1)) == []
    assert outcomes(office, moved, W24) == [("posted", None)]


# A posted digest stays true


def both(office: Office, it: ChannelId) -> tuple[MessageRef, MessageRef]:
    """Two learnings, posted; the question and the answer of the first."""
    asked, answer = office.solved(ADA, BO, it, *VPN)
    office.clock.passes(hours=2)
    office.solved(CY, ADA, it, *MAIL)
    posted(office)
    return asked, answer


GOES: list[Callable[[Office, MessageRef, MessageRef], object]] = [
    lambda office, asked, answer: office.deletes(asked),
    lambda office, asked, answer: office.deletes(answer),
    lambda office, asked, answer: office.answering.not_a_question(asked, ADA),
    lambda office, asked, answer: office.privacy.erase(BO, BO),
    lambda office, asked, answer: office.privacy.opt_out(BO),
]


@pytest.mark.parametrize("goes", GOES, ids=["question deleted", "answer deleted", "no question", "author erased", "author opted out"])
def test_an_item_goes_with_its_source_and_the_rest_stays(office: Office, it: ChannelId, goes: Callable[..., object]) -> None:
    asked, answer = both(office, it)

    goes(office, asked, answer)

    assert office.queued() == ["refresh"]
    assert read(stands(office, it))[0] == [MAIL[0]]
    assert "bo" not in read(stands(office, it))[2]


def test_the_asker_who_opts_out_takes_their_question_along(office: Office, it: ChannelId) -> None:
    both(office, it)

    office.privacy.opt_out(CY)

    learnings, _, thanked = read(stands(office, it))
    assert learnings == [VPN[0]]
    assert "cy" not in thanked


@pytest.mark.parametrize("goes", GOES)
def test_a_digest_on_its_way_is_shown_anew_after_it(office: Office, it: ChannelId, goes: Callable[..., object]) -> None:
    asked, answer = office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)
    (post,) = office.takes_in_hand()

    goes(office, asked, answer)

    office.said(post)
    assert office.queued() == ["refresh"]


def test_a_digest_of_which_it_is_not_known_whether_slack_has_it_is_shown_anew_too(office: Office, it: ChannelId) -> None:
    _, answer = office.solved(ADA, BO, it, *VPN)
    looks(office, NEXT_MONDAY)
    (post,) = office.takes_in_hand()
    with office.store.writing() as session:
        outbox.unknown(session, post, 5)

    office.deletes(answer)

    with office.store.reading() as session:
        assert outbox.is_in_hand(session, post.key)
    assert office.queued() == ["refresh"]


def test_an_edited_source_is_shown_as_it_reads_now(office: Office, it: ChannelId) -> None:
    asked, answer = both(office, it)

    office.edits(answer, BO, "Öppna Rullsta VPN och tryck Förnya.", thread=asked)

    assert office.queued() == ["refresh"]
    digest = stands(office, it)
    assert digest is not None
    assert "Förnya" in str([each.found.answer for each in digest.learnings])


def test_a_digest_of_which_nothing_is_left_goes_as_a_whole(office: Office, it: ChannelId) -> None:
    asked, _ = office.solved(ADA, BO, it, *VPN)
    posted(office)

    office.deletes(asked)

    assert stands(office, it) is None


def test_taking_a_confirmation_back_takes_the_answer_out_when_it_is_shown_anew(office: Office, it: ChannelId) -> None:
    asked, answer = both(office, it)

    with office.store.writing() as session:
        facts.rule(session, Ruling(asked, answer, Verdict.NOT_ACCEPTED, ADA, office.clock.now()))
        capture.settle_again(session, office.index, asked, office.clock.now())

    assert read(stands(office, it))[0] == [MAIL[0]]
