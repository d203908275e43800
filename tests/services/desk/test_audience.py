"""Nobody is shown what they could not read in Slack: every kind of person, source and place, through every door."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import timedelta

import pytest

from knowledge.domain.audience import MEMBERSHIP_LIMIT
from knowledge.domain.errors import NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, UserId
from knowledge.services import audiences
from knowledge.storage import people
from tests.services.desk.conftest import Office

QUESTION = "Hur fyller man på toner i skrivaren?"
ANSWER = "Ring växeln, de ordnar det samma dag."

# Who could read each source in Slack: «+» is in it, «-» is not, «~» left it.
READERS = """
                +member  -member  +guest  -guest  +outside  -outside  +deactivated  ~member  ~guest  +bot  +unknown
public             x        x        x       -        x         -           -          x        -      -       -
private            x        -        x       -        x         -           -          -        -      -       -
shared             x        x        x       -        x         -           -          x        -      -       -
archived           x        x        x       -        x         -           -          x        -      -       -
converted          x        -        x       -        x         -           -          -        -      -       -
public-stale       x        x        -       -        -         -           -          x        -      -       -
private-stale      -        -        -       -        -         -           -          -        -      -       -
"""

# Where ada, who is in all of them, may share what she found in each source.
PLACES = """
                same  public  private  public+guest  private+guest  shared  public+unknown  dm  private-stale  archived
public            x     x        x          -              -           -          -          x        -            -
private           x     -        -          -              -           -          -          -        -            -
shared            x     x        x          -              -           -          -          x        -            -
archived          -     x        x          -              -           -          -          x        -            -
converted         x     -        -          -              -           -          -          -        -            -
public-stale      x     x        x          -              -           -          -          x        -            -
private-stale     -     -        -          -              -           -          -          -        -            -
"""


def rows(table: str) -> list[tuple[str, frozenset[str]]]:
    """Each row's name with the columns that it ticks."""
    head, *lines = table.strip("\n").splitlines()
    columns, width = head.split(), 16
    return [
        (line[:width].strip(), frozenset(c for c, tick in zip(columns, line[width:].split(), strict=True) if tick == "x")) for line in lines
    ]


def answered(office: Office, source: str, insiders: Collection[UserId] = ()) -> MessageRef:
    """A question that was answered in a channel of a kind."""
    ada, bo = office.person("ada"), office.person("bo")
    everybody = [ada, bo, *insiders]
    channel = office.channel("source", everybody, private=source.startswith("private"), shared=source == "shared")
    asked, _ = office.solved(ada, bo, channel, QUESTION, ANSWER)
    if source in {"archived", "converted"}:
        office.channel("source", everybody, archived=source == "archived", private=source == "converted")
    if source.endswith("stale"):
        with office.store.writing() as session:
            people.set_members(session, channel, everybody, office.clock.now() - MEMBERSHIP_LIMIT - timedelta(hours=1))
    return asked


def everybody(office: Office) -> dict[str, UserId]:
    """One person of each kind, by the table's name for them."""
    kinds = {name: re.sub(r"\W", "", name) for name in READERS.split("\n")[1].split()}
    signs = {"+": "in", "-": "out", "~": "left"}
    made = {}
    for name, kind in kinds.items():
        who = f"{kind}{signs[name[0]]}"
        made[name] = UserId(f"U{who.upper()}")
        if kind != "unknown":
            office.person(who, guest=kind == "guest", outside=kind == "outside", deleted=kind == "deactivated", bot=kind == "bot")
    return made


@pytest.mark.parametrize(("source", "readers"), rows(READERS))
def test_a_source_is_found_by_and_offered_to_its_readers_only(office: Office, source: str, readers: frozenset[str]) -> None:
    people_by_kind = everybody(office)
    old = answered(office, source, [user for name, user in people_by_kind.items() if name[0] != "-"])
    with office.store.writing() as session:
        for user in (user for name, user in people_by_kind.items() if name[0] == "~"):
            people.left(session, old.channel, user)
    desk = office.channel("desk", list(people_by_kind.values()))
    office.knows_its_languages()

    found = {name for name, user in people_by_kind.items() if office.finds(user, QUESTION)}
    offered = {name for name, user in people_by_kind.items() if is_offered(office, office.says(user, desk, QUESTION))}

    assert found == readers
    assert offered == readers


def is_offered(office: Office, question: MessageRef) -> bool:
    """Whether something is suggested for a question; it is taken away again, so that the next one is the first of its kind."""
    offered = office.suggesting.suggest(question)
    office.deletes(question)
    return offered


@pytest.mark.parametrize(("source", "allowed"), rows(PLACES))
def test_an_entry_is_shared_only_where_everybody_could_read_its_source(office: Office, source: str, allowed: frozenset[str]) -> None:
    asked = answered(office, source)
    entry = EntryId(office.entry(asked).id)
    targets = {"same": asked.channel, **places(office)}

    shared = {place for place, channel in targets.items() if shares(office, entry, channel)}

    assert shared == allowed


@pytest.mark.parametrize(("source", "allowed"), rows(PLACES))
def test_a_suggestion_is_shown_to_everyone_only_where_everybody_could_read_it(office: Office, source: str, allowed: frozenset[str]) -> None:
    asked = answered(office, source)
    targets = {"same": asked.channel, **places(office)}
    made = {
        place: office.offered(office.says(UserId("UADA"), channel, "Vet någon hur man gör det här?"), asked)
        for place, channel in targets.items()
        if place != "archived" and (source, place) != ("archived", "same")  # nothing is said there any more
    }

    shown = {place for place, suggestion in made.items() if shows(office, suggestion)}

    assert shown == allowed & made.keys()


def places(office: Office) -> dict[str, ChannelId]:
    """Channels of each kind that Kollega and ada are in."""
    ada, bo, guest = office.person("ada"), office.person("bo"), office.person("gun", guest=True)
    made = {
        "public": office.channel("to-public", [ada, bo]),
        "private": office.channel("to-private", [ada, bo], private=True),
        "public+guest": office.channel("to-guests", [ada, guest]),
        "private+guest": office.channel("to-some", [ada, guest], private=True),
        "shared": office.channel("to-shared", [ada, bo], shared=True),
        "public+unknown": office.channel("to-unknown", [ada, UserId("UNOBODY")]),
        "dm": office.channel("to-dm", [ada], direct=True),
        "private-stale": office.channel("to-stale", [ada, bo], private=True),
        "archived": office.channel("to-archived", [ada, bo], archived=True),
    }
    with office.store.writing() as session:
        people.channel_row(session, made["private-stale"]).members_checked_at = None
    return made


def shares(office: Office, entry: EntryId, channel: ChannelId) -> bool:
    try:
        office.sharing.share(entry, channel, UserId("UADA"))
    except (NotAllowed, NotFound):
        return False
    return True


def shows(office: Office, suggestion: int) -> bool:
    try:
        office.suggesting.show_to_everyone(suggestion, UserId("UADA"))
    except (NotAllowed, NotFound):
        return False
    return True


# How access is lost between a note and its click; each from a source that could be read before.
def leaves(office: Office, kim: UserId, source: ChannelId) -> None:
    with office.store.writing() as session:
        people.left(session, source, kim)


def becomes_a_guest_elsewhere(office: Office, kim: UserId, source: ChannelId) -> None:
    office.person("kim", guest=True)
    leaves(office, kim, source)


def is_deactivated(office: Office, kim: UserId, source: ChannelId) -> None:
    office.person("kim", deleted=True)


def sees_it_made_private(office: Office, kim: UserId, source: ChannelId) -> None:
    office.channel("source", [UserId("UADA"), UserId("UBO")], private=True)


def waits_until_nobody_knows_the_members(office: Office, kim: UserId, source: ChannelId) -> None:
    office.clock.passes(hours=25)


LOSSES = [
    (leaves, True),
    (becomes_a_guest_elsewhere, False),
    (is_deactivated, False),
    (sees_it_made_private, False),
    (waits_until_nobody_knows_the_members, True),
]
Loss = Callable[[Office, UserId, ChannelId], None]


@pytest.mark.parametrize(("loses", "private"), LOSSES)
def test_what_a_person_lost_is_neither_noted_nor_given_by_any_button(office: Office, loses: Loss, private: bool) -> None:
    ada, bo, kim = office.person("ada"), office.person("bo"), office.person("kim")
    source = office.channel("source", [ada, bo, kim], private=private)
    desk = office.channel("desk", [ada, kim])
    old, _ = office.solved(ada, bo, source, QUESTION, ANSWER)
    own = office.says(kim, source, "Hur byter man toner?")
    office.says(bo, source, ANSWER, thread=own)
    suggestion = office.offered(office.says(kim, desk, QUESTION), old)
    entry = EntryId(office.entry(old).id)

    loses(office, kim, source)

    for press in (
        lambda: office.suggesting.solves(suggestion, kim, tell_thread=True),
        lambda: office.suggesting.show_to_everyone(suggestion, kim),
        lambda: office.answering.helped_me(entry, kim),
        lambda: office.sharing.share(entry, desk, kim),
        lambda: office.answering.accept(own, kim),
        lambda: office.answering.questions_for(own, kim),
    ):
        with pytest.raises(NotFound):
            press()
    with office.store.reading() as session:
        assert office.suggesting.note(session, suggestion, office.clock.now()) is None
    assert [mine for mine in office.answering.mine(kim) if mine.suggestion or mine.ref.channel == source] == []


def test_somebody_elses_suggestion_cannot_be_pressed(office: Office) -> None:
    ada, bo, kim = office.person("ada"), office.person("bo"), office.person("kim")
    it = office.channel("it", [ada, bo, kim])
    old, _ = office.solved(ada, bo, it, QUESTION, ANSWER)
    suggestion = office.offered(office.says(ada, it, "Hur var det nu med skrivaren igen?"), old)

    for press in (
        lambda: office.suggesting.solves(suggestion, kim, tell_thread=True),
        lambda: office.suggesting.show_to_everyone(suggestion, kim),
        lambda: office.suggesting.not_needed(suggestion, kim),
    ):
        with pytest.raises(NotAllowed):
            press()


@pytest.mark.parametrize("guest", ["guest", "outsider"])
def test_a_queued_share_stays_unsaid_when_a_stranger_comes_in_before_it(office: Office, guest: str) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    source, place = office.channel("source", [ada, bo]), office.channel("place", [ada, bo])
    old, _ = office.solved(ada, bo, source, QUESTION, ANSWER)
    entry = EntryId(office.entry(old).id)
    office.sharing.share(entry, place, ada)
    stranger = office.person("gun", guest=guest == "guest", outside=guest == "outsider")

    with office.store.writing() as session:
        people.joined(session, place, stranger)

    with office.store.reading() as session:
        assert office.sharing.shown(session, entry, place) is None
        assert office.sharing.shown(session, entry, source) is not None


def test_the_thread_is_not_told_whose_answer_solved_it_where_a_guest_reads(office: Office) -> None:
    ada, bo, gun = office.person("ada"), office.person("bo"), office.person("gun", guest=True)
    source, place = office.channel("source", [ada, bo]), office.channel("place", [ada, gun])
    old, _ = office.solved(ada, bo, source, QUESTION, ANSWER)
    suggestion = office.offered(office.says(ada, place, "Hur var det nu med skrivaren igen?"), old)

    office.suggesting.solves(suggestion, ada, tell_thread=True)

    assert "solved_line" not in office.queued()


def test_without_a_person_only_public_channels_are_searched(office: Office) -> None:
    ada = office.person("ada")
    public, _ = office.channel("public", [ada]), office.channel("private", [ada], private=True)

    with office.store.reading() as session:
        seen = audiences.visible_to_everybody(session)

    assert seen == {public}
