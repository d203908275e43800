"""Reading an export: people, channels, days, and what becomes of files that are not as they should be."""

from __future__ import annotations

import gc
import json
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from handlers.export import Export, open_export
from handlers.payloads import LeftOut
from knowledge.domain.errors import UnreadableExport
from knowledge.domain.people import ChannelKind
from knowledge.domain.written import Written

Make = Callable[[Mapping[str, object]], Path]

GENERAL = {"id": "C0GENERAL1", "name": "general", "members": ["U0ADA00001", "U0BO000001"], "creator": "U0ADA00001"}
SECRET = {"id": "G0SECRET01", "name": "secret", "members": ["U0ADA00001"]}
ADA = {"id": "U0ADA00001", "team_id": "T1", "name": "ada", "profile": {"real_name": "Ada Ek"}}
BO = {"id": "U0BO000001", "team_id": "T1", "name": "bo"}


def said(number: int, **fields: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U0ADA00001", "text": f"word {number}", "ts": f"1700000000.{number:06d}", **fields}


def everything(export: Export) -> list[Written]:
    return [written for channel in export.channels() for day in export.days(channel) for written in day.read()]


def texts(export: Export) -> list[str]:
    return [written.message.text for written in everything(export)]


def reasons(export: Export) -> dict[str, str]:
    return {skipped.file: skipped.why for skipped in export.skipped}


def test_an_export_gives_its_people_channels_and_messages(zipped: Make) -> None:
    path = zipped(
        {
            "channels.json": [GENERAL],
            "groups.json": [SECRET],
            "users.json": [ADA, BO],
            "general/2024-01-02.json": [said(2)],
            "general/2024-01-01.json": [said(1)],
            "secret/2024-01-01.json": [said(3)],
        }
    )

    with open_export(path) as export:
        people, channels, words = list(export.people()), export.channels(), texts(export)

    assert [person.name for person in people] == ["Ada Ek", "bo"]
    assert [(channel.name, channel.kind) for channel in channels] == [("general", ChannelKind.PUBLIC), ("secret", ChannelKind.PRIVATE)]
    assert sorted(channels[0].members or ()) == ["U0ADA00001", "U0BO000001"]
    assert channels[0].creator == "U0ADA00001"
    assert words == ["word 1", "word 2", "word 3"]
    assert export.skipped == []


def test_a_zip_and_the_folder_unpacked_from_it_are_the_same(zipped: Make, unpacked: Make) -> None:
    files = {"channels.json": [GENERAL], "users.json": [ADA], "general/2024-01-01.json": [said(1), said(2)], ".DS_Store": b"x"}

    with open_export(zipped(files)) as packed, open_export(unpacked(files)) as folder:
        from_zip = (everything(packed), list(packed.people()), packed.channels(), packed.fingerprint, packed.total_bytes)
        from_folder = (everything(folder), list(folder.people()), folder.channels(), folder.fingerprint, folder.total_bytes)

    assert from_zip == from_folder


def test_another_content_of_the_same_size_has_another_fingerprint(zipped: Make) -> None:
    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": [said(1)]})) as export:
        first = (export.fingerprint, export.days(export.channels()[0])[0].fingerprint)

    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": [said(2)]})) as export:
        second = (export.fingerprint, export.days(export.channels()[0])[0].fingerprint)

    assert first[0] != second[0]
    assert first[1] != second[1]


def test_a_top_folder_around_everything_and_what_macos_leaves_are_no_matter(zipped: Make) -> None:
    path = zipped(
        {
            "users.json": None,
            "Acme Slack export/users.json": [ADA],
            "Acme Slack export/channels.json": [GENERAL],
            "Acme Slack export/general/2024-01-01.json": [said(1)],
            "Acme Slack export/general/.DS_Store": b"\0\0",
            "__MACOSX/Acme Slack export/general/._2024-01-01.json": b"\0\0",
        }
    )

    with open_export(path) as export:
        assert texts(export) == ["word 1"]
        assert export.skipped == []


def test_a_folder_whose_name_macos_took_apart_is_known_again(unpacked: Make) -> None:
    path = unpacked({"channels.json": [{**GENERAL, "name": "it-hj\u00e4lp"}], "it-hja\u0308lp/2024-01-01.json": [said(1)]})

    with open_export(path) as export:
        assert texts(export) == ["word 1"]


def test_people_of_another_workspace_are_outside(zipped: Make) -> None:
    stranger = {**BO, "id": "U0CY000001", "team_id": "T2"}

    with open_export(zipped({"channels.json": [GENERAL], "users.json": [stranger, ADA, BO]})) as export:
        assert [person.is_outside for person in export.people()] == [True, False, False]


@pytest.mark.parametrize("fields", [{"is_ext_shared": True}, {"is_shared": True}])
def test_a_shared_channel_is_known_as_shared(zipped: Make, fields: dict[str, bool]) -> None:
    with open_export(zipped({"channels.json": [{**GENERAL, **fields}]})) as export:
        assert export.channels()[0].is_shared


def test_direct_messages_are_left_alone_and_it_says_so(zipped: Make) -> None:
    path = zipped(
        {
            "channels.json": [GENERAL],
            "users.json": [ADA],
            "dms.json": [{"id": "D0ADABO001"}],
            "mpims.json": [{"id": "G1", "name": "mpdm-ada--bo--cy-1"}],
            "D0ADABO001/2024-01-01.json": [said(1, text="between us")],
            "mpdm-ada--bo--cy-1/2024-01-01.json": [said(2, text="between three")],
        }
    )

    with open_export(path) as export:
        assert everything(export) == []
        assert set(reasons(export)) == {"dms.json", "mpims.json", "D0ADABO001/", "mpdm-ada--bo--cy-1/"}


def test_a_folder_of_no_known_channel_is_named_once(zipped: Make) -> None:
    path = zipped({"channels.json": [GENERAL], "old/2024-01-01.json": [said(1)], "old/2024-01-02.json": [said(2)]})

    with open_export(path) as export:
        assert texts(export) == []
        assert [skipped.file for skipped in export.skipped] == ["old/"]


def test_what_came_before_a_break_is_used_and_the_file_is_named(zipped: Make) -> None:
    broken = json.dumps([said(1), said(2)])[:-1].encode() + b', {"type": "mess'

    with open_export(
        zipped({"channels.json": [GENERAL], "general/2024-01-01.json": broken, "general/2024-01-02.json": [said(3)]})
    ) as export:
        assert texts(export) == ["word 1", "word 2", "word 3"]
        assert reasons(export) == {"general/2024-01-01.json": "it ends in the middle; 2 records before that were read"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'"hello"',
        b"null",
        b"not json",
        b'[{"ts": "1700000000.000001"} {"ts": 2}]',
        b"\xff\xfe[\x00]\x00",
        b'[{"text": "\xff"}]',
        b"[" * 100_000,
        b'[{"a":' * 5_000,
        b"[1] junk",
    ],
)
def test_a_broken_day_is_named_and_the_next_is_read(zipped: Make, content: bytes) -> None:
    path = zipped({"channels.json": [GENERAL], "general/2024-01-01.json": content, "general/2024-01-02.json": [said(3)]})

    with open_export(path) as export:
        assert texts(export)[-1:] == ["word 3"]
        assert "general/2024-01-01.json" in reasons(export)


def test_what_is_nested_without_end_is_not_followed(zipped: Make) -> None:
    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": b"[" * 100_000})) as export:
        assert texts(export) == []
        assert reasons(export)["general/2024-01-01.json"] == "it is nested more than 64 deep"


def test_a_record_of_another_shape_is_passed_over_and_told_without_its_words(zipped: Make) -> None:
    odd: list[object] = [
        said(1),
        said(2, text=["private words"]),
        7,
        None,
        [],
        said(3, user=5),
        {"text": "no ts"},
        said(4, ts="soon"),
        said(5),
    ]

    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": odd})) as export:
        assert texts(export) == ["word 1", "word 5"]
        assert export.left_out == {LeftOut.MALFORMED: 7}
        assert "7 records were passed over, the first is number 2" in reasons(export)["general/2024-01-01.json"]
        assert "private" not in str(export.skipped)


def test_a_person_or_channel_of_another_shape_is_passed_over(zipped: Make) -> None:
    path = zipped(
        {
            "channels.json": [{"id": 5, "name": "x"}, GENERAL],
            "users.json": ["ada", {"id": "../../etc"}, ADA, {**BO, "is_bot": "maybe"}],
        }
    )

    with open_export(path) as export:
        assert [person.user_id for person in export.people()] == ["U0ADA00001"]
        assert [channel.name for channel in export.channels()] == ["general"]
        assert set(reasons(export)) == {"channels.json", "users.json"}


def test_bots_and_notices_are_counted(zipped: Make) -> None:
    day = [
        said(1),
        said(2, subtype="bot_message", bot_id="B1"),
        said(3, subtype="channel_join"),
        said(4, user="USLACKBOT"),
        said(5, text=""),
    ]

    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": day})) as export:
        assert texts(export) == ["word 1"]
        assert export.left_out == {LeftOut.BOT: 2, LeftOut.NOTICE: 1, LeftOut.EMPTY: 1}


def test_a_message_that_stands_twice_comes_once(zipped: Make) -> None:
    day = [said(1), said(2, thread_ts="1700000000.000001", subtype="thread_broadcast"), said(2, thread_ts="1700000000.000001"), said(1)]

    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": day})) as export:
        assert texts(export) == ["word 1", "word 2"]
        assert export.left_out == {LeftOut.REPEATED: 2}


def test_a_byte_order_mark_is_no_matter(zipped: Make) -> None:
    day = b"\xef\xbb\xbf" + json.dumps([said(1)]).encode()

    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": day})) as export:
        assert texts(export) == ["word 1"]


def test_half_a_surrogate_and_a_nul_do_not_stop_the_reading(zipped: Make) -> None:
    day = b'[{"type":"message","user":"U0ADA00001","ts":"1700000000.000001","text":"a\\u0000b \\ud83d c"}]'

    with open_export(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": day})) as export:
        word = texts(export)[0]

    assert "\0" not in word
    assert word.encode("utf-8")
    assert word.startswith("ab")


def test_channels_that_cannot_be_read_at_all_are_a_reason_to_refuse(zipped: Make) -> None:
    with pytest.raises(UnreadableExport) as refused, open_export(zipped({"channels.json": b"nothing"})):
        pass

    assert "channels.json" in refused.value.reason


def test_a_day_larger_than_the_memory_streams_through(unpacked: Make) -> None:
    path = unpacked({"channels.json": [GENERAL], "users.json": [ADA]})
    (path / "general").mkdir()
    with (path / "general" / "2024-01-01.json").open("w") as file:
        file.write("[")
        for number in range(4_000):
            file.write(("," if number else "") + json.dumps(said(number, text="x" * 5_000)))
        file.write("]")

    with open_export(path) as export:
        day = export.days(export.channels()[0])[0]
        gc.collect()
        tracemalloc.start()
        count = sum(1 for _ in day.read())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert count == 4_000
    assert day.size > 20_000_000
    assert peak < 5_000_000
