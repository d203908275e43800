"""What somebody may not read takes no place in what they see: not in a list, its order, its pages, nor in what is suggested.

What it does change is the score itself, a little: how rare a word is, and what all texts of a language have in common, are measured over
the whole base, for everybody alike. In Slack no score is shown, but an entry that hardly belongs into a list may fall out of it or come in.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.domain.ids import ChannelId, UserId
from tests.services.desk.audience.cases import ABOUT, ADA, ANSWER, BO, EVERYTHING, found_by, question_in
from tests.services.desk.conftest import Office

KIM = UserId("UKIM")
READ = [question_in(source) for source in ABOUT][:8]
PLACES = "matsalen garaget receptionen gymmet lagret källaren verkstaden kiosken biblioteket kontoret".split()
# What else is asked where kim may read: in a base of these alone every word of the others would be a common one.
USUAL = [f"{when} öppnar {place}?" for place in PLACES for when in ("När", "Hur dags", "Vilken dag", "Vem", "Varför")] * 4
# What is said where kim is not: better answers than any that kim may read, as good ones, the words apart, and other matters.
UNREAD = {
    "the very question": [EVERYTHING] * 70,
    "the same matters": READ * 9,
    "one of its words": [
        f"När nollställer de {thing}?" for thing in ("mätaren", "räknaren", "vågen", "timern", "listan") for _ in range(14)
    ],
    "other matters": USUAL[:70],
}
each_unread = pytest.mark.parametrize("unread", UNREAD)


@pytest.fixture
def desk(office: Office) -> ChannelId:
    """The one channel that kim may read; half of its questions have an answer that somebody confirmed."""
    for name in ("ada", "bo", "kim"):
        office.person(name)
    channel = office.channel("desk", [ADA, BO, KIM])
    office.says_at_once(BO, channel, USUAL)
    asked = office.says_at_once(ADA, channel, READ)
    for question in asked[::2]:
        office.says(BO, channel, ANSWER, thread=question)
        office.says(ADA, channel, "tack, det funkade", thread=question)
    office.knows_its_languages()
    return channel


def said_elsewhere(office: Office, questions: Sequence[str]) -> None:
    """All of it is asked in a private channel, and the first of it answered for good."""
    secret = office.channel("secret", [ADA, BO], private=True)
    first, *_ = office.says_at_once(ADA, secret, questions)
    office.says(BO, secret, ANSWER, thread=first)
    office.says(ADA, secret, "tack, det funkade", thread=first)
    office.knows_its_languages()


@each_unread
@pytest.mark.parametrize("with_models", [True, False], ids=["words and meaning", "words alone"])
def test_a_search_finds_the_same_in_the_same_order_on_the_same_pages(
    office: Office, desk: ChannelId, unread: str, with_models: bool
) -> None:
    models = office.encoders if with_models else None
    office.encoders, all_of_them = models, office.encoders
    before = found_by(office, KIM)

    office.encoders = all_of_them
    said_elsewhere(office, UNREAD[unread])

    office.encoders = models
    assert sorted(before) == sorted(READ)
    assert found_by(office, KIM) == before


@each_unread
def test_a_suggestion_is_the_same(office: Office, desk: ChannelId, unread: str) -> None:
    own = office.channel("own", [KIM], private=True)
    asked = office.says_at_once(KIM, own, [READ[0], READ[0]])
    office.suggesting.suggest(asked[0])

    said_elsewhere(office, UNREAD[unread])
    office.suggesting.suggest(asked[1])

    assert [mine.suggestion.channel for mine in office.answering.mine(KIM) if mine.suggestion] == [desk, desk]
