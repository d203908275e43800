"""Channels get other ids, are deleted, or are seen by Kollega no more."""

from __future__ import annotations

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.people import Channel
from knowledge.services.exporting import Exporting
from knowledge.services.mirroring import Mirroring, save_channel
from knowledge.storage import inbox, outbox, people
from knowledge.storage.renaming import rename_channel
from tests.services.desk.conftest import Office, WordEncoder

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
NEW = ChannelId("CNEW")
WORDS = WordEncoder()


def test_everything_is_found_under_the_new_id_and_nothing_under_the_old(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    office.solved(ada, bo, it, QUESTION, ANSWER)

    with office.store.writing() as session:
        rename_channel(session, it, NEW)
        save_channel(session, Channel(NEW, "it", members=frozenset([ada, bo])), office.clock.now())

    (line,) = Exporting(office.store)()
    assert (line["channel"], line["state"], line["answers"][0]["channel"], line["answers"][0]["text"]) == (NEW, "resolved", NEW, ANSWER)
    assert office.finds(ada, "lösenord tidrapporten") == [QUESTION]
    with office.store.reading() as session:
        vector = WORDS.queries([QUESTION])[0]
        assert office.index.nearest(session, WORDS.id, {Language.SV: vector}, [it], 5) == []
        assert len(office.index.nearest(session, WORDS.id, {Language.SV: vector}, [NEW], 5)) == 1
        row = people.known_channel(session, NEW)
        assert row is not None
        assert row.capture == "started"


def test_talk_goes_on_under_the_new_id(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada, bo])
    asked = office.says(ada, it, QUESTION)
    with office.store.writing() as session:
        rename_channel(session, it, NEW)

    office.says(bo, NEW, ANSWER, thread=asked)

    (line,) = Exporting(office.store)()
    assert (line["channel"], line["state"]) == (NEW, "answered")


def test_an_event_that_waited_under_the_old_id_is_worked_on_under_the_new(office: Office) -> None:
    ada = office.person("ada")
    it = office.channel("it", [ada])
    with office.store.writing() as session:
        inbox.add(
            session, [inbox.NewEvent("E1", f"{it}:1.000000", "posted", {"written": {"message": {"channel": it}}}, office.clock.now())]
        )

    with office.store.writing() as session:
        rename_channel(session, it, NEW)

    with office.store.writing() as session:
        (claimed,) = inbox.claim(session, "test", 10, 5)
    assert (claimed.lane, claimed.body) == (f"{NEW}:1.000000", {"written": {"message": {"channel": NEW}}})


def test_a_channel_that_slack_shows_no_more_is_closed(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it, lunch = office.channel("it", [ada, bo]), office.channel("lunch", [ada, bo])
    office.solved(ada, bo, it, QUESTION, ANSWER)
    office.solved(ada, bo, lunch, "Vilken dag serverar de ärtsoppa?", "På torsdagar, som alltid.")

    Mirroring(office.store, office.clock).closed(it)

    assert office.finds(ada, "lösenord tidrapporten") == []
    assert office.finds(ada, "ärtsoppa dag") == ["Vilken dag serverar de ärtsoppa?"]


def test_who_came_unheard_is_told_and_what_a_guest_may_not_read_is_taken_out(office: Office) -> None:
    ada, bo, cy, gus = office.person("ada"), office.person("bo"), office.person("cy"), office.person("gus", guest=True)
    it, lunch = office.channel("it", [ada, bo]), office.channel("lunch", [ada, bo])
    asked, _ = office.solved(ada, bo, it, QUESTION, ANSWER)
    office.sharing.share(EntryId(office.entry(asked).id), lunch, ada)
    office.says_all()

    Mirroring(office.store, office.clock).members_seen(lunch, [ada, bo, cy])
    told = office.says_all()
    Mirroring(office.store, office.clock).members_seen(lunch, [ada, bo, cy, gus])

    assert [kind for kind, _ in told] == ["newcomer"]
    assert office.queued() == ["remove", "newcomer"]


def test_nobody_is_new_where_nobody_was_known(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    it = office.channel("it", [ada])
    with office.store.writing() as session:
        people.channel_row(session, it).members_checked_at = None

    Mirroring(office.store, office.clock).members_seen(it, [ada, bo])

    assert office.queued() == []


def test_what_could_not_be_taken_out_is_when_kollega_learns_that_it_is_in_the_channel_again(office: Office) -> None:
    ada, bo = office.person("ada"), office.person("bo")
    place = office.channel("place", [ada, bo])
    asked, answered = office.solved(ada, bo, office.channel("it", [ada, bo]), QUESTION, ANSWER)
    office.sharing.share(EntryId(office.entry(asked).id), place, ada)
    (post,) = office.takes_in_hand()
    office.said(post)
    office.deletes(answered)
    (removal,) = office.takes_in_hand()
    with office.store.writing() as session:
        people.channel_row(session, place).is_member = False
        assert outbox.bury(session, removal, "channel_not_found")

    Mirroring(office.store, office.clock).channels_seen([(Channel(place, "place", members=frozenset([ada, bo])), True)])

    assert [kind for kind, _ in office.says_all()] == ["remove"]
