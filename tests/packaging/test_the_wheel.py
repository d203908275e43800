"""The wheel holds the four packages, with everything that they read, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = target.glob("kollega-*.whl")
    return zipfile.ZipFile(wheel).namelist()


def test_it_holds_the_four_packages_and_its_own_papers(names: list[str]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"bot", "handlers", "knowledge", "scheduler", "kollega"}


@pytest.mark.parametrize(
    "wanted",
    [
        "bot/cli.py",
        "bot/sandbox/page/index.html",
        "bot/sandbox/page/main.js",
        "bot/sandbox/page/layout.css",
        "bot/sandbox/workplace/users.json",
        "bot/sandbox/workplace/it-hjalp/2026-06-01.json",
        "knowledge/language/questions.json",
        "knowledge/language/examples.jsonl",
        "knowledge/storage/migrations/versions/first.py",
    ],
)
def test_what_the_code_reads_lies_beside_it(names: list[str], wanted: str) -> None:
    assert wanted in names


def test_every_file_of_the_packages_is_there_and_no_other(names: list[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "bot", "handlers", "knowledge", "scheduler"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if tracked.returncode != 0:
        pytest.skip("this is no git checkout: what belongs to the project cannot be told")

    assert sorted(name for name in names if ".dist-info/" not in name) == sorted(tracked.stdout.split())


def test_the_command_is_installed_by_it(names: list[str]) -> None:
    assert any(name.endswith(".dist-info/entry_points.txt") for name in names)
