"""An answer on its way that may not be posted any more: its author hears, and the question waits again."""

from __future__ import annotations

import pytest

from knowledge.domain.errors import KollegaError
from knowledge.domain.ids import ChannelId, MessageRef, UserId, time_ts
from knowledge.domain.people import Capture
from knowledge.services.mirroring import Mirroring
from knowledge.storage import outbox, people
from knowledge.storage.outbox import ClaimedPost
from tests.services.desk.conftest import Office
from tests.services.desk.test_asks_at_sending import sends
from tests.services.desk.test_routing import Desk


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


def answers_in_private(desk: Desk) -> tuple[UserId, UserId, MessageRef, ClaimedPost]:
    """Bo's answer to a question in a private channel is about to be posted."""
    bo, cy = desk.expert("bo"), desk.expert("cy")
    secret = desk.office.channel("secret", [desk.asker, bo, cy], private=True)
    Mirroring(desk.office.store, desk.office.clock).members_seen(secret, [desk.asker, bo, cy])
    question = desk.asks(channel=secret)
    desk.passes(question, hours=2)
    (first,) = sends(desk)
    desk.replying.answer(question, first, "Byt det i Företagsportalen.", "V1")
    (post,) = [each for each in desk.office.takes_in_hand() if each.kind == "answer"]
    return first, ({bo, cy} - {first}).pop(), question, post


def may_be_posted(desk: Desk, post: ClaimedPost) -> bool:
    with desk.office.store.reading() as session:
        return desk.replying.post(session, post.body, post.channel_id or ChannelId(""), None) is not None


def test_who_left_the_private_channel_posts_nothing_there_and_is_told(desk: Desk) -> None:
    first, other, question, post = answers_in_private(desk)
    before = may_be_posted(desk, post)

    Mirroring(desk.office.store, desk.office.clock).members_seen(question.channel, [desk.asker, other])
    after = may_be_posted(desk, post)
    with desk.office.store.writing() as session:
        assert outbox.drop(session, post)
        desk.replying.not_posted(session, post)
    desk.routing.route(question)

    assert (before, after) == (True, False)
    assert "answer_not_posted" in desk.office.queued()
    assert desk.asked(question) == [(first, "not_posted"), (other, "waiting")]


def test_who_takes_no_part_any_more_is_told_nothing(desk: Desk) -> None:
    first, _, _, post = answers_in_private(desk)

    desk.office.privacy.opt_out(first)
    with desk.office.store.writing() as session:
        assert outbox.drop(session, post)
        desk.replying.not_posted(session, post)

    assert "answer_not_posted" not in desk.office.queued()


def stops_capture(desk: Desk, question: MessageRef) -> None:
    with desk.office.store.writing() as session:
        people.channel_row(session, question.channel).capture = Capture.STOPPED


def test_where_capture_was_stopped_meanwhile_nothing_is_posted(desk: Desk) -> None:
    _, _, question, post = answers_in_private(desk)
    before = may_be_posted(desk, post)

    stops_capture(desk, question)

    assert (before, may_be_posted(desk, post)) == (True, False)


@pytest.mark.parametrize("happens", ["stopped", "opted_out"])
def test_an_answer_is_not_edited_where_its_words_may_not_be_kept(desk: Desk, happens: str) -> None:
    first, _, question, post = answers_in_private(desk)
    ts = time_ts(desk.office.clock.now())
    with desk.office.store.writing() as session:
        desk.replying.stands(session, post, ts)
    answer = MessageRef(question.channel, ts)
    desk.replying.edit(answer, first, "Byt det i portalen.")

    if happens == "stopped":
        stops_capture(desk, question)
    else:
        desk.office.privacy.opt_out(first)
    with pytest.raises(KollegaError):
        desk.replying.edit(answer, first, "Ring Kungskrabban.")

    assert "Kungskrabban" not in desk.office.rows()


def test_the_same_form_sent_again_after_it_was_not_posted_is_posted(desk: Desk) -> None:
    bo = desk.expert("bo")
    question = desk.asks()
    desk.passes(question, hours=2)
    sends(desk)
    desk.replying.answer(question, bo, "Byt det.", "V1")
    (post,) = [each for each in desk.office.takes_in_hand() if each.kind == "answer"]
    with desk.office.store.writing() as session:
        assert outbox.bury(session, post, "is_archived")
        desk.replying.not_posted(session, post)

    desk.replying.answer(question, bo, "Byt det.", "V1")

    (again,) = [each for each in desk.office.takes_in_hand() if each.kind == "answer"]
    assert (again.key, again.unknown, again.body["text"]) == (post.key, True, "Byt det.")
