"""What may stand in a place: every kind of source, every kind of place, in every way in which something of one comes to the other."""

from __future__ import annotations

from knowledge.domain.digest import Digest
from knowledge.domain.errors import NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, EntryId
from knowledge.services import waiting
from knowledge.services.digest import Digests
from tests.services.desk.audience.cases import (
    ADA,
    Company,
    columns_of,
    company,
    drawn,
    lines_of,
    places,
    question_in,
    replied,
    rows_of,
)
from tests.services.desk.conftest import Office

# Where ada, who is in all sources and places, may have shown to everybody what stands in a source.
PLACES = """
                  public  private  public+guest  private+guest  public+outside  public+unknown  public+bot  public+left  shared  dm  public-stale  public-unread  private-stale  private-unread
public            x       x        -             -              -               -               x           x            -       x   -             -              -              -
private           -       -        -             -              -               -               -           -            -       -   -             -              -              -
shared            x       x        -             -              -               -               x           x            -       x   -             -              -              -
shared-private    -       -        -             -              -               -               -           -            -       -   -             -              -              -
archived          x       x        -             -              -               -               x           x            -       x   -             -              -              -
archived-private  -       -        -             -              -               -               -           -            -       -   -             -              -              -
converted         -       -        -             -              -               -               -           -            -       -   -             -              -              -
opened            x       x        -             -              -               -               x           x            -       x   -             -              -              -
public-stale      x       x        -             -              -               -               x           x            -       x   -             -              -              -
private-stale     -       -        -             -              -               -               -           -            -       -   -             -              -              -
private-unread    -       -        -             -              -               -               -           -            -       -   -             -              -              -
closed            -       -        -             -              -               -               -           -            -       -   -             -              -              -
"""  # noqa: E501 - a table
SOURCES, KINDS = rows_of(PLACES), columns_of(PLACES)


def test_an_entry_is_shared_where_everybody_could_read_its_source(office: Office) -> None:
    there = company(office, ["+member"], SOURCES)
    to = places(office, KINDS)

    shared = {(source, place) for source in SOURCES for place, channel in to.items() if shares(office, there.entry(source), channel)}

    assert drawn(PLACES, shared) == lines_of(PLACES)


def test_an_entry_is_shared_in_its_own_channel_by_who_could_read_it(office: Office) -> None:
    there = company(office, ["+member"], SOURCES)

    shared = {source for source, question in there.asked.items() if shares(office, there.entry(source), question.channel)}

    assert shared == set(SOURCES) - {"archived", "archived-private", "private-stale", "private-unread", "closed"}


def test_nothing_is_shared_in_an_archived_channel(office: Office) -> None:
    there = company(office, ["+member"], ["public"])
    (archived,) = places(office, ["archived"]).values()

    assert not shares(office, there.entry("public"), archived)


def test_a_suggestion_is_shown_to_everyone_where_everybody_could_read_its_source(office: Office) -> None:
    there = company(office, ["+member"], SOURCES)
    to = places(office, KINDS)

    shown = {(source, place) for source, place, suggestion in suggested(office, there, to) if shows(office, suggestion)}

    assert drawn(PLACES, shown) == lines_of(PLACES)


def test_a_thread_is_told_whose_answer_solved_it_where_everybody_could_read_it(office: Office) -> None:
    some = ["public", "private", "converted", "private-stale"]
    there = company(office, ["+member"], some)
    to = places(office, KINDS)

    told = {(source, place) for source, place, suggestion in suggested(office, there, to) if is_told(office, suggestion)}

    assert drawn(PLACES, told, some) == lines_of(PLACES, some)


def test_a_reply_in_a_channel_says_what_everybody_there_could_read(office: Office) -> None:
    there = company(office, ["+member"], SOURCES)
    to = places(office, KINDS)

    said = {
        (source, place)
        for place, channel in to.items()
        for source in SOURCES
        if there.asked[source] in replied(office, ADA, channel, question_in(source), aloud=True)
    }

    assert drawn(PLACES, said) == lines_of(PLACES)


def test_a_question_that_nobody_answered_is_put_where_everybody_could_read_it(office: Office) -> None:
    there = company(office, ["+member"], SOURCES)
    to = places(office, KINDS)

    with office.store.reading() as session:
        put = {
            (source, place)
            for place, channel in to.items()
            for source, question in there.asked.items()
            if waiting.for_fallback(session, question, channel, office.clock.now(), stands=True) is not None
        }

    assert drawn(PLACES, put) == lines_of(PLACES)


def test_a_digest_shows_what_everybody_in_its_channel_could_read(office: Office) -> None:
    there = company(office, ["+member"], SOURCES)
    to = places(office, KINDS)

    digests = {place: digest(there, channel) for place, channel in to.items()}

    written = {(there.source_of(learnt.found.question), place) for place, shown in digests.items() if shown for learnt in shown.learnings}

    assert drawn(PLACES, written) == lines_of(PLACES)


def shares(office: Office, entry: int, channel: ChannelId) -> bool:
    try:
        office.sharing.share(EntryId(entry), channel, ADA)
    except (NotAllowed, NotFound):
        return False
    with office.store.reading() as session:
        assert office.sharing.shown(session, EntryId(entry), channel) is not None
    return True


def suggested(office: Office, there: Company, to: dict[str, ChannelId]) -> list[tuple[str, str, int]]:
    """In each place ada asks once for each source, and is offered what stands there."""
    made = []
    for place, channel in to.items():
        asked = office.says_at_once(ADA, channel, ["Vet någon hur man gör det här?"] * len(there.asked))
        made += [(source, place, office.offered(question, old)) for question, (source, old) in zip(asked, there.asked.items(), strict=True)]
    return made


def shows(office: Office, suggestion: int) -> bool:
    try:
        office.suggesting.show_to_everyone(suggestion, ADA)
    except (NotAllowed, NotFound):
        return False
    return True


def is_told(office: Office, suggestion: int) -> bool:
    """Whether the thread hears of it when ada says that a suggestion solved her question."""
    before = office.queued().count("solved_line")
    try:
        office.suggesting.solves(suggestion, ADA, tell_thread=True)
    except NotFound:
        return False
    return office.queued().count("solved_line") > before


def digest(there: Company, channel: ChannelId) -> Digest | None:
    """A digest for a channel that was to show the answers of all sources, as it is rendered."""
    office = there.office
    rows = [office.entry(question) for question in there.asked.values()]
    span = {"weeks": ["2026-W23"], "begin": "2026-06-01T00:00+00:00", "end": "2026-06-08T00:00+00:00", "due": "2026-06-08T09:00+00:00"}
    body = {**span, "learnings": [[row.id, row.answer_ts] for row in rows]}
    body |= dict[str, list[str]].fromkeys(("changed", "help", "help_more", "asked", "answered"), [])
    with office.store.reading() as session:
        return Digests(office.store, office.clock, office.stewards).shown(session, channel, body)
