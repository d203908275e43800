"""The outbox: order in each channel, what Slack asked to wait with, posts whose outcome is not known."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select, update

from knowledge.domain.ids import ChannelId, Ts, UserId
from knowledge.storage import Store, outbox, queue, throttle
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.tables import OutboxRow, ThrottleRow

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
POST, UPDATE = "chat.postMessage", "chat.update"


def test_a_claimed_post_carries_what_is_to_be_said(store: Store) -> None:
    key = say(store, "C1", user="U1", body={"suggestion": 7})

    (post,) = claim(store)

    assert (post.key, post.method, post.channel_id, post.user_id, post.kind) == (key, POST, "C1", "U1", "note")
    assert (post.body, post.unknown, post.attempts, post.created_at) == ({"suggestion": 7}, False, 1, NOW)


def test_a_key_of_ones_own_is_queued_once_even_after_it_was_said(store: Store) -> None:
    assert say(store, "C1", key="newcomer:C1:U1") == "newcomer:C1:U1"
    assert say(store, "C1", key="newcomer:C1:U1") is None
    with store.writing() as session:
        (post,) = outbox.claim(session, "anna", 60, 10)
        assert outbox.sent(session, post, None)

    assert say(store, "C1", key="newcomer:C1:U1") is None


def test_a_channel_hears_things_in_order_and_channels_do_not_wait_for_each_other(store: Store) -> None:
    first, second, other = say(store, "C1"), say(store, "C1", method="reactions.add"), say(store, "C2")

    claimed = claim(store, limit=10)

    assert [post.key for post in claimed] == [first, other]
    assert claim(store) == []
    with store.writing() as session:
        assert outbox.sent(session, claimed[0], Ts("1.000001"))
    assert [post.key for post in claim(store)] == [second]


def test_posts_to_people_without_a_channel_keep_their_order_too(store: Store) -> None:
    first = say(store, None, user="U1", method="views.publish")
    say(store, None, user="U1", method="views.publish")
    other = say(store, None, user="U2", method="views.publish")

    assert [post.key for post in claim(store, limit=10)] == [first, other]


def test_a_throttled_method_waits_while_others_go_on(store: Store) -> None:
    say(store, "C1")
    behind = say(store, "C1", method=UPDATE)
    other = say(store, "C2", method=UPDATE)
    with store.writing() as session:
        throttle.pause(session, POST, "", 30)

    assert [post.key for post in claim(store, limit=10)] == [other]

    with store.writing() as session:
        session.execute(update(ThrottleRow).values(not_before=ThrottleRow.not_before - 31))
    assert [post.channel_id for post in claim(store, limit=10)] == ["C1"]
    assert behind not in {post.key for post in claim(store, limit=10)}


def test_a_throttled_channel_leaves_other_channels_alone(store: Store) -> None:
    say(store, "C1")
    other = say(store, "C2")
    with store.writing() as session:
        throttle.pause(session, POST, "C1", 30)

    assert [post.key for post in claim(store, limit=10)] == [other]


def test_a_second_channel_that_is_refused_meanwhile_means_the_whole_workspace(store: Store) -> None:
    for channel in ("C1", "C2", "C3"):
        say(store, channel)
    other = say(store, "C3", method=UPDATE)
    with store.writing() as session:
        throttle.pause(session, POST, "C1", 30)
    with store.writing() as session:
        throttle.pause(session, POST, "C2", 30)

    assert claim(store, limit=10) == []
    with store.writing() as session:
        session.execute(update(OutboxRow).where(OutboxRow.channel_id == "C3", OutboxRow.method == POST).values(state="done"))
    assert [post.key for post in claim(store, limit=10)] == [other]


def test_a_pause_in_reading_holds_only_what_must_be_looked_up(store: Store) -> None:
    unknown, fresh = say(store, "C1"), say(store, "C2")
    with store.writing() as session:
        (post,) = outbox.claim(session, "anna", 60, 1)
        assert outbox.unknown(session, post, 0)
    killed = say(store, "C3")
    with store.writing() as session:
        session.execute(update(OutboxRow).where(OutboxRow.key == killed).values(owner="killed", lease_until=0.0))
        throttle.pause(session, "conversations.history", "", 30)

    assert [post.key for post in claim(store, limit=10)] == [fresh]

    with store.writing() as session:
        session.execute(update(ThrottleRow).values(not_before=ThrottleRow.not_before - 31))
    assert {post.key: post.unknown for post in claim(store, limit=10)} == {unknown: True, killed: True}


def test_waiting_as_slack_asked_is_no_failed_attempt(store: Store) -> None:
    say(store, "C1")
    for _ in range(3):
        with store.writing() as session:
            (post,) = outbox.claim(session, "anna", 60, 1)
            assert outbox.postpone(session, post, 5, "ratelimited")
        wait_over(store)

    assert claim(store)[0].attempts == 1


def test_who_lost_a_post_cannot_drop_it(store: Store) -> None:
    key = say(store, "C1")
    with store.writing() as session:
        (lost,) = outbox.claim(session, "slow", 0, 1)
    claim(store)

    with store.writing() as session:
        assert not outbox.drop(session, lost)
    assert read(store, key).state == "unknown"


def test_a_pause_is_never_shortened(store: Store) -> None:
    say(store, "C1")
    with store.writing() as session:
        throttle.pause(session, POST, "", 30)
    with store.writing() as session:
        throttle.pause(session, POST, "", 0)

    assert claim(store) == []


def test_a_said_post_keeps_its_ts_and_no_words(store: Store) -> None:
    key = say(store, "C1", body={"text": "hemligt"})

    with store.writing() as session:
        (post,) = outbox.claim(session, "anna", 60, 1)
        assert outbox.sent(session, post, Ts("1717.000200"))

    row = read(store, key)
    assert (row.state, row.slack_ts, row.body) == ("done", "1717.000200", {})


def test_an_unknown_outcome_is_looked_up_after_a_while_and_stays_unknown_until_then(store: Store) -> None:
    key = say(store, "C1")
    with store.writing() as session:
        (post,) = outbox.claim(session, "anna", 60, 1)
        assert outbox.unknown(session, post, 5)
    assert claim(store) == []

    wait_over(store)
    (again,) = claim(store)
    assert (again.key, again.unknown, again.attempts) == (key, True, 2)
    with store.writing() as session:
        assert outbox.retry(session, again, 5, "ratelimited")
    wait_over(store)
    assert claim(store)[0].unknown


def test_who_let_a_lease_run_out_may_have_sent_it(store: Store) -> None:
    say(store, "C1")
    with store.writing() as session:
        (lost,) = outbox.claim(session, "killed", 0, 1)

    (post,) = claim(store)

    assert (lost.unknown, post.unknown) == (False, True)
    with store.writing() as session:
        assert not outbox.sent(session, lost, Ts("1.000001"))
        assert outbox.sent(session, post, Ts("1.000001"))


def test_a_post_put_off_was_not_sent(store: Store) -> None:
    say(store, "C1")
    with store.writing() as session:
        (post,) = outbox.claim(session, "anna", 60, 1)
        assert outbox.retry(session, post, 5, "ratelimited")
    wait_over(store)

    (again,) = claim(store)

    assert not again.unknown


def test_a_buried_post_lets_its_channel_go_on(store: Store) -> None:
    say(store, "C1")
    following = say(store, "C1")
    with store.writing() as session:
        (post,) = outbox.claim(session, "anna", 60, 1)
        assert outbox.bury(session, post, "channel_not_found")

    assert [post.key for post in claim(store)] == [following]
    with store.reading() as session:
        assert queue.counts(session, NOW) == queue.Backlog(0, 1, 0, 1)


def say(
    store: Store,
    channel: str | None,
    *,
    method: str = POST,
    user: str | None = None,
    body: dict[str, object] | None = None,
    key: str | None = None,
) -> str | None:
    with store.writing() as session:
        return outbox.add(
            session,
            method=method,
            channel_id=ChannelId(channel) if channel else None,
            user_id=UserId(user) if user else None,
            kind="note",
            body=body or {},
            created_at=NOW,
            key=key,
        )


def claim(store: Store, limit: int = 1) -> list[ClaimedPost]:
    with store.writing() as session:
        return outbox.claim(session, "anna", 60, limit)


def wait_over(store: Store) -> None:
    with store.writing() as session:
        session.execute(update(OutboxRow).values(due_at=0.0))


def read(store: Store, key: str | None) -> OutboxRow:
    with store.reading() as session:
        return session.scalars(select(OutboxRow).where(OutboxRow.key == key)).one()
