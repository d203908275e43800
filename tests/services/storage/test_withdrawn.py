"""Posts that are not to be said any more: what nobody can have sent is closed, what Slack may have is looked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from knowledge.domain.ids import Ts, UserId
from knowledge.storage import Store, outbox
from tests.services.storage.test_outbox import claim, read, say


def test_a_withdrawn_post_is_never_said_and_its_words_are_gone(store: Store) -> None:
    key = say(store, "C1", body={"text": "hemligt"})
    following = say(store, "C1")

    withdraw(store, str(key))
    withdraw(store, "no such key")

    assert [post.key for post in claim(store)] == [following]
    assert (read(store, key).state, read(store, key).body) == ("cancelled", {})


def test_a_post_withdrawn_on_its_way_can_still_be_told_what_slack_called_it(store: Store) -> None:
    key = str(say(store, "C1"))
    (post,) = claim(store)
    withdraw(store, key)

    with store.writing() as session:
        assert outbox.sent(session, post, Ts("1.000001"))
        assert outbox.is_withdrawn(session, key)

    assert (read(store, key).state, read(store, key).slack_ts) == ("done", "1.000001")


def in_hand_of_one_who_dies(store: Store) -> None:
    with store.writing() as session:
        assert outbox.claim(session, "killed", 0, 1)


def of_unknown_outcome(store: Store) -> None:
    (post,) = claim(store)
    with store.writing() as session:
        assert outbox.unknown(session, post, 0)


def put_aside(store: Store) -> None:
    (post,) = claim(store)
    with store.writing() as session:
        assert outbox.bury(session, post, "incident")


@pytest.mark.parametrize("may_be_in_slack", [in_hand_of_one_who_dies, of_unknown_outcome, put_aside])
def test_what_slack_may_have_is_looked_for_when_it_is_withdrawn(store: Store, may_be_in_slack: Callable[[Store], None]) -> None:
    key = str(say(store, "C1", user="U1", body={"text": "hemligt", "thread": "1.000001"}))
    note = str(say(store, "C2", user="U1", method="chat.postEphemeral", body={"text": "hemligt"}))
    may_be_in_slack(store)

    with store.writing() as session:
        outbox.withdraw_all_of(session, UserId("U1"))

    (post,) = claim(store, limit=9)
    assert (post.key, post.kind, post.unknown, post.body) == (key, "withdrawn", True, {"thread": "1.000001"})
    assert (read(store, note).state, read(store, note).body) == ("cancelled", {})


def withdraw(store: Store, key: str) -> None:
    with store.writing() as session:
        outbox.withdraw(session, key)
