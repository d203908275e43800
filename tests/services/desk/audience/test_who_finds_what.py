"""Who finds what: every kind of person, every kind of source, through every door that shows something to one person."""

from __future__ import annotations

from knowledge.domain.errors import NotFound
from knowledge.domain.ids import ChannelId, EntryId, UserId
from knowledge.services import audiences, waiting
from knowledge.storage import asks
from tests.services.desk.audience.cases import columns_of, company, drawn, found_by, lines_of, question_in, replied, rows_of
from tests.services.desk.conftest import Office

# Who could read each source in Slack: «+» is in it, «-» is not, «~» left it. «unknown»: Slack has not told of them;
# «unseen»: neither, but they have set something in Kollega. «stale»: the members were last read a day and an hour ago;
# «unread»: never; «closed»: Slack shows the channel to Kollega no more.
READERS = """
                  +member -member ~member +guest -guest ~guest +outside -outside +promoted -promoted +demoted -demoted +deactivated +bot +unknown +unseen
public            x       x       x       x      -      -      x        -        x         x         x        -        -            -    -        -
private           x       -       -       x      -      -      x        -        x         -         x        -        -            -    -        -
dm                -       -       -       -      -      -      -        -        -         -         -        -        -            -    -        -
shared            x       x       x       x      -      -      x        -        x         x         x        -        -            -    -        -
shared-private    x       -       -       x      -      -      x        -        x         -         x        -        -            -    -        -
archived          x       x       x       x      -      -      x        -        x         x         x        -        -            -    -        -
archived-private  x       -       -       x      -      -      x        -        x         -         x        -        -            -    -        -
converted         x       -       -       x      -      -      x        -        x         -         x        -        -            -    -        -
opened            x       x       x       x      -      -      x        -        x         x         x        -        -            -    -        -
public-stale      x       x       x       -      -      -      -        -        x         x         -        -        -            -    -        -
private-stale     -       -       -       -      -      -      -        -        -         -         -        -        -            -    -        -
private-unread    -       -       -       -      -      -      -        -        -         -         -        -        -            -    -        -
closed            -       -       -       -      -      -      -        -        -         -         -        -        -            -    -        -
"""  # noqa: E501 - a table
PEOPLE, SOURCES = columns_of(READERS), rows_of(READERS)


def test_a_search_shows_what_its_asker_could_read_page_by_page(office: Office) -> None:
    there = company(office, PEOPLE)

    found = {(there.source_of(question), kind) for kind, user in there.people.items() for question in found_by(office, user)}

    assert drawn(READERS, found) == lines_of(READERS)


def test_a_question_put_to_kollega_itself_is_answered_from_what_its_asker_could_read(office: Office) -> None:
    there = company(office, PEOPLE)
    alone = ChannelId("DKOLLEGA")

    answered = {
        (source, kind)
        for kind, user in there.people.items()
        for source in SOURCES
        if there.asked[source] in replied(office, user, alone, question_in(source), aloud=False)
    }

    assert drawn(READERS, answered) == lines_of(READERS)


def test_a_suggestion_its_note_and_its_copy_in_the_app_home_come_from_what_the_asker_could_read(office: Office) -> None:
    there = company(office, PEOPLE)

    suggested, noted, at_home = set(), set(), set()
    for kind, user in there.people.items():
        own = office.channel(f"own-{user}", [user], private=True)
        asked = office.says_at_once(user, own, [question_in(source) for source in SOURCES])
        suggested |= {(source, kind) for source, question in zip(SOURCES, asked, strict=True) if office.suggesting.suggest(question)}
        noted |= {(there.source_of(question), kind) for question in notes(office)}
        at_home |= {(there.source_of(mine.suggestion.question), kind) for mine in office.answering.mine(user, 20) if mine.suggestion}

    assert drawn(READERS, suggested) == lines_of(READERS)
    assert drawn(READERS, noted) == lines_of(READERS)
    assert drawn(READERS, at_home) == lines_of(READERS)


def notes(office: Office) -> list[str]:
    """The old questions in the private notes that wait to be said."""
    posts = [post for post in office.takes_in_hand() if post.kind == "suggestion"]
    found = []
    while posts:
        with office.store.reading() as session:
            shown = [office.suggesting.note(session, int(post.body["suggestion"]), office.clock.now()) for post in posts]
        found += [note[0].question for note in shown if note is not None]
        for post in posts:
            office.said(post)
        posts = office.takes_in_hand()
    return found


def test_solved_it_is_taken_from_who_could_read_the_answer(office: Office) -> None:
    found = [source for source in SOURCES if source != "dm"]  # the two who talk may read it, but nobody finds it
    there = company(office, PEOPLE, found)

    taken = {(source, kind) for kind, user in there.people.items() for source in found if solves(office, there.entry(source), user)}

    assert drawn(READERS, taken) == lines_of(READERS)


def solves(office: Office, entry: int, user: UserId) -> bool:
    try:
        office.answering.helped_me(EntryId(entry), user)
    except NotFound:
        return False
    return True


def test_a_question_put_to_an_expert_shows_what_they_could_read(office: Office) -> None:
    found = [source for source in SOURCES if source != "dm"]
    there = company(office, PEOPLE, found)

    with office.store.writing() as session:
        put = {
            (source, kind): asks.add(session, there.asked[source], step, user, [], office.clock.now())
            for source in found
            for step, (kind, user) in enumerate(there.people.items())
        }
        shown = {cell for cell, ask in put.items() if ask is not None and waiting.shown(session, ask.id, office.clock.now())}

    assert drawn(READERS, shown) == lines_of(READERS)


def test_the_shell_finds_public_channels_only_without_a_person(office: Office) -> None:
    there = company(office, ["+member"])

    with office.store.reading() as session:
        everybody = audiences.visible_to_everybody(session)

    open_to_all = {"public", "shared", "archived", "opened", "public-stale"}
    assert everybody == {there.asked[source].channel for source in open_to_all}
