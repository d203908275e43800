"""The service of systemd and the container name files, settings and commands that there are."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest

from bot.process import DRAIN_SECONDS
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "kollega.service"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
SETTINGS = {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.fixture
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have capitals
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


@pytest.fixture
def steps() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with the rest of its line."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    parted = (line.partition(" ") for line in text.splitlines() if line.strip())
    return [(word, " ".join(rest.split())) for word, _, rest in parted]


def test_the_service_starts_the_command_and_lets_it_finish(unit: configparser.ConfigParser) -> None:
    program, command = shlex.split(unit["Service"]["ExecStart"])

    assert Path(program).name == "kollega"
    assert explains_itself(command)
    assert int(unit["Service"]["TimeoutStopSec"]) > DRAIN_SECONDS
    assert unit["Service"]["Restart"] == "on-failure"


def test_the_service_may_write_nothing_but_its_own_folders(unit: configparser.ConfigParser) -> None:
    service = unit["Service"]

    assert (service["ProtectSystem"], service["ProtectHome"], service["NoNewPrivileges"]) == ("strict", "yes", "yes")
    assert service["CapabilityBoundingSet"] == ""
    assert (service["StateDirectory"], service["CacheDirectory"]) == ("kollega", "kollega")
    assert "ReadWritePaths" not in service
    # With it torch opens no encoder: «could not create a primitive».
    assert "MemoryDenyWriteExecute" not in service


def test_systemd_understands_the_service(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not on this machine")
    program = shlex.split(re.search(r"^ExecStart=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)[1])[0]  # type: ignore[index]  # there is one
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text(encoding="utf-8").replace(program, sys.executable), encoding="utf-8")

    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, timeout=30, check=False)

    assert (done.returncode, done.stderr) == (0, "")


def test_readme_says_where_the_service_finds_its_settings(unit: configparser.ConfigParser) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    for named in (
        unit["Service"]["EnvironmentFile"],
        shlex.split(unit["Service"]["ExecStart"])[0],
        f"deploy/{UNIT.name}",
        "deploy/Dockerfile",
    ):
        assert named in readme


def test_everything_that_is_copied_is_there_and_let_through(steps: list[tuple[str, str]]) -> None:
    copied = {source for word, rest in steps if word == "COPY" and "--from=" not in rest for source in rest.split()[:-1]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}

    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)
    assert copied >= {*project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], project["project"]["readme"], "pyproject.toml"}


def test_no_settings_database_or_history_comes_into_the_container() -> None:
    first = next(line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))

    assert first == "*"


def test_the_container_takes_the_torch_that_the_project_names(steps: list[tuple[str, str]]) -> None:
    wanted = next(
        each for each in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"] if "torch=" in each
    )

    assert [rest for word, rest in steps if word == "RUN" and rest.endswith(wanted)]


def test_the_container_runs_the_command_as_somebody_who_may_little(steps: list[tuple[str, str]]) -> None:
    last = dict(steps)

    assert last["USER"] == "kollega"
    assert last["STOPSIGNAL"] == "SIGTERM"
    assert json.loads(last["ENTRYPOINT"]) == ["kollega"]
    assert explains_itself(*json.loads(last["CMD"]))
    assert last["VOLUME"] == "/data"
    assert set(re.findall(r"\bKOLLEGA_[A-Z_]+", last["ENV"])) <= SETTINGS
    assert "KOLLEGA_DATA_DIR=/data " in last["ENV"]
    assert "/readyz" in last["HEALTHCHECK"]
    for shell in [rest for word, rest in steps if word == "RUN"]:
        assert subprocess.run(["sh", "-n", "-c", shell], check=False).returncode == 0, shell


@cache
def explains_itself(command: str) -> bool:
    program = Path(sys.executable).with_name("kollega")
    return subprocess.run([str(program), command, "--help"], capture_output=True, timeout=60, check=False).returncode == 0
