"""The search index's promises, kept by both databases."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from knowledge.domain.ids import ChannelId, EntryId
from knowledge.domain.language import Language
from knowledge.domain.ports import Indexed, SearchIndex, Vector
from knowledge.domain.ranking import unit
from knowledge.storage import Session, Store, entries, open_store
from knowledge.storage.index import open_index
from knowledge.storage.tables import EntryRow

NOW = datetime(2026, 6, 8, 7, 0, tzinfo=UTC)
C1, C2, C3 = ChannelId("C1"), ChannelId("C2"), ChannelId("C3")
EVERYWHERE = (C1, C2, C3)
MODEL = "model"
EAST, NORTH, NORTH_EAST = ([1.0, 0, 0, 0], [0, 1.0, 0, 0], [1.0, 1.0, 0, 0])


def test_the_nearest_in_meaning_comes_first_with_its_cosine(store: Store, index: SearchIndex) -> None:
    north = fill(store, index, C1, vector=NORTH)
    between = fill(store, index, C2, vector=NORTH_EAST)
    east = fill(store, index, C1, vector=EAST)

    assert near(store, index, EAST) == [(east, 1.0), (between, 0.707), (north, 0.0)]


def test_vectors_need_not_have_length_one(store: Store, index: SearchIndex) -> None:
    long = fill(store, index, C1, vector=[3.0, 4.0, 0, 0])

    assert near(store, index, [10.0, 0, 0, 0]) == [(long, 0.6)]
    with store.reading() as session:
        assert index.vectors(session, MODEL, [long])[long].tolist() == [3.0, 4.0, 0, 0]


def test_a_channel_outside_the_audience_gives_nothing(store: Store, index: SearchIndex) -> None:
    fill(store, index, C1, words="lön juni", vector=EAST)
    seen = fill(store, index, C2, words="lön", vector=NORTH)

    assert near(store, index, EAST, channels=[C2, C3]) == [(seen, 0.0)]
    assert worded(store, index, "lön", "juni", channels=[C2, C3]) == [seen]
    assert near(store, index, EAST, channels=[]) == []
    assert worded(store, index, "lön", channels=[]) == []


def test_a_full_list_is_filled_from_the_audience_only(store: Store, index: SearchIndex) -> None:
    for _ in range(30):
        fill(store, index, C1, words="lön", vector=EAST)
    mine = [fill(store, index, C2, words="lön", vector=NORTH_EAST) for _ in range(3)]

    assert [entry for entry, _ in near(store, index, EAST, channels=[C2], limit=3)] == mine
    assert sorted(worded(store, index, "lön", channels=[C2], limit=3)) == mine


def test_a_list_ends_at_its_limit(store: Store, index: SearchIndex) -> None:
    for _ in range(5):
        fill(store, index, C1, words="lön", vector=EAST)

    assert len(near(store, index, EAST, limit=2)) == 2
    assert len(worded(store, index, "lön", limit=2)) == 2


def test_each_encoder_has_its_own_vectors(store: Store, index: SearchIndex) -> None:
    entry = new_entry(store, C1)
    put(store, index, entry, C1, vectors={"one": EAST, "two": NORTH})

    assert near(store, index, EAST, encoder="one") == [(entry, 1.0)]
    assert near(store, index, EAST, encoder="two") == [(entry, 0.0)]
    assert near(store, index, EAST, encoder="three") == []


def test_vectors_of_another_length_are_passed_over(store: Store, index: SearchIndex) -> None:
    fill(store, index, C1, vector=[1.0, 0, 0])
    same = fill(store, index, C1, vector=EAST)

    assert near(store, index, EAST) == [(same, 1.0)]


def test_entries_with_more_and_rarer_of_the_words_come_first(store: Store, index: SearchIndex) -> None:
    for _ in range(5):
        fill(store, index, C1, words="lön kommer när")
    rare = fill(store, index, C1, words="traktament kommer när")
    both = fill(store, index, C2, words="traktament kommer lön")

    assert worded(store, index, "traktament", "lön")[:2] == [both, rare]


def test_any_one_of_the_words_suffices(store: Store, index: SearchIndex) -> None:
    entry = fill(store, index, C1, words="semest ansök")
    fill(store, index, C1, words="annat")

    assert worded(store, index, "semest", "okänt", "finnsinte") == [entry]


def test_swedish_letters_are_letters_of_their_own(store: Store, index: SearchIndex) -> None:
    with_ring = fill(store, index, C1, words="få _gåbil")
    without = fill(store, index, C1, words="fa _gabil")

    assert worded(store, index, "få") == [with_ring]
    assert worded(store, index, "fa") == [without]
    assert worded(store, index, "_gåbil") == [with_ring]
    assert worded(store, index, "gåbil") == []


@pytest.mark.parametrize(
    "hostile",
    [
        '"',
        "'",
        "''",
        '" OR "',
        "lön*",
        "lön:*",
        "a & !b",
        "-lön",
        "NEAR(a b)",
        "\\",
        "\\'",
        "words : lön",
        "(",
        "^",
        "\0",
        "",
        " ",
        "x" * 5000,
        "😀",
        "%",
    ],
)
def test_no_word_is_ever_a_command(store: Store, index: SearchIndex, hostile: str) -> None:
    plain = fill(store, index, C1, words="lönespec")
    fill(store, index, C1, words=f"annat {hostile}")

    assert worded(store, index, hostile, "lönespec")[:1] == [plain] or hostile in {"lön*"}
    assert worded(store, index, hostile) in ([], [EntryId(plain + 1)])


def test_frequent_words_are_left_out_where_rare_ones_say_enough(store: Store, index: SearchIndex) -> None:
    with store.writing() as session:
        for _ in range(2100):
            entry = add_entry(session, C1)
            index.put(session, [Indexed(entry, C1, Language.SV, "och kan", {})])
        rare = add_entry(session, C1)
        index.put(session, [Indexed(rare, C1, Language.SV, "kardanaxel och kan spann", {})])

    assert worded(store, index, "och", "kan", "kardanaxel", "spann") == [rare]
    assert len(worded(store, index, "och", "kan", limit=10)) == 10


def test_what_one_may_not_read_changes_nothing_in_how_much_words_weigh(store: Store, index: SearchIndex) -> None:
    for n in range(30):
        fill(store, index, C1, words=f"lön utbetalning {n}" if n % 3 else f"semester {n}")

    def shares() -> list[float]:
        with store.reading() as session:
            return [hit.share for hit in index.by_words(session, ["lön", "semester", "omorganisation"], [C1], 50)]

    before = shares()
    for _ in range(40):
        fill(store, index, C2, words="omorganisation semester")

    assert shares() == before
    assert len(before) == 30


def test_put_again_replaces_words_and_vectors(store: Store, index: SearchIndex) -> None:
    entry = fill(store, index, C1, words="gammalt", vector=EAST)
    near(store, index, EAST)

    put(store, index, entry, C1, words="nytt", vectors={MODEL: NORTH})

    assert near(store, index, NORTH) == [(entry, 1.0)]
    assert (worded(store, index, "nytt"), worded(store, index, "gammalt")) == ([entry], [])


def test_put_without_a_vector_takes_the_old_one_away(store: Store, index: SearchIndex) -> None:
    entry = fill(store, index, C1, words="gammalt", vector=EAST)

    put(store, index, entry, C1, words="nytt")

    assert near(store, index, EAST) == []
    assert worded(store, index, "nytt") == [entry]


def test_what_is_removed_is_not_found(store: Store, index: SearchIndex) -> None:
    gone = fill(store, index, C1, words="lön", vector=EAST)
    stays = fill(store, index, C1, words="lön", vector=NORTH)
    near(store, index, EAST)

    with store.writing() as session:
        index.remove(session, [gone])
        index.remove(session, [])

    assert near(store, index, EAST) == [(stays, 0.0)]
    assert worded(store, index, "lön") == [stays]
    with store.reading() as session:
        assert set(index.vectors(session, MODEL, [gone, stays])) == {stays}


def test_a_deleted_entry_takes_its_words_and_vectors_along(store: Store, index: SearchIndex) -> None:
    gone = fill(store, index, C1, words="lön", vector=EAST)
    near(store, index, EAST)

    with store.writing() as session:
        session.execute(text("DELETE FROM entry"))

    assert near(store, index, EAST) == []
    assert worded(store, index, "lön") == []
    with store.reading() as session:
        assert index.vectors(session, MODEL, [gone]) == {}
        assert session.scalar(text("SELECT count(*) FROM entry_words")) == 0


def test_an_entry_that_moves_to_another_channel_id_is_found_there(store: Store, index: SearchIndex) -> None:
    entry = fill(store, index, C1, words="lön", vector=EAST)
    near(store, index, EAST)

    with store.writing() as session:
        session.execute(update(EntryRow).where(EntryRow.id == entry).values(channel_id=C3))

    assert (near(store, index, EAST, channels=[C1]), worded(store, index, "lön", channels=[C1])) == ([], [])
    assert (near(store, index, EAST, channels=[C3]), worded(store, index, "lön", channels=[C3])) == ([(entry, 1.0)], [entry])


def test_an_entry_cannot_be_indexed_in_another_channel_than_its_own(store: Store, index: SearchIndex) -> None:
    entry = new_entry(store, C1)

    with pytest.raises(IntegrityError):
        put(store, index, entry, C2, vectors={MODEL: EAST})


def test_what_is_rolled_back_was_never_in_the_index(store: Store, index: SearchIndex) -> None:
    stays = fill(store, index, C1, words="lön", vector=NORTH)

    with pytest.raises(InterruptedError), store.writing() as session:
        entry = add_entry(session, C1)
        index.put(session, [Indexed(entry, C1, Language.SV, "lön", {MODEL: vector(EAST)})])
        index.remove(session, [stays])
        index.nearest(session, MODEL, {Language.SV: vector(EAST)}, EVERYWHERE, 10)
        raise InterruptedError

    assert near(store, index, EAST) == [(stays, 0.0)]
    assert worded(store, index, "lön") == [stays]
    following = fill(store, index, C1, words="lön", vector=EAST)
    assert near(store, index, EAST) == [(following, 1.0), (stays, 0.0)]


def test_what_one_process_commits_every_other_finds(store: Store, index: SearchIndex, database: str) -> None:
    first = fill(store, index, C1, words="lön", vector=EAST)
    with closing(open_store(database)) as other:
        theirs = open_index(other)
        assert near(other, theirs, EAST) == [(first, 1.0)]

        second = fill(store, index, C2, words="lön", vector=NORTH)
        assert near(other, theirs, EAST) == [(first, 1.0), (second, 0.0)]

        with other.writing() as session:
            theirs.remove(session, [first])
        assert near(store, index, EAST) == [(second, 0.0)]
        assert worded(store, index, "lön") == [second]


def test_an_id_is_not_given_to_another_entry(store: Store, index: SearchIndex) -> None:
    gone = fill(store, index, C1, words="lön", vector=EAST)
    with store.writing() as session:
        row = entries.get(session, gone)
        assert row is not None
        index.remove(session, [gone])
        entries.remove(session, row)

    assert new_entry(store, C1) > gone


def test_blocks_grow_and_close_their_gaps(store: Store, index: SearchIndex) -> None:
    made = [fill(store, index, C1, vector=EAST) for _ in range(40)]
    near(store, index, EAST)
    with store.writing() as session:
        index.remove(session, made[:30])
    near(store, index, EAST)

    put(store, index, made[35], C1, vectors={MODEL: NORTH})
    late = fill(store, index, C1, vector=NORTH_EAST)

    found = near(store, index, EAST, limit=50)
    assert found == [*((entry, 1.0) for entry in made[30:] if entry != made[35]), (late, 0.707), (made[35], 0.0)]


def test_words_that_were_taken_out_are_gone_from_the_files_after_scrubbing(store: Store, index: SearchIndex, database: str) -> None:
    if store.dialect != "sqlite":
        pytest.skip("PostgreSQL clears its pages by itself (autovacuum)")
    entry = fill(store, index, C1, words="kattegattssalt lön")
    with store.writing() as session:
        row = entries.get(session, entry)
        assert row is not None
        index.remove(session, [entry])
        entries.remove(session, row)

    store.scrub()

    assert all(b"kattegattssalt" not in path.read_bytes() for path in Path(database).parent.glob("kollega.db*"))


_made = itertools.count(1)


def add_entry(session: Session, channel: ChannelId) -> EntryId:
    row = EntryRow(
        kind="question",
        channel_id=channel,
        ts=f"{next(_made)}.000000",
        asker="U1",
        lang="sv",
        text="?",
        state="open",
        asked_at=NOW,
    )
    session.add(row)
    session.flush()
    return EntryId(row.id)


def new_entry(store: Store, channel: ChannelId) -> EntryId:
    with store.writing() as session:
        return add_entry(session, channel)


def put(
    store: Store,
    index: SearchIndex,
    entry: EntryId,
    channel: ChannelId,
    words: str = "",
    vectors: Mapping[str, Sequence[float]] | None = None,
) -> None:
    with store.writing() as session:
        made = {encoder: vector(values) for encoder, values in (vectors or {}).items()}
        index.put(session, [Indexed(entry, channel, Language.SV, words, made)])


def fill(store: Store, index: SearchIndex, channel: ChannelId, words: str = "", vector: Sequence[float] | None = None) -> EntryId:
    entry = new_entry(store, channel)
    put(store, index, entry, channel, words, {MODEL: vector} if vector else None)
    return entry


def near(
    store: Store, index: SearchIndex, to: Sequence[float], channels: Sequence[ChannelId] = EVERYWHERE, limit: int = 10, encoder: str = MODEL
) -> list[tuple[EntryId, float]]:
    with store.reading() as session:
        found = index.nearest(session, encoder, {Language.SV: vector(to)}, channels, limit)
    scored = [(each.entry, abs(round(float(unit(each.vector) @ unit(vector(to))), 3))) for each in found]
    return sorted(scored, key=lambda each: (-each[1], each[0]))


def worded(store: Store, index: SearchIndex, *terms: str, channels: Sequence[ChannelId] = EVERYWHERE, limit: int = 10) -> list[EntryId]:
    with store.reading() as session:
        return [hit.entry for hit in index.by_words(session, terms, channels, limit)]


def vector(values: Sequence[float]) -> Vector:
    return np.asarray(values, dtype=np.float32)
