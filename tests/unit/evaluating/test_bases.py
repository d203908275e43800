"""What a measure leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.evaluate.bases import base

FILLS = """
import sys
from bot.evaluate.bases import base
with base(None) as address:
    print(address, flush=True)
    sys.stdin.read()
"""


def test_a_temporary_base_is_gone_afterwards() -> None:
    with base(None) as address:
        folder = Path(address.removeprefix("sqlite:///")).parent
        assert folder.is_dir()

    assert not folder.exists()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_measure_that_is_ended_leaves_nothing(tmp_path: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", FILLS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"TMPDIR": str(tmp_path)}
    ) as running:
        assert running.stdout is not None
        folder = Path(running.stdout.readline().strip().removeprefix("sqlite:///")).parent
        assert folder.is_dir()
        running.send_signal(how)
        assert running.wait(30) != 0

    assert list(tmp_path.iterdir()) == []
