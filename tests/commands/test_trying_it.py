"""`kollega sandbox`, as somebody who tries it starts and leaves it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest


@pytest.mark.timeout(120)
def test_ctrl_c_ends_the_bot_and_its_make_believe_slack_without_a_complaint() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KOLLEGA_")} | {"HF_HUB_OFFLINE": "1"}
    command = [str(Path(sys.executable).with_name("kollega")), "sandbox"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=environment, text=True, start_new_session=True, **pipes) as program:  # type: ignore[call-overload]  # pipes are given by name
        said: list[str] = []
        is_open, is_up = threading.Event(), threading.Event()

        def listen() -> None:
            for line in program.stdout:
                said.append(line)
                if "http://127.0.0.1:" in line:
                    is_open.set()
                if "encoder_ready" in line:
                    is_up.set()

        listening = threading.Thread(target=listen)
        listening.start()
        opened = is_open.wait(60) and is_up.wait(60)
        os.killpg(program.pid, signal.SIGINT)  # as a terminal does: to all of them
        status = program.wait(40)
        listening.join(10)

    assert opened, said
    assert status == 0
    assert [line for line in said if "error" in line or "Traceback" in line] == []
