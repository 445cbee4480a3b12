"""Keeps one process group running until standard input closes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from typing import Any

from model_serving.failure import read_failure


def keep(folder: str, command: list[str]) -> int:
    """Runs `command FOLDER` in `folder` until it ends, or standard input does. Removes the folder. Returns the exit code."""
    process = subprocess.Popen(
        [*command, folder],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        # Whatever the model prints is no word of ours.
        stdout=sys.stderr,
        start_new_session=os.name == "posix",
    )
    # Where a person ends this process by name, the other goes along.
    signal.signal(signal.SIGTERM, lambda *_: kill_group(process))
    tell(pid=process.pid)
    threading.Thread(target=_kill_at_end_of_input, args=(process,), daemon=True).start()
    code = process.wait()
    # What it started itself may have outlived it.
    kill_group(process)
    tell(ended=_in_words(code), failure=read_failure(folder))
    shutil.rmtree(folder, ignore_errors=True)
    return 1


def kill_group(process: subprocess.Popen[bytes]) -> None:
    if os.name != "posix":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def tell(**words: Any) -> None:
    try:
        print(json.dumps(words), flush=True)
    except OSError:
        # Whoever would listen has gone.
        pass


def _kill_at_end_of_input(process: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1 << 12):
        pass
    kill_group(process)


def _in_words(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
