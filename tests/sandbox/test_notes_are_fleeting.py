"""Ephemeral notes: who sees them, until when, and what cannot be done with them."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.workplace import Person, Workplace


@pytest.fixture
def ada(workplace: Workplace) -> Person:
    person = workplace.person("Ada")
    workplace.channel("#people", members=[person, workplace.person("Bo")])
    return person


def leave(workplace: Workplace, client: WebClient, person: Person, **more: Any) -> str:
    return str(client.chat_postEphemeral(channel=workplace.id_of("#people"), user=person.id, text="bara du", **more)["message_ts"])


def test_a_note_is_seen_by_one_person_only(workplace: Workplace, client: WebClient, ada: Person) -> None:
    leave(workplace, client, ada)

    assert [message.text for message in ada.sees("#people")] == ["bara du"]
    assert workplace.known("Bo").sees("#people") == []
    assert client.conversations_history(channel=workplace.id_of("#people"))["messages"] == []


def test_a_note_in_a_thread_without_replies_is_never_seen(workplace: Workplace, client: WebClient, ada: Person) -> None:
    asked = ada.asks("#people", "fråga")

    leave(workplace, client, ada, thread_ts=asked.ts)

    assert ada.notes == []
    assert ada.thread(asked) == []


def test_a_note_in_a_thread_with_replies_is_seen_there(workplace: Workplace, client: WebClient, ada: Person) -> None:
    asked = ada.asks("#people", "fråga")
    workplace.known("Bo").replies(asked, "svar")

    leave(workplace, client, ada, thread_ts=asked.ts)

    assert [message.text for message in ada.thread(asked)] == ["svar", "bara du"]
    assert [message.text for message in ada.sees("#people")] == ["fråga"]


def test_a_note_is_gone_after_a_reload(workplace: Workplace, client: WebClient, ada: Person) -> None:
    leave(workplace, client, ada)

    ada.reloads()

    assert ada.notes == []


def test_a_note_does_not_reach_people_who_are_away(workplace: Workplace, client: WebClient, ada: Person) -> None:
    ada.becomes(away=True)

    leave(workplace, client, ada)
    ada.becomes(away=False)

    assert ada.notes == []


def test_a_note_needs_an_active_member_of_the_channel(workplace: Workplace, client: WebClient, ada: Person) -> None:
    stranger = workplace.person("Cia")
    ada.becomes(deleted=True)

    for person in (stranger, ada):
        with pytest.raises(SlackApiError, match="user_not_in_channel"):
            leave(workplace, client, person)


def test_a_note_can_be_neither_updated_nor_deleted(workplace: Workplace, client: WebClient, ada: Person) -> None:
    ts = leave(workplace, client, ada)

    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel=workplace.id_of("#people"), ts=ts, text="ny")
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_delete(channel=workplace.id_of("#people"), ts=ts)
