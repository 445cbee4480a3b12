"""The process that is MLServer."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from model_serving.failure import write_failure

_PR_SET_PDEATHSIG = 1


def serve(folder: str) -> None:
    """As `mlserver start FOLDER` does. Never returns."""
    _end_with_parent()
    try:
        from mlserver.cli import main

        sys.argv = ["mlserver", "start", folder]
        main()
    except Exception as error:
        write_failure(folder, error)
        raise


def _end_with_parent() -> None:
    """Where the system can: also when the one that watches is killed itself."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
