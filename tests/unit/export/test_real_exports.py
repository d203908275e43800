"""Exports as Slack makes them, where they are at hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from handlers.export import Export, open_export

DATA = Path(__file__).parents[3].parent / "shared" / "data"


def export_at(name: str) -> Path:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"needs {name} in ../shared/data")
    return path


def read_all(export: Export) -> int:
    return sum(1 for channel in export.channels() for day in export.days(channel) for _ in day.read())


@pytest.mark.parametrize(
    ("name", "kept", "records"),
    [("slack-export/irc-dev.zip", 21_885, 24_783), ("slack-export/hdv-dev.zip", 604, 833), ("workplace/export.zip", 868, 896)],
)
def test_every_record_is_a_message_or_counted_as_left_out(name: str, kept: int, records: int) -> None:
    with open_export(export_at(name)) as export:
        messages = read_all(export)

    assert messages == kept
    assert messages + sum(export.left_out.values()) == records
    assert export.skipped == []


def test_a_real_export_reads_the_same_from_its_folder(tmp_path: Path) -> None:
    path = export_at("workplace/export.zip")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)  # the project's own data

    with open_export(path) as packed, open_export(tmp_path) as folder:
        assert list(packed.people()) == list(folder.people())
        assert packed.channels() == folder.channels()
        assert read_all(packed) == read_all(folder)
        assert packed.fingerprint == folder.fingerprint


def test_guests_outsiders_private_and_shared_channels_are_told_apart() -> None:
    with open_export(export_at("workplace/export.zip")) as export:
        people = list(export.people())
        channels = export.channels()

    assert sum(person.is_guest for person in people) == 3
    assert sum(person.is_outside for person in people) == 1
    assert sum(person.is_bot for person in people) == 2
    assert sum(channel.kind == "private" for channel in channels) == 3
    assert [channel.name for channel in channels if channel.is_shared] == ["ext-nordmat"]


def test_files_of_2015_are_told_by_what_was_said_about_them() -> None:
    with open_export(export_at("slack-export/hdv-dev.zip")) as export:
        words = [w.message.text for channel in export.channels() for day in export.days(channel) for w in day.read()]

    assert not [text for text in words if "uploaded a file:" in text or "commented on" in text]
    assert "Tim, this looks fantastic" in words
