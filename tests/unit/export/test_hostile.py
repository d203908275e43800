"""Exports that must not be opened."""

from __future__ import annotations

import json
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from handlers.export import open_export
from knowledge.domain.errors import UnreadableExport

Make = Callable[[Mapping[str, object]], Path]

GENERAL = {"id": "C0GENERAL1", "name": "general"}


def reason(path: Path, max_files: int = 100_000) -> str:
    with pytest.raises(UnreadableExport) as refused, open_export(path, max_files):
        pass
    assert refused.value.path == str(path)
    return refused.value.reason


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    assert reason(tmp_path / "none.zip") == "there is no such file or folder"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04" + b"\0" * 100])
def test_a_file_that_is_no_zip(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "export.zip").write_bytes(content)

    assert reason(tmp_path / "export.zip") == "it is neither a folder nor a whole zip file"


def test_a_zip_cut_short(zipped: Make) -> None:
    path = zipped({"channels.json": [GENERAL]})
    path.write_bytes(path.read_bytes()[:-30])

    assert "whole zip" in reason(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "export.zip")

    assert "neither a folder nor" in reason(tmp_path / "export.zip")


def test_a_zip_without_channels(zipped: Make) -> None:
    assert reason(zipped({"users.json": [], "holiday/photo.json": []})) == "it holds neither channels.json nor groups.json"


def test_an_export_without_its_people(zipped: Make) -> None:
    """Without them nobody could tell guests, outside people and bots from colleagues."""
    assert "users.json is missing" in reason(zipped({"channels.json": [GENERAL], "users.json": None}))


@pytest.mark.parametrize("content", [[], b"", b'[{"id": "UA', ["ada"]])
def test_an_export_whose_people_cannot_be_read(zipped: Make, content: object) -> None:
    assert "users.json names nobody" in reason(zipped({"channels.json": [GENERAL], "users.json": content}))


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "neither channels.json" in reason(tmp_path)


@pytest.mark.parametrize(
    "name", ["../evil.json", "general/../../evil.json", "/etc/evil.json", "general\\..\\evil.json", "C:/evil.json", "c:evil.json", ".."]
)
def test_a_name_that_leads_outside(zipped: Make, name: str) -> None:
    assert "outside" in reason(zipped({"channels.json": [GENERAL], name: []}))


def test_a_name_with_a_nul(zipped: Make) -> None:
    path = zipped({"channels.json": [GENERAL], "general/x.jsonQ../y": []})
    path.write_bytes(path.read_bytes().replace(b"x.jsonQ", b"x.json\0"))

    assert "outside" in reason(path)


def test_a_link_in_a_zip(zipped: Make) -> None:
    path = zipped({"channels.json": [GENERAL]})
    with zipfile.ZipFile(path, "a") as archive:
        link = zipfile.ZipInfo("general/2024-01-01.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")

    assert "holds a link" in reason(path)


@pytest.mark.parametrize("target", ["secret.json", "."])
def test_a_link_out_of_a_folder(unpacked: Make, tmp_path: Path, target: str) -> None:
    (tmp_path / "secret.json").write_text("[]")
    path = unpacked({"channels.json": [GENERAL], "general/2024-01-02.json": []})
    (path / "general" / "2024-01-01.json").symlink_to(tmp_path / target)

    assert "link out of the folder" in reason(path)


def test_a_link_within_a_folder_is_a_file_like_any(unpacked: Make) -> None:
    path = unpacked({"channels.json": [GENERAL], "general/2024-01-01.json": []})
    (path / "general" / "2024-01-02.json").symlink_to(path / "general" / "2024-01-01.json")

    with open_export(path) as export:
        assert len(export.days(export.channels()[0])) == 2


def test_an_encrypted_zip(zipped: Make) -> None:
    path = zipped({"channels.json": [GENERAL]})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)

    assert reason(path) == "it is encrypted"


def test_a_file_that_would_unpack_to_very_much(zipped: Make) -> None:
    bomb = b"[" + b" " * 20_000_000 + b"]"

    assert "200 times" in reason(zipped({"channels.json": [GENERAL], "general/2024-01-01.json": bomb}))


def test_many_small_files_that_would_unpack_to_very_much(zipped: Make) -> None:
    files = {f"general/{number}.json": b" " * 900_000 for number in range(30)}

    assert "200 times" in reason(zipped({"channels.json": [GENERAL], **files}))


def test_files_that_share_their_packed_bytes(zipped: Make) -> None:
    padding = os.urandom(60_000)
    path = zipped({"channels.json": [GENERAL], "general/2024-01-01.json": json.dumps("x" * 900_000).encode(), "noise": padding})
    with zipfile.ZipFile(path) as archive:
        day = archive.getinfo("general/2024-01-01.json")
        with zipfile.ZipFile(path, "a") as more:
            for number in range(2, 29):
                again = zipfile.ZipInfo(f"general/2024-01-{number:02d}.json")
                again.compress_type, again.flag_bits = day.compress_type, day.flag_bits
                again.CRC, again.compress_size, again.file_size, again.header_offset = (
                    day.CRC,
                    day.compress_size,
                    day.file_size,
                    day.header_offset,
                )
                more.filelist.append(again)
                more.NameToInfo[again.filename] = again
                more._didModify = True  # type: ignore[attr-defined]  # writes the list of files anew

    assert "200 times" in reason(path)


def test_a_header_that_lies_about_the_size_gives_no_more_than_it_says(zipped: Make) -> None:
    day = json.dumps([{"type": "message", "user": "U0ADA00001", "text": "x" * 3_000_000, "ts": "1700000000.000001"}]).encode()
    path = zipped({"channels.json": [GENERAL], "general/2024-01-01.json": day})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        local = archive.getinfo("general/2024-01-01.json").header_offset
    central = content.rindex(b"PK\x01\x02")
    struct.pack_into("<L", content, local + 22, 900)
    struct.pack_into("<L", content, central + 24, 900)
    path.write_bytes(content)

    with open_export(path) as export:
        words = [written for day_file in export.days(export.channels()[0]) for written in day_file.read()]

    assert words == []
    assert [skipped.file for skipped in export.skipped] == ["general/2024-01-01.json"]


def test_one_record_without_end_is_not_held_in_memory(unpacked: Make) -> None:
    path = unpacked({"channels.json": [GENERAL], "general/2024-01-01.json": b'[{"text": "' + b"x" * 20_000_000 + b'"}]'})

    with open_export(path) as export:
        assert list(export.days(export.channels()[0])[0].read()) == []
        assert "record of more than 16 MB" in export.skipped[-1].why


def test_a_hundred_thousand_and_one_files(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with path.open("wb") as file:
        names = [f"general/{number}".encode() for number in range(100_001)]
        central = b"".join(
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, len(n), 0, 0, 0, 0, 0, 0) + n for n in names
        )
        file.write(central)
        file.write(struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, len(names), len(names), len(central), 0))
        file.write(struct.pack("<4sLQL", b"PK\x06\x07", 0, len(central), 1))
        file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(central), 0, 0))

    assert reason(path) == "it holds more than 100,000 files"


def test_a_folder_of_too_many_files(unpacked: Make) -> None:
    path = unpacked({"channels.json": [GENERAL], "general/2024-01-01.json": [], "general/2024-01-02.json": []})

    assert reason(path, max_files=2) == "it holds more than 2 files"


def test_a_day_damaged_in_the_zip_is_named_and_the_next_is_read(zipped: Make) -> None:
    message = {"type": "message", "user": "U0ADA00001", "text": "still here", "ts": "1700000000.000001"}
    path = zipped({"channels.json": [GENERAL], "general/2024-01-01.json": [message] * 50, "general/2024-01-02.json": [message]})
    content = bytearray(path.read_bytes())
    start = content.index(b"general/2024-01-01.json") + len("general/2024-01-01.json")
    content[start + 30 : start + 40] = b"\xff" * 10
    path.write_bytes(content)

    with open_export(path) as export:
        words = [written.message.text for day in export.days(export.channels()[0])[1:] for written in day.read()]
        list(export.days(export.channels()[0])[0].read())

    assert words == ["still here"]
    assert [skipped.file for skipped in export.skipped] == ["general/2024-01-01.json"]
