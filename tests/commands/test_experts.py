"""`kollega experts`: whom Kollega would ask, and why; nobody is asked by it."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge.domain.ids import UserId
from knowledge.domain.people import Person
from knowledge.domain.policy import PersonPolicy
from knowledge.domain.routing import Agreement
from knowledge.storage import open_store, people, topics
from knowledge.storage.tables import PersonRow
from tests.commands.conftest import Run

MONDAY = datetime(2026, 6, 8, 7, tzinfo=UTC)
AT_NINE, AT_NIGHT = "2026-06-08T09:00+02:00", "2026-06-08T22:00"
"""Nine in Stockholm, with its offset; midnight there, said without one and so in UTC"""
QUESTION = "Hur byter jag certifikat i VPN-klienten?"
AGREED = {
    "U1BIRGITTA": ("Birgitta Skoghäll", PersonPolicy(), {"vpn", "certifikat"}),
    "U2OMAR": ("Omar Haddad", PersonPolicy(), {"vpn"}),
    "U3PIA": ("Pia Stråhle", PersonPolicy(asks_a_week=0), {"vpn"}),
}


@pytest.fixture
def with_experts(kollega: Run, migrated_sqlite: Path, tmp_path: Path) -> Run:
    """Two know about vpn, one of them about certificates besides, and one knows but wants no questions."""
    path = tmp_path / "data" / "kollega.db"
    path.parent.mkdir()
    shutil.copy(migrated_sqlite, path)
    with closing(open_store(str(path))) as store, store.writing() as session:
        known = {name: added for name in ("vpn", "certifikat") if (added := topics.save(session, None, name, (), None))}
        for user, (name, policy, about) in AGREED.items():
            people.save_person(session, Person(UserId(user), name, tz="Europe/Stockholm"), MONDAY)
            session.get_one(PersonRow, user).preferences = policy.to_json()
            for topic in about:
                topics.set_agreement(session, UserId(user), known[topic].id, Agreement.AGREED, MONDAY)
    return kollega


def read(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_who_knows_most_comes_first_and_it_is_said_why(with_experts: Run) -> None:
    (told,) = read(with_experts("experts", QUESTION, "--at", AT_NINE, "--json").out)

    assert told == {
        "text": QUESTION,
        "experts": [
            {
                "user": "U1BIRGITTA",
                "score": 2.0,
                "why": ["said yes to certifikat", "said yes to vpn"],
                "available": True,
                "reason": None,
            },
            {"user": "U2OMAR", "score": 1.0, "why": ["said yes to vpn"], "available": True, "reason": None},
            {"user": "U3PIA", "score": 1.0, "why": ["said yes to vpn"], "available": False, "reason": "wants no questions"},
        ],
    }


def test_who_asks_and_when_decide_who_can_be_asked(with_experts: Run) -> None:
    (at_night,) = read(with_experts("experts", QUESTION, "--as", "Birgitta Skoghäll", "--at", AT_NIGHT, "--json").out)
    in_words = with_experts("experts", QUESTION, "--as", "U1BIRGITTA", "--at", AT_NINE)

    assert reasons(at_night) == {"U1BIRGITTA": "asked the question", "U2OMAR": "is not at work now", "U3PIA": "wants no questions"}
    assert in_words.out.splitlines() == [
        "Omar Haddad  said yes to vpn · can be asked",
        "Birgitta Skoghäll  said yes to certifikat, said yes to vpn · not now: asked the question",
        "Pia Stråhle  said yes to vpn · not now: wants no questions",
    ]


def test_a_line_of_standard_input_says_of_itself_who_asks_and_when(with_experts: Run) -> None:
    lines = (
        "Hur kokar man kaffe?",
        "",
        json.dumps({"text": "vpn", "asker": "U2OMAR", "at": "2026-06-08T07:00:00Z"}),
        json.dumps({"text": "vpn", "channel": "CSECRET", "at": "1780902000.000100"}),
    )

    said = with_experts("experts", "--stdin", "--at", AT_NIGHT, "--json", stdin="\n".join(lines))

    coffee, by_omar, in_secret = read(said.out)
    assert coffee == {"text": "Hur kokar man kaffe?", "experts": []}
    assert reasons(by_omar) == {"U1BIRGITTA": None, "U2OMAR": "asked the question", "U3PIA": "wants no questions"}
    assert set(reasons(in_secret).values()) == {"may not read the channel"}


def reasons(told: dict[str, Any]) -> dict[str, str | None]:
    assert all(each["available"] is (each["reason"] is None) for each in told["experts"])
    return {each["user"]: each["reason"] for each in told["experts"]}
